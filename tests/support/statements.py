"""Counts SQL statements; the brackets of the outer transaction, which a test already stands in, do not count."""

from collections.abc import Generator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_BRACKETS = ("BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def statements() -> Generator[list[str]]:
    """Collect the SQL statements that run within the block."""
    collected: list[str] = []
    with CaptureQueriesContext(connection) as context:
        yield collected
    collected += [query["sql"] for query in context if not query["sql"].startswith(_BRACKETS)]
