"""A file of values comes in, batch by batch: each with how far the file was read, so that none is lost or comes twice.

In: a file, its mapping, who brings it. Out: after each batch the counts so far and every row that did not make it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import OperationalError, transaction
from psycopg import errors

from smilecity.ground import audit
from smilecity.people.keys.rules import Caller
from smilecity.sense.things.actions.creating import create
from smilecity.sense.things.actions.recording import record
from smilecity.sense.things.models import Import
from smilecity.sense.things.queries.sql import FALSE, fill, rows, some, value
from smilecity.sense.things.queries.visibility import visible
from smilecity.sense.things.reading.files import Mark, Row, ValueFile
from smilecity.sense.things.rules.mapping import BadRow, FileMapping, Target, reader
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.values import NewObservation

BATCH = 10_000
_TRIES = 3


class CannotImport(Exception):
    """The file does not go in (any further); the message is a German sentence."""


@dataclass(frozen=True)
class Lost:
    """A row that did not make it, and why."""

    line: int
    reason: str
    cells: Any


@dataclass(frozen=True)
class Tally:
    """What became of the rows so far, runs before this one included."""

    rows: int = 0
    stored: int = 0
    refused: int = 0
    bad: int = 0


@dataclass(frozen=True)
class Done:
    """A batch that is in: the counts so far, the line it ended with, what was lost on the way."""

    tally: Tally
    line: int
    share: float
    lost: list[Lost] = field(default_factory=list)


# Asked before each batch: who brings the values. None: nobody any more, the key has expired or was revoked.
Who = Callable[[datetime], Caller | None]
# Told what a batch has lost just before the batch is kept; where that fails, nothing of the batch is kept either.
Name = Callable[[list[Lost]], None]


def begin(file: ValueFile, *, mapping: bytes, restart: bool, at: datetime) -> tuple[int, Mark, Tally]:
    """Find how far this file came with this mapping (its SHA-256). Raises CannotImport where it changed meanwhile."""
    state = _state(file.path.name[-255:], mapping, restart=restart, at=at)
    mark = _mark(state)
    if mark.offset and not file.holds(mark):
        raise CannotImport(
            f"{file.path.name} hat sich seit dem letzten Einlesen geändert. "
            "Mit --restart wird sie von vorn gelesen; die Messreihe entscheidet, was mit doppelten Werten geschieht."
        )
    return state.pk, mark, Tally(state.rows, state.stored, state.refused, state.bad)


@transaction.atomic
def _state(name: str, mapping: bytes, *, restart: bool, at: datetime) -> Import:
    """Return how far it came, once the last batch of a run that was killed is either kept or undone."""
    empty = {"digest": b"", "changed_at": at}
    found, made = Import.objects.select_for_update().get_or_create(file=name, mapping=mapping, defaults=empty)
    if restart and not made:
        fresh = {"rows": 0, "line": 0, "offset": 0, "stored": 0, "refused": 0, "bad": 0, "ended_at": None}
        Import.objects.filter(pk=found.pk).update(**fresh, **empty)
        found.refresh_from_db()
    return found


def _mark(state: Import) -> Mark:
    return Mark(state.rows, state.line, state.offset, bytes(state.digest))


def _nobody(_lost: list[Lost]) -> None:
    """Name nothing."""


def import_values(
    file: ValueFile,
    *,
    state: int,
    mark: Mark,
    tally: Tally,
    who: Who,
    clock: Callable[[], datetime],
    name: Name = _nobody,
    batch: int = BATCH,
) -> Iterator[Done]:
    """Bring the rows after the mark in; yield after each batch. Raises CannotImport, BadFile.

    Each batch is one transaction with its mark; stopped anywhere, the next run goes on after the last one.
    """
    run = _Run(file.mapping, who, name)
    coming = file.rows(mark)
    while True:
        part = list(islice(coming, batch))
        tally = _bring_in(part, run, state, (mark, file.mark), tally, clock())
        mark = file.mark
        yield Done(tally, mark.line, file.share, run.take_lost())
        if not part:
            return


def _bring_in(part: list[Row], run: "_Run", state: int, way: tuple[Mark, Mark], tally: Tally, at: datetime) -> Tally:
    """Store a batch with the mark it leads to; again where it and another sender waited for each other."""
    for tries_left in range(_TRIES - 1, -1, -1):
        try:
            with transaction.atomic():
                _hold(state, way[0])
                done = run.store(part, tally, at)
                _keep(state, way[1], done, ended=not part, at=at)
                run.name(run.lost)
        except OperationalError as error:
            if not tries_left or not isinstance(error.__cause__, errors.DeadlockDetected):
                raise
            run.forget()
        else:
            return done
    raise AssertionError("unreachable: the last try returns or raises")


def _hold(state: int, mark: Mark) -> None:
    """Keep others from bringing the same rows in. Raises CannotImport where one has."""
    found = _mark(Import.objects.select_for_update().get(pk=state))
    if (found.rows, found.offset) != (mark.rows, mark.offset):
        raise CannotImport("Dieselbe Datei wird gerade noch einmal eingelesen, von einem anderen Befehl.")


def _keep(state: int, mark: Mark, tally: Tally, *, ended: bool, at: datetime) -> None:
    Import.objects.filter(pk=state).update(
        rows=mark.rows,
        line=mark.line,
        offset=mark.offset,
        digest=mark.digest,
        stored=tally.stored,
        refused=tally.refused,
        bad=tally.bad,
        changed_at=at,
        ended_at=at if ended else None,
    )
    if ended:
        audit.record(
            actor=None, verb="things.import", subject=f"import:{state}", at=at, details={"stored": tally.stored}
        )


class _Run:
    """One run over a file: knows its datastreams, and collects what is lost."""

    def __init__(self, mapping: FileMapping, who: Who, name: Name) -> None:
        self.mapping, self.who, self.name = mapping, who, name
        self.read = reader(mapping)
        self.streams: dict[object, int] = {}
        self.lost: list[Lost] = []

    def forget(self) -> None:
        """Forget what a transaction found that was undone."""
        self.lost, self.streams = [], {}

    def take_lost(self) -> list[Lost]:
        """Return what was lost since the last time."""
        lost, self.lost = self.lost, []
        return lost

    def store(self, part: list[Row], tally: Tally, at: datetime) -> Tally:
        """Store a batch of rows; return the counts with it."""
        caller = self.who(at)
        if caller is None:
            raise CannotImport("Der Schlüssel gilt nicht mehr: Er ist abgelaufen oder widerrufen.")
        values, sources = self._values(part, caller, at)
        bad = len(part) - len(values)
        answers = record(values, caller=caller, at=at) if values else []
        refused = 0
        for row, answer in zip(sources, answers, strict=True):
            if isinstance(answer, Problem):
                refused += 1
                self.lost.append(Lost(row.line, f"abgelehnt: {answer.message}", row.cells))
        return replace(
            tally,
            rows=tally.rows + len(part),
            stored=tally.stored + len(values) - refused,
            refused=tally.refused + refused,
            bad=tally.bad + bad,
        )

    def _values(self, part: list[Row], caller: Caller, at: datetime) -> tuple[list[NewObservation], list[Row]]:
        values, sources = [], []
        for row in part:
            try:
                values.append(self._value(row, caller, at))
            except BadRow as bad:
                self.lost.append(Lost(row.line, str(bad), row.cells))
            else:
                sources.append(row)
        return values, sources

    def _value(self, row: Row, caller: Caller, at: datetime) -> NewObservation:
        if row.problem:
            raise BadRow(row.problem)
        return self.read(row.cells, self._stream(row, caller, at))

    def _stream(self, row: Row, caller: Caller, at: datetime) -> int:
        column = self.mapping.columns.get("datastream")
        named = None if column is None else str(row.cells.get(column) or "").strip()
        if named not in self.streams:
            self.streams[named] = self._find(named, caller, at)
        return self.streams[named]

    def _find(self, named: str | None, caller: Caller, at: datetime) -> int:
        target = self.mapping.target
        if named is not None:
            if not named:
                raise BadRow("Die Spalte der Messreihe ist leer.")
            chosen = target.by_cell.get(named, named)
            target = Target(id=chosen) if isinstance(chosen, int) else Target(name=chosen)
        try:
            return find_or_make(target, caller=caller, at=at)
        except CannotImport as reason:
            if named is None:
                raise
            raise BadRow(str(reason)) from None


def find_or_make(target: Target, *, caller: Caller, at: datetime) -> int:
    """Return the id of the datastream a mapping means; make it where there is none of its name. Raises CannotImport."""
    if target.id is not None:
        return target.id
    # A key that may only send values knows its own series all the same.
    own = fill("d.owner_id = {}", value(caller.party)) if caller.party is not None else FALSE
    known = some([visible(Kind.DATASTREAMS, "d", caller), own])
    statement = fill(
        "SELECT d.id FROM things_datastream d WHERE d.name = {} AND {} ORDER BY d.id LIMIT 2", value(target.name), known
    )
    found = [each[0] for each in rows(statement)]
    if len(found) > 1:
        raise CannotImport(f"Es gibt mehrere Messreihen mit dem Namen „{target.name}“. Bitte nennen Sie die Nummer.")
    if found:
        return int(found[0])
    if target.body is None:
        raise CannotImport(f"Eine Messreihe mit dem Namen „{target.name}“ gibt es nicht.")
    try:
        return create(Kind.DATASTREAMS, dict(target.body), caller=caller, at=at).id
    except Problem as problem:
        raise CannotImport(f"Die Messreihe „{target.name}“ ließ sich nicht anlegen: {problem.message}") from None
