"""Reads what a town hall has on its disk: CSV in its usual spellings, GeoJSON and JSON. No sense is made of it yet.

In: bytes or a path. Out: rows, features, entries, as the actions take them; BadFile where a file cannot be read.
"""

import csv
import io
import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from smilecity.city.problems import BadFile, Problem, bad_file


@dataclass(frozen=True)
class Row:
    """A row of a table: its line in the file and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with its header; rows without any text are left out."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read(path: Path) -> bytes:
    """Return the bytes of a file. Raises BadFile."""
    with opened(path) as file:
        return file.read()


@contextmanager
def opened(path: Path) -> Generator[BinaryIO]:
    """Open a file that is read bit by bit. Raises BadFile."""
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise bad_file(f"Die Datei {path} gibt es nicht.") from None
    except OSError as error:
        reason = _REASONS.get(type(error), error.strerror)
        raise bad_file(f"Die Datei {path} lässt sich nicht lesen: {reason}.") from None


_REASONS: dict[type[OSError], str] = {
    IsADirectoryError: "Es ist ein Ordner",
    PermissionError: "Die Berechtigung dafür fehlt",
}


def table(content: bytes) -> Table:
    """Return the table in a CSV file: UTF-8, UTF-16 or Windows-1252; comma, semicolon or tab. Raises BadFile."""
    text = _decoded(content)
    first_line = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first_line.count), strict=True)
    rows: list[Row] = []
    try:
        rows.extend(
            Row(reader.line_num, tuple(map(str.strip, cells))) for cells in reader if any(map(str.strip, cells))
        )
    except csv.Error:
        raise BadFile([Problem(reader.line_num, f"Zeile {reader.line_num}: {BROKEN_QUOTES}")]) from None
    if not rows:
        raise bad_file("Die Datei ist leer.")
    return Table(rows[0].cells, tuple(rows[1:]))


BROKEN_QUOTES = "Die Anführungszeichen sind nicht richtig gesetzt, oder ein Feld ist viel zu lang."


def _decoded(content: bytes) -> str:
    # Windows-1252 reads nearly any bytes, so it comes last; UTF-16 is what Excel calls "Unicode-Text".
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise bad_file("Die Datei ist keine Textdatei. Bitte als CSV in UTF-8 speichern.")


def features(content: bytes) -> list[object]:
    """Return the features of a GeoJSON FeatureCollection in WGS 84. Raises BadFile."""
    data = _json(content)
    found = data.get("features") if isinstance(data, dict) and data.get("type") == "FeatureCollection" else None
    if not isinstance(data, dict) or not isinstance(found, list):
        raise bad_file("Die Datei ist kein GeoJSON mit einer Sammlung von Objekten (FeatureCollection).")
    require_degrees(data.get("crs"))
    return found


def require_degrees(reference: object) -> None:
    """Raise BadFile where a GeoJSON file names another reference system (`crs`) than WGS 84."""
    named = str(reference or "CRS84")
    if not any(known in named for known in ("CRS84", "4326")):
        raise bad_file(
            "Die Koordinaten liegen in einem anderen Bezugssystem als WGS 84. Bitte als EPSG:4326 speichern."
        )


def source(content: bytes) -> str:
    """Return whom a GeoJSON file names as its source (`quelle`, `source`, `attribution`); empty if nobody."""
    data = _json(content)
    named = (data.get(key) for key in ("quelle", "source", "attribution")) if isinstance(data, dict) else ()
    return next((text for text in named if isinstance(text, str)), "")


def entries(content: bytes, key: str) -> list[object]:
    """Return the list that lies in a JSON file under `key`, or that is the file. Raises BadFile."""
    data = _json(content)
    found = data.get(key) if isinstance(data, dict) else data
    if not isinstance(found, list):
        raise bad_file(f"Die Datei enthält keine Liste unter „{key}“.")
    return found


def fields(content: bytes) -> Mapping[str, object]:
    """Return the fields of the one object in a JSON file. Raises BadFile."""
    data = _json(content)
    if not isinstance(data, dict):
        raise bad_file("Die Datei enthält kein JSON-Objekt mit Feldern.")
    return data


def _json(content: bytes) -> object:
    try:
        data: object = json.loads(_decoded(content))
    except json.JSONDecodeError as error:
        sentence = f"Zeile {error.lineno}, Zeichen {error.colno}: Hier ist die Datei kein gültiges JSON."
        raise BadFile([Problem(error.lineno, sentence)]) from None
    except (RecursionError, ValueError):
        raise bad_file("Die Datei ist zu tief verschachtelt oder enthält zu lange Zahlen.") from None
    return data
