"""Pieces of SQL that carry their parameters, so that no text of a statement ever holds what somebody sent."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

from smilecity.sense.things.rules.problems import QueryProblem

_LONGEST = 1_000_000
# Whatever psycopg can adapt.
Param = Any


@dataclass(frozen=True)
class Sql:
    """Our own words with a `%s` for each parameter; a per cent sign of our own is doubled."""

    text: str
    params: "tuple[Param, ...]" = ()

    def __bool__(self) -> bool:
        return bool(self.text)


TRUE = Sql("TRUE")
FALSE = Sql("FALSE")
NOTHING = Sql("")


def value(given: Param, cast: str = "") -> Sql:
    """Return a parameter, cast to a type of PostgreSQL where its own would be unclear."""
    return Sql(f"%s::{cast}" if cast else "%s", (given,))


def fill(template: str, *parts: Sql, **named: Sql) -> Sql:
    """Put pieces into the braces of a template, the unnamed ones in their order, with their parameters."""
    pieces: list[str] = []
    params: list[Param] = []
    rest = iter(parts)
    for index, piece in enumerate(template.split("{")):
        if index == 0:
            pieces.append(piece)
            continue
        name, after = piece.split("}", 1)
        part = named[name] if name else next(rest)
        pieces += [part.text, after]
        params += part.params
    text = "".join(pieces)
    # What lies deep within each other can double with each step; nobody asks for that in good faith.
    if len(text) > _LONGEST:
        raise QueryProblem(400, "this is too complicated; please ask in several steps.")
    return Sql(text, tuple(params))


def join(glue: str, parts: Iterable[Sql]) -> Sql:
    """Return the pieces that are not empty, with `glue` between them."""
    kept = [part for part in parts if part]
    return Sql(glue.join(part.text for part in kept), tuple(param for part in kept for param in part.params))


def every(parts: Iterable[Sql]) -> Sql:
    """Return the condition that all of these hold; TRUE for none."""
    return join(" AND ", (part for part in parts if part != TRUE)) or TRUE


def some(parts: Iterable[Sql]) -> Sql:
    """Return the condition, in brackets, that one of these holds; FALSE for none."""
    kept = [part for part in parts if part != FALSE]
    if TRUE in kept:
        return TRUE
    return fill("({})", join(" OR ", kept)) if kept else FALSE


def rows(statement: Sql) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.params)
        return list(cursor.fetchall())


def columns_as_sent(statement: Sql) -> tuple[Any, ...]:
    """Run a statement that returns one row and return its columns; long bytes come as they are kept. 1 SQL.

    Django's cursor has them written as text, two letters for each byte, and read again.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement.text.encode(), statement.params, binary=True)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found or ()


def named_rows(statement: Sql) -> list[dict[str, Any]]:
    """Run a statement and return its rows by the names of their columns, JSON decoded. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.params)
        columns = cursor.description or ()
        # Django leaves JSON as text, because its own fields decode it.
        reads = {column.name: json.loads if column.type_code == _JSONB else _as_it_is for column in columns}
        return [
            {name: given and read(given) for (name, read), given in zip(reads.items(), row, strict=True)}
            for row in cursor.fetchall()
        ]


# The number of the type jsonb in every PostgreSQL.
_JSONB = 3802


def _as_it_is(given: Any) -> Any:
    return given
