"""Writes a backup. In: a place. Out: one file that only its owner can read, complete and read again, or none at all.

Database and row counts are of one moment (a snapshot); media are copied after it, so no row lacks its file.
"""

import hashlib
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from smilecity.config.backup import manifest as manifests
from smilecity.config.backup import programs, reading
from smilecity.config.backup.manifest import DATABASE, MEDIA, SECRET, Manifest, Member
from smilecity.config.scrub import scrub
from smilecity.ground.storage import to_disk

# What is only kept to be quick, or for an hour: nobody misses it, and nobody's traces outlive it.
WITHOUT_ROWS = ("ground_cache", "ground_ratecount")
_CHUNK = 1024 * 1024
_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Source:
    """What is to be kept."""

    url: str
    media: Path
    secret_key: str


@dataclass(frozen=True)
class Written:
    """A backup that has been written and read again."""

    path: Path
    size: int
    manifest: Manifest


def write(source: Source, target: Path, *, with_secret: bool, at: datetime) -> Written:
    """Write a backup to `target`, which must not exist. Raises FileExistsError, OSError, Failed, NoProgram, Unreadable.

    It has its name only once it has been read again.
    """
    if target.exists():
        raise FileExistsError(target)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with _private(part) as file:
            manifest = _fill(file, source, with_secret, at)
        reading.verify(part)
        part.replace(target)
        to_disk(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return Written(target, target.stat().st_size, manifest)


@contextmanager
def _private(path: Path) -> Generator[IO[bytes]]:
    """Make a file that nobody else can read, and have it on the disk at the end."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _fill(file: IO[bytes], source: Source, with_secret: bool, at: datetime) -> Manifest:
    files: dict[str, Member] = {}
    # Nothing is packed again: dump and photos are packed already.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as backup:
        with _moment(source.url) as (connection, snapshot):
            files[DATABASE] = _dump(backup, source.url, programs.version_of(connection), snapshot)
            manifest = _describe(connection, source, at)
        files |= dict(_media(backup, source.media))
        if with_secret:
            files[SECRET] = _add(backup, SECRET, iter([source.secret_key.encode()]))
        manifest = Manifest(**{**vars(manifest), "files": files})
        backup.writestr(_entry(manifests.NAME), manifests.write(manifest))
    return manifest


@contextmanager
def _moment(url: str) -> Generator[tuple[psycopg.Connection[tuple[object, ...]], str]]:
    """Hold one moment of the database, which others can see by its name."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield connection, str(row[0]) if row else ""


def _describe(connection: psycopg.Connection[tuple[object, ...]], source: Source, at: datetime) -> Manifest:
    applied = connection.execute("SELECT app, name FROM django_migrations").fetchall()
    return Manifest(
        version=version("smilecity"),
        made_at=at,
        postgres=programs.version_of(connection),
        migrations=frozenset(f"{app}.{name}" for app, name in applied),
        tables=dict(_counts(connection)),
        files={},
        secret=manifests.fingerprint(source.secret_key),
    )


def _counts(connection: psycopg.Connection[tuple[object, ...]]) -> Iterator[tuple[str, int]]:
    for schema, name in connection.execute(_TABLES).fetchall():
        if name not in WITHOUT_ROWS:
            table = sql.Identifier(str(schema), str(name))
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
            yield table.as_string(connection), int(str(row[0])) if row else 0


def _dump(backup: zipfile.ZipFile, url: str, server: int, snapshot: str) -> Member:
    reached, environment = programs.reach(url)
    argv = [str(programs.folder_for(server) / "pg_dump"), *reached, f"--snapshot={snapshot}", "--format=custom"]
    argv += ["--no-owner", "--no-privileges", "--no-comments", "--lock-wait-timeout=60s", "--no-password"]
    argv += [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=errors, env=environment) as dump:  # noqa: S603 -- ours
            try:
                member = _add(backup, DATABASE, _pieces(dump.stdout))
            except BaseException:
                dump.kill()
                raise
        if dump.returncode:
            errors.seek(0)
            raise programs.Failed(f"The database could not be dumped: {scrub(programs.said(errors.read()))}")
    return member


def _pieces(file: IO[bytes] | None) -> Iterator[bytes]:
    while file and (piece := file.read(_CHUNK)):
        yield piece


def _media(backup: zipfile.ZipFile, folder: Path) -> Iterator[tuple[str, Member]]:
    """Copy what lies there; what is erased meanwhile was named by no row of the moment after it."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        name = MEDIA + path.relative_to(folder).as_posix()
        try:
            with path.open("rb") as file:
                yield name, _add(backup, name, _pieces(file))
        except FileNotFoundError:
            continue


def _add(backup: zipfile.ZipFile, name: str, pieces: Iterator[bytes]) -> Member:
    digest, size = hashlib.sha256(), 0
    with backup.open(_entry(name), "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
    return Member(size, digest.hexdigest())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o600 << 16
    return entry
