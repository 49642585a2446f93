"""Prepared values for the statistics of a year: how many, how long, where, and how it was counted.

Page, files and printed report say the same numbers. Where there are too few to speak of "half", it says so.
"""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web import charts, links, statistics_where, words
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web import statistics_times as times
from smilecity.doors.web.charts import Bar
from smilecity.doors.web.contribution_cards import LIST_URLS
from smilecity.doors.web.kind_words import WORDS
from smilecity.doors.web.result_files import LICENCE
from smilecity.doors.web.statistics_groups import Group, Groups, groups_of, names, state_name
from smilecity.measure.statistics import queries
from smilecity.measure.statistics.queries import Year
from smilecity.measure.statistics.rules import LEAST, Line, State
from smilecity.understand.results import rules as results

Values = dict[str, object]
_COLUMN, _GAP, _HEIGHT = 10, 1, 100


def page(kind: Kind, which: int | None, at: datetime) -> Values | None:
    """Return everything that web/statistics/page.html takes; None: no such year. 5 SQL."""
    years = queries.years(kind)
    if not years and which is None:
        return {"title": title(kind), "empty": _empty(kind)}
    year = queries.year(kind, years[0] if which is None else which) if which is None or which in years else None
    if year is None:
        return None
    return {
        "title": title(kind),
        "year": year.year,
        "years": [(each, reverse(f"web:{kind}_statistics_year", args=[each]), each == year.year) for each in years],
        "downloads": _downloads(year),
        **values(year, groups_of(year, names(kind)), at),
    }


def title(kind: Kind) -> str:
    """Return what the statistics of a kind are called."""
    return _("{many} in Zahlen").format(many=WORDS[kind].many)


def values(year: Year, groups: Groups, at: datetime) -> Values:
    """Return what page and printed report say of a year."""
    total, kind = year.figures.total, year.kind
    return {
        "kind": kind.value,
        "finding": finding(year, at),
        "unfinished": unfinished(year, at),
        "states": states(total),
        "months": months(groups.months),
        "categories": how_many(*_category_words(kind), groups.categories) if kind is not Kind.IDEA else None,
        "times": [
            sentence for sentence in (times.answered(total), times.done(total), times.promised(total)) if sentence
        ],
        "by_category": times.how_long(*_category_words(kind), groups.categories) if kind is not Kind.IDEA else None,
        "by_office": times.how_long(_("Stelle"), _("Nach Stellen"), groups.offices),
        "where": statistics_where.shown(year, groups.districts),
        "method": method(year),
        "counted_text": counted(year),
        "licence": LICENCE,
        "list_url": links.to(LIST_URLS[kind]),
        "list_text": WORDS[kind].every,
    }


def _empty(kind: Kind) -> Values:
    return {
        "title": _("Noch gibt es keine Zahlen"),
        "text": _("Sobald etwas eingegangen ist, sehen Sie hier, wie viel, wie lange und wo."),
        "url": links.to(LIST_URLS[kind]),
        "link_text": WORDS[kind].every,
    }


def _downloads(year: Year) -> list[tuple[str, str]]:
    language, kind = get_language() or "de", year.kind
    files = [
        (
            _("Zahlen von {year} (CSV)").format(year=year.year),
            reverse(f"web:{kind}_statistics_csv", args=[year.year]),
        ),
        (_("Zahlen aller Jahre (CSV)"), links.to(f"web:{kind}_statistics_all_csv")),
    ]
    if kind is Kind.REPORT and any(each.language == language for each in queries.printed(kind, year.year)):
        address = reverse(f"web:{kind}_statistics_pdf", args=[year.year])
        files.insert(0, (_("Jahresbericht {year} zum Ausdrucken (PDF)").format(year=year.year), address))
    return files


def _category_words(kind: Kind) -> tuple[str, str]:
    """Return what the categories of a kind are called: over a column, and over a chart."""
    return (_("Rubrik"), _("Nach Rubriken")) if kind is Kind.REPORT else (_("Gefühl"), _("Nach Gefühl"))


# --- how many --------------------------------------------------------------------------------------------------------


def is_unfinished(year: Year, at: datetime) -> bool:
    """Say whether the year is not over yet."""
    return year.year >= timezone.localtime(at).year


