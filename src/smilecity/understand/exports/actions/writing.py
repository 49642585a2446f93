"""The forms of a file. In: the rows as they come. Out: a file; none holds more than some thousand rows in memory."""

import csv
import json
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

from smilecity.collect.surveys.queries import SurveyRow
from smilecity.ground.sheets import harmless, writable
from smilecity.ground.text import pick
from smilecity.understand.exports import rules
from smilecity.understand.exports.reading import Row
from smilecity.understand.exports.rules import Book, Cell, Column, Form

Writer = Callable[[Path, SurveyRow, Book, Iterable[Row]], None]
_AT_ONCE = 1_000
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _csv(path: Path, survey: SurveyRow, book: Book, rows: Iterable[Row]) -> None:
    """Write CSV (RFC 4180 with semicolons, as German spreadsheets expect; they know UTF-8 by its mark only)."""
    columns = rules.columns(book)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, delimiter=";", lineterminator="\r\n")
        lines.writerow([harmless(column.heading) for column in columns])
        for answers, profile in rows:
            lines.writerow([_csv_cell(column.cell(answers, profile)) for column in columns])


def _csv_cell(value: Cell) -> Cell:
    if isinstance(value, str):
        return harmless(value)
    # German spreadsheets read a point as a date or a thousand.
    return str(value).replace(".", ",") if isinstance(value, float) else value


def _json(path: Path, survey: SurveyRow, book: Book, rows: Iterable[Row]) -> None:
    """Write JSON: what the survey was, what the keys mean, and each participation on a line by those keys."""
    coded, before = rules.coded(book), "\n"
    head = {"title": dict(survey.title), "generated": survey.generated, "code_book": rules.code_book(book)}
    lines = (_ENCODE(coded(answers, profile)) for answers, profile in rows)
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{_ENCODE(head)[:-1]},"participations":[')
        while some := list(islice(lines, _AT_ONCE)):
            file.write(before + ",\n".join(some))
            before = ",\n"
        file.write("\n]}\n")


def _xlsx(path: Path, survey: SurveyRow, book: Book, rows: Iterable[Row]) -> None:
    """Write a workbook: a sheet of participations row by row, and one that says what was asked."""
    options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options | {"tmpdir": str(path.parent)}) as workbook:
        bold = workbook.add_format({"bold": True})
        _sheet_of_rows(workbook.add_worksheet("Antworten"), rules.columns(book), rows, bold)
        _sheet_of_words(workbook.add_worksheet("Fragen"), survey, book, bold)


def _sheet_of_rows(sheet: Any, columns: list[Column], rows: Iterable[Row], bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, writable(column.heading), bold)
    cells = [column.cell for column in columns]
    for number, (answers, profile) in enumerate(rows, 1):
        for place, cell in enumerate(cells):
            value = cell(answers, profile)
            if isinstance(value, str):
                # As a string it is never a formula, whatever it begins with.
                sheet.write_string(number, place, writable(value))
            elif value is not None:
                sheet.write_number(number, place, value)


def _sheet_of_words(sheet: Any, survey: SurveyRow, book: Book, bold: Any) -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 80)
    sheet.write_string(0, 0, "Umfrage", bold)
    sheet.write_string(0, 1, writable(pick(survey.title, "de")))
    line = 2
    for entry in rules.code_book(book):
        sheet.write_string(line, 0, entry["key"], bold)
        sheet.write_string(line, 1, writable(pick(entry["text"], "de")), bold)
        for number, label in enumerate(entry["values"].values(), line + 1):
            sheet.write_string(number, 1, writable(pick(label, "de")))
        line += len(entry["values"]) + 2


WRITERS: dict[str, Writer] = {Form.CSV: _csv, Form.XLSX: _xlsx, Form.JSON: _json}
