"""A backup holds everything of one moment and says so; it is restored into an empty database, whole or not at all."""

import os
import signal
import stat
import subprocess
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from smilecity.config import migrating, ready
from smilecity.config.backup import command, reading
from smilecity.config.backup import manifest as manifests
from smilecity.config.backup.manifest import Unreadable
from smilecity.config.backup.programs import Failed
from smilecity.config.backup.restoring import NotEmpty
from tests.factories_contributions import make_contribution
from tests.support.keeping import Installation, beside, rewrite
from tests.support.processes import until
from tests.support.programs import PROGRAM, database_url, environment

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = bytes(range(256)) * 400


@pytest.fixture
def site(tmp_path: Path) -> Installation:
    """An installation with an idea, a photo and a mail that waits."""
    site = Installation(tmp_path / "site")
    site.home.mkdir()
    make_contribution(title="Mehr Bänke am „Hafen“", text="Wer nicht lange stehen kann …")
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO mail_outbox (id, "to", subject, body, headers, queued_at, tries, last_error)'
            " VALUES (gen_random_uuid(), 'anna@example.org', 's', 'b', '{}', now(), 0, '')"
        )
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('mail', 'x')")
    site.put("photos/ab/größe.webp", PHOTO)
    return site


@pytest.fixture
def kept(site: Installation, tmp_path: Path) -> Path:
    """A backup of it."""
    return site.keep(tmp_path / "kept.zip")


@pytest.fixture
def fresh(tmp_path: Path) -> Generator[Installation]:
    """An installation with nothing in it."""
    with beside(tmp_path, "fresh") as fresh:
        yield fresh


def is_empty(installation: Installation) -> bool:
    """Say whether nothing at all has come into a database."""
    return installation.content() == {}


def test_the_commands_keep_everything_and_give_it_back(site: Installation, fresh: Installation, tmp_path: Path) -> None:
    done = site.do("backup", str(tmp_path / "kept.zip"))
    assert done.returncode == 0, done.stderr
    done = fresh.do("restore", str(tmp_path / "kept.zip"), SMILECITY_SECRET_KEY="x" * 60)
    assert done.returncode == 0, done.stderr
    assert "The secret key is another one" in done.stdout
    assert fresh.content() == site.content()
    assert fresh.files() == site.files() == {"photos/ab/größe.webp": PHOTO}
    done = fresh.do("restore", str(tmp_path / "kept.zip"))
    assert done.returncode == 1
    assert "The database is not empty" in done.stderr
    assert "Traceback" not in done.stderr
    assert fresh.content() == site.content()


def test_nobody_else_can_read_a_backup_and_the_secret_is_not_in_it_unless_asked_for(
    site: Installation, kept: Path, fresh: Installation, tmp_path: Path
) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert settings.SECRET_KEY.encode() not in kept.read_bytes()
    site.keep(tmp_path / "secret.zip", with_secret=True)
    done = fresh.do("restore", "--with-secret-key", str(tmp_path / "secret.zip"), SMILECITY_SECRET_KEY="")
    assert done.returncode == 0, done.stderr
    assert (fresh.home / "secret-key").read_text() == settings.SECRET_KEY
    assert stat.S_IMODE((fresh.home / "secret-key").stat().st_mode) == 0o600


