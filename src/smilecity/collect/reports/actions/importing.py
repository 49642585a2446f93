"""Reports of a Klarschiff come in, as often as one likes: known by their number, and told to nobody.

The trunk writes the contributions, this what makes them reports: category, third party, status with its words. What
somebody has worked on here since stays as it is. Open ones get office and day by the rules of this town hall.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from shapely import Point, STRtree

from smilecity.city import queries as city
from smilecity.city.queries.facts import city_waters
from smilecity.collect.contributions.actions.importing import BATCH, Done, Tally, import_entries
from smilecity.collect.contributions.models import Call, Contribution, Step
from smilecity.collect.contributions.reading import Entry, Problem
from smilecity.collect.contributions.rules import OPEN, TEXT_MOST, Kind, Verb, clean_text
from smilecity.collect.reports import reading
from smilecity.collect.reports.models import Category, Report
from smilecity.collect.reports.rules import THIRD_PARTY_MOST, Ground
from smilecity.collect.reports.rules.klarschiff import BadLine, Line, category_key
from smilecity.ground import bulk
from smilecity.ground.refusals import Refused
from smilecity.ground.text import german_key, pick, sentence

NO_CALL = sentence("Dieser Aufruf nimmt keine Meldungen an.")
_AT_ONCE = 500
# Acts of this town hall after which a file says nothing any more, and those of them that a file writes as well.
_OURS = (Verb.STATUS, Verb.REPLIED, Verb.FILED, Verb.DELEGATED, Verb.RETURNED)
_OF_FILES = (Verb.STATUS, Verb.REPLIED)


def codes(renamed: Mapping[str, str]) -> dict[str, str]:
    """Return the codes of categories by what a file calls them; `renamed`: more names, as "main > sub". 1 SQL."""
    rows = {row.code: row for row in reading.tree(retired=True)}
    found = {}
    for row in rows.values():
        above = rows.get(row.parent)
        found[category_key(pick(above.title, "de") if above else "", pick(row.title, "de"))] = row.code
    for name, code in renamed.items():
        main, _, sub = name.partition(">")
        found[category_key(main, sub)] = code
    return found


def import_lines(
    *, call: UUID, source: str, lines: Iterable[tuple[int, Line | BadLine]], shown: bool, dry_run: bool, at: datetime
) -> Iterator[Done]:
    """Write lines with the numbers of their rows into a call and yield after each batch. Raises Refused.

    Broken off, it goes on where it stopped when it is started again; the same file twice changes nothing.
    """
    if Call.objects.filter(pk=call).values_list("kind", flat=True).first() != Kind.REPORT:
        raise Refused(NO_CALL)
    titles = {row.code: pick(row.title, "de") for row in reading.tree(retired=True)}
    offices, waters = {german_key(row.name): row.id for row in city.offices()}, STRtree(city_waters())
    waiting, total = iter(lines), Tally()
    while batch := list(islice(waiting, BATCH)):
        entries = [_entry(number, line, titles) for number, line in batch]
        told = {line.number: line for _number, line in batch if isinstance(line, Line)}
        with transaction.atomic():
            problems: list[Problem] = []
            run = import_entries(
                call=call, source=source, entries=entries, shown=shown, dry_run=dry_run, at=at, filed=_touched
            )
            for done in run:
                _add(total, done.tally)
                problems += done.problems
            if not dry_run:
                _complete(source, told, offices, waters, at)
        yield Done(total, problems)


def _add(total: Tally, more: Tally) -> None:
    for name in ("added", "changed", "unchanged", "kept", "bad"):
        setattr(total, name, getattr(total, name) + getattr(more, name))
    total.last = more.last


def _entry(number: int, line: Line | BadLine, titles: Mapping[str, str]) -> Entry | Problem:
    if isinstance(line, BadLine):
        return Problem(number, str(line))
    return Entry(
        row=number,
        source_id=line.number,
        title=titles[line.category],
        text=line.text,
        theme_ids=(),
        category=line.category,
        lon=line.lon,
        lat=line.lat,
        place="",
        submitted_at=line.submitted_at,
        supports=line.supports,
        language="de",
    )


def _touched(rows: Collection[UUID]) -> set[UUID]:
    """Return which reports somebody has worked on here. 1 SQL.

    A file writes in nobody's name and for no office; who does it here has an office, even when the account is gone.
    """
    steps = Step.objects.filter(contribution__in=rows, verb__in=_OURS)
    of_files = Q(verb__in=_OF_FILES, by=None, office=None)
    return set(steps.exclude(of_files).values_list("contribution", flat=True))


def _complete(source: str, told: Mapping[str, Line], offices: Mapping[str, int], waters: STRtree, at: datetime) -> None:
    """Make reports of the rows of a batch, and let their status be that of the file."""
    rows = list(Contribution.objects.filter(source=source, source_id__in=list(told)).defer("words").order_by("id"))
    touched = _touched([row.pk for row in rows])
    _make_reports(rows, told, waters, touched)
    replies = Step.objects.filter(contribution__in=rows, verb=Verb.REPLIED).order_by("at", "id")
    said = dict(replies.values_list("contribution", "text"))
    steps_of = {
        row: _moved(row, told[row.source_id], said.get(row.pk, ""), offices, at)
        for row in rows
        if row.pk not in touched
    }
    moved = [row for row, steps_here in steps_of.items() if steps_here]
    Contribution.objects.bulk_update(moved, ["status", "office", "answered_at", "changed_at"], batch_size=_AT_ONCE)
    bulk.write(step for steps_here in steps_of.values() for step in steps_here)


def _make_reports(
    rows: Sequence[Contribution], told: Mapping[str, Line], waters: STRtree, touched: Collection[UUID]
) -> None:
    """Write what makes rows reports; category and third party of those `touched` here stay as they are."""
    ids = dict(Category.objects.values_list("code", "pk"))
    there = {report.pk: report for report in Report.objects.filter(contribution__in=rows)}
    fresh = []
    for row in rows:
        line = told[row.source_id]
        to = line.delegated_to[:THIRD_PARTY_MOST]
        wanted = {"category_id": ids[row.category], "delegated_to": to, "delegated_at": line.changed_at if to else None}
        report = there.get(row.pk)
        if report is None:
            fresh.append(Report(contribution=row, ground=_ground(row, waters), **wanted))
        elif row.pk not in touched and (report.category_id, report.delegated_to) != (wanted["category_id"], to):
            Report.objects.filter(pk=row.pk).update(**wanted)
    bulk.write(fresh)


def _ground(row: Contribution, waters: STRtree) -> str:
    """Say what a row lies on; that it lies in the city, the trunk has made sure. Asks only where there is water."""
    if row.lon is None or row.lat is None:
        return ""
    if not waters.query(Point(row.lon, row.lat), predicate="intersects").size:
        return Ground.LAND
    # A bridge or a quay is land.
    return reading.ground_at(row.lon, row.lat) or ""


def _moved(row: Contribution, line: Line, said: str, offices: Mapping[str, int], at: datetime) -> list[Step]:
    """Give a row the status of its line; return the steps of its history that say so. `said`: the last reply.

    The caller writes both.
    """
    note = clean_text(line.note[:TEXT_MOST], TEXT_MOST)
    steps = []
    if row.status != line.status:
        steps.append(Step(contribution=row, verb=Verb.STATUS, at=line.changed_at, status=line.status))
    if note and note != said:
        steps.append(Step(contribution=row, verb=Verb.REPLIED, at=line.changed_at, text=note, status=line.status))
        row.answered_at = row.answered_at or line.changed_at
    if steps:
        row.status, row.changed_at = line.status, at
        if line.status not in OPEN:
            row.office_id = row.office_id or offices.get(german_key(line.office))
    return steps
