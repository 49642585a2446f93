"""`smilecity worker`: runs the jobs of every room. Comes back by itself when the database was away."""

import argparse
import asyncio
import logging
import signal
from contextlib import suppress

import django
from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate import App
from procrastinate.connector import BaseAsyncConnector
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from smilecity.config import exposition

log = logging.getLogger(__name__)

CONCURRENCY = 4
_SHORTEST, _LONGEST = 0.5, 15.0
_LOST_AFTER = 30.0
_GRACE = 8.0  # less than a supervisor waits before it kills


def work(words: list[str]) -> int:
    """Run jobs until stopped; return the exit code."""
    argparse.ArgumentParser(prog="smilecity worker", description="Run mails, evaluations and tidying up.").parse_args(
        words
    )
    django.setup()
    exposition.time_statements()
    asyncio.run(_until_stopped())
    return 0


async def _until_stopped() -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    # From here on who sees us may stop us: an exit in the midst of this loop would wait for what does not end.
    exposition.serve_within("worker")
    working = asyncio.create_task(_again_and_again())
    await stopped.wait()
    while not working.done():
        # Whoever is asked while the connections open may not have heard it the first time.
        working.cancel()
        await asyncio.wait([working], timeout=_GRACE + 1)
    with suppress(asyncio.CancelledError):
        working.result()


async def _again_and_again() -> None:
    pause = _SHORTEST
    while True:
        began = asyncio.get_running_loop().time()
        # Periodic jobs are deferred through Django's connection, which does not notice by itself that it is dead.
        await sync_to_async(close_old_connections)()
        try:
            await work_once()
        except Exception as error:  # noqa: BLE001 -- whatever the database said, it may be back in a moment
            log.warning("worker stopped: %s", error)
        lived_well = asyncio.get_running_loop().time() - began > _LONGEST
        pause = _SHORTEST if lived_well else min(pause * 2, _LONGEST)
        await asyncio.sleep(pause)


async def work_once() -> None:
    """Work until the connection breaks or we are cancelled, which lets running jobs finish."""
    app = _app()
    try:
        await app.open_async()
        finder = asyncio.create_task(_find_lost_jobs(app))
        try:
            await app.run_worker_async(
                concurrency=CONCURRENCY,
                delete_jobs="successful",
                install_signal_handlers=False,
                shutdown_graceful_timeout=_GRACE,
            )
        finally:
            finder.cancel()
    finally:
        # Also a pool that we were told to leave while it opened: its tasks end only by being told, not by a cancel.
        await app.close_async()


def _app() -> App:
    """Return an app that fetches jobs through connections of its own.

    What jobs defer still goes through the app of Django, so that it commits together with what they change
    (`replace_connector` would break that).
    """
    from procrastinate.contrib.django import app

    ours = App(connector=_connector(app), worker_defaults=app.worker_defaults)
    ours.tasks, ours.periodic_registry = app.tasks, app.periodic_registry
    return ours


def _connector(app: App) -> BaseAsyncConnector:
    if not isinstance(app.connector, DjangoConnector):
        raise TypeError("jobs are kept in Django's database")
    return app.connector.get_worker_connector()


async def _find_lost_jobs(app: App) -> None:
    """Give back to the queue what a killed worker had begun; every job may run twice."""
    while True:
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_LOST_AFTER):
                await _give_back(app, job)
        except ConnectorException as error:
            log.warning("lost jobs are looked for again later: %s", error)
        await asyncio.sleep(_LOST_AFTER)


async def _give_back(app: App, job: Job) -> None:
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        # The next of its kind waits already, perhaps for the very lock that the lost one holds, and does its work too.
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
