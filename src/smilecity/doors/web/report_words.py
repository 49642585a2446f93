"""Categories of reports in words, for lists, details and subscriptions. Retired ones still have their name."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.collect.reports import queries
from smilecity.collect.reports.queries import AttributeKind, CategoryRow, ReportRow
from smilecity.doors.web import words
from smilecity.doors.web.report_tree import Tree, answer
from smilecity.ground.text import pick

# Free words were read by no moderator, so that only the town hall sees them.
_PUBLIC = frozenset({AttributeKind.ONE, AttributeKind.SEVERAL, AttributeKind.NUMBER, AttributeKind.DATETIME})


def name(code: str) -> str:
    """Return what a category is called, with the one above it; empty for a code that is none. 1 SQL."""
    tree = _every()
    row = tree.by_code.get(code)
    return tree.name(row) if row else ""


def options(chosen: str) -> list[tuple[str, str, bool]]:
    """Return the categories that a list can be narrowed to, each with the one above it. 1 SQL."""
    tree = Tree.read(get_language() or "de")
    return [(row.code, tree.name(row), row.code == chosen) for row in tree.by_code.values() if row.leaf]


def told(report: ReportRow) -> dict[str, object]:
    """Return what a report says beside its text: its category, what was answered, who else does it. 1 SQL."""
    tree = _every()
    row = tree.by_code.get(report.category)
    handed = (
        _("{name}, seit dem {day}").format(name=report.delegated_to, day=words.day(report.delegated_at))
        if report.delegated_at
        else ""
    )
    return {
        "category": tree.name(row) if row else "",
        "code": report.category,
        "answers": _answers(row, report, tree.language) if row else [],
        "delegated": handed,
    }


def _answers(row: CategoryRow, report: ReportRow, language: str) -> Sequence[tuple[str, str]]:
    asked = [one for one in row.attributes if one.kind in _PUBLIC and report.attributes.get(one.code)]
    return [(pick(one.label, language), ", ".join(answer(one, report.attributes[one.code], language))) for one in asked]


def _every() -> Tree:
    return Tree.of(queries.categories(retired=True), get_language() or "de")
