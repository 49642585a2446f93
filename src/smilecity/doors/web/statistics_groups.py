"""The lines of a year with their names in the reader's language, in the order in which they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.collect.reports import queries as reports
from smilecity.doors.web import contribution_words as said
from smilecity.ground.text import pick
from smilecity.measure.statistics.queries import Year
from smilecity.measure.statistics.rules import NOBODY, Line, State


@dataclass(frozen=True)
class Group:
    """A line of the statistics with its name in the reader's language; `key`: for programs."""

    key: str
    name: str
    line: Line


@dataclass(frozen=True)
class Groups:
    """A year with its lines in the order in which they are shown."""

    months: Sequence[Group]
    categories: Sequence[Group]
    offices: Sequence[Group]
    districts: Sequence[Group]


@dataclass(frozen=True)
class Names:
    """What categories, offices and districts are called, each in their order, by the keys of the figures."""

    categories: Mapping[str, str]
    offices: Mapping[str, str]
    districts: Mapping[str, str]


def names(kind: Kind) -> Names:
    """Return the names in the reader's language. 1 SQL, of reports 2."""
    language = get_language() or "de"
    known = city.names(language)
    offices = {str(pk): named.name for pk, named in known.offices.items()}
    districts = {named.key: named.name for named in known.districts.values()}
    return Names(
        categories=_categories(kind, language),
        offices=offices | {NOBODY: _("noch ohne Stelle")},
        districts=districts | {NOBODY: _("ohne Ort in der Stadt")},
    )


def groups_of(year: Year, called: Names) -> Groups:
    """Return the lines of a year with their names; every month and district has one, also of nothing."""
    figures = year.figures
    return Groups(
        months=[Group(f"{n:02}", str(MONTHS[n]), figures.months.get(str(n), Line())) for n in range(1, 13)],
        categories=_named(figures.groups, called.categories),
        offices=_named(figures.offices, called.offices),
        districts=[
            Group(code, name, figures.districts.get(code, Line()))
            for code, name in called.districts.items()
            if code or NOBODY in figures.districts
        ],
    )


def _named(lines: Mapping[str, Line], names: Mapping[str, str]) -> list[Group]:
    """Return the lines in the order of the names; what has lost its name comes last."""
    known = [Group(key, name, lines[key]) for key, name in names.items() if key in lines]
    return known + [Group(key, key, line) for key, line in lines.items() if key not in names]


def _categories(kind: Kind, language: str) -> dict[str, str]:
    if kind is Kind.REPORT:
        tops = {row.code: pick(row.title, language) for row in reports.categories(retired=True) if not row.parent}
        return tops | {NOBODY: _("ohne Rubrik")}
    return {code: str(label) for code, label in said.CATEGORY_LABELS.items()} | {NOBODY: _("ohne Angabe")}


def state_name(state: State) -> str:
    """Return where something stands, in words."""
    own = {
        State.OPEN: _("offen"),
        State.DELEGATED: _("an Dritte gegeben"),
        State.MERGED: _("zusammengeführt"),
    }
    return own[state] if state in own else said.status(Status(state.value))
