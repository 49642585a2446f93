"""`smilecity migrate`: brings the database up to date without holding up who is reading and writing meanwhile.

A migration that has to wait for a lock keeps everybody behind it waiting as well. So it waits a few seconds only, lets
the others through, and tries again; each migration is a transaction of its own, and what is done stays done.
"""

import gc
import os
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import django
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from psycopg import errors

LOCK_SECONDS = 4
TRIES = 30
_PAUSE = 3.0


def migrate(words: list[str]) -> int:
    """Run Django's `migrate` with a patience for locks; return the exit code."""
    from django.core.management import execute_from_command_line

    _limit_locks()
    django.setup()
    with _few_collections():
        done = _again_and_again(lambda: execute_from_command_line(["smilecity", "migrate", *words]))
    return 0 if done else 1


def apply_all() -> None:
    """Apply every migration that is missing, without a word."""
    with _few_collections():
        call_command("migrate", verbosity=0, interactive=False)


def after_restore(*, say: Callable[[str], None]) -> None:
    """Bring what was restored up to date, and have the planner look at it."""
    from smilecity.config import ready

    if ready.missing_migrations():
        say("Bringing it up to this version ...")
        apply_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def known() -> frozenset[str]:
    """Return all migrations of this program, written "app.name"."""
    loader = MigrationLoader(None, replace_migrations=False)
    return frozenset(f"{app}.{name}" for app, name in loader.disk_migrations or {})


@contextmanager
def _few_collections() -> Generator[None]:
    """Look for circles among objects less often: Django makes every model anew for each step, a quarter of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _limit_locks() -> None:
    """Say it to libpq, before anybody connects."""
    os.environ["PGOPTIONS"] = f"-c lock_timeout={LOCK_SECONDS}s"


def _again_and_again(act: Callable[[], None]) -> bool:
    for left in reversed(range(TRIES)):
        try:
            act()
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
            connection.close()
            again = f"trying again, {left} times more" if left else "giving up; what was done stays done"
            print(f"Somebody holds a table that is to be changed; {again}.", file=sys.stderr, flush=True)
            time.sleep(_PAUSE if left else 0)
        else:
            return True
    return False
