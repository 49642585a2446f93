"""The contributions of another platform come in: many at a time, once per source id, without a word to anybody.

Rows are written in batches, each its own transaction: an import that broke off goes on where it stopped when it is
started again, and reading the same file twice changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from smilecity.collect.contributions import findable
from smilecity.collect.contributions.models import Call, Contribution, ContributionTheme, Step
from smilecity.collect.contributions.reading import Entry, Problem
from smilecity.collect.contributions.reading.districts import Districts
from smilecity.collect.contributions.rules import Channel, Publicity, Verb
from smilecity.ground import audit, bulk
from smilecity.ground.search import actions as search

BATCH = 1000
OUTSIDE = "Der Ort liegt nicht in dieser Stadt. Sind Länge und Breite vertauscht?"
TWICE = "Die Kennung steht schon weiter oben in der Datei."
# What an import may change in a row that nobody has touched here since.
_SAID = ("title", "text", "language", "category", "lon", "lat", "place", "theme_ids", "district_id")
# What of it is filed here rather than said.
_FILED = ("title", "category")
# Says which of these rows (keys of contributions) are filed here by now.
Filed = Callable[[Collection[UUID]], Collection[UUID]]


@dataclass
class Tally:
    """What became of the rows so far; `last` is the number of the last row that is done."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    bad: int = 0
    last: int = 0

    @property
    def rows(self) -> int:
        """How many rows have been looked at."""
        return self.added + self.changed + self.unchanged + self.kept + self.bad


@dataclass(frozen=True)
class Done:
    """A batch that is written: the tally up to its end, and what was wrong with its rows."""

    tally: Tally
    problems: Sequence[Problem] = field(default_factory=tuple)


def _none(_rows: Collection[UUID]) -> Collection[UUID]:
    return ()


def import_entries(
    *,
    call: UUID,
    source: str,
    entries: Iterable[Entry | Problem],
    shown: bool,
    dry_run: bool,
    at: datetime,
    filed: Filed = _none,
) -> Iterator[Done]:
    """Write the entries of `source` into a call and yield after each batch. Bad rows are told and left out.

    Known by its source id, a row that is here already is brought up to date, unless it was edited here. Nobody is
    informed, and no promise is made: the rooms downstream pick up what has no office yet. `shown`: without moderation.
    `filed`: says, while they are locked, which rows keep the category and title that they have here.
    """
    run = _Run(Call.objects.get(pk=call), source, Districts(), shown=shown, at=at, filed=filed)
    waiting = iter(entries)
    while batch := list(islice(waiting, BATCH)):
        with transaction.atomic():
            problems = run.write(batch)
            transaction.set_rollback(dry_run)
        yield Done(run.tally, problems)
    if not dry_run:
        _record(run, at)


@transaction.atomic
def _record(run: "_Run", at: datetime) -> None:
    tally = run.tally
    audit.record(
        actor=None,
        verb="contributions.import",
        subject=f"call:{run.call.pk}",
        at=at,
        details={"source": run.source, "added": tally.added, "changed": tally.changed, "bad": tally.bad},
    )


