"""Whole files of contributions: CSV and GeoJSON row by row as the database gives them, XLSX by way of a temporary file.

None holds more than a thousand rows in memory at once.
"""

import csv
import hashlib
import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.utils.translation import gettext, gettext_lazy, gettext_noop, override

from smilecity.collect.contributions.queries import export
from smilecity.collect.contributions.queries.filters import ListFilter
from smilecity.doors.api import datasets, licence, slots
from smilecity.doors.api.datasets import COLUMNS, ELSEWHERE, LIST_SEPARATOR, TYPES, Dataset
from smilecity.doors.api.facts import Facts
from smilecity.doors.api.rows import Writer
from smilecity.doors.visitor import client
from smilecity.ground import clock, limits
from smilecity.ground.limits import TooMany
from smilecity.ground.sheets import harmless, writable

HEADINGS = {
    "number": gettext_lazy("Nummer"),
    "kind": gettext_lazy("Art"),
    "category": gettext_lazy("Gefühl oder Rubrik"),
    "call": gettext_lazy("Aufruf"),
    "title": gettext_lazy("Titel"),
    "text": gettext_lazy("Text"),
    "language": gettext_lazy("Sprache"),
    "themes": gettext_lazy("Themen"),
    "longitude": gettext_lazy("Längengrad"),
    "latitude": gettext_lazy("Breitengrad"),
    "place": gettext_lazy("Ort"),
    "district": gettext_lazy("Ortsteil"),
    "status": gettext_lazy("Stand"),
    "office": gettext_lazy("Zuständige Stelle"),
    "due_on": gettext_lazy("Antwort zugesagt bis"),
    "submitted_at": gettext_lazy("Eingegangen am"),
    "published_at": gettext_lazy("Veröffentlicht am"),
    "answered_at": gettext_lazy("Beantwortet am"),
    "changed_at": gettext_lazy("Zuletzt geändert am"),
    "reply": gettext_lazy("Antwort der Stadt"),
    "supports": gettext_lazy("Unterstützungen"),
    "comments": gettext_lazy("Kommentare"),
    "channel": gettext_lazy("Weg"),
    "generated": gettext_lazy("Beispiel"),
    "url": gettext_lazy("Adresse"),
    "photos": gettext_lazy("Fotos"),
    "id": gettext_lazy("Kennung"),
}
# Whole files that one network may load in an hour; asking whether one has changed costs nothing.
MOST = 60
HOUR = timedelta(hours=1)
_BYTES_AT_ONCE = 64 * 1024
# Rows that are sent together: each piece costs a hand-over between threads.
_AT_ONCE = 200
_TOO_MANY = gettext_noop(
    "Aus Ihrem Netz wurden gerade sehr viele Dateien geladen. Bitte versuchen Sie es in einer Stunde noch einmal."
)
_BUSY = gettext_noop("Gerade laden schon andere diese Dateien. Bitte versuchen Sie es gleich noch einmal.")
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A file that somebody wants: of what, in which form, narrowed to what."""

    dataset: Dataset
    form: str
    wanted: ListFilter


def answer(request: HttpRequest, asked: Asked, facts: Facts) -> HttpResponseBase:
    """Return the file, or 304 where the visitor's copy is still true."""
    changed = export.newest_change(asked.wanted)
    tag = _tag(request, changed, facts)
    if tag in request.headers.get("If-None-Match", ""):
        return _labelled(HttpResponse(status=304), tag, asked, changed)
    at = clock.now()
    try:
        limits.use(client.limited(request, "files", MOST, HOUR), at=at)
    except TooMany as many:
        return _later(429, gettext(_TOO_MANY), max(1, int((many.until - at).total_seconds())))
    slot = slots.take()
    if slot is None:
        return _later(503, gettext(_BUSY), 30)
    try:
        return _labelled(_file(asked, facts, slot, changed), tag, asked, changed)
    except BaseException:
        slot.free()
        raise


def _later(status: int, sentence: str, seconds: int) -> HttpResponse:
    """Say in words and to programs when to come back (RFC 6585, 4; RFC 9110, 10.2.3)."""
    return HttpResponse(
        sentence, content_type="text/plain; charset=utf-8", status=status, headers={"Retry-After": str(seconds)}
    )


def _file(asked: Asked, facts: Facts, slot: slots.Slot, changed: datetime | None) -> HttpResponseBase:
    writer = Writer(facts)
    rows = (writer.contribution(row) for row in export.stream(asked.wanted))
    if asked.form == "xlsx":
        return _workbook_answer(rows, facts.language, slot)
    lines = csv_lines(rows) if asked.form == "csv" else geojson_lines(rows, datasets.head(asked.dataset, changed))
    return StreamingHttpResponse(slots.Held(lines, slot.free), content_type=TYPES[asked.form])


