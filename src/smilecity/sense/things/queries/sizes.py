"""Answers have a largest size, whatever their form. Longer ones stay in the database: copies would fill our memory.

What is expanded within what is expanded multiplies, so a page of few rows can be longer than anybody can read.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from smilecity.sense.things.queries.sql import Sql, fill, join, rows, value
from smilecity.sense.things.rules.problems import QueryProblem

_WHOLE = """
SELECT octet_length({text}), CASE WHEN octet_length({text}) <= {most} THEN {text} END, {others} FROM ({} OFFSET 0) m
"""
# A sum over all rows keeps them in their order.
_ROWS = """
SELECT t.size, {head}, {texts} FROM (SELECT m.*, sum({length}) OVER () AS size FROM ({statement} OFFSET 0) m) t
"""


class TooLong(QueryProblem):
    """An answer is longer than any may be."""

    def __init__(self, size: int) -> None:
        said = f"{size // 1_000_000} MB" if size >= 1_000_000 else f"{size} bytes"
        super().__init__(413, f"This answer would have {said}. Please ask for less, with $top or $select.")


def whole(statement: Sql, text: str, *others: str) -> list[Any]:
    """Return the rows of a statement, in each of which the column `text` is an answer. Raises TooLong. 1 SQL."""
    columns = Sql(", ".join(f"m.{name}" for name in others))
    found = rows(fill(_WHOLE, statement, text=Sql(f"m.{text}"), others=columns, most=value(_most())))
    for row in found:
        _require(row[0])
    return [row[1:] for row in found]


def together(statement: Sql, head: Sequence[str], texts: Sequence[str]) -> list[Any]:
    """Return the rows of a statement, whose columns `texts` make one answer together. Raises TooLong. 1 SQL."""
    lengths = Sql(" + ".join(f"coalesce(octet_length(m.{name}), 0)" for name in texts))
    kept = [fill(f"CASE WHEN t.size <= {{}} THEN t.{name} END", value(_most())) for name in texts]
    first = Sql(", ".join(f"t.{name}" for name in head))
    found = rows(fill(_ROWS, head=first, texts=join(", ", kept), length=lengths, statement=statement))
    if found:
        _require(found[0][0])
    return [row[1:] for row in found]


def _most() -> int:
    return int(settings.SENSORTHINGS_LARGEST)


def _require(size: int | None) -> None:
    if size is not None and size > _most():
        raise TooLong(int(size))