def finding(year: Year, at: datetime) -> str:
    """Return the sentence that counts."""
    total = year.figures.total
    text = _("{year} bisher: {counted}.") if is_unfinished(year, at) else _("{year}: {counted}.")
    counted = text.format(year=year.year, counted=said.counted(year.kind, total.number))
    share = results.share_text(total.stands(State.DONE), total.number, get_language() or "de")
    return f"{counted} " + _("Davon umgesetzt: {done} ({share}).").format(
        done=words.number(total.stands(State.DONE)), share=share
    )


def unfinished(year: Year, at: datetime) -> str:
    """Return what a year that is not over still lacks; empty once it is."""
    if not is_unfinished(year, at):
        return ""
    return _("Das Jahr läuft noch, die Zahlen ändern sich. Wer noch wartet, zählt bei der Dauer nicht mit.")


def states(total: Line) -> Values:
    """Return where everything stands, as bars and as a table."""
    language = get_language() or "de"
    rows = [(state_name(state), total.stands(state)) for state in State if total.stands(state)]
    told = [(name, words.number(number), results.share_text(number, total.number, language)) for name, number in rows]
    return {
        "bars": [
            Bar(name, f"{counted} · {share}", charts.length(number, total.number))
            for (name, counted, share), (_name, number) in zip(told, rows, strict=True)
        ],
        "head": [_("Stand"), _("Anzahl"), _("Anteil")],
        "rows": [list(row) for row in told],
    }


def months(groups: Sequence[Group]) -> Values:
    """Return the months as columns and as a table, with the sentence that says what the columns show."""
    numbers = [group.line.number for group in groups]
    most = max(numbers)
    best = groups[numbers.index(most)]
    heights = [_HEIGHT * number / (most or 1) for number in numbers]
    return {
        "sentence": _("Am meisten kam im {month}: {n}.").format(month=best.name, n=words.number(most)),
        "width": 12 * _COLUMN,
        "columns": [
            {"x": at * _COLUMN, "y": f"{_HEIGHT - height:.1f}", "width": _COLUMN - _GAP, "height": f"{height:.1f}"}
            for at, height in enumerate(heights)
        ],
        "first": groups[0].name,
        "last": groups[-1].name,
        "head": [_("Monat"), _("eingegangen"), _("davon umgesetzt")],
        "rows": [
            [group.name, words.number(group.line.number), words.number(group.line.stands(State.DONE))]
            for group in groups
        ],
    }


def how_many(word: str, title: str, groups: Sequence[Group]) -> Values:
    """Return how many each group has, most first, and where they stand."""
    most = max(group.line.number for group in groups)
    ordered = sorted(groups, key=lambda group: -group.line.number)
    used = [state for state in State if any(group.line.stands(state) for group in groups)]
    return {
        "title": title,
        "bars": [
            Bar(group.name, words.number(group.line.number), charts.length(group.line.number, most))
            for group in ordered
        ],
        "head": [word, _("eingegangen"), *map(state_name, used)],
        "rows": [
            [group.name, *map(words.number, [group.line.number, *(group.line.stands(state) for state in used)])]
            for group in ordered
        ],
    }


# --- how it was counted ----------------------------------------------------------------------------------------------


def method(year: Year) -> list[str]:
    """Return how it was counted, in sentences."""
    told = [
        _("Ein Jahr zählt, was vom 1. Januar bis zum 31. Dezember eingegangen ist und alle lesen können."),
        _("Was verborgen, zurückgezogen oder gelöscht wurde, zählt nicht. Was zusammengeführt wurde, zählt bei der "
          "Anzahl, aber nicht bei der Dauer."),
        _("Die Dauer zählt in Tagen des Kalenders: 0 Tage heißt am selben Tag. Wurde etwas wieder geöffnet, zählt erst "
          "das letzte Ende."),
        _("Wir sagen nie einen Durchschnitt: Ein einziger sehr langer Fall würde ihn verzerren. Unter {least} Fällen "
          "sagen wir nur, wie viele es sind.").format(least=LEAST),
        _("Ein zugesagtes Datum gilt auch dann als versäumt, wenn die Antwort noch fehlt."),
        _("Gezählt wird bei der Stelle, die jetzt zuständig ist."),
        _("Was von einer anderen Plattform kam, zählt nur bei der Anzahl."),
    ]  # fmt: skip
    return [*told, *statistics_where.method(year)]


def counted(year: Year) -> str:
    """Return when the numbers were counted."""
    return _("Gezählt: {moment}").format(moment=words.moment(year.counted_at))