def _labelled(response: HttpResponseBase, tag: str, asked: Asked, changed: datetime | None) -> HttpResponseBase:
    """Say on the envelope what the file is: its licence, where its schema lies, and when it changed last."""
    response.headers["ETag"] = tag
    schema = datasets.schema_of(asked.dataset, asked.form)
    links = [f'<{licence.URL}>; rel="license"', *([f'<{schema}>; rel="describedby"'] if schema else [])]
    response.headers["Link"] = ", ".join(links)
    if changed:
        response.headers["Last-Modified"] = http_date(changed.timestamp())
    patch_cache_control(response, public=True, max_age=60)
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f'attachment; filename="{asked.dataset.name}.{asked.form}"'
    return response


def _tag(request: HttpRequest, changed: datetime | None, facts: Facts) -> str:
    """Return the ETag: what was asked, when anything changed last, and the words of the city."""
    names = [
        sorted((pk, str(row)) for pk, row in rows.items()) for rows in (facts.themes, facts.districts, facts.offices)
    ]
    said = f"{request.get_full_path()} {changed} {names}"
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield CSV with commas, a header of the API's names and times in RFC 3339."""
    page = io.StringIO()
    lines = csv.writer(page, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for number, row in enumerate(rows, 1):
        lines.writerow([_csv_cell(row[name]) for name in COLUMNS])
        if number % _AT_ONCE == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, list):
        return LIST_SEPARATOR.join(_words(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value


def _words(values: list[Any]) -> list[str]:
    """Return what a cell says of several things: themes by their slugs, photos by their addresses."""
    return [value if isinstance(value, str) else value["url"] for value in values]


def geojson_lines(rows: Iterable[Row], head: Row) -> Iterator[str]:
    """Yield a FeatureCollection, one feature a line; what has no place has no geometry (RFC 7946, 3.2)."""
    yield json.dumps({"type": "FeatureCollection", **head}, ensure_ascii=False)[:-1] + ', "features":['
    lines = (json.dumps(_feature(row), ensure_ascii=False, default=_plain) for row in rows)
    before = "\n"
    while some := list(islice(lines, _AT_ONCE)):
        yield before + ",\n".join(some)
        before = ",\n"
    yield "\n]}\n"


def _feature(row: Row) -> Row:
    properties = {name: row[name] for name in COLUMNS if name not in ELSEWHERE}
    placed = row["longitude"] is not None
    point = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]} if placed else None
    return {"type": "Feature", "id": str(row["id"]), "geometry": point, "properties": properties}


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _workbook_answer(rows: Iterable[Row], language: str, slot: slots.Slot) -> HttpResponseBase:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when it is sent
    try:
        write_workbook(file, rows, language)
    except BaseException:
        file.close()
        raise
    length = file.seek(0, io.SEEK_END)
    file.seek(0)
    pieces = slots.Held(iter(partial(file.read, _BYTES_AT_ONCE), b""), file.close, slot.free)
    return StreamingHttpResponse(pieces, content_type=TYPES["xlsx"], headers={"Content-Length": str(length)})


def write_workbook(file: Any, rows: Iterable[Row], language: str = "de") -> None:
    """Write a workbook row by row (memory stays flat), and a second sheet with the licence."""
    zone = ZoneInfo(settings.TIME_ZONE)
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "remove_timezone": True, "strings_to_urls": False})
    with override(language):
        sheet = book.add_worksheet(gettext("Beiträge"))
        head = book.add_format({"bold": True})
        times = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        days = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, str(HEADINGS[name]), head)
        for number, row in enumerate(rows, 1):
            _write_row(sheet, number, row, zone, times, days)
        about = book.add_worksheet(gettext("Lizenz"))
        terms = licence.licence()
        for line, text in enumerate((terms.name, terms.url, terms.attribution)):
            about.write_string(line, 0, text)
    book.close()


def _write_row(sheet: Any, number: int, row: Row, zone: ZoneInfo, times: Any, days: Any) -> None:
    for column, name in enumerate(COLUMNS):
        value = row[name]
        if value is None or value == "":
            continue
        if isinstance(value, datetime):
            sheet.write_datetime(number, column, value.astimezone(zone).replace(tzinfo=None), times)
        elif isinstance(value, date):
            sheet.write_datetime(number, column, datetime.combine(value, datetime.min.time()), days)
        elif isinstance(value, bool):
            sheet.write_boolean(number, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(number, column, value)
        else:
            text = "; ".join(_words(value)) if isinstance(value, list) else str(value)
            # Written as a string, never as a formula, whatever it begins with.
            sheet.write_string(number, column, writable(text))
