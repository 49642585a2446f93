"""Reads a file of addresses bit by bit, however long it is: CSV in its usual spellings, or GeoJSON points.

In: an open file. Out: its rows, each with its place in the file; BadFile where it cannot be read.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from smilecity.city import reading
from smilecity.city.problems import BadFile, Problem, bad_file

_CHUNK = 1 << 16
# No address needs as much; a file that is no list of objects ends here and not in memory.
_MOST_OBJECT = 1 << 20
_NAMES = {
    "street": ("strasse_name", "strassenname", "straßenname", "strasse", "straße", "addr:street", "street"),
    "number": ("hausnummer", "hausnr", "hnr", "addr:housenumber", "housenumber", "number", "nummer"),
    "letter": ("hausnummer_zusatz", "hausnummernzusatz", "hnr_zusatz", "adressierungszusatz", "zusatz", "buchstabe"),
    "postal_code": ("postleitzahl", "plz", "addr:postcode", "postcode", "postal_code"),
    "lon": ("lon", "longitude", "laenge", "länge", "lng", "x"),
    "lat": ("lat", "latitude", "breite", "y"),
}
_PROPERTIES = ("street", "number", "letter", "postal_code")
_NEEDED = {"street": "Straße", "number": "Hausnummer", "lon": "Länge", "lat": "Breite"}
_MEMBER = re.compile(r'"(?P<name>features|crs|quelle|source|attribution)"\s*:\s*')
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class RawAddress:
    """A row as it stands in the file; `row`: its line in a table, its number among the objects of GeoJSON."""

    row: int
    street: str
    number: str
    letter: str
    postal_code: str
    lon: object
    lat: object


class AddressFile:
    """An open file of addresses, read once. `source` is known after the rows: whom a GeoJSON file names."""

    def __init__(self, file: BinaryIO) -> None:
        """Raise BadFile where it is no text."""
        self.source = ""
        self._text = io.TextIOWrapper(file, encoding=_encoding(file), newline="")
        self.is_json = self._text.read(_CHUNK).lstrip()[:1] in ("{", "[")
        self._text.seek(0)

    def close(self) -> None:
        """Let go of the file, which stays open: it belongs to the caller."""
        self._text.detach()

    @property
    def place(self) -> str:
        """What a row is called in this kind of file."""
        return "Objekt" if self.is_json else "Zeile"

    def rows(self) -> Iterator[RawAddress]:
        """Yield the rows. Raises BadFile."""
        return self._features() if self.is_json else self._lines()

    # --- a table -----------------------------------------------------------------------------------------------------

    def _lines(self) -> Iterator[RawAddress]:
        first = self._text.readline()
        self._text.seek(0)
        reader = csv.reader(self._text, delimiter=max(";,\t", key=first.count), strict=True)
        try:
            columns = _columns(next(reader, []))
            for cells in reader:
                if any(map(str.strip, cells)):
                    padded = [*map(str.strip, cells), *[""] * (max(columns.values()) + 2)]  # -1 is the last
                    street, number, letter, postal_code, lon, lat = (padded[at] for at in columns.values())
                    yield RawAddress(reader.line_num, street, number, letter, postal_code, lon, lat)
        except csv.Error:
            sentence = f"Zeile {reader.line_num}: {reading.BROKEN_QUOTES}"
            raise BadFile([Problem(reader.line_num, sentence)]) from None

    # --- GeoJSON -----------------------------------------------------------------------------------------------------

    def _features(self) -> Iterator[RawAddress]:
        for row, feature in enumerate(self._objects(), 1):
            properties = feature.get("properties") if isinstance(feature, dict) else None
            geometry = feature.get("geometry") if isinstance(feature, dict) else None
            by_name = {str(name).casefold(): value for name, value in (properties or {}).items()}
            lon, lat = _point(geometry)
            street, number, letter, postal_code = (_property(by_name, name) for name in _PROPERTIES)
            yield RawAddress(row, street, number, letter, postal_code, lon, lat)

    def _objects(self) -> Iterator[Mapping[str, object]]:
        """Yield the members of `features` as they come; what stands beside them is only noted."""
        window, found = self._until_features()
        if not found:
            raise bad_file("Die Datei ist kein GeoJSON mit einer Sammlung von Objekten (FeatureCollection).")
        while True:
            window = window.lstrip(" \t\r\n,")
            if window[:1] == "]":
                self._note(window + self._text.read(_MOST_OBJECT))
                return
            try:
                value, end = _DECODER.raw_decode(window)
            except (json.JSONDecodeError, RecursionError):
                more = self._text.read(_CHUNK) if len(window) < _MOST_OBJECT else ""
                if not more:
                    raise bad_file("Die Datei ist kein gültiges JSON, oder sie ist nicht vollständig.") from None
                window += more
                continue
            window = window[end:]
            yield value

    def _until_features(self) -> tuple[str, bool]:
        window = ""
        while len(window) < _MOST_OBJECT and (more := self._text.read(_CHUNK)):
            window += more
            for member in _MEMBER.finditer(window):
                if member["name"] == "features" and window[member.end() : member.end() + 1] == "[":
                    self._note(window[: member.start()])
                    return window[member.end() + 1 :], True
        return window, False

    def _note(self, beside: str) -> None:
        """Note the source and refuse another reference system, wherever they stand."""
        for member in _MEMBER.finditer(beside):
            try:
                value, _end = _DECODER.raw_decode(beside[member.end() :])
            except json.JSONDecodeError:
                continue
            if member["name"] == "crs":
                reading.require_degrees(value)
            elif isinstance(value, str) and member["name"] != "features":
                self.source = self.source or value


def _columns(header: list[str]) -> dict[str, int]:
    """Return where each value stands, -1 for none. Raises BadFile where one is missing that is needed."""
    there = [cell.strip().casefold() for cell in header]
    columns = {name: next((there.index(word) for word in words if word in there), -1) for name, words in _NAMES.items()}
    problems = [
        Problem(
            1,
            f"Zeile 1: Die Spalte für {said} fehlt. Gesucht: {', '.join(_NAMES[name])}; "
            f"vorhanden: {', '.join(header)[:200] or 'keine'}.",
        )
        for name, said in _NEEDED.items()
        if columns[name] < 0
    ]
    if problems:
        raise BadFile(problems)
    return columns


def _property(properties: Mapping[str, object], name: str) -> str:
    values = (properties.get(word) for word in _NAMES[name])
    value = next((found for found in values if found not in (None, "")), "")
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # as many programs write whole numbers
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _point(geometry: object) -> tuple[object, object]:
    is_point = isinstance(geometry, dict) and geometry.get("type") == "Point"
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) and is_point else None
    return (coordinates[0], coordinates[1]) if isinstance(coordinates, list) and len(coordinates) > 1 else ("", "")


# --- bytes to text ---------------------------------------------------------------------------------------------------


def _encoding(file: BinaryIO) -> str:
    """Return the encoding, as `reading.table` tells it, after reading the file once. Raises BadFile."""
    start = file.read(2)
    file.seek(0)
    encodings = ("utf-16",) if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            if all("\0" not in text for text in _decoded(file, encoding)):
                return encoding
        except UnicodeDecodeError:
            pass
        finally:
            file.seek(0)
    raise bad_file("Die Datei ist keine Textdatei. Bitte als CSV in UTF-8 speichern.")


def _decoded(file: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    while chunk := file.read(_CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
