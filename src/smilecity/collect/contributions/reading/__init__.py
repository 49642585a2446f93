"""Reads the contributions of another platform from files: rows as they stand there (files), checked entries (entries).

In: a path. Out: one entry or one problem per row, streamed, so that a file may be longer than memory.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from smilecity.collect.contributions.reading.entries import Entry, Problem, Reader
from smilecity.collect.contributions.reading.files import BadFile, rows


def entries(path: Path, reader: Reader) -> Iterator[Entry | Problem]:
    """Yield each row of the file as a checked entry, or what is wrong with it. Raises BadFile."""
    for number, row in rows(path):
        yield reader.entry(number, row)


__all__ = ["BadFile", "Entry", "Mapping", "Problem", "Reader", "entries", "rows"]
