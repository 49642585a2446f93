"""Connections to the database for the threads of this door: one each, kept, looked after, with a limit of time."""

import threading
from typing import Any
from weakref import WeakSet

from django.db import connection
from psycopg import Connection

_own = threading.local()
_all: "WeakSet[Connection[Any]]" = WeakSet()


def connect(seconds: int) -> None:
    """Give this thread a connection that works, on which no statement runs for longer than so many seconds."""
    connection.close_if_unusable_or_obsolete()
    # One round trip, which spares somebody an error after a restart of the database.
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    if getattr(_own, "connection", None) is not connection.connection:
        with connection.cursor() as cursor:
            cursor.execute(
                # Without jit: to compile a statement over many months costs more than it saves.
                "SELECT set_config('statement_timeout', %s, false), set_config('lock_timeout', %s, false), "
                "set_config('jit', 'off', false)",
                [f"{seconds}s", f"{seconds}s"],
            )
        _own.connection = connection.connection
        _all.add(_own.connection)


def close_all() -> None:
    """Close the connections of all threads of this door, which have ended: nobody else does."""
    for link in list(_all):
        link.close()
