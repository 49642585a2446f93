"""Rows that did not make it: each named with its line and reason in a CSV file beside the one that was read."""

import csv
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from smilecity.sense.things.actions.importing import Lost

# Somebody repairs a mapping after the first hundred; the number of all is said in any case.
MOST = 100_000
_CELL = 300
_HEADER = ["line", "reason", "row"]


class LostRows:
    """Writes what was lost; makes the file with the first row only, and goes on in it on the next run.

    Rows are added before their batch is kept, and kept with it: whoever is killed in between has named rows that the
    next run reads, and names, again; none goes unnamed. What was added but not kept gives way to what comes next.
    """

    def __init__(self, path: Path, *, after: int) -> None:
        self.path = path
        self.count = self._counted = 0
        self._end = _good_until(path, after)
        self._file: TextIO | None = None
        if self._end:
            os.truncate(path, self._end)
        elif self._end == 0:
            path.unlink()

    def add(self, lost: Iterable[Lost]) -> None:
        """Name these rows, on disk."""
        self.count = self._counted
        rows = list(lost)
        if not rows and self._file is None:
            return
        file = self._file = self._file or self._opened()
        file.seek(self._end or 0)
        file.truncate()
        writer = csv.writer(file)
        if not self._end:
            writer.writerow(_HEADER)
        for row in rows[: max(0, MOST - self.count)]:
            writer.writerow([row.line, plain(row.reason), plain(json.dumps(row.cells, ensure_ascii=False))])
        self.count += len(rows)
        file.flush()
        os.fsync(file.fileno())

    def keep(self) -> None:
        """Their batch is kept."""
        self._counted = self.count
        if self._file is not None:
            self._end = self._file.tell()

    def _opened(self) -> TextIO:
        return self.path.open("r+" if self._end else "w", encoding="utf-8", newline="")

    def close(self) -> None:
        """Let go of the file; what was not kept goes."""
        self.count = self._counted
        if self._file is not None:
            self._file.truncate(self._end or 0)
            self._file.close()


def _good_until(path: Path, after: int) -> int | None:
    """Return up to which byte the file names rows to this line, those of runs before; None where there is none."""
    try:
        with path.open("rb") as file:
            if next(file, b"").strip().split(b",") != [each.encode() for each in _HEADER]:
                return None
            end = file.tell() if after else 0
            for row in file if after else ():
                number = row.partition(b",")[0]
                # The last one may be torn. A row has one line: what is not printable has been replaced.
                if not row.endswith(b"\n") or not number.isdigit() or int(number) > after:
                    break
                end += len(row)
    except OSError:
        return None
    return end


def plain(text: Any) -> str:
    """Return a text that may stand in a terminal and a table: sentences quote what stands in a file."""
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in str(text))[:_CELL]
    # A cell that begins like a formula would be one for a spreadsheet.
    return f"'{shown}" if shown[:1] in "=+-@" and shown[:1] else shown
