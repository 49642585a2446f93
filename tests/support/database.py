"""The databases of the tests: migrated once into a template, copied for each worker and after each test that commits.

The template is named by a hash of everything migrations depend on, so the next run finds it.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections
from django.test import TransactionTestCase

from smilecity.config import migrating

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def own_database(worker: str) -> Generator[None]:
    """Make a copy of the template for this worker and drop it afterwards."""
    base = str(connection.settings_dict["NAME"])
    template = f"test_{base}_{_hash()}"
    own = f"{template}_{os.environ['SMILECITY_TEST_RUN']}_{worker}"
    with _alone(base):
        _tidy(f"test_{base}_", template)
        if not _exists(template):
            _build(template)
    _copy(template, own)
    _use(own)
    # Django's own way, a flush, would also take away what migrations put there, and leave the queue of jobs.
    before = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined] # not in the stubs
    TransactionTestCase._fixture_teardown = lambda case: _copy(template, own)  # type: ignore[attr-defined] # private
    yield
    TransactionTestCase._fixture_teardown = before  # type: ignore[attr-defined] # private
    _drop(own)
    _use(base)


@contextmanager
def one_more_database(purpose: str, worker: str) -> Generator[str]:
    """Make another copy of the template for a program of its own, drop it afterwards; yields its name."""
    own, suffix = str(connection.settings_dict["NAME"]), f"_{os.environ['SMILECITY_TEST_RUN']}_{worker}"
    template = own.removesuffix(suffix)
    name = f"{template}_{purpose}{suffix}"
    _copy(template, name)
    yield name
    _drop(name)


def _hash() -> str:
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for file in sorted((ROOT / "src").glob("**/migrations/*.py")):
        digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _alone(base: str) -> Generator[None]:
    """One worker builds the template, the others wait for it."""
    folder = ROOT / "var" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{base}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _tidy(prefix: str, template: str) -> None:
    """Drop what earlier migrations and killed runs have left; a run that lives keeps its copies."""
    for name in _names(prefix):
        run = re.search(r"_(\d+)_(master|gw\d+)$", name)
        if not (name == template or (run and Path(f"/proc/{run[1]}").exists())):
            _drop(name)


def _build(template: str) -> None:
    unfinished = f"{template}_unfinished"
    _sql(f'CREATE DATABASE "{unfinished}"')
    _use(unfinished)
    migrating.apply_all()
    connection.close()
    _sql(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')


def _names(prefix: str) -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        return [name for (name,) in cursor.fetchall()]


def _exists(name: str) -> bool:
    return name in _names(name)


def _copy(template: str, own: str) -> None:
    _drop(own)
    _sql(f'CREATE DATABASE "{own}" TEMPLATE "{template}" STRATEGY file_copy')


def _drop(name: str) -> None:
    connections.close_all()
    _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name


def _sql(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
