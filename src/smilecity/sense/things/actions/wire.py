"""The short way to PostgreSQL for what happens thousands of times a second: prepared statements, lists as literals.

Values never become part of a statement; lists of them travel as one text parameter that the statement casts.
"""

from collections.abc import Collection, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg import sql

from smilecity.sense.things.rules.buckets import first_of_month, last_of_month

Rows = list[tuple[Any, ...]]
Text = LiteralString | sql.Composed
Statement = tuple[Text, tuple[object, ...]]


@dataclass
class Remembered:
    """What one connection knows: which months have a partition, and numbers it may give away."""

    months: set[int] = field(default_factory=set)
    numbers: list[range] = field(default_factory=list)


# Of a connection, not of the process: a connection sees one database, and in order.
_memory: WeakKeyDictionary["psycopg.Connection[Any]", Remembered] = WeakKeyDictionary()


def raw() -> "psycopg.Connection[Any]":
    """Return psycopg's own connection below the one of Django."""
    connection.ensure_connection()
    own: psycopg.Connection[Any] = connection.connection
    return own


def remembered() -> Remembered:
    """Return what this thread's connection knows."""
    own = raw()
    if own not in _memory:
        own.prepare_threshold = 2
        # Our statements look the same whatever their lists hold; to plan each anew costs more than to run it.
        own.execute("SET plan_cache_mode = force_generic_plan")
        _memory[own] = Remembered()
    return _memory[own]


def ask(statement: Text, *params: object) -> Rows:
    """Run a statement and return its rows."""
    with connection.wrap_database_errors, psycopg.Cursor(raw()) as cursor:
        cursor.execute(statement, params, binary=True)
        return cursor.fetchall() if cursor.description else []


def ask_together(*questions: Statement) -> list[Rows]:
    """Send several statements in one go and return the rows of each; they run one after the other."""
    if not questions:
        return []
    own = raw()
    cursors = [psycopg.Cursor(own) for _ in questions]
    with connection.wrap_database_errors:
        with own.pipeline():
            for cursor, (statement, params) in zip(cursors, questions, strict=True):
                cursor.execute(statement, params, binary=True)
        return [cursor.fetchall() if cursor.description else [] for cursor in cursors]


@contextmanager
def copying(statement: LiteralString) -> "Generator[psycopg.Copy]":
    """Open a COPY into a table."""
    with connection.wrap_database_errors, psycopg.Cursor(raw()) as cursor, cursor.copy(statement) as copy:
        yield copy


def within(statement: LiteralString, moments: Collection[datetime]) -> sql.Composed:
    """Write into {first} and {last} of a statement the months around moments, so that it is planned for these only.

    As a parameter they would come too late: each of a hundred months would be planned before it is left out.
    """
    first, last = first_of_month(min(moments)), last_of_month(max(moments))
    return sql.SQL(statement).format(first=sql.Literal(first.isoformat()), last=sql.Literal(last.isoformat()))


def numbers(items: Iterable[int | float | None]) -> str:
    """Write an array of numbers; a float in as many digits as it takes to be the same again."""
    return "{" + ",".join(["NULL" if item is None else repr(item) for item in items]) + "}"


def words(items: Iterable[str | None]) -> str:
    """Write an array of words that hold no comma, quote, brace or space: times, names of our own."""
    return "{" + ",".join(["NULL" if item is None else item for item in items]) + "}"


def texts(items: Iterable[str | None]) -> str:
    """Write an array of any texts."""
    return "{" + ",".join(["NULL" if item is None else _quoted(item) for item in items]) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
