"""Prepared values for how long it took: to the first answer, until things were done, and which promises were kept."""

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from smilecity.doors.web import charts, words
from smilecity.doors.web.charts import Bar
from smilecity.doors.web.statistics_groups import Group
from smilecity.measure.statistics.rules import LEAST, Line, Spread
from smilecity.understand.results import rules as results

Values = dict[str, object]


def days(number: int) -> str:
    """Return a number of days: 3 Tage."""
    return ngettext("{n} Tag", "{n} Tage", number).format(n=words.number(number))


def answered(line: Line) -> str:
    """Return how long it took to the first answer, of how many, and how many still wait."""
    waiting = line.timed - line.first.base
    told = _spread_sentence(line.first, _("Bis zur ersten Antwort"))
    if waiting:
        told += " " + _("Ohne Antwort sind noch: {n}.").format(n=words.number(waiting))
    return told


def done(line: Line) -> str:
    """Return how long it took until things were done, and of how many that is said."""
    return _spread_sentence(line.done, _("Bis umgesetzt"))


def _spread_sentence(spread: Spread, what: str) -> str:
    if spread.half is None or spread.most is None:
        few = _("{what}: Das sagen wir erst ab {least} Fällen, hier sind es {n}.")
        return few.format(what=what, least=LEAST, n=words.number(spread.base))
    text = _("{what}: bei der Hälfte höchstens {half}, bei neun von zehn höchstens {most} (gezählt: {n}).")
    return text.format(what=what, half=days(spread.half), most=days(spread.most), n=words.number(spread.base))


def promised(line: Line) -> str:
    """Return how many promises were kept; empty where none has come due."""
    return _("Zugesagtes Datum eingehalten: {share}.").format(share=kept_text(line)) if line.promised else ""


def kept_text(line: Line) -> str:
    """Return how many promises were kept, of how many; a share only where it stands on enough."""
    text = _("{kept} von {promised}").format(kept=words.number(line.kept), promised=words.number(line.promised))
    if line.promised < LEAST:
        return text
    return f"{text} ({results.share_text(line.kept, line.promised, get_language() or 'de')})"


def how_long(word: str, title: str, groups: Sequence[Group]) -> Values:
    """Return how long each group took: bars to the first answer, and a table of everything."""
    longest = max((group.line.first.most or 0 for group in groups), default=0)
    return {
        "title": title,
        "bars": [bar for group in groups if (bar := _time_bar(group, longest))],
        "few": _few(groups),
        "head": [
            word,
            _("Antworten"),
            _("Antwort: Hälfte (Tage)"),
            _("Antwort: neun von zehn (Tage)"),
            _("umgesetzt"),
            _("umgesetzt: Hälfte (Tage)"),
            _("umgesetzt: neun von zehn (Tage)"),
            _("Datum eingehalten"),
        ],
        "rows": [
            [group.name, *_cells(group.line.first), *_cells(group.line.done), _kept_cell(group.line)]
            for group in groups
        ],
    }


def _time_bar(group: Group, longest: int) -> Bar | None:
    first = group.line.first
    if first.half is None or first.most is None:
        return None
    text = f"{days(first.half)} · {days(first.most)}"
    lengths = charts.length(first.half, longest), charts.length(first.most, longest)
    return Bar(group.name, text, lengths[0], text, lengths[1])


def _few(groups: Sequence[Group]) -> str:
    """Return which groups have too few answers to say how long they took; empty for none."""
    few = [group for group in groups if group.line.first.half is None]
    if not few:
        return ""
    named = ", ".join(f"{group.name} ({words.number(group.line.first.base)})" for group in few)
    return _("Zu wenige Antworten für eine Aussage: {groups}.").format(groups=named)


def _cells(spread: Spread) -> list[str]:
    few = _("zu wenige") if spread.base else "–"
    told = [few if number is None else words.number(number) for number in (spread.half, spread.most)]
    return [words.number(spread.base), *told]


def _kept_cell(line: Line) -> str:
    return kept_text(line) if line.promised else "–"
