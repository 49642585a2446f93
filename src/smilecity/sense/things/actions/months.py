"""Partitions of observations: each month gets its own when its first value comes.

A month is made as a table of its own and then attached, which stops nobody who reads or writes; and it is committed
before the values come, so that two who need the same month never wait for each other's values.
"""

from collections.abc import Iterable
from contextlib import closing
from datetime import datetime

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from smilecity.sense.things.actions import wire

FIRST_YEAR, AFTER_LAST_YEAR = 2000, 2100
# Makers of months stand in line at this number.
_LINE = 7_304_001
_KNOWN = r"SELECT relname FROM pg_class WHERE relname ~ '^things_observation_2\d{3}_\d\d$' AND relispartition"
# One statement, so that it is a transaction of its own. Whoever waited in line finds the month made.
_MAKE = """
DO $$ BEGIN
    PERFORM pg_advisory_xact_lock({line});
    IF to_regclass('{name}') IS NULL THEN
        CREATE TABLE {name} (LIKE things_observation INCLUDING ALL);
        ALTER TABLE things_observation ATTACH PARTITION {name} FOR VALUES FROM ('{start}') TO ('{end}');
    END IF;
END $$
"""


def ensure(starts: Iterable[datetime]) -> None:
    """Have a partition for each of these times (in UTC). Nothing to ask the database once a month is known."""
    named = {(start.year, start.month) for start in starts}
    wanted = {year * 12 + month - 1 for year, month in named if FIRST_YEAR <= year < AFTER_LAST_YEAR}
    known = wire.remembered().months
    if wanted <= known:
        return
    known |= {_month_of(name) for (name,) in wire.ask(_KNOWN)}
    missing = sorted(wanted - known)
    if missing:
        _make(missing)
        known.update(missing)


def forget() -> None:
    """Look again next time: somebody else has removed a month."""
    wire.remembered().months.clear()


def _make(months: list[int]) -> None:
    if not connection.in_atomic_block:
        return _make_on(connection, months)
    # The running transaction may take long and be undone; others need the month now.
    with closing(connection.copy()) as beside:
        return _make_on(beside, months)


def _make_on(beside: BaseDatabaseWrapper, months: list[int]) -> None:
    with beside.cursor() as cursor:
        for month in months:
            start, end = (f"{each // 12}-{each % 12 + 1:02}-01 00:00+00" for each in (month, month + 1))
            cursor.execute(_MAKE.format(name=_name_of(month), line=_LINE, start=start, end=end))


def _name_of(month: int) -> str:
    return f"things_observation_{month // 12}_{month % 12 + 1:02}"


def _month_of(name: str) -> int:
    year, month = name.split("_")[-2:]
    return int(year) * 12 + int(month) - 1
