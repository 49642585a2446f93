"""Ids of observations: in front the month a value was first filed under, then a number that never comes twice.

So an id alone says in which partition to look, and it fits into the 53 bits that every JSON reader keeps.
"""

from collections.abc import Collection
from datetime import UTC, datetime

NUMBER_BITS = 41
FIRST_YEAR = 1900
LAST_MONTH = (1 << 12) - 1  # 2241-04
LARGEST_ID = (1 << 53) - 1


def make_id(start: datetime, number: int) -> int:
    """Return the id of an observation of this time (in UTC) with this number."""
    return month_of(start) << NUMBER_BITS | number


def month_of(start: datetime) -> int:
    """Count months from 1900-01 on; times before and after what can be counted lie in the first and last month."""
    month = (start.year - FIRST_YEAR) * 12 + start.month - 1
    return month if 0 <= month <= LAST_MONTH else min(max(month, 0), LAST_MONTH)


def months_of_ids(id_: int) -> tuple[datetime | None, datetime | None]:
    """Return from when (inclusive) to when (exclusive) the value with this id was first filed; None: no limit."""
    month = min(max(id_ >> NUMBER_BITS, 0), LAST_MONTH)
    return _start_of(month) if month > 0 else None, _start_of(month + 1) if month < LAST_MONTH else None


def months_of_all(ids: Collection[int]) -> tuple[datetime | None, datetime | None]:
    """Return from when (inclusive) to when (exclusive) the values with these ids were first filed; None: no limit."""
    return months_of_ids(min(ids, default=0))[0], months_of_ids(max(ids, default=LARGEST_ID))[1]


def is_possible(id_: int) -> bool:
    """Say whether an observation can have this id."""
    return 0 < id_ <= LARGEST_ID


def _start_of(month: int) -> datetime:
    return datetime(FIRST_YEAR + month // 12, month % 12 + 1, 1, tzinfo=UTC)