def test_a_backup_can_be_looked_at(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.restore(["--check", str(kept)]) == 0
    assert capsys.readouterr().out.startswith("Whole. ")


def test_a_database_that_is_not_empty_is_left_alone(site: Installation, kept: Path) -> None:
    before = site.content()
    with pytest.raises(NotEmpty, match="only restored into an empty database"):
        site.take(kept)
    assert site.content() == before


def test_files_that_are_not_of_the_backup_are_left_alone(kept: Path, fresh: Installation) -> None:
    fresh.put("photos/other.webp", b"mine")
    with pytest.raises(NotEmpty, match="files that are not of this backup"):
        fresh.take(kept)
    assert is_empty(fresh)
    assert fresh.files() == {"photos/other.webp": b"mine"}


@pytest.mark.parametrize("where", [0.05, 0.5, 0.9, 0.999])
def test_a_damaged_backup_is_refused_before_anything_is_written(kept: Path, fresh: Installation, where: float) -> None:
    content = bytearray(kept.read_bytes())
    content[int(len(content) * where)] ^= 0xFF
    kept.write_bytes(content)
    with pytest.raises(Unreadable, match=r"damaged|not whole"):
        fresh.take(kept)
    assert is_empty(fresh)
    assert fresh.files() == {}


def test_half_a_backup_is_refused(kept: Path, fresh: Installation) -> None:
    kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    with pytest.raises(Unreadable):
        fresh.take(kept)
    assert is_empty(fresh)


def test_a_backup_of_a_newer_version_is_refused(kept: Path, fresh: Installation) -> None:
    with reading.opened(kept) as (_, manifest):
        migrations = manifest.migrations
    rewrite(kept, migrations=migrations | {"city.9999_wonders"}, version="9.9")
    with pytest.raises(Unreadable, match=r"version 9\.9, which knows more than this one \(city\.9999_wonders\)"):
        fresh.take(kept)
    assert is_empty(fresh)


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    site: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'mail' AND name = '0003_photos'")
        cursor.execute("ALTER TABLE mail_outbox DROP COLUMN photos")
    site.keep(tmp_path / "old.zip")
    with beside(tmp_path, "newer") as newer:
        newer.take(tmp_path / "old.zip")
        with within(newer):
            migrating.after_restore(say=print)
            assert ready.missing_migrations() is None
        assert "Bringing it up to this version" in capsys.readouterr().out
        with psycopg.connect(database_url(newer.database)) as database:
            assert database.execute('SELECT "to", photos FROM mail_outbox').fetchall() == [("anna@example.org", [])]


@contextmanager
def within(installation: Installation) -> Generator[None]:
    """Have this process work in the database of another installation."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = installation.database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def test_rows_that_are_missing_undo_everything(kept: Path, fresh: Installation) -> None:
    with reading.opened(kept) as (_, manifest):
        tables = dict(manifest.tables)
    tables['"public"."mail_outbox"'] += 1
    rewrite(kept, tables=tables)
    with pytest.raises(Failed, match="rows are missing"):
        fresh.take(kept)
    assert is_empty(fresh)


def test_a_restore_that_is_killed_leaves_an_empty_database_and_can_be_done_again(
    site: Installation, kept: Path, fresh: Installation
) -> None:
    url = database_url(fresh.database)
    with psycopg.connect(url, autocommit=True) as watching:
        # Whoever restores waits for this lock in the middle of its transaction.
        watching.execute("SELECT pg_advisory_lock(7365656)")
        argv = [*PROGRAM, "restore", str(kept)]
        surroundings = environment(SMILECITY_HOME=str(fresh.home), DATABASE_URL=url)
        with subprocess.Popen(argv, env=surroundings, stdout=subprocess.DEVNULL) as restoring:
            until(lambda: _waiting(watching), 90)
            os.kill(restoring.pid, signal.SIGKILL)
        watching.execute("SELECT pg_advisory_unlock(7365656)")
        until(lambda: not _others(watching), 60)
    assert is_empty(fresh)
    fresh.take(kept)
    assert fresh.content() == site.content()


def _waiting(database: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = database.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").fetchone()
    return bool(row and row[0])


def _others(database: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = database.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ).fetchone()
    return bool(row and row[0])


def test_mails_that_waited_can_be_left_out_of_a_trial(kept: Path, fresh: Installation) -> None:
    fresh.take(kept, discard_mails=True)
    with psycopg.connect(database_url(fresh.database)) as database:
        assert database.execute("SELECT count(*) FROM mail_outbox").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'mail'").fetchone() == (0,)


def test_a_folder_keeps_backups_for_as_many_days_as_wanted_and_touches_nothing_else(
    site: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("smilecity-2020-01-01T000000Z.zip", "smilecity-2020-01-01.zip", "holiday.zip"):
        (folder / name).touch()
    done = site.do("backup", "--keep", "28", str(folder))
    assert done.returncode == 0, done.stderr
    left = [path.name for path in folder.iterdir()]
    assert "smilecity-2020-01-01T000000Z.zip" not in left
    assert {"smilecity-2020-01-01.zip", "holiday.zip"} < set(left)
    assert len(left) == 3


def test_a_backup_is_never_overwritten(site: Installation, kept: Path) -> None:
    before = kept.read_bytes()
    with pytest.raises(FileExistsError):
        site.keep(kept)
    assert kept.read_bytes() == before


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "a//b", "..", "a\\b"])
def test_no_file_of_a_backup_leaves_its_folder(name: str) -> None:
    assert not manifests.is_safe(name)
    assert manifests.is_safe("photos/ab/größe.webp")


def test_what_is_no_backup_is_called_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("readme.txt", "hello")
    for path in (tmp_path / "other.zip", Path(__file__), tmp_path / "nowhere.zip"):
        assert command.restore(["--check", str(path)]) == 1
        assert capsys.readouterr().err.count("\n") == 1
