"""Takes the time of statements. In: connections as Django opens them. Out: figures by kind of statement."""

import time
from collections.abc import Callable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from smilecity.ground import figures

_VERBS = frozenset({"select", "insert", "update", "delete", "with", "copy", "set"})


def watch() -> None:
    """Begin."""
    connection_created.connect(_attach, dispatch_uid="smilecity.statements")


def _attach(connection: BaseDatabaseWrapper, **_: object) -> None:
    # The list lives longer than the connection to the server, which may be opened again.
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def _timed(execute: Callable[..., object], statement: str, params: object, many: bool, context: object) -> object:
    began = time.perf_counter()
    try:
        return execute(statement, params, many, context)
    finally:
        figures.sql.labels(verb(statement)).observe(time.perf_counter() - began)


def verb(statement: object) -> str:
    """Return what kind of statement it is; nothing else of its text gets into a figure."""
    words = str(statement)[:40].lstrip("( \n").split(maxsplit=1)
    first = words[0].lower() if words else ""
    return first if first in _VERBS else "other"
