"""What pages and programs ask about reports: the tree, what was reported near a place, reports for other programs."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from smilecity.collect.reports import reading
from smilecity.collect.reports.models import Report, Responsibility
from smilecity.collect.reports.queries.answers import answer, answered, answers, told
from smilecity.collect.reports.queries.lists import ReportFilter, ReportRow, report, report_numbered, reports
from smilecity.collect.reports.queries.near import NEAR_MOST, NearRow, near
from smilecity.collect.reports.reading import CategoryRow, Route, Routes, ground_at, routes
from smilecity.collect.reports.rules import Answered, Attribute, AttributeKind, Ground, Option, Where

__all__ = [
    "NEAR_MOST",
    "Answered",
    "Attribute",
    "AttributeKind",
    "CategoryRow",
    "Ground",
    "NearRow",
    "Option",
    "ReportFilter",
    "ReportRow",
    "Route",
    "Routes",
    "RuleRow",
    "Where",
    "answer",
    "answered",
    "answers",
    "categories",
    "category",
    "codes_above",
    "codes_below",
    "ground_at",
    "grounds",
    "near",
    "open_reports",
    "report",
    "report_numbered",
    "reports",
    "routes",
    "rules_of",
    "told",
]

# No office has this id.
_NEW_OFFICE = 0


@dataclass(frozen=True)
class RuleRow:
    """A rule as the desk lists it: for which district (None: all) and ground which office has to do with it."""

    id: int
    district: int | None
    ground: Where
    office: int


def categories(*, retired: bool = False) -> list[CategoryRow]:
    """Return the whole tree, each category followed by those below it; `retired`: all that there ever were. 1 SQL."""
    return reading.tree(retired=retired)


def category(code: str) -> CategoryRow | None:
    """Return a category, also one that nobody can choose any more. 1 SQL."""
    return next((row for row in reading.tree(retired=True) if row.code == code), None)


def codes_below(code: str, rows: Collection[CategoryRow] | None = None) -> tuple[str, ...]:
    """Return the code of a category with those of all below it, retired ones included; nothing for none.

    `rows`: the whole tree where it was read before. 1 SQL at most.
    """
    every = reading.tree(retired=True) if rows is None else rows
    return tuple(row.code for row in every if code in {row.code, row.parent})


def codes_above(code: str) -> tuple[str, ...]:
    """Return the code of a category with that of the one above it; the code alone where it is none. 1 SQL."""
    row = category(code)
    return (code, row.parent) if row and row.parent else (code,)


def rules_of(category: int) -> list[RuleRow]:
    """Return which offices have to do with a category where; districts first. 1 SQL."""
    rows = Responsibility.objects.filter(category=category).order_by("district__name_sort", "ground", "pk")
    return [RuleRow(row.pk, row.district_id, Where(row.ground), row.office_id) for row in rows]


def grounds(reports: Collection[UUID]) -> dict[UUID, Ground]:
    """Return what reports lie on; those without a point are missing. 1 SQL."""
    rows = Report.objects.filter(contribution__in=reports).exclude(ground="").values_list("contribution", "ground")
    return {pk: Ground(ground) for pk, ground in rows}


def open_reports(code: str, known: Routes) -> int:
    """Return how many reports `actions.move_office` would move to an office that none of them has yet. 1 SQL."""
    after = known.handed_over(code, _NEW_OFFICE)
    about = ("contribution__category", "contribution__district", "contribution__office", "ground")
    held = Report.objects.filter(contribution__in=reading.still_open(code, known)).order_by()
    rows = held.values_list(*about).annotate(reports=Count("pk"))
    return sum(
        number
        for category, district, office, ground, number in rows
        if after.route(category, district, Ground(ground) if ground else None).office not in {None, office}
    )
