"""Real races: the same moment in several threads, each with a connection of its own; the last word on what waits."""

import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")
PATIENCE = 60.0


def at_once(*acts: Callable[[], T]) -> list[T | Exception]:
    """Start all acts at the same moment; return what each returned or raised."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Exception:
        barrier.wait(PATIENCE)
        return _own_connection(act)

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(PATIENCE) for future in [pool.submit(run, act) for act in acts]]


@contextmanager
def beside(act: Callable[[], T]) -> Generator[Future[T | Exception]]:
    """Run an act in another thread while the block runs; at its end the act has ended too."""
    pool = ThreadPoolExecutor(1)
    try:
        future = pool.submit(_own_connection, act)
        yield future
        future.result(PATIENCE)
    finally:
        # Without waiting: when a test fails in a transaction whose lock the act waits for, that would be for ever.
        pool.shutdown(wait=False)


@contextmanager
def not_yet_committed(act: Callable[[], object]) -> Generator[Callable[[], None]]:
    """Run an act in another thread, in a transaction that commits when the block calls what it was given, or ends."""
    acted, may_commit = Event(), Event()

    def run() -> None:
        with transaction.atomic():
            try:
                act()
            finally:
                acted.set()
            may_commit.wait(PATIENCE)

    with beside(run) as running:
        acted.wait(PATIENCE)

        def commit() -> None:
            may_commit.set()
            ended = running.result(PATIENCE)
            if isinstance(ended, Exception):
                raise ended

        try:
            yield commit
        finally:
            may_commit.set()


def _own_connection(act: Callable[[], T]) -> T | Exception:
    try:
        return act()
    except Exception as error:  # noqa: BLE001 -- what a racer raises is part of the result
        return error
    finally:
        connection.close()


def wait_until_blocked(number: int = 1) -> None:
    """Wait until so many other connections of this database wait for a lock."""
    sql = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND cardinality(pg_blocking_pids(pid)) > 0
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            # A transaction keeps its first look at who is there, and would never see those who come later.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(sql)
            row = cursor.fetchone()
        if row and row[0] >= number:
            return
        time.sleep(0.02)
    raise TimeoutError("nobody waits for a lock")
