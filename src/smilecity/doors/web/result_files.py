"""A result as files: CSV for spreadsheets, JSON with its code book for programs. In: what the page shows, no more."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from smilecity.city.rules import CityProfile
from smilecity.doors.web import result_crossed, result_kinds, result_participation, result_screens
from smilecity.ground.sheets import harmless
from smilecity.ground.text import pick
from smilecity.understand.results import rules
from smilecity.understand.results.queries import ResultPage
from smilecity.understand.results.reading import Result
from smilecity.understand.results.rules import Hidden, Portrait, Row, Table

LICENCE = {
    "id": "dl-de/by-2-0",
    "name": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
    "url": "https://www.govdata.de/dl-de/by-2-0",
}


def to_csv(page: ResultPage) -> str:
    """Return all tables as CSV (RFC 4180 with semicolons, as German spreadsheets expect), one answer a line.

    The mark at the start tells spreadsheets that the file is UTF-8.
    """
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow(crossed_head())
    alone = chain(own_lines(page), participation_lines(page.result))
    for line in chain(((*line, "", "") for line in alone), crossed_lines(page.result)):
        lines.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in line])
    return "\ufeff" + written.getvalue()


def head() -> list[str]:
    """Return the headings of lines that stand for one answer each."""
    return [_("Frage"), _("Text"), _("Schlüssel"), _("Antwort"), _("Anzahl"), _("Basis"), _("Anteil in %")]


def crossed_head() -> list[str]:
    """Return the headings of lines that stand for one answer of one group each."""
    return [*head(), _("Merkmal"), _("Gruppe")]


def own_lines(page: ResultPage) -> Iterator[list[str | int]]:
    """Yield each answer to each question, and each value of each feature."""
    language = get_language() or "de"
    for number, table in result_kinds.numbered(page.result.tables):
        text = ": ".join(filter(None, [pick(table.text, language), pick(table.part, language)]))
        yield from _table_lines(number, text, table, language)
        for key, label, count in result_kinds.lines_of(table):
            yield [number, text, key, label, count, table.base or 0, ""]
    for portrait in page.result.portraits:
        title = gettext(rules.FEATURE_TITLES[portrait.feature])
        yield from _table_lines(portrait.feature.value, title, portrait, language)
        if portrait.unsaid is not None:
            everybody = (portrait.base or 0) + portrait.unsaid
            yield [portrait.feature.value, title, "", _("ohne Angabe"), portrait.unsaid, everybody, ""]


def participation_lines(result: Result) -> Iterator[list[str | int]]:
    """Yield how many took part in each way, and over time."""
    taken, ways, times = result.participation, _("Auf welchem Weg"), _("Über die Zeit")
    for one in taken.ways if any(one.count for one in taken.ways) else ():
        label = str(result_participation.WAYS[one.way])
        count = result_participation.hidden_text(taken.hidden) if one.count is None else one.count
        share = rules.share(one.count, result.base) if one.count is not None and result.base else ""
        yield ["way", ways, one.way.value, label, count, result.base, share]
    for span in taken.stretches:
        key = span.first if span.first == span.last else f"{span.first}/{span.last}"
        share = rules.share(span.count, result.base) if result.base else ""
        yield ["time", times, key, result_participation.when(span), span.count, result.base, share]


def _table_lines(number: str, text: str, table: Table | Portrait, language: str) -> Iterator[list[str | int]]:
    base = _base(table)
    if not table.rows:
        yield [number, text, "", "", base, base, ""]
    for row in table.rows:
        label = result_screens.label(row, table) if isinstance(table, Table) else pick(row.label, language)
        yield [number, text, row.key, label, *_numbers(row, table, base)]


def crossed_lines(result: Result) -> Iterator[Sequence[str | int]]:
    """Yield each answer of each group; behind the answers of a group, how many gave none."""
    language = get_language() or "de"
    for number, table in result_kinds.numbered(result.tables):
        text = pick(table.text, language)
        for crossed in result.by_feature(table.key):
            title, names = gettext(rules.FEATURE_TITLES[crossed.feature]), result_crossed.group_labels(result, crossed)
            for group in crossed.groups:
                for row, count in zip(table.rows, group.counts, strict=True):
                    answer = result_screens.label(row, table)
                    yield [number, text, row.key, answer, *_of_group(count, group.base), title, names[group.key]]
                silent = _of_group(group.unanswered, None)
                yield [number, text, "", _("keine Antwort"), *silent, title, names[group.key]]


def _of_group(count: int | None, base: int | None) -> list[str | int]:
    """Return a count, its base and its share; the base of a group may be hidden, too."""
    known = count is not None and base
    told = _("nicht gezeigt") if count is None else count
    return [told, "" if base is None else base, rules.share(count or 0, base or 1) if known else ""]


def _base(table: Table | Portrait) -> str | int:
    if table.hidden is Hidden.LINKED:
        return result_participation.hidden_text(table.hidden)
    return _few() if table.base is None else table.base


def _few() -> str:
    return _("unter {threshold}").format(threshold=rules.THRESHOLD)


def _numbers(row: Row, table: Table | Portrait, base: str | int) -> list[str | int]:
    if row.count is None:
        return [result_participation.hidden_text(table.hidden), base, ""]
    return [row.count, base, rules.share(row.count, table.base) if table.base else ""]


def to_json(page: ResultPage, city: CityProfile, url: str) -> str:
    """Return all tables as JSON: the tables themselves, and what one must know to read and to reuse them."""
    survey, result = page.survey, page.result
    told: dict[str, Any] = {
        "title": survey.title,
        "url": url,
        "publisher": city.official_name or city.name,
        "licence": LICENCE,
        "published_at": page.published_at.isoformat(),
        "period": {"opened_at": _instant(survey.opened_at), "closed_at": _instant(survey.closed_at)},
        "generated": survey.generated,
        "representative": False,
        "participations": {"all": result.base, **result.ways},
        "participation": rules.participation_to_frozen(result.participation),
        "code_book": code_book(),
        "questions": [rules.to_frozen(table) for table in result.tables],
        "profile": [rules.to_frozen(portrait) for portrait in result.portraits],
        "crossed": [rules.crossed_to_frozen(crossed) for crossed in result.crossed],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _instant(value: Any) -> str | None:
    return value.isoformat() if value else None


def code_book() -> dict[str, str]:
    """Return what one must know to read the numbers, by the names that JSON gives them."""
    return {
        "base": _("So viele haben die Frage beantwortet; leer (null): weniger als 5, dann steht keine Zahl da."),
        "count": _("So oft wurde die Antwort gegeben; leer (null): nicht gezeigt, damit niemand zu erkennen ist."),
        "hidden": _(
            "none: alles steht da; small: was fehlt, ist kleiner als 5; some: was fehlt, kann auch größer sein; "
            "all: es steht keine Zahl da; linked: ebenso, denn eine frühere Frage verbirgt, wie viele gefragt waren."
        ),
        "kind": _("one: eine Antwort; several: mehrere Antworten; scale: 1 bis 5; short und long: eigene Worte."),
        "kind_more": _("ranking: wie oft auf Platz 1; number und date: in Spannen, die äußeren sind offen."),
        "kind_place": _("place: wie oft aus welchem Ortsteil (key: sein Code); einzelne Punkte stehen nirgends."),
        "part": _("Die Aussage, zu der diese Skala gehört."),
        "abstained": _("So viele haben „Keine Angabe“ gewählt; leer (null): Das war nicht möglich."),
        "ranked": _("Wie oft auf welchem Platz (counts), Punkte nach Borda (points), mittlerer Platz (mean)."),
        "crossed": _(
            "Jede Frage nach jedem Merkmal. groups: die Gruppen, zuletzt (key leer) alle ohne Angabe; counts: die "
            "Antworten in der Reihenfolge der Frage; unanswered: so viele haben nicht geantwortet; leer (null): nicht "
            "gezeigt."
        ),
        "participation": _(
            "ways: wie viele auf welchem Weg mitgemacht haben (count leer: nicht gezeigt); stretches: wie viele in "
            "welcher Zeit, vom ersten bis zum letzten Tag (first, last). Kleine Zeiten sind zusammengefasst."
        ),
        "unsaid": _("So viele haben dazu nichts angegeben."),
        "residents": _("So viele Menschen wohnten Ende des Jahres (year) in der Stadt."),
    }
