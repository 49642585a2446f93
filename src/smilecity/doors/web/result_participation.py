"""Prepared values for how many took part: over time, by way, by part of town. Takes what was frozen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext, gettext_lazy
from django.utils.translation import gettext as _

from smilecity.collect.surveys.rules import Feature
from smilecity.doors.web import charts, district_map, words
from smilecity.doors.web.charts import Bar
from smilecity.doors.web.district_map import Place
from smilecity.ground.text import pick
from smilecity.people.register.rules import SURE, Way
from smilecity.understand.results import rules
from smilecity.understand.results.drawing import Plan
from smilecity.understand.results.rules import Entry, Hidden, Participation, Portrait, Stretch

Shown = dict[str, object]
WAYS = {
    Way.MEMBER: gettext_lazy("mit Konto"),
    Way.GUEST: gettext_lazy("als Gast"),
    Way.CODE: gettext_lazy("mit einem Code"),
    Way.PAPER: gettext_lazy("auf Papier"),
    Way.KIOSK: gettext_lazy("am Tablet vor Ort"),
}
_DAY_WIDTH, _GAP, _HEIGHT = 10, 1, 100


def _language() -> str:
    return get_language() or "de"


def participation(taken: Participation, base: int) -> Shown | None:
    """Return how many took part over time and by way, as web/result/participation.html takes it; None: too few."""
    shown: Shown = {"course": _course(taken), "ways": _ways(taken, base)}
    return shown if any(shown.values()) else None


# --- over time -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """A column of the chart: as wide as it has days, and as much in it as took part."""

    x: str
    y: str
    width: str
    height: str


def _course(taken: Participation) -> Shown | None:
    if len(taken.stretches) < 2:
        return None
    days = [_days(one) for one in taken.stretches]
    first, last = taken.stretches[0].first, taken.stretches[-1].last
    return {
        "sentence": _most(taken),
        "columns": list(_columns(taken.stretches)),
        "width": sum(days) * _DAY_WIDTH,
        "first": words.on_day(date.fromisoformat(first)),
        "last": words.on_day(date.fromisoformat(last)),
        "head": [_("Datum") if taken.by_day else _("Zeit"), _("Teilnahmen")],
        "rows": [[when(one), words.number(one.count)] for one in taken.stretches],
        "note": "" if taken.by_day else _("Einzelne Tage zeigen wir nicht, damit niemand zu erkennen ist."),
    }


def _days(one: Stretch) -> int:
    return (date.fromisoformat(one.last) - date.fromisoformat(one.first)).days + 1


def when(one: Stretch) -> str:
    """Return a day, or the first and the last of some, in words."""
    first, last = (words.on_day(date.fromisoformat(day)) for day in (one.first, one.last))
    return first if first == last else _("{first} bis {last}").format(first=first, last=last)


def _most(taken: Participation) -> str:
    """Return when most took part. Longer times are compared by what they have in a day."""
    best = max(taken.stretches, key=lambda one: one.count / _days(one))
    if taken.by_day:
        return _("Am meisten an einem Tag: {number} am {day}.").format(number=words.number(best.count), day=when(best))
    mean = rules.number_text(round(best.count / _days(best), 1), _language())
    return _("Am meisten in der Zeit {time}: im Durchschnitt {mean} am Tag.").format(time=when(best), mean=mean)


def _columns(stretches: Sequence[Stretch]) -> Iterator[Column]:
    """Yield the columns; the area of each is how many took part, so that a longer time looks no better."""
    most, x = max(one.count / _days(one) for one in stretches) or 1, 0
    for one in stretches:
        width, height = _days(one) * _DAY_WIDTH, _HEIGHT * one.count / _days(one) / most
        yield Column(str(x), f"{_HEIGHT - height:.1f}", str(width - _GAP), f"{height:.1f}")
        x += width


# --- by way --------------------------------------------------------------------------------------------------------


def _ways(taken: Participation, base: int) -> Shown | None:
    """Return the ways with how sure each is; where there was one only, or nobody is in the register, there is none."""
    if len(taken.ways) < 2 or taken.hidden is Hidden.ALL or not any(one.count for one in taken.ways):
        return None
    counts = {one.way: _count(one.count, taken.hidden) for one in taken.ways}
    note = rules.ways_note(taken)
    return {
        "bars": [_way_bar(one.way, one.count, counts[one.way], base) for one in taken.ways],
        "head": [_("Weg"), _("Teilnahmen"), _("Dahinter steht")],
        "rows": [[str(WAYS[one.way]), counts[one.way], gettext(SURE[one.way])] for one in taken.ways],
        "note": note.text(_language(), gettext) if note else "",
    }


def _count(count: int | None, hidden: Hidden) -> str:
    return hidden_text(hidden) if count is None else words.number(count)


def hidden_text(hidden: Hidden) -> str:
    """Return what stands in the place of a hidden count."""
    small = _("unter {threshold}").format(threshold=rules.THRESHOLD)
    return small if hidden is Hidden.SMALL else _("nicht gezeigt")


def _way_bar(way: Way, count: int | None, text: str, base: int) -> Bar:
    if count is None:
        return Bar(label=str(WAYS[way]), share_text=text, hidden=True)
    share = f" ({rules.share_text(count, base, _language())})" if base else ""
    return Bar(label=str(WAYS[way]), share_text=text + share, percent=charts.length(count, base))


# --- by part of town -----------------------------------------------------------------------------------------------


def by_district(portrait: Portrait, plan: Plan) -> Shown | None:
    """Return those who took part as a map: of a thousand residents, where they are known; None: nothing to draw."""
    if portrait.feature is not Feature.DISTRICT or portrait.hidden is Hidden.ALL or not portrait.base:
        return None
    title = _("Teilnehmende je 1.000 Menschen, die dort wohnen") if portrait.population else _("Teilnehmende")
    return district_map.drawn(plan, title, [_place(row, portrait) for row in portrait.rows])


def _place(row: Entry, portrait: Portrait) -> Place:
    count, rate = _count(row.count, portrait.hidden), per_thousand(row, portrait)
    text = f"{pick(row.label, _language())}: {count}" + (f" ({rate})" if rate else "")
    return Place(row.key, _value(row, portrait), text)


def _value(row: Entry, portrait: Portrait) -> float | None:
    """Return how many of a thousand residents took part; where residents are not known, how many took part."""
    if row.count is None or (portrait.population and not row.residents):
        return None
    return 1000 * row.count / row.residents if row.residents and portrait.population else float(row.count)


def per_thousand(row: Entry, portrait: Portrait) -> str:
    """Return how many of a thousand residents took part, in words; empty where nothing tells."""
    value = _value(row, portrait) if portrait.population else None
    return "" if value is None else rules.number_text(round(value, 1), _language())
