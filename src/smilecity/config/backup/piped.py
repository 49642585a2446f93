"""Backups through a pipe, so that another program can encrypt them.

A ZIP is verified and read from its end, which a pipe cannot give: on the way it lies in a private temporary file.
"""

import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

PIPE = Path("-")
_CHUNK = 1024 * 1024


@contextmanager
def on_its_way() -> Generator[Path]:
    """Yield the name of a file that nobody else can reach (TMPDIR says on which disk), gone at the end."""
    with TemporaryDirectory(prefix="smilecity-backup-") as folder:
        yield Path(folder) / "backup.zip"


def hand_on(path: Path) -> None:
    """Write a file to standard output; its name is gone before. Raises BrokenPipeError when nobody takes it."""
    # A writer of its own: what it could not get rid of must not be tried again when the program ends.
    with path.open("rb") as file, open(sys.stdout.fileno(), "wb", closefd=False) as out:
        path.unlink()
        shutil.copyfileobj(file, out, _CHUNK)


@contextmanager
def taken_in(path: Path) -> Generator[Path]:
    """Yield a file with what comes through standard input where `path` means that, else `path` itself."""
    if path != PIPE:
        yield path
        return
    with on_its_way() as kept:
        with kept.open("xb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file, _CHUNK)
        yield kept
