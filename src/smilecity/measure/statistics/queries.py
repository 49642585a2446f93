"""What pages and programs ask about the statistics: the years there are, the numbers of one, and its printed report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from smilecity.collect.contributions.rules import Kind
from smilecity.measure.statistics import rules
from smilecity.measure.statistics.models import YearCount, YearReport
from smilecity.measure.statistics.rules import Figures
from smilecity.understand.results.drawing import Plan


@dataclass(frozen=True)
class Year:
    """The numbers of a year, the districts as they are drawn, and when it was counted."""

    kind: Kind
    year: int
    figures: Figures
    plan: Plan
    counted_at: datetime


@dataclass(frozen=True)
class Printed:
    """A report that was printed; `digest`: of what is in it."""

    language: str
    size: int
    digest: str


def years(kind: Kind) -> list[int]:
    """Return the years in which something of a kind came in that can be read, the newest first. 1 SQL."""
    rows = YearCount.objects.filter(kind=kind, figures__total__number__gt=0)
    return list(rows.order_by("-year").values_list("year", flat=True))


def year(kind: Kind, which: int) -> Year | None:
    """Return the numbers of a year; None where nothing came in. 1 SQL."""
    found = YearCount.objects.filter(kind=kind, year=which).first()
    return _year(found) if found else None


def every(kind: Kind) -> Sequence[Year]:
    """Return the numbers of all years, the oldest first. 1 SQL."""
    return [_year(row) for row in YearCount.objects.filter(kind=kind).order_by("year")]


def _year(row: YearCount) -> Year:
    return Year(Kind(row.kind), row.year, rules.from_frozen(row.figures), Plan(**row.plan), row.counted_at)


def printed(kind: Kind, which: int) -> list[Printed]:
    """Return which reports of a year there are. 1 SQL."""
    rows = YearReport.objects.filter(kind=kind, year=which).order_by("language")
    return [Printed(*row) for row in rows.values_list("language", "size", "digest")]


def report(kind: Kind, which: int, language: str) -> bytes | None:
    """Return the printed report of a year in a language. 1 SQL."""
    rows = YearReport.objects.filter(kind=kind, year=which, language=language)
    found = rows.values_list("content", flat=True).first()
    return None if found is None else bytes(found)
