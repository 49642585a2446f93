"""Values come in: checked one by one, stored together, each answered with its id or with why it was refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from psycopg import errors

from smilecity.ground.events import publish
from smilecity.people.keys.rules import Caller
from smilecity.sense.things.actions import features, months, numbers, removing, seconds, storing, traces
from smilecity.sense.things.actions.judging import Judge
from smilecity.sense.things.actions.knowing import Known, Pair, know
from smilecity.sense.things.actions.rows import Row
from smilecity.sense.things.events import ObservationsRecorded
from smilecity.sense.things.models import Taken
from smilecity.sense.things.rules.buckets import microseconds
from smilecity.sense.things.rules.identifiers import make_id
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.values import NewObservation, as_json, keep, settle
from smilecity.sense.things.rules.values.observation import LARGEST_REFERENCE
from smilecity.sense.things.rules.values.results import INFINITE

Answer = int | Problem
_TRIES = 3


@dataclass
class Batch:
    """Values of one transaction, each with who sends it, and the answers found so far."""

    values: Sequence[NewObservation]
    callers: Sequence[Caller]
    at: datetime
    answers: dict[int, Answer] = field(default_factory=dict)

    def open(self) -> list[int]:
        """Return the positions without an answer."""
        return [place for place in range(len(self.values)) if place not in self.answers]


def record(
    values: Sequence[NewObservation],
    *,
    caller: Caller | Sequence[Caller],
    at: datetime,
    taken: Sequence[Taken] = (),
) -> list[Answer]:
    """Store values in one transaction; return for each, at its position, its id or why it was refused.

    `caller`: one for all, or one for each value. `taken`: messages of a broker that these values came in, noted in the
    same transaction. At most 7 round trips whatever the number of values, while their months and features are known.
    """
    callers = [caller] * len(values) if isinstance(caller, Caller) else caller
    checked = _check(values)
    tries = _TRIES
    while True:
        tries -= 1
        try:
            return _record(Batch(values, callers, at, dict(checked)), taken)
        except DatabaseError as error:
            if not tries or connection.in_atomic_block or not _is_worth_another_try(error):
                raise
            months.forget()


def _is_worth_another_try(error: DatabaseError) -> bool:
    """Two that wait for each other; or a month whose partition somebody has taken away."""
    return isinstance(error.__cause__, errors.DeadlockDetected | errors.CheckViolation)


def _check(values: Iterable[NewObservation]) -> dict[int, Answer]:
    """Bring times to UTC and find what could not be kept, whatever its datastream says."""
    problems: dict[int, Answer] = {}
    for place, value in enumerate(values):
        try:
            settle(value)
        except Problem as problem:
            problems[place] = problem
    return problems


def _record(batch: Batch, taken: Sequence[Taken]) -> list[Answer]:
    places = batch.open()
    months.ensure(batch.values[place].phenomenon_start for place in places)
    with transaction.atomic(savepoint=False):
        stored = _store(batch, places, taken)
        if stored:
            publish(ObservationsRecorded(observations=tuple(stored)))
    return [batch.answers[place] for place in range(len(batch.values))]


def _store(batch: Batch, places: Sequence[int], taken: Sequence[Taken]) -> list[int]:
    """Store what can be stored; every value has its answer afterwards. Returns the ids."""
    streams, seen = know(*_named([batch.values[place] for place in places]))
    found = _rows(batch, places, streams)
    chosen = features.choose(found, seen=seen, callers=batch.callers, at=batch.at)
    settled = seconds.settle(chosen.accepted)
    batch.answers |= chosen.problems | settled.problems
    _number(settled.stored)
    ids = [row.id for row in settled.stored]
    removing.take_out(settled.removed)
    storing.store(settled.stored, seen=seen, boxes=chosen.boxes, also=traces.of_values(ids, taken=taken, at=batch.at))
    removing.put_right(settled.removed)
    batch.answers |= settled.answers()
    return ids


def _named(values: Sequence[NewObservation]) -> tuple[set[int], set[Pair]]:
    """Return the datastreams and features that values name, as far as anything can have such an id."""
    possible = [value for value in values if 0 < value.datastream <= LARGEST_REFERENCE]
    pairs = {(value.feature, value.datastream) for value in possible if value.feature is not None}
    return {value.datastream for value in possible}, pairs


def _rows(batch: Batch, places: Sequence[int], streams: dict[int, Known]) -> list[Row]:
    judge, rows = Judge(streams), []
    for place in places:
        value = batch.values[place]
        problem = judge.problem(value, batch.callers[place])
        if problem is None:
            try:
                rows.append(row_of(place, value, streams[value.datastream]))
            except Problem as found:
                problem = found
        if problem is not None:
            batch.answers[place] = problem
    return rows


def row_of(place: int, value: NewObservation, stream: Known) -> Row:
    """Return a settled value as it is stored in its datastream. Raises Problem."""
    result = value.result
    count = microseconds(value.phenomenon_start)
    if type(result) is float and stream.takes_floats and -INFINITE < result < INFINITE:
        row = Row(place, value, stream, count, result)  # what most values are
    else:
        row = Row(place, value, stream, count, *keep(result, shape=stream.shape, quality=value.quality))
    if value.quality_other is not None:
        row.quality_other = as_json(value.quality_other, "resultQuality")
    if value.parameters is not None:
        row.parameters = as_json(value.parameters, "parameters")
    return row


def _number(rows: Sequence[Row]) -> None:
    """Give an id to each row that does not take over another's."""
    new = [row for row in rows if not row.id]
    for row, number in zip(new, numbers.take(len(new)), strict=True):
        row.id = make_id(row.value.phenomenon_start, number)
