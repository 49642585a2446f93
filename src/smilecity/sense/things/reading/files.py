"""Rows of CSV, JSON and JSON lines, one after the other, and how far a file has been read, so that it can go on there.

In: a path and a mark. Out: the cells of each row with its line, and marks. Memory stays flat however long the file is.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import ijson

from smilecity.sense.things.rules.mapping import FileMapping

# Longer than any row of values; a file without line breaks shall not fill the memory.
LONGEST_LINE = 1_000_000
_BLOCK = 1 << 20
_SUFFIXES = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".jsonl": "lines", ".ndjson": "lines"}


class BadFile(Exception):
    """The file cannot be read (any further); the message is a German sentence."""


@dataclass(frozen=True)
class Mark:
    """How far a file was read: rows, the line of the last one, bytes, and the SHA-256 of what was read."""

    rows: int = 0
    line: int = 0
    offset: int = 0
    digest: bytes = b""


BEGIN = Mark()


@dataclass(slots=True)
class Row:
    """A row: the line it begins in (of JSON: its number) and its cells; `problem` where it is none."""

    line: int
    cells: Mapping[str, Any]
    problem: str = ""


class ValueFile:
    """A file of values. `rows` yields them from the mark on; `mark` says at any time how far that was."""

    def __init__(self, path: Path, mapping: FileMapping) -> None:
        self.path, self.mapping = path, mapping
        kind = _SUFFIXES.get(path.suffix.lower())
        if kind is None:
            raise BadFile(f"{path.name}: Die Endung sagt nicht, was es ist. Möglich sind {', '.join(_SUFFIXES)}.")
        self.kind = kind
        try:
            self.size = path.stat().st_size
        except OSError as error:
            raise BadFile(f"Die Datei {path} lässt sich nicht lesen: {error.strerror}.") from None
        self._rows = self._line = self._offset = self._seen = 0
        self._guessed = ","
        self._hash = hashlib.sha256()

    @property
    def mark(self) -> Mark:
        """How far the file was read."""
        return Mark(self._rows, self._line, self._offset, self._hash.digest())

    @property
    def share(self) -> float:
        """How much of the file was read, from 0 to 1, by its bytes."""
        return min(1.0, self._seen / self.size) if self.size else 1.0

    def holds(self, mark: Mark) -> bool:
        """Whether the file begins with exactly what was read up to the mark; it may have grown since."""
        if mark.offset > self.size:
            return False
        with self.path.open("rb") as file:
            return _digest(file, mark.offset).digest() == mark.digest

    def rows(self, after: Mark = BEGIN) -> Iterator[Row]:
        """Yield the rows after a mark. Raises BadFile."""
        try:
            with self.path.open("rb") as file:
                if self.kind == "json":
                    yield from self._json(file, after)
                else:
                    header = self._start(file, after)
                    yield from self._csv(file, header) if self.kind == "csv" else self._lines(file)
        except OSError as error:
            raise BadFile(f"Die Datei {self.path} lässt sich nicht lesen: {error.strerror}.") from None

    def _start(self, file: IO[bytes], after: Mark) -> list[str]:
        """Stand where the mark is; return the header of a CSV file."""
        header = self._header(file) if self.kind == "csv" else []
        if after.offset:
            file.seek(0)
            self._hash = _digest(file, after.offset)
            self._rows, self._line, self._offset, self._seen = after.rows, after.line, after.offset, after.offset
        return header

    def _header(self, file: IO[bytes]) -> list[str]:
        first = self._take(file)
        if first is None:
            raise BadFile(f"{self.path.name} ist leer.")
        header = next(csv.reader([first.removeprefix("\ufeff")], delimiter=self._delimiter(first)), [])
        lacking = sorted(set(self.mapping.columns.values()) - set(header))
        if lacking:
            raise BadFile(f"Die Spalte „{lacking[0]}“ gibt es nicht. Die Datei hat: {', '.join(header)[:300]}.")
        return header

    def _delimiter(self, first: str = "") -> str:
        if not self.mapping.delimiter and first:
            self._guessed = max(";,\t", key=first.count)
        return self.mapping.delimiter or self._guessed

    def _take(self, file: IO[bytes]) -> str | None:
        """Return the next line, None at the end. Bytes that are no text stay visible as such."""
        raw = file.readline(LONGEST_LINE + 1)
        if not raw:
            return None
        if len(raw) > LONGEST_LINE:
            raise BadFile(f"Zeile {self._line + 1} ist länger als {LONGEST_LINE} Zeichen. Bis dahin ist alles gelesen.")
        self._hash.update(raw)
        self._offset += len(raw)
        self._seen = self._offset
        self._line += 1
        try:
            return raw.decode(self.mapping.encoding, "replace")
        except LookupError:
            raise BadFile(f"Die Zeichenkodierung „{self.mapping.encoding}“ gibt es nicht.") from None

    def _csv(self, file: IO[bytes], header: list[str]) -> Iterator[Row]:
        lines = iter(lambda: self._take(file), None)
        reader = csv.reader(lines, delimiter=self._delimiter(), strict=True)
        width = len(header)
        while True:
            line = self._line + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise BadFile(f"Ab Zeile {line} sind die Anführungszeichen nicht richtig gesetzt.") from None
            if not cells:
                continue
            self._rows += 1
            if len(cells) == width:
                yield Row(line, dict(zip(header, cells, strict=True)))
            else:
                yield Row(line, {}, f"Die Zeile hat {len(cells)} Spalten statt {width}.")

    def _lines(self, file: IO[bytes]) -> Iterator[Row]:
        while (text := self._take(file)) is not None:
            if not text.strip():
                continue
            self._rows += 1
            yield _parsed(self._line, text)

    def _json(self, file: IO[bytes], after: Mark) -> Iterator[Row]:
        """Yield the objects of the list; those before the mark are read again, but not yielded again."""
        # A mark in JSON compares the whole file: there is no place within it to go on from.
        self._hash, self._offset = _digest(file, self.size), self.size
        file.seek(0)
        try:
            for number, item in enumerate(ijson.items(file, self.mapping.items, use_float=True), 1):
                self._rows, self._line, self._seen = number, number, file.tell()
                if number > after.rows:
                    yield _object(number, item)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise BadFile(f"Nach Eintrag {self._line} ist {self.path.name} kein gültiges JSON mehr: {error}") from None


def _digest(file: IO[bytes], upto: int) -> "hashlib._Hash":
    found = hashlib.sha256()
    while upto > 0 and (block := file.read(min(_BLOCK, upto))):
        found.update(block)
        upto -= len(block)
    return found


def _parsed(line: int, text: str) -> Row:
    try:
        return _object(line, json.loads(text))
    except ValueError:
        return Row(line, {}, "Die Zeile ist kein JSON.")


def _object(line: int, item: object) -> Row:
    if isinstance(item, dict):
        return Row(line, _flat(item) if any(isinstance(cell, dict) for cell in item.values()) else item)
    return Row(line, {}, "Der Eintrag ist kein JSON-Objekt.")


def _flat(item: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Return nested objects with the names of their cells joined by points, and also as they are."""
    cells: dict[str, Any] = {}
    for name, cell in item.items():
        cells[f"{before}{name}"] = cell
        if isinstance(cell, dict) and before.count(".") < 4:
            cells |= _flat(cell, f"{before}{name}.")
    return cells
