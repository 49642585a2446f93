"""The commands `smilecity backup` and `smilecity restore`. In: the command line. Out: what was done, in plain words."""

import argparse
import errno
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

import django
import psycopg
from django.conf import settings

from smilecity.config.backup import manifest as manifests
from smilecity.config.backup import piped, reading, remembered, restoring, writing
from smilecity.config.backup.manifest import SECRET, Manifest, Unreadable
from smilecity.config.backup.programs import Failed, NoProgram
from smilecity.config.backup.restoring import NotEmpty, Target
from smilecity.config.scrub import scrub
from smilecity.ground import clock, env

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_STAMP = "%Y-%m-%dT%H%M%SZ"
_OURS = re.compile(r"smilecity-(\d{4}-\d\d-\d\dT\d{6}Z)\.zip")


def backup(words: list[str]) -> int:
    """Write a backup; return the exit code."""
    parser = argparse.ArgumentParser(prog="smilecity backup", description="Keep database and media in one file.")
    parser.add_argument(
        "target", type=Path, help="a folder (the file is named by its time), the name of a new file, or - for a pipe"
    )
    parser.add_argument("--keep", type=int, metavar="DAYS", help="in a folder: then remove backups older than this")
    parser.add_argument("--with-secret-key", action="store_true", help="also keep the secret key (then guard it well)")
    options = parser.parse_args(words)
    if options.keep is not None and (options.keep < 1 or not options.target.is_dir()):
        parser.error("--keep wants at least 1 day, and a folder that exists")
    if options.target == piped.PIPE and sys.stdout.isatty():
        parser.error("- wants a program behind it that takes the backup: smilecity backup - | gpg --encrypt ...")
    return _saying(lambda: _hand_on(options) if options.target == piped.PIPE else _backup(options))


def _backup(options: argparse.Namespace) -> None:
    at = clock.now()
    target = (
        options.target / f"smilecity-{at.astimezone(UTC):{_STAMP}}.zip" if options.target.is_dir() else options.target
    )
    written = _written(options, target, at)
    remembered.remember(at=at, size=written.size)
    _tell(written, str(written.path), options, sys.stdout)
    if options.keep:
        _forget(options.target, at - timedelta(days=options.keep))


def _hand_on(options: argparse.Namespace) -> None:
    """Write a backup to standard output, once it has been read again; what is to be said goes beside it."""
    at = clock.now()
    with piped.on_its_way() as path:
        written = _written(options, path, at)
        piped.hand_on(path)
    remembered.remember(at=at, size=written.size)
    _tell(written, "Handed on", options, sys.stderr)


def _written(options: argparse.Namespace, target: Path, at: datetime) -> writing.Written:
    django.setup()
    source = writing.Source(env.text("DATABASE_URL"), Path(settings.MEDIA_ROOT), settings.SECRET_KEY)
    return writing.write(source, target, with_secret=options.with_secret_key, at=at)


def _tell(written: writing.Written, what: str, options: argparse.Namespace, where: TextIO) -> None:
    size = f"{written.size / 1e6:.1f} MB"
    print(f"{what}: {_summary(written.manifest)}, {size}, read again and whole.", file=where)
    if not options.with_secret_key:
        print(
            "The secret key is not in it. Keep a copy of it in another place (docs/operations/backup.md).", file=where
        )


def _forget(folder: Path, before: datetime) -> None:
    """Remove backups of ours that are too old; a promise on the privacy page depends on it."""
    for path in sorted(folder.iterdir()):
        named = _OURS.fullmatch(path.name)
        if named and datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC) < before:
            path.unlink()
            print(f"{path}: removed, it was too old.")


def restore(words: list[str]) -> int:
    """Restore a backup, or only look at one; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="smilecity restore", description="Restore a backup into an empty database, completely or not at all."
    )
    parser.add_argument("file", type=Path, help="a backup, or - for what comes through a pipe")
    parser.add_argument("--check", action="store_true", help="only read it to its end and say what it holds")
    parser.add_argument(
        "--discard-mails", action="store_true", help="forget mails that waited: for a trial beside the site"
    )
    parser.add_argument("--with-secret-key", action="store_true", help="also restore the secret key it holds")
    options = parser.parse_args(words)
    return _saying(lambda: _take(options))


def _take(options: argparse.Namespace) -> None:
    with piped.taken_in(options.file) as file:
        if options.check:
            _look(file)
        else:
            _restore(file, options)


def _look(path: Path) -> None:
    manifest = reading.verify(path)
    print(f"Whole. {_summary(manifest)}, of {manifest.made_at:%Y-%m-%d %H:%M} UTC, version {manifest.version}.")
    print(f"The secret key is {'in it' if SECRET in manifest.files else 'not in it'}.")


def _restore(file: Path, options: argparse.Namespace) -> None:
    django.setup()
    from smilecity.config import migrating

    given = env.text("SMILECITY_SECRET_KEY") if options.with_secret_key else ""
    secret = _secret(file, given) if options.with_secret_key else ""
    target = Target(env.text("DATABASE_URL"), Path(settings.MEDIA_ROOT), migrating.known())
    manifest = restoring.restore(file, target, discard_mails=options.discard_mails, say=_say)
    if secret:
        _keep_secret(secret)
    _say(f"Restored: {_summary(manifest)}, of {manifest.made_at:%Y-%m-%d %H:%M} UTC, version {manifest.version}.")
    migrating.after_restore(say=_say)
    if not secret and manifests.fingerprint(settings.SECRET_KEY) != manifest.secret:
        _say(
            "The secret key is another one than that of the backup: everybody has to sign in anew, second factors "
            "cannot be read and links in mails lead nowhere. Put the old key in its place (docs/operations/backup.md)."
        )
    _say("Done. Now: smilecity check")


def _secret(path: Path, given: str) -> str:
    """Return the secret key of a backup, if it can take its place here. Raises Unreadable, NotEmpty."""
    with reading.opened(path) as (file, manifest):
        if SECRET not in manifest.files:
            raise Unreadable("The secret key is not in this backup. Restore without --with-secret-key.")
        secret = b"".join(reading.pieces(file, manifest, SECRET)).decode()
    if given and given != secret:
        raise NotEmpty("SMILECITY_SECRET_KEY holds another key than the backup. Remove the variable, then restore.")
    return secret


def _keep_secret(secret: str) -> None:
    kept = Path(settings.HOME) / "secret-key"
    fresh = kept.with_suffix(".restored")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(secret)
    fresh.replace(kept)


def _saying(act: Callable[[], None]) -> int:
    """Run it; what goes wrong is said in a sentence, and 1 returned."""
    try:
        act()
    except (Unreadable, NotEmpty, Failed, NoProgram) as refusal:
        return _fail(str(refusal))
    except psycopg.Error as error:
        return _fail(f"The database does not answer or refuses: {scrub(str(error)).splitlines()[0]}")
    except FileExistsError as error:
        return _fail(f"{error.args[0]} is there already; backups are never overwritten.")
    except OSError as error:
        return _fail(_trouble(error))
    return 0


def _trouble(error: OSError) -> str:
    place = error.filename or "the place for it"
    if error.errno in _NO_ROOM:
        return (
            f"There is no room left for it ({place}). Nothing was kept of this try, and earlier backups are untouched."
        )
    return f"It cannot be read or written: {place} ({error.strerror})."


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _summary(manifest: Manifest) -> str:
    media = sum(name.startswith(manifests.MEDIA) for name in manifest.files)
    return f"{manifest.rows} rows in {len(manifest.tables)} tables and {media} files"
