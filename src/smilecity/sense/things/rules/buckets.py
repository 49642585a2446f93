"""The times that aggregates sum up: hours of UTC, days and months of the city's clock (a day may have 23 or 25 hours).

Times are microseconds since 2000 in UTC, as PostgreSQL counts them: thousands of them are sorted in a moment.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from smilecity.sense.things.rules.words import Step

# The days and months of a city begin and end up to a day away; beyond these years some could not be named.
FIRST_YEAR, LAST_YEAR = 2, 9998
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HOUR = 3_600_000_000
# No clock since then has been off by a part of a quarter of an hour, so what lies in one shares hour, day and month.
QUARTER = 900_000_000
_WHOLE_OFFSETS_SINCE = (datetime(1973, 1, 1, tzinfo=UTC) - EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Steps:
    """The beginnings of the hour, day and month that a time lies in."""

    hour: int
    day: int
    month: int

    def of(self, step: Step) -> int:
        """Return one of them."""
        return {Step.HOUR: self.hour, Step.DAY: self.day, Step.MONTH: self.month}[step]


def microseconds(moment: datetime) -> int:
    """Count microseconds since 2000."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(count: int) -> datetime:
    """Return the time that `microseconds` counted."""
    return EPOCH + timedelta(microseconds=count)


def first_of_month(moment: datetime) -> datetime:
    """Return when the month of a time began, in its own zone."""
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def last_of_month(moment: datetime) -> datetime:
    """Return the last microsecond of the month of a time in UTC."""
    try:
        return first_of_month(first_of_month(moment) + timedelta(days=32)) - _MICROSECOND
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def slot_of(count: int) -> int:
    """Return a time that lies in the same hour, day and month; few of them stand for many values."""
    return count - count % QUARTER if count >= _WHOLE_OFFSETS_SINCE else count


@cache
def calendar(zone: str) -> "Calendar":
    """Return the calendar of a city; it remembers what it has looked up."""
    return Calendar(ZoneInfo(zone))


class Calendar:
    """Which hour, day and month of a city a time lies in."""

    # What live data needs; an import of a century starts over now and then.
    MOST_REMEMBERED = 20_000

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._known: dict[int, Steps] = {}

    def steps(self, slot: int) -> Steps:
        """Return the beginnings of hour, day and month that a slot lies in."""
        known = self._known.get(slot)
        if known is None:
            if len(self._known) >= self.MOST_REMEMBERED:
                self._known.clear()
            known = self._known[slot] = self._steps(slot)
        return known

    def last(self, step: Step, start: int) -> int:
        """Return the last microsecond of the hour, day or month that begins then."""
        if step is Step.HOUR:
            return start + _HOUR - 1
        longest = timedelta(days=1) if step is Step.DAY else timedelta(days=31)
        # Noon of the day after: the clock may be changed by an hour or two in between.
        after = moment(start).astimezone(self._zone) + longest + timedelta(hours=12)
        return self.steps(slot_of(microseconds(after))).of(step) - 1

    def _steps(self, slot: int) -> Steps:
        day = moment(slot).astimezone(self._zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        starts = (microseconds(start.astimezone(UTC)) for start in (day, day.replace(day=1)))
        return Steps(slot - slot % _HOUR, *starts)
