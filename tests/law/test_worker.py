"""The worker runs what waits in the queue, forgets what is done, and comes back when the database was away."""

import asyncio
import signal
import subprocess
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from smilecity.config.worker import work_once
from smilecity.ground.jobs import forget_limits
from tests.support.processes import until
from tests.support.programs import started

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(tmp_path: Path) -> Generator[subprocess.Popen[bytes]]:
    """A worker in a process of its own."""
    with started("worker", output=tmp_path / "worker.log") as process:
        yield process


def test_a_job_is_run_and_forgotten(worker: subprocess.Popen[bytes]) -> None:
    forget_limits.configure().defer(timestamp=0)
    until(lambda: _jobs() == 0, 30)


def test_it_comes_back_when_the_database_was_away(worker: subprocess.Popen[bytes]) -> None:
    forget_limits.configure().defer(timestamp=0)
    until(lambda: _jobs() == 0, 30)
    _cut_all_connections()
    forget_limits.configure().defer(timestamp=0)
    until(lambda: _jobs() == 0, 60)
    assert worker.poll() is None


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_order_when_asked(worker: subprocess.Popen[bytes], wish: signal.Signals) -> None:
    forget_limits.configure().defer(timestamp=0)
    until(lambda: _jobs() == 0, 30)
    worker.send_signal(wish)
    assert worker.wait(15) == 0


@pytest.mark.parametrize("steps", [1, 2, 3, 5, 8, 20])
def test_it_leaves_nothing_behind_when_asked_while_its_connections_open(steps: int) -> None:
    """The tasks of a pool that opens swallow being cancelled: only one that is closed lets the process end."""
    assert asyncio.run(_left_behind(steps)) == set()


async def _left_behind(steps: int) -> set[str]:
    """Return the names of the tasks that outlive work that is ended after so many turns of the loop."""
    working = asyncio.create_task(work_once())
    for _ in range(steps):
        await asyncio.sleep(0)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=5)
    return {task.get_name() for task in others if not task.done()}


@pytest.mark.long
def test_what_a_killed_worker_had_begun_is_run_again(worker: subprocess.Popen[bytes], tmp_path: Path) -> None:
    forget_limits.configure().defer(timestamp=0)
    until(lambda: _jobs() == 0, 30)
    worker.kill()
    worker.wait()
    # As the killed worker leaves it: begun, and held by somebody who is silent.
    forget_limits.configure().defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT min(id) FROM procrastinate_workers)"
            " WHERE task_name LIKE '%forget_limits'"
        )
    with started("worker", output=tmp_path / "second.log"):
        until(lambda: _jobs() == 0, 90)


def test_what_a_killed_worker_had_begun_does_not_stand_in_the_way_of_the_next_of_its_kind(tmp_path: Path) -> None:
    forget_limits.configure(lock="one-at-a-time").defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
            " WHERE task_name LIKE '%forget_limits'"
        )
    forget_limits.configure(lock="one-at-a-time").defer(timestamp=0)
    assert _jobs() == 2
    with started("worker", output=tmp_path / "worker.log"):
        until(lambda: _jobs() == 0, 30)


def _jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%forget_limits'")
        return int(cursor.fetchone()[0])


def _cut_all_connections() -> None:
    """Do to the worker what a restart of the database does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_no_periodic_job_runs_beside_itself() -> None:
    """One that takes longer than its period would take one worker after the other from everything else."""
    jobs = [one.task for one in app.periodic_registry.periodic_tasks.values()]
    assert jobs
    assert [job.name for job in jobs if not job.lock or not job.queueing_lock] == []
