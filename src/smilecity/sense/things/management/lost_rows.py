"""Rows that did not make it: each named with its line and reason in a CSV file beside the one that was read."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from smilecity.sense.things.actions.importing import Lost

# Somebody repairs a mapping after the first hundred; the number of all is said in any case.
MOST = 100_000
_CELL = 300


class LostRows:
    """Writes what was lost; makes the file with the first row only, and goes on in it on the next run."""

    def __init__(self, path: Path, *, fresh: bool) -> None:
        self.path, self.fresh = path, fresh
        self.count = 0
        self._file: TextIO | None = None

    def add(self, lost: Iterable[Lost]) -> None:
        """Name these rows."""
        for row in lost:
            self.count += 1
            if self.count <= MOST:
                self._write(row)

    def _write(self, row: Lost) -> None:
        if self._file is None:
            self._file = self.path.open("w" if self.fresh else "a", encoding="utf-8", newline="")
            if self._file.tell() == 0:
                csv.writer(self._file).writerow(["line", "reason", "row"])
        csv.writer(self._file).writerow([row.line, plain(row.reason), plain(json.dumps(row.cells, ensure_ascii=False))])

    def close(self) -> None:
        """Have everything on disk."""
        if self._file is not None:
            self._file.close()


def plain(text: Any) -> str:
    """Return a text that may stand in a terminal and a table: sentences quote what stands in a file."""
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in str(text))[:_CELL]
    # A cell that begins like a formula would be one for a spreadsheet.
    return f"'{shown}" if shown[:1] in "=+-@" and shown[:1] else shown
