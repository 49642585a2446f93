"""How participation went over time: every day named, also those on which nobody took part."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """Some days in a row (first and last, both within) and how many took part in them."""

    first: date
    last: date
    number: int


def course(by_day: Mapping[date, int], first: date, last: date, *, most: int = 62) -> list[Span]:
    """Return the days from `first` to `last`; more than `most` of them in weeks of seven days, counted from `first`.

    Who took part before or after belongs to the edge it is next to, so that nobody is lost.
    """
    last = max(first, last)
    days = (last - first).days + 1
    step = 1 if days <= most else 7
    numbers = [0] * -(-days // step)
    for day, number in by_day.items():
        numbers[(min(max(day, first), last) - first).days // step] += number
    return [_span(first, last, place * step, step, number) for place, number in enumerate(numbers)]


def _span(first: date, last: date, after: int, step: int, number: int) -> Span:
    begins = first + timedelta(days=after)
    return Span(begins, min(begins + timedelta(days=step - 1), last), number)
