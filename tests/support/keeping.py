"""Backups in tests: an installation with files, empty databases beside it, and a disk that is soon full."""

import hashlib
import shutil
import subprocess
import zipfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from smilecity.config import migrating
from smilecity.config.backup import manifest as manifests
from smilecity.config.backup import restoring, writing
from smilecity.ground import clock
from tests.support.programs import database_url, run

_TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
AND relname NOT IN ('ground_cache', 'ground_ratecount') ORDER BY relname
"""


@dataclass(frozen=True)
class Installation:
    """A home folder and the database that belongs to it."""

    home: Path
    database: str = ""

    @property
    def media(self) -> Path:
        """Where its files lie."""
        return self.home / "media"

    def do(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command of it to its end."""
        url = database_url(self.database)
        return run(*words, SMILECITY_HOME=str(self.home), DATABASE_URL=url, **settings)

    def keep(self, path: Path, *, with_secret: bool = False) -> Path:
        """Write a backup, as the command does."""
        source = writing.Source(database_url(self.database), self.media, settings.SECRET_KEY)
        return writing.write(source, path, with_secret=with_secret, at=clock.now()).path

    def take(self, path: Path, *, discard_mails: bool = False) -> None:
        """Restore a backup, as the command does before it migrates."""
        target = restoring.Target(database_url(self.database), self.media, migrating.known())
        restoring.restore(path, target, discard_mails=discard_mails, say=lambda _: None)

    def put(self, name: str, content: bytes) -> None:
        """Lay a file into its media."""
        path = self.media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def files(self) -> dict[str, bytes]:
        """Return all its media."""
        return {
            path.relative_to(self.media).as_posix(): path.read_bytes()
            for path in self.media.rglob("*")
            if path.is_file()
        }

    def content(self) -> dict[str, str]:
        """Return a checksum of each table's rows, whatever their order."""
        with psycopg.connect(database_url(self.database)) as database:
            names = [str(name) for (name,) in database.execute(_TABLES).fetchall()]
            return {name: _checksum(database, name) for name in names}


def _checksum(database: psycopg.Connection[tuple[object, ...]], table: str) -> str:
    rows = database.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))).fetchall()
    return hashlib.sha256("\n".join(sorted(str(row) for (row,) in rows)).encode()).hexdigest()


@contextmanager
def beside(folder: Path, name: str) -> Generator[Installation]:
    """Make an installation with an empty database and an empty home, gone at the end."""
    database = f"{connection.settings_dict['NAME']}_{name}"[:63]
    _sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    _sql(f'CREATE DATABASE "{database}" TEMPLATE template0')
    home = folder / name
    home.mkdir()
    try:
        yield Installation(home, database)
    finally:
        _sql(f'DROP DATABASE "{database}" WITH (FORCE)')


def _sql(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def small_disk(folder: Path, kilobytes: int, *, mode: str = "0700") -> Generator[Path]:
    """Mount a disk of so many kilobytes; only root can."""
    folder.mkdir()
    argv = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode={mode}", "smilecity-test", str(folder)]
    if shutil.which("mount") is None or subprocess.run(argv, capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Leave no room on a disk."""
    with suppress(OSError), (folder / "filling").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def rewrite(path: Path, **changes: object) -> None:
    """Change what the manifest of a backup says."""
    fresh = path.with_suffix(".changed")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(fresh, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == manifests.NAME:
                manifest = manifests.read(content.decode())
                content = manifests.write(manifests.Manifest(**{**vars(manifest), **changes})).encode()
            new.writestr(entry, content)
    fresh.replace(path)
