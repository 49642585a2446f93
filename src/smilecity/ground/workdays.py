"""Working days in Germany: Monday to Friday, without the public holidays of the Land.

In: days and the two letters of a Land; without letters only the holidays of the whole country count. From 1991 on.
"""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cache

_SATURDAY = 5


def is_workday(day: date, land: str) -> bool:
    """Say whether people at the town hall work on a day."""
    workdays = _workdays(land, day.year)
    place = bisect_left(workdays, day)
    return place < len(workdays) and workdays[place] == day


def add_workdays(start: date, days: int, land: str) -> date:
    """Return the working day that comes `days` working days after `start`; below 0, that many before it.

    With 0 it is `start` itself, or the next working day where people do not work on `start`.
    """
    year, workdays = start.year, _workdays(land, start.year)
    place = bisect_right(workdays, start) + days - 1 if days > 0 else bisect_left(workdays, start) + days
    while place >= len(workdays):
        place -= len(workdays)
        year += 1
        workdays = _workdays(land, year)
    while place < 0:
        year -= 1
        workdays = _workdays(land, year)
        place += len(workdays)
    return workdays[place]


def workdays_between(start: date, end: date, land: str) -> int:
    """Return how many working days come after `start` until `end`, which counts; below 0 where `end` comes first."""
    if end < start:
        return -workdays_between(end, start, land)
    whole_years = sum(len(_workdays(land, year)) for year in range(start.year, end.year))
    return whole_years + bisect_right(_workdays(land, end.year), end) - bisect_right(_workdays(land, start.year), start)


@cache
def _workdays(land: str, year: int) -> tuple[date, ...]:
    """Return the working days of a year in their order."""
    # The library takes half a second to load: only a process that counts days pays for it, once.
    from holidays import country_holidays

    free = country_holidays("DE", subdiv=land or None, years=year)
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
    return tuple(day for day in days if day.weekday() < _SATURDAY and day not in free)
