"""Prepared values for where contributions of a year are from: the districts as a map and as a table."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.doors.web import district_map, words
from smilecity.doors.web.district_map import Place
from smilecity.doors.web.statistics_groups import Group
from smilecity.measure.statistics.queries import Year
from smilecity.measure.statistics.rules import State
from smilecity.understand.results import rules as results

Values = dict[str, object]


def shown(year: Year, groups: Sequence[Group]) -> Values:
    """Return the districts on a map, by inhabitants where they are known, and as a table."""
    inhabitants = year.figures.inhabitants
    title = _("Je 1.000 Menschen, die dort wohnen") if inhabitants else _("Anzahl nach Ortsteil")
    places = [Place(group.key, _value(group, year), _said(group, year)) for group in groups if group.key]
    drawn = district_map.drawn(year.plan, title, places, none=_("keine"), whole=not inhabitants)
    if drawn:
        drawn["told"] = _("Dieselben Zahlen stehen darunter als Tabelle.")
    people = [_("wohnen dort"), _("je 1.000 Menschen")] if inhabitants else []
    return {
        "map": drawn,
        "sentence": _most(groups),
        "head": [_("Ortsteil"), _("eingegangen"), _("davon umgesetzt"), *people],
        "rows": [_row(group, year) for group in groups],
    }


def per_thousand(number: int, people: int | None) -> float | None:
    """Return how many there are for a thousand people; None where nobody knows how many live there, or nobody does."""
    return round(1000 * number / people, 1) if people else None


def method(year: Year) -> list[str]:
    """Return what one must know of the numbers by district."""
    if year.figures.inhabitants_year is None:
        return []
    text = _("Einwohnerzahlen: Ende {year}. Wo wenige wohnen, sagt die Zahl je 1.000 Menschen wenig.")
    return [text.format(year=year.figures.inhabitants_year)]


def _value(group: Group, year: Year) -> float | None:
    inhabitants = year.figures.inhabitants
    if not inhabitants:
        return float(group.line.number)
    return per_thousand(group.line.number, inhabitants.get(group.key))


def _rate(group: Group, year: Year) -> str:
    rate = per_thousand(group.line.number, year.figures.inhabitants.get(group.key))
    return "–" if rate is None else results.number_text(rate, get_language() or "de")


def _said(group: Group, year: Year) -> str:
    number = words.number(group.line.number)
    if not year.figures.inhabitants:
        return f"{group.name}: {number}"
    return _("{name}: {n}, je 1.000 Menschen {rate}").format(name=group.name, n=number, rate=_rate(group, year))


def _most(groups: Sequence[Group]) -> str:
    most = max(groups, key=lambda group: group.line.number if group.key else 0, default=None)
    if most is None or not most.line.number:
        return ""
    return _("Am meisten kam aus {name}: {n}.").format(name=most.name, n=words.number(most.line.number))


def _row(group: Group, year: Year) -> list[str]:
    line, inhabitants = group.line, year.figures.inhabitants
    row = [group.name, words.number(line.number), words.number(line.stands(State.DONE))]
    if inhabitants:
        people = inhabitants.get(group.key)
        row += ["–" if people is None else words.number(people), _rate(group, year)]
    return row
