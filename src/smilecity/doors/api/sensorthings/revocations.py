"""Hears from the database that a key is over, in a thread and with a connection of its own for each process.

PostgreSQL tells it after the commit (NOTIFY). Out: the keys that this process remembers are forgotten at once.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
from django.db import Error, connection

from smilecity.doors.api.sensorthings.callers import KeyRing
from smilecity.people.keys.rules import KEYS_ARE_OVER

_log = logging.getLogger(__name__)
_LOOK_EVERY = 0.5
_SHORTEST, _LONGEST = 1.0, 30.0
# What PostgreSQL shows of this connection (pg_stat_activity).
NAME = "smilecity-keys"


class Revocations:
    """Listens until it is stopped. `loop`: to which the ring belongs, still running when this is stopped."""

    def __init__(self, ring: KeyRing, loop: asyncio.AbstractEventLoop) -> None:
        self._ring, self._loop = ring, loop
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="revocations", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, within a second. Blocks."""
        self._end.set()
        self._thread.join(5)

    def _run(self) -> None:
        pause = _SHORTEST
        while not self._end.is_set():
            try:
                with _connected() as database:
                    database.execute(f"LISTEN {KEYS_ARE_OVER}")
                    self._tell(partial(self._ring.hear, hearing=True))
                    pause = _SHORTEST
                    self._listen(database)
            except (psycopg.Error, Error) as error:
                _log.warning("the database does not tell which keys are revoked: %s", type(error).__name__)
            self._tell(partial(self._ring.hear, hearing=False))
            self._end.wait(pause)
            pause = min(2 * pause, _LONGEST)

    def _listen(self, database: "psycopg.Connection[Any]") -> None:
        while not self._end.is_set():
            for _ in database.notifies(timeout=_LOOK_EVERY, stop_after=1):
                self._tell(self._ring.forget)

    def _tell(self, what: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(what)


def _connected() -> "psycopg.Connection[Any]":
    # As Django connects, with everything that the settings say of it.
    database: psycopg.Connection[Any] = connection.get_new_connection(connection.get_connection_params())
    database.autocommit = True
    database.execute(f"SET application_name = '{NAME}'")
    return database
