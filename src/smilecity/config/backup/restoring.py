"""Restores a backup into an empty database: all of it in one transaction, or nothing.

Order matters. Everything is read and checked first; then media are laid out, which a second try finds again; the
database comes last, so that one with rows has its files too. A script that breaks off is never committed: its COMMIT
is its end.
"""

import shutil
import subprocess
import tempfile
import threading
import zipfile
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

import psycopg

from smilecity.config.backup import manifest as manifests
from smilecity.config.backup import programs, reading
from smilecity.config.backup.manifest import DATABASE, MEDIA, Manifest, Unreadable
from smilecity.config.scrub import scrub

_CHUNK = 1024 * 1024
# Servers before 17 do not know it; it stands among the first lines of what pg_restore writes.
_UNKNOWN_BEFORE_17 = b"SET transaction_timeout"
_HEAD = 80
_EMPTY = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
# Somebody else may have begun since we looked.
_BEGIN = f"""BEGIN;
SELECT pg_advisory_xact_lock(7365656);
DO $$ BEGIN IF ({_EMPTY}) > 0 THEN RAISE EXCEPTION 'the database is not empty'; END IF; END $$;
SET LOCAL maintenance_work_mem = '256MB';
"""
_CHECK = """IF (SELECT count(*) FROM {name}) <> {rows} THEN
    RAISE EXCEPTION 'rows are missing in %', {said};
END IF;
"""
_DISCARD_MAILS = """
DELETE FROM mail_outbox;
DELETE FROM procrastinate_jobs WHERE queue_name = 'mail' AND status IN ('todo', 'doing');
"""


class NotEmpty(Exception):
    """There is something already where the backup should go; says what and what to do."""


@dataclass(frozen=True)
class Target:
    """Where a backup is to go. `known`: the migrations of this program, written "app.name"."""

    url: str
    media: Path
    known: Collection[str]


def restore(path: Path, target: Target, *, discard_mails: bool, say: Callable[[str], None]) -> Manifest:
    """Restore a backup. Raises Unreadable, NotEmpty, Failed, NoProgram, OSError; the database is empty then."""
    with reading.opened(path) as (_, manifest):
        if sentence := manifests.too_new(manifest, target.known):
            raise Unreadable(sentence)
    server = _require_empty(target)
    say("Reading the backup to its end ...")
    reading.verify(path)
    with reading.opened(path) as (backup, manifest):
        say(f"Writing {len(_media(manifest))} files ...")
        _lay_out(backup, manifest, target.media)
        say(f"Writing {manifest.rows} rows ...")
        with backup.open(DATABASE) as dump:
            _load(dump, manifest, target.url, server, discard_mails)
    return manifest


def _require_empty(target: Target) -> int:
    """Return the version of the server. Raises NotEmpty."""
    with psycopg.connect(target.url) as connection:
        row = connection.execute(_EMPTY).fetchone()
        found = int(row[0]) if row else 0
        server = programs.version_of(connection)
    if found:
        raise NotEmpty(
            f"The database is not empty: it has {found} tables. A backup is only restored into an empty database, so "
            "that nothing of the one mixes with the other. Make a new one and name it in DATABASE_URL."
        )
    return server


def _media(manifest: Manifest) -> list[str]:
    return [name for name in manifest.files if name.startswith(MEDIA)]


def _lay_out(backup: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Write the media; files that are there already must be the same ones."""
    names = _media(manifest)
    if bad := [name for name in names if not manifests.is_safe(name)]:
        raise Unreadable(f"The backup is damaged: it holds a file outside of its folder ({bad[0]}).")
    wanted = {folder / name.removeprefix(MEDIA): name for name in names}
    _require_only(set(wanted), folder)
    for path, name in wanted.items():
        if not _is_there(path, manifest.files[name].sha256):
            _write(path, reading.pieces(backup, manifest, name))


def _require_only(wanted: set[Path], folder: Path) -> None:
    others = [path for path in folder.rglob("*") if path.is_file() and path not in wanted and path.suffix != ".part"]
    if others:
        raise NotEmpty(
            f"{folder} holds {len(others)} files that are not of this backup. Move them away, or name another "
            "SMILECITY_HOME, and try again."
        )


def _is_there(path: Path, digest: str) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as file:
        found = sha256()
        while piece := file.read(_CHUNK):
            found.update(piece)
    if found.hexdigest() != digest:
        raise NotEmpty(f"{path} is there already and is another file than that of the backup. Move it away, try again.")
    return True


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(pieces)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _load(dump: IO[bytes], manifest: Manifest, url: str, server: int, discard_mails: bool) -> None:
    """Have PostgreSQL turn the dump into a script, and run it up to its COMMIT. Raises Failed."""
    folder = programs.folder_for(max(server, manifest.postgres))
    reached, environment = programs.reach(url)
    argv = [str(folder / "psql"), *reached, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--no-password"]
    with tempfile.TemporaryFile() as errors:
        with (
            subprocess.Popen(  # noqa: S603 -- PostgreSQL's own program
                argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, env=environment
            ) as psql,
            suppress(BrokenPipeError),
        ):
            _tell(psql, folder, dump, manifest, old=server < 17, discard_mails=discard_mails)
        if psql.returncode:
            errors.seek(0)
            raise programs.Failed(f"Nothing was restored. PostgreSQL says: {scrub(programs.said(errors.read()))}")


def _tell(
    psql: subprocess.Popen[bytes], folder: Path, dump: IO[bytes], manifest: Manifest, *, old: bool, discard_mails: bool
) -> None:
    """Write the whole script; its last word, COMMIT, only when all before it is there."""
    into = psql.stdin
    if into is None:
        return
    try:
        into.write(_BEGIN.encode())
        _copy_script(folder, dump, into, old=old)
        into.write(_expect(manifest).encode())
        into.write((_DISCARD_MAILS if discard_mails else "").encode())
        into.write(b"COMMIT;\n")
        into.close()
    except BrokenPipeError:
        with suppress(BrokenPipeError):
            into.close()
        raise
    except BaseException:
        psql.kill()
        raise


def _copy_script(folder: Path, dump: IO[bytes], into: IO[bytes], *, old: bool) -> None:
    """Write what pg_restore makes of the dump. Raises Failed."""
    argv = [str(folder / "pg_restore"), "--file=-", "--no-owner", "--no-privileges", "--no-comments"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as restore:  # noqa: S603 -- PostgreSQL's own
        if restore.stdin is None or restore.stdout is None:
            return
        feeder = threading.Thread(target=reading.feed, args=(dump, restore.stdin), daemon=True)
        feeder.start()
        try:
            for _ in range(_HEAD if old else 0):
                line = restore.stdout.readline()
                into.write(b"" if line.startswith(_UNKNOWN_BEFORE_17) else line)
            shutil.copyfileobj(restore.stdout, into, _CHUNK)
        except BaseException:
            restore.kill()
            raise
        feeder.join()
    if restore.returncode:
        raise programs.Failed("Nothing was restored: the dump could not be read to its end.")


def _expect(manifest: Manifest) -> str:
    """Return statements that fail unless each table has as many rows as it had."""
    checks = "".join(_CHECK.format(name=name, rows=rows, said=_quoted(name)) for name, rows in manifest.tables.items())
    # The script has emptied the path, so that names mean what they say.
    return f"DO $check$ BEGIN\n{checks}END $check$;\nRESET search_path;\n"


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
