"""Whether a series still speaks: how long its values usually are apart, and what that makes of the latest one. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

# A value is old once this many usual gaps have passed, but never before MIN_SILENCE and always after MAX_SILENCE.
GAPS = 3
MIN_SILENCE = timedelta(minutes=30)
MAX_SILENCE = timedelta(days=100)
# A single value says nothing of the next.
SINGLE_SILENCE = timedelta(days=1)
# Clocks of devices are not exact; what lies further ahead than this has a time in the future.
AHEAD = timedelta(minutes=5)


class Pace(StrEnum):
    """What a reader should think of the latest value."""

    FRESH = "fresh"
    STALE = "stale"  # there was one, and the next is overdue
    MISSING = "missing"  # there never was one
    FUTURE = "future"  # its time has not come yet


def usual_gap(first: datetime, latest: datetime, count: int) -> timedelta | None:
    """Return how long values are apart on the average; None for fewer than two."""
    return (latest - first) / (count - 1) if count > 1 else None


def silence(gap: timedelta | None) -> timedelta:
    """Return after how long without a value a series counts as silent."""
    return min(max(GAPS * gap, MIN_SILENCE), MAX_SILENCE) if gap is not None else SINGLE_SILENCE


def pace(latest: datetime | None, gap: timedelta | None, at: datetime) -> Pace:
    """Return the state of a series at `at`."""
    if latest is None:
        return Pace.MISSING
    if latest > at + AHEAD:
        return Pace.FUTURE
    return Pace.FRESH if at - latest <= silence(gap) else Pace.STALE
