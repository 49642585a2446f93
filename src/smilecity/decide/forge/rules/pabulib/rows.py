"""From the bytes of a file to rows of cells with their line numbers; never more than a line in memory.

Files come from many hands: with a byte order mark, in UTF-8 or a Western code page, with cells over several lines.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from smilecity.decide.forge.rules.election import InvalidElection

_LONGEST = 2**20
_SECTIONS = frozenset({"meta", "projects", "votes"})
# A quoted cell over more lines than this is a quotation mark that somebody forgot to close.
_MOST_LINES = 200


class PabulibError(InvalidElection):
    """A file that cannot be counted: `line` (from 1; 0 for the file as a whole) and `reason`."""

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(f"line {line}: {reason}" if line else reason)


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd that does not change the count, with the line it was first seen in and how often."""

    line: int
    text: str
    times: int = 1


@dataclass(slots=True)
class Notes:
    """Notes as they come up; the same text is kept once."""

    seen: dict[str, list[int]] = field(default_factory=dict)

    def add(self, line: int, text: str) -> None:
        """Note something, or once more."""
        self.seen.setdefault(text, [line, 0])[1] += 1

    def all(self) -> tuple[Note, ...]:
        """Return the notes in the order they came up."""
        return tuple(Note(line, text, times) for text, (line, times) in self.seen.items())


@dataclass(slots=True)
class Rows:
    """The rows of a file: iterate for (line, cells). Empty lines are passed over.

    Raises:
        PabulibError: lines too long, zero bytes, UTF-16, quotation marks that are never closed.
    """

    stream: BinaryIO
    notes: Notes
    line: int = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with the number of its first line."""
        reader = csv.reader(self._lines(), delimiter=";")
        while True:
            begins = self.line + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise PabulibError(begins, f"cannot be read as a table ({error})") from None
            if cells is None:
                return
            if self.line > begins:
                self._check_several(begins, cells)
            if any(map(str.strip, cells)):
                yield begins, cells

    def _check_several(self, begins: int, cells: list[str]) -> None:
        inside = {line.strip().lower() for cell in cells for line in cell.split("\n")[1:]}
        if self.line - begins > _MOST_LINES or not _SECTIONS.isdisjoint(inside):
            raise PabulibError(begins, "a quotation mark is opened and not closed")

    def _lines(self) -> Iterator[str]:
        while raw := self.stream.readline(_LONGEST + 1):
            self.line += 1
            if len(raw) > _LONGEST:
                raise PabulibError(self.line, f"is longer than {_LONGEST:,} bytes")
            yield self._text(raw)

    def _text(self, raw: bytes) -> str:
        if self.line == 1:
            if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise PabulibError(1, "the file is in UTF-16; save it as UTF-8")
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if b"\0" in raw:
            raise PabulibError(self.line, "holds a zero byte; this is no text file")
        try:
            return raw.decode()
        except UnicodeDecodeError:
            self.notes.add(self.line, "is not UTF-8 and was read as Western European (Windows-1252)")
            return raw.decode("cp1252", errors="replace")
