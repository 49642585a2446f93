"""Categories of reports in words, for lists, details and subscriptions. Retired ones still have their name."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.collect.reports import queries
from smilecity.collect.reports.queries import CategoryRow, ReportRow
from smilecity.doors.web import markup, words
from smilecity.doors.web.report_tree import Tree


@dataclass(frozen=True)
class Chosen:
    """A category that a list is narrowed to: what it is called, and the codes of it and of those below it."""

    name: str
    codes: tuple[str, ...]


def chosen(code: str) -> Chosen | None:
    """Return what a list is narrowed to by a code; None for a code that is none. 1 SQL."""
    tree = _every()
    row = tree.by_code.get(code)
    return Chosen(tree.name(row), queries.codes_below(code, list(tree.by_code.values()))) if row else None


def name(code: str) -> str:
    """Return what a category is called, with the one above it; empty for a code that is none. 1 SQL."""
    tree = _every()
    row = tree.by_code.get(code)
    return tree.name(row) if row else ""


def options(chosen: str) -> SafeString:
    """Return the options by which a list can be narrowed: groups with what is below them, the whole group first.

    One that nobody can choose any more is there as long as it is chosen: its reports are still in lists. 1 SQL.
    """
    every = _every()
    groups = [_group(every, row, chosen) for row in every.tiles if row.active or row.code == chosen]
    return markup.grouped(groups)


def _group(every: Tree, row: CategoryRow, chosen: str) -> tuple[str, list[tuple[str, str, bool]]]:
    """Return a tile with what is below it; one that has nothing below stands alone, which is a group without a name."""
    below = [one for one in every.below(row) if one.active or one.code == chosen]
    title = every.said(row.title)
    if not below:
        return "", [(row.code, title, row.code == chosen)]
    whole = (row.code, _("{category}: alles").format(category=title), row.code == chosen)
    return title, [whole, *((one.code, every.said(one.title), one.code == chosen) for one in below)]


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
        "answers": _answers(report, tree),
        "delegated": handed,
    }


def _answers(report: ReportRow, tree: Tree) -> list[tuple[str, str]]:
    every = queries.answered(report.category, report.attributes, tree.by_code.values())
    return [queries.told(one, tree.language) for one in every if one.public]


def _every() -> Tree:
    return Tree.of(queries.categories(retired=True), get_language() or "de")