class _Run:
    """One import: what is known over all its batches."""

    def __init__(
        self, call: Call, source: str, districts: Districts, *, shown: bool, at: datetime, filed: Filed
    ) -> None:
        self.call, self.source, self.districts, self.shown, self.at = call, source, districts, shown, at
        self.filed = filed
        self.tally = Tally()
        self._seen: set[str] = set()

    def write(self, batch: Sequence[Entry | Problem]) -> list[Problem]:
        """Write one batch within the running transaction; return what was wrong, in the order of the rows."""
        with connection.cursor() as cursor:
            # Two imports of one source take turns, batch by batch.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"contributions.import:{self.source}"])
        problems = [row for row in batch if isinstance(row, Problem)]
        rows = self._rows([row for row in batch if isinstance(row, Entry)], problems)
        self._store(rows)
        self.tally.bad += len(problems)
        self.tally.last = batch[-1].row
        return sorted(problems, key=lambda problem: problem.row)

    def _rows(self, entries: Sequence[Entry], problems: list[Problem]) -> dict[str, Contribution]:
        """Return the rows to be by source id; note what is outside the city or there twice."""
        rows: dict[str, Contribution] = {}
        found = self.districts.of([(entry.lon, entry.lat) for entry in entries])
        for entry, spot in zip(entries, found, strict=True):
            if entry.source_id in self._seen:
                problems.append(Problem(entry.row, TWICE))
            elif not spot.inside:
                problems.append(Problem(entry.row, OUTSIDE))
            else:
                rows[entry.source_id] = self._row(entry, spot.district)
            self._seen.add(entry.source_id)
        return rows

    def _row(self, entry: Entry, district: int | None) -> Contribution:
        submitted = entry.submitted_at or self.at
        return Contribution(
            call=self.call,
            kind=self.call.kind,
            category=entry.category,
            title=entry.title,
            text=entry.text,
            language=entry.language,
            theme_ids=list(entry.theme_ids),
            lon=entry.lon,
            lat=entry.lat,
            place=entry.place,
            district_id=district,
            channel=Channel.IMPORT,
            source=self.source,
            source_id=entry.source_id,
            publicity=Publicity.SHOWN if self.shown else Publicity.WAITING,
            visible=self.shown,
            supports=entry.supports,
            imported_supports=entry.supports,
            submitted_at=submitted,
            published_at=submitted if self.shown else None,
            changed_at=self.at,
        )

    def _store(self, rows: dict[str, Contribution]) -> None:
        there = {
            row.source_id: row
            for row in Contribution.objects.select_for_update()
            .defer("words")
            .filter(source=self.source, source_id__in=list(rows))
            .order_by("id")
        }
        self._add([row for source_id, row in rows.items() if source_id not in there])
        filed = self.filed([row.pk for row in there.values()])
        for row in there.values():
            if row.pk in filed:
                _leave_filed(rows[row.source_id], row)
        outcomes = Counter(_update(row, rows[source_id], self.at) for source_id, row in there.items())
        self.tally.changed += outcomes["changed"]
        self.tally.unchanged += outcomes["unchanged"]
        self.tally.kept += outcomes["kept"]
        search.changed(findable.SOURCE, self._written(rows, there.values()))

    def _written(self, rows: dict[str, Contribution], there: Iterable[Contribution]) -> list[UUID]:
        """Return which rows everybody may see now."""
        known = {row.source_id for row in there}
        fresh = [row.pk for row in rows.values() if row.visible and row.source_id not in known]
        return [*fresh, *(row.pk for row in there if row.visible)]

    def _add(self, fresh: list[Contribution]) -> None:
        bulk.write(fresh)
        _write_themes(fresh)
        bulk.write(Step(contribution=row, verb=Verb.SUBMITTED, at=row.submitted_at) for row in fresh)
        self.tally.added += len(fresh)


def _write_themes(rows: Iterable[Contribution]) -> None:
    bulk.write(ContributionTheme(contribution=row, theme_id=theme) for row in rows for theme in row.theme_ids)


def _leave_filed(wanted: Contribution, row: Contribution) -> None:
    """Let a row want the category and title that it has here."""
    for name in _FILED:
        setattr(wanted, name, getattr(row, name))


def _update(row: Contribution, wanted: Contribution, at: datetime) -> str:
    """Bring a row up to date with its file; what was edited here stays as it is."""
    more = wanted.imported_supports - row.imported_supports
    differs = any(getattr(row, name) != getattr(wanted, name) for name in _SAID)
    if not differs and not more:
        return "unchanged"
    if row.revision > 1 or row.publicity == Publicity.REMOVED:
        return "kept"
    for name in _SAID:
        setattr(row, name, getattr(wanted, name))
    row.supports, row.imported_supports, row.changed_at = row.supports + more, wanted.imported_supports, at
    row.save(update_fields=[*_SAID[:-1], "district", "supports", "imported_supports", "changed_at"])
    ContributionTheme.objects.filter(contribution=row).delete()
    _write_themes([row])
    return "changed"
