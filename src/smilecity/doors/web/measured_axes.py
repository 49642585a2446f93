"""Where the lines of a chart's grid run and what stands at them. In: the smallest and largest value, a span of time."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from smilecity.doors.web import measured_words as said

_NICE = (1, 2, 2.5, 5, 10)
_HOUR, _DAY, _MONTH, _YEAR = "hour", "day", "month", "year"
# How far apart marks of time may stand, the closest first.
_STEPS = (
    (_HOUR, 1), (_HOUR, 3), (_HOUR, 6), (_HOUR, 12), (_DAY, 1), (_DAY, 2), (_DAY, 7), (_DAY, 14),
    (_MONTH, 1), (_MONTH, 3), (_MONTH, 6), (_YEAR, 1), (_YEAR, 2), (_YEAR, 5), (_YEAR, 10), (_YEAR, 20), (_YEAR, 50),
    (_YEAR, 100), (_YEAR, 500), (_YEAR, 1000), (_YEAR, 5000),
)  # fmt: skip
_LENGTHS = {_HOUR: 1 / 24, _DAY: 1.0, _MONTH: 30.4, _YEAR: 365.25}


@dataclass(frozen=True)
class Mark:
    """A line of the grid: where it runs from 0 to 1, and its label."""

    at: float
    label: str


@dataclass(frozen=True)
class Scale:
    """The values a chart reaches over, with its marks."""

    low: float
    high: float
    marks: tuple[Mark, ...]

    def place(self, value: float) -> float:
        """Return where a value lies, 0 at the bottom and 1 at the top."""
        # Halved: the span of the largest numbers would be infinite.
        return (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)


def scale(least: float, most: float, intervals: int = 4) -> Scale:
    """Return a scale with round marks that holds both values."""
    if least == most:
        room = abs(least) * 0.1 or 1.0
        least, most = least - room, most + room
    step = _nice((most - least) / intervals)
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    digits = said.digits_of(float(f"{step:.3g}"))
    count = last - first
    marks = tuple(Mark((n - first) / count, said.number(n * step, digits)) for n in range(first, last + 1))
    return Scale(first * step, last * step, marks)


def _nice(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough))
    return next(nice * size for nice in _NICE if nice * size >= rough * 0.999999)


def time_marks(start: datetime, end: datetime, most: int) -> tuple[Mark, ...]:
    """Return marks at round times of the city's clock, at most so many."""
    days = (end - start) / timedelta(days=1)
    unit, count = next(((unit, count) for unit, count in _STEPS if days / (_LENGTHS[unit] * count) <= most), _STEPS[-1])
    length = end - start
    return tuple(Mark((when - start) / length, _label(when, unit)) for when in _times(start, end, unit, count))


def _times(start: datetime, end: datetime, unit: str, count: int) -> Iterator[datetime]:
    """Yield the round times between both, as the clock on the wall shows them."""
    zone = timezone.get_current_timezone()
    wall = _floor(timezone.localtime(start).replace(tzinfo=None), unit, count)
    while (when := wall.replace(tzinfo=zone)) <= end:
        if when >= start:
            yield when
        try:
            wall = _next(wall, unit, count)
        except (ValueError, OverflowError):  # where the calendar ends
            return


def _floor(wall: datetime, unit: str, count: int) -> datetime:
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == _HOUR:
        return midnight.replace(hour=wall.hour - wall.hour % count)
    if unit == _DAY:
        return midnight
    if unit == _MONTH:
        return midnight.replace(day=1, month=wall.month - (wall.month - 1) % count)
    return midnight.replace(day=1, month=1, year=max(wall.year - wall.year % count, 1))


def _next(wall: datetime, unit: str, count: int) -> datetime:
    if unit == _HOUR:
        return wall + timedelta(hours=count)
    if unit == _DAY:
        return wall + timedelta(days=count)
    if unit == _MONTH:
        months = wall.month - 1 + count
        return wall.replace(year=wall.year + months // 12, month=months % 12 + 1)
    return wall.replace(year=wall.year + count)


def _label(when: datetime, unit: str) -> str:
    local = timezone.localtime(when)
    month = str(MONTHS_3[local.month]).capitalize()
    if unit == _HOUR and local.hour:
        return f"{local:%H:%M}"
    if unit in {_HOUR, _DAY}:
        return _("{day}. {month}").format(day=local.day, month=month)
    if unit == _MONTH and local.month > 1:
        return month
    return str(local.year)
