"""A result as files: CSV for spreadsheets, JSON with its code book for programs. In: what the page shows, no more."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from smilecity.city.rules import CityProfile
from smilecity.doors.web import result_screens
from smilecity.ground.text import pick
from smilecity.understand.results import rules
from smilecity.understand.results.queries import ResultPage
from smilecity.understand.results.rules import Portrait, Row, Table

LICENCE = {
    "id": "dl-de/by-2-0",
    "name": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
    "url": "https://www.govdata.de/dl-de/by-2-0",
}
# Spreadsheets take a cell for a formula that begins so, even in full width and behind white space.
_FORMULA = re.compile(r"^[\s\x00]*[=+\-@＝＋－＠|%]")


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) or text[:1] in {"\t", "\r", "\n"} else text


def to_csv(page: ResultPage) -> str:
    """Return all tables as CSV (RFC 4180 with semicolons, as German spreadsheets expect), one answer a line.

    The mark at the start tells spreadsheets that the file is UTF-8.
    """
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow([_("Frage"), _("Text"), _("Schlüssel"), _("Antwort"), _("Anzahl"), _("Basis"), _("Anteil in %")])
    for line in _lines(page):
        lines.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in line])
    return "\ufeff" + written.getvalue()


def _lines(page: ResultPage) -> Iterator[list[str | int]]:
    language = get_language() or "de"
    for number, table in enumerate(page.result.tables, 1):
        yield from _table_lines(str(number), pick(table.text, language), table, language)
    for portrait in page.result.portraits:
        title = gettext(rules.FEATURE_TITLES[portrait.feature])
        yield from _table_lines(portrait.feature.value, title, portrait, language)
        if portrait.unsaid is not None:
            everybody = (portrait.base or 0) + portrait.unsaid
            yield [portrait.feature.value, title, "", _("ohne Angabe"), portrait.unsaid, everybody, ""]


def _table_lines(number: str, text: str, table: Table | Portrait, language: str) -> Iterator[list[str | int]]:
    base = _few() if table.base is None else table.base
    if not table.rows:
        yield [number, text, "", "", base, base, ""]
    for row in table.rows:
        label = result_screens.label(row, table) if isinstance(table, Table) else pick(row.label, language)
        yield [number, text, row.key, label, *_numbers(row, table, base)]


def _few() -> str:
    return _("unter {threshold}").format(threshold=rules.THRESHOLD)


def _numbers(row: Row, table: Table | Portrait, base: str | int) -> list[str | int]:
    if row.count is None:
        return [result_screens.hidden_text(table.hidden), base, ""]
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
        "code_book": _code_book(),
        "questions": [rules.to_frozen(table) for table in result.tables],
        "profile": [rules.to_frozen(portrait) for portrait in result.portraits],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _instant(value: Any) -> str | None:
    return value.isoformat() if value else None


def _code_book() -> dict[str, str]:
    return {
        "base": _("So viele haben die Frage beantwortet; leer (null): weniger als 5, dann steht keine Zahl da."),
        "count": _("So oft wurde die Antwort gegeben; leer (null): nicht gezeigt, damit niemand zu erkennen ist."),
        "hidden": _(
            "none: alles steht da; small: was fehlt, ist kleiner als 5; some: was fehlt, kann auch größer sein; "
            "all: es steht keine Zahl da."
        ),
        "kind": _("one: eine Antwort; several: mehrere Antworten; scale: 1 bis 5; short und long: eigene Worte."),
        "unsaid": _("So viele haben dazu nichts angegeben."),
        "residents": _("So viele Menschen wohnten Ende des Jahres (year) in der Stadt."),
    }
