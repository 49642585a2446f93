"""Reads a backup. In: its file. Out: its manifest and members, or Unreadable with what is wrong with it."""

import hashlib
import subprocess
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from smilecity.config.backup import manifest as manifests
from smilecity.config.backup import programs
from smilecity.config.backup.manifest import DATABASE, Manifest, Unreadable

_CHUNK = 1024 * 1024
_LARGEST_MANIFEST = 512 * _CHUNK
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError)


@contextmanager
def opened(path: Path) -> Generator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a backup. Raises Unreadable, FileNotFoundError, PermissionError."""
    try:
        backup = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise Unreadable(f"{path} is no backup of Smile City, or not whole.") from None
    with backup:
        yield backup, _manifest(backup)


def _manifest(backup: zipfile.ZipFile) -> Manifest:
    try:
        if backup.getinfo(manifests.NAME).file_size > _LARGEST_MANIFEST:
            raise Unreadable("The manifest of this backup is larger than any that Smile City writes.")
        text = backup.read(manifests.NAME)
    except (KeyError, *_DAMAGED):
        raise Unreadable("This is no backup of Smile City, or it is damaged: it has no manifest.") from None
    return manifests.read(text.decode(errors="replace"))


def verify(path: Path) -> Manifest:
    """Read everything to its end, the dump also as PostgreSQL reads it. Raises Unreadable, Failed, NoProgram."""
    with opened(path) as (backup, manifest):
        if set(backup.namelist()) != {manifests.NAME, *manifest.files}:
            raise Unreadable("The backup is damaged: its files are not those that its manifest names.")
        for name in manifest.files:
            for _piece in pieces(backup, manifest, name):
                pass
        with backup.open(DATABASE) as dump:
            _read_as_postgres(dump, manifest)
    return manifest


def pieces(backup: zipfile.ZipFile, manifest: Manifest, name: str) -> Iterator[bytes]:
    """Yield what a file holds; at its end it is known to be what was written. Raises Unreadable."""
    wanted, digest, size = manifest.files[name], hashlib.sha256(), 0
    try:
        with backup.open(name) as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
                size += len(piece)
                yield piece
    except _DAMAGED:
        raise Unreadable(f"The backup is damaged: {name} cannot be read.") from None
    if (size, digest.hexdigest()) != (wanted.size, wanted.sha256):
        raise Unreadable(f"The backup is damaged: {name} is not what was written.")


def _read_as_postgres(dump: IO[bytes], manifest: Manifest) -> None:
    program = str(programs.folder_for(manifest.postgres) / "pg_restore")
    with subprocess.Popen(  # noqa: S603 -- PostgreSQL's own program
        [program, "--file=/dev/null"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as reader:
        if reader.stdin and reader.stderr:
            feed(dump, reader.stdin)
            complaint = programs.said(reader.stderr.read())
    if reader.returncode:
        raise Unreadable(f"The backup is damaged: PostgreSQL cannot read its dump ({complaint}).")


def feed(source: IO[bytes], into: IO[bytes]) -> None:
    """Hand everything on and close. A reader that has ended, or misses the end, says itself why."""
    with suppress(*_DAMAGED):
        while piece := source.read(_CHUNK):
            into.write(piece)
    with suppress(BrokenPipeError):
        into.close()
