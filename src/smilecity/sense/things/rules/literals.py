"""Texts of times, intervals, durations, days, clocks and numbers as values; None where a text is none.

Times end up in UTC. A time without zone is taken for UTC; a space before an offset is a `+` that a query string lost.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from math import isfinite

from smilecity.sense.things.rules.tree import Duration, Interval

DAY = r"\d{4}-\d{2}-\d{2}"
CLOCK = r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,12})?)?"
INSTANT = rf"{DAY}T{CLOCK}(?:Z|[-+ ]\d{{2}}:?\d{{2}})?"
LENGTH = r"[Pp][\dA-Za-z.]+"
INTERVAL = rf"(?:{INSTANT}|{DAY})/(?:{INSTANT}|{DAY}|{LENGTH})"
NUMBER = r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
PERIOD = re.compile(
    r"(?P<sign>[-+]?)P(?=\d|T\d)(?:(?P<years>\d{1,5})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?"
    r"(?:(?P<days>\d{1,7})D)?(?:T(?=\d)(?:(?P<hours>\d{1,8})H)?(?:(?P<minutes>\d{1,10})M)?"
    r"(?:(?P<seconds>\d{1,12}(?:\.\d{1,12})?)S)?)?",
    re.ASCII | re.IGNORECASE,
)
# Anything longer leaves the calendar in either direction.
LONGEST_MONTHS = 12 * 10_000
LONGEST_TIME = timedelta(days=366 * 10_000)
LARGEST_INTEGER = 2**63 - 1


def read_instant(text: str) -> datetime | None:
    """The time in UTC."""
    if not re.fullmatch(INSTANT, text):
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_moment(text: str) -> datetime | None:
    """A time, or the first moment of a day."""
    day = read_day(text)
    return datetime.combine(day, time(tzinfo=UTC)) if day else read_instant(text)


def read_interval(text: str) -> Interval | None:
    """Two times or days with a slash between them, the earlier one first; or how long it lasts in place of the end."""
    first, slash, last = text.partition("/")
    start = read_moment(first)
    if not slash or start is None:
        return None
    duration = read_duration(last)
    end = later(start, duration) if duration else read_moment(last)
    return Interval(start, end) if end is not None and start <= end else None


def later(start: datetime, duration: Duration) -> datetime | None:
    """The time after the duration; a day that a month does not have becomes its last one."""
    month = start.year * 12 + start.month - 1 + duration.months
    year, month = month // 12, month % 12 + 1
    if not 1 <= year <= 9999:
        return None
    day = min(start.day, monthrange(year, month)[1])
    try:
        return start.replace(year=year, month=month, day=day) + duration.time
    except OverflowError:
        return None


def read_day(text: str) -> date | None:
    """A day of the calendar."""
    try:
        return date.fromisoformat(text) if re.fullmatch(DAY, text) else None
    except ValueError:
        return None


def read_clock(text: str) -> time | None:
    """A time of day, without zone."""
    try:
        return time.fromisoformat(text) if re.fullmatch(CLOCK, text) else None
    except ValueError:
        return None


def read_duration(text: str) -> Duration | None:
    """A duration of ISO 8601; years count as 12 months each."""
    found = PERIOD.fullmatch(text)
    if found is None:
        return None
    sign = -1 if found["sign"] == "-" else 1
    count = {name: float(part or 0) for name, part in found.groupdict().items() if name != "sign"}
    months = int(count.pop("years") * 12 + count.pop("months"))
    exact = timedelta(**count)
    if months > LONGEST_MONTHS or exact > LONGEST_TIME:
        return None
    return Duration(sign * months, sign * exact)


def read_number(text: str) -> int | float | None:
    """A whole number that fits 64 bits, otherwise the nearest float; None beyond all floats."""
    if re.fullmatch(r"-?\d{1,19}", text) and abs(int(text)) <= LARGEST_INTEGER:
        return int(text)
    number = float(text)
    return number if isfinite(number) else None
