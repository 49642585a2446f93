"""Hears from the database which tables have changed. A thread and a connection of its own in each process.

Changes are told within the transaction that makes them and arrive after its commit (PostgreSQL, NOTIFY). Whether
somebody still hears is tried every few seconds: a connection that only seems to live must not leave pages as they were.
"""

import logging
import secrets
import threading
import time

import psycopg
from django.db import Error, connection

from smilecity.doors.web.cache.store import Store
from smilecity.doors.web.cache.tables import CHANNEL, watched

_log = logging.getLogger(__name__)
_TRY_EVERY = 2.0
_PATIENCE = 3.0
_LOOK_EVERY = 0.5
_SHORTEST, _LONGEST = 1.0, 30.0
_QUESTION = "?"
# What PostgreSQL shows of this connection (pg_stat_activity).
NAME = "smilecity-changes"


class Listener:
    """Runs until it is stopped; while it hears nothing, the store keeps nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="changes", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End, within a second; nothing where it was never begun."""
        self._end.set()
        if self._thread.ident is not None:
            self._thread.join(5)

    def _run(self) -> None:
        pause = _SHORTEST
        while not self._end.is_set():
            try:
                with self._connected() as database:
                    pause = _SHORTEST
                    self._listen(database)
            except (psycopg.Error, Error) as error:
                _log.warning("page cache is off, the database tells no changes: %s", type(error).__name__)
            finally:
                self._store.deafen()
            self._end.wait(pause)
            pause = min(2 * pause, _LONGEST)

    def _connected(self) -> "psycopg.Connection[tuple[object, ...]]":
        # As Django connects, with everything that the settings say of it.
        database: psycopg.Connection[tuple[object, ...]]
        database = connection.get_new_connection(connection.get_connection_params())
        database.autocommit = True
        return database

    def _listen(self, database: "psycopg.Connection[tuple[object, ...]]") -> None:
        database.execute(f"SET application_name = '{NAME}'")
        database.execute(f"LISTEN {CHANNEL}")
        asked, question = self._ask(database), ""
        while not self._end.is_set():
            heard = {notice.payload for notice in database.notifies(timeout=_LOOK_EVERY, stop_after=1)}
            if asked[0] in heard:
                question = asked[0]
                if not self._store.listening:
                    # What others keep may be from before.
                    self._store.change(watched())
                    self._store.listen()
            changed = {payload for payload in heard if not payload.startswith(_QUESTION)}
            if changed:
                self._store.change(changed)
            waited = time.monotonic() - asked[1]
            if question == asked[0] and waited > _TRY_EVERY:
                asked = self._ask(database)
            elif question != asked[0] and waited > _PATIENCE:
                _log.warning("page cache is off: this connection to the database hears no notices")
                return

    def _ask(self, database: "psycopg.Connection[tuple[object, ...]]") -> tuple[str, float]:
        question = _QUESTION + secrets.token_hex(8)
        database.execute("SELECT pg_notify(%s, %s)", (CHANNEL, question))
        return question, time.monotonic()
