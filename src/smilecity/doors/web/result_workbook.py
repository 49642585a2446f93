"""A result as a workbook (XLSX): what it is, all numbers, by groups, how many took part, what the columns mean.

In: what the page shows, no more. The same result makes the same file, byte for byte.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from smilecity.city.rules import CityProfile
from smilecity.doors.web import result_files, words
from smilecity.ground.sheets import writable
from smilecity.ground.text import pick
from smilecity.understand.results.queries import ResultPage

Line = Sequence[str | int]
# Nothing that somebody wrote becomes a formula or a link.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NARROW, _WIDE = 12, 48


def to_xlsx(page: ResultPage, city: CityProfile, url: str) -> bytes:
    """Return all tables as a workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as workbook:
        title, name = pick(page.survey.title, get_language() or "de"), city.official_name or city.name
        workbook.set_properties({"title": title, "author": name, "created": _naive(page.published_at)})
        bold = workbook.add_format({"bold": True, "valign": "top"})
        calm = workbook.add_format({"text_wrap": True, "valign": "top"})
        _of_words(workbook.add_worksheet(_("Überblick")), _overview(page, city, url), bold, calm)
        head = result_files.head()
        _of_lines(workbook.add_worksheet(_("Zahlen")), head, result_files.own_lines(page), bold)
        _of_lines(
            workbook.add_worksheet(_("Nach Gruppen")),
            result_files.crossed_head(),
            result_files.crossed_lines(page.result),
            bold,
        )
        _of_lines(workbook.add_worksheet(_("Teilnahme")), head, result_files.participation_lines(page.result), bold)
        _of_words(workbook.add_worksheet(_("Erklärung")), _explained(), bold, calm)
    return file.getvalue()


def _naive(instant: datetime) -> datetime:
    return timezone.localtime(instant).replace(tzinfo=None)


def _overview(page: ResultPage, city: CityProfile, url: str) -> list[tuple[str, str | int]]:
    survey = page.survey
    opened, closed = (words.day(at) if at else "" for at in (survey.opened_at, survey.closed_at))
    said: list[tuple[str, str | int]] = [
        (_("Umfrage"), pick(survey.title, get_language() or "de")),
        (_("Herausgeber"), city.official_name or city.name),
        (_("Teilnahmen"), page.result.base),
        (_("Beginn"), opened),
        (_("Ende"), closed),
        (_("Veröffentlicht"), words.day(page.published_at)),
        (_("Adresse"), url),
        (_("Lizenz"), f"{result_files.LICENCE['name']} ({result_files.LICENCE['url']})"),
        (_("Hinweis"), _("Das Ergebnis ist nicht repräsentativ: Wer mitmachen wollte, hat mitgemacht.")),
    ]
    if survey.generated:
        said.append((_("Hinweis"), _("Diese Antworten sind erfunden.")))
    return said


def _explained() -> list[tuple[str, str | int]]:
    """Return what the columns mean, and what the names mean that other programs use for the same numbers."""
    return [
        (_("Anzahl"), _("So oft wurde die Antwort gegeben. Wo eine Zahl fehlt, steht dort, warum.")),
        (_("Basis"), _("So viele haben die Frage beantwortet.")),
        (_("Anteil in %"), _("Anzahl geteilt durch Basis, gerundet.")),
        (_("Schlüssel"), _("So heißt die Antwort in den Dateien für Programme (JSON).")),
        *result_files.code_book().items(),
    ]


def _of_words(sheet: Worksheet, said: Iterable[tuple[str, str | int]], bold: Format, calm: Format) -> None:
    sheet.set_column(0, 0, _NARROW + 6)
    sheet.set_column(1, 1, 2 * _WIDE)
    for number, (name, told) in enumerate(said):
        sheet.write_string(number, 0, writable(name), bold)
        if isinstance(told, str):
            sheet.write_string(number, 1, writable(told), calm)
        else:
            sheet.write_number(number, 1, told, calm)


def _of_lines(sheet: Worksheet, head: Sequence[str], lines: Iterable[Line], bold: Format) -> None:
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(head):
        sheet.set_column(place, place, _WIDE if place in {1, 3} else _NARROW)
        sheet.write_string(0, place, name, bold)
    for number, line in enumerate(lines, 1):
        for place, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(number, place, writable(cell))
            else:
                sheet.write_number(number, place, cell)
