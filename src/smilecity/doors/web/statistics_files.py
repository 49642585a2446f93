"""The statistics as CSV: a line for each group of each year, columns that keep their names in every language."""

import csv
import io
from collections.abc import Iterator, Sequence

from smilecity.doors.web.statistics_groups import Group, Groups, Names, groups_of, names
from smilecity.doors.web.statistics_where import per_thousand
from smilecity.ground.sheets import harmless
from smilecity.measure.statistics.queries import Year
from smilecity.measure.statistics.rules import State

Cell = str | int | float | None
# Documented in docs/standards/open-data.md; programs rely on them, so that they are only ever added to.
COLUMNS = [
    "year", "kind", "breakdown", "key", "name", "received", *(state.value for state in State),
    "timed", "answers", "answer_days_half", "answer_days_most", "completions", "done_days_half", "done_days_most",
    "promises_due", "promises_kept", "inhabitants", "per_1000",
]  # fmt: skip


def to_csv(years: Sequence[Year]) -> str:
    """Return years as CSV (RFC 4180 with semicolons, as German spreadsheets expect). At most 2 SQL."""
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow(COLUMNS)
    called = names(years[0].kind) if years else Names({}, {}, {})
    for year in years:
        for line in _lines(year, groups_of(year, called)):
            lines.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in line])
    return "\ufeff" + written.getvalue()


def _lines(year: Year, groups: Groups) -> Iterator[Sequence[Cell]]:
    total = year.figures.total
    yield _line(year, "total", Group("", "", total), people=sum(year.figures.inhabitants.values()) or None)
    parts = {"month": groups.months, "category": groups.categories, "office": groups.offices}
    for name, part in parts.items():
        for group in part:
            yield _line(year, name, group)
    for group in groups.districts:
        yield _line(year, "district", group, people=year.figures.inhabitants.get(group.key))


def _line(year: Year, breakdown: str, group: Group, people: int | None = None) -> list[Cell]:
    line = group.line
    return [
        year.year,
        year.kind.value,
        breakdown,
        group.key,
        group.name,
        line.number,
        *(line.stands(state) for state in State),
        line.timed,
        line.first.base,
        line.first.half,
        line.first.most,
        line.done.base,
        line.done.half,
        line.done.most,
        line.promised,
        line.kept,
        people,
        per_thousand(line.number, people),
    ]
