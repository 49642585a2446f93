"""Counts SQL statements without the brackets of transactions (an act within a test's transaction has savepoints)."""

from collections.abc import Generator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_BRACKETS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def statements() -> Generator[list[str]]:
    """Collect the SQL statements that run within the block."""
    collected: list[str] = []
    with CaptureQueriesContext(connection) as context:
        yield collected
    sent = (query["sql"].strip() for query in context)
    collected += [sql for sql in sent if not sql.startswith(_BRACKETS)]
