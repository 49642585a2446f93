"""Rows of CSV, JSON and GeoJSON files, one after the other. In: a path. Out: number and named values of each row."""

import csv
import itertools
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import ijson

Row = Mapping[str, Any]
# What is looked at to tell what a file is.
_HEAD = 65_536
NAMES = {".csv": "Zeile", ".json": "Eintrag", ".geojson": "Objekt"}


class BadFile(Exception):
    """The file cannot be read (any further); the message is a German sentence."""


def rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Yield number (a CSV file: its line) and values of each row. Raises BadFile."""
    read = {".csv": _csv, ".tsv": _csv, ".json": _json, ".geojson": _json}.get(path.suffix.lower())
    if read is None:
        raise BadFile(f"{path.name}: Die Endung sagt nicht, was es ist. Möglich sind .csv, .json und .geojson.")
    try:
        yield from read(path)
    except FileNotFoundError:
        raise BadFile(f"Die Datei {path} gibt es nicht.") from None
    except OSError as error:
        raise BadFile(f"Die Datei {path} lässt sich nicht lesen: {error.strerror}.") from None


def _csv(path: Path) -> Iterator[tuple[int, Row]]:
    with path.open(encoding=_encoding(path), newline="") as file:
        # The first line may be a long one: the header of a table of answers.
        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        first = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter=max(";,\t", key=first.count), strict=True)
        try:
            for row in reader:
                # Cells beyond the header have no name; missing ones are empty.
                yield reader.line_num, {name: value or "" for name, value in row.items() if isinstance(name, str)}
        except csv.Error:
            raise BadFile(
                f"Zeile {reader.line_num}: Die Anführungszeichen sind nicht richtig gesetzt. Alles davor ist gelesen."
            ) from None
        except UnicodeDecodeError:
            raise BadFile(f"Nach Zeile {reader.line_num} ist die Datei kein Text in UTF-8.") from None


def _encoding(path: Path) -> str:
    """Return how a text file is most likely written; Windows-1252 reads nearly any bytes, so it comes last."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        # Cut at a line, so that no letter is cut in two.
        head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _json(path: Path) -> Iterator[tuple[int, Row]]:
    with path.open("rb") as file:
        try:
            prefix = _list_in(file, path)
            file.seek(0)
            for number, item in enumerate(ijson.items(file, prefix, use_float=True), 1):
                yield number, _flat(item)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise BadFile(f"{path.name} ist hier kein gültiges JSON mehr: {error}") from None


def _list_in(file: IO[bytes], path: Path) -> str:
    """Return where the first list of the file lies, as ijson names it: the file itself or a field of it."""
    for prefix, event, _value in itertools.islice(ijson.parse(file), 10_000):
        if event == "start_array":
            return f"{prefix}.item" if prefix else "item"
    raise BadFile(f"{path.name} enthält keine Liste von Beiträgen.")


def _flat(item: object) -> Row:
    """Return the values of an entry; those of a GeoJSON feature are its properties, its id and its geometry."""
    if not isinstance(item, dict):
        return {}
    if item.get("type") != "Feature":
        return item
    properties = item.get("properties")
    named = properties if isinstance(properties, dict) else {}
    own_id = {"id": item["id"]} if "id" in item else {}
    return {**own_id, **named, "geometry": item.get("geometry")}
