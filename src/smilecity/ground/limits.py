"""Rate limits kept in PostgreSQL: fixed windows, counted atomically, one statement for any number of limits."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from smilecity.ground import hashes


@dataclass(frozen=True)
class Limit:
    """At most `most` uses of `name` by `subject` within `window`. The subject is stored as a keyed hash only."""

    name: str
    subject: str
    most: int
    window: timedelta


class TooMany(Exception):
    """A limit is used up; `until` says when to try again."""

    def __init__(self, limit: Limit, until: datetime) -> None:
        super().__init__(limit.name)
        self.limit = limit
        self.until = until


_COUNT = """
INSERT INTO ground_ratecount AS c (key, used, until)
SELECT * FROM unnest(%s::bytea[], %s::int[], %s::timestamptz[])
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN c.until <= %s THEN 1 ELSE c.used + 1 END,
    until = CASE WHEN c.until <= %s THEN excluded.until ELSE c.until END
RETURNING key, used, until
"""


def use(limits: Sequence[Limit], *, at: datetime) -> None:
    """Count one use against each limit; raise TooMany for the one exceeded that lasts longest.

    Runs outside the action's transaction, so that a refused attempt stays counted.
    """
    if not limits:
        return
    # Sorted keys: two requests that meet on the same limits lock them in the same order.
    keyed = dict(sorted(((_key(limit), limit) for limit in limits), key=lambda pair: pair[0]))
    until = [at + limit.window for limit in keyed.values()]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(keyed), [1] * len(keyed), until, at, at])
        rows = cursor.fetchall()
    counted = [(ends, used, keyed[bytes(key)]) for key, used, ends in rows]
    exceeded = [(ends, limit) for ends, used, limit in counted if used > limit.most]
    if exceeded:
        ends, limit = max(exceeded, key=lambda pair: pair[0])
        raise TooMany(limit, ends)


def _key(limit: Limit) -> bytes:
    """Return a key that no other name, window or subject has: each is told apart wherever the one before it ends."""
    name, seconds = limit.name.encode(), int(limit.window.total_seconds())
    # Whatever somebody typed can be counted, also what is no text.
    subject = limit.subject.encode("utf-8", "surrogatepass")
    return hashes.keyed("limit", struct.pack(">IQ", len(name), seconds) + name + subject)
