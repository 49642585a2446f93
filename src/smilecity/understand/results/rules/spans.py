"""Numbers and days in spans that hide whoever stands alone. In: values with how often each was given. Out: rows.

The outermost spans are open: the smallest and the largest value are shown to nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import count, pairwise

from smilecity.collect.surveys.rules import german
from smilecity.ground.text import Texts
from smilecity.understand.results.rules.disclosure import THRESHOLD

_SPANS = 8
_MONTHS_MOST = 24
_MONTHS = (
    ("Januar", "January"),
    ("Februar", "February"),
    ("März", "March"),
    ("April", "April"),
    ("Mai", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("August", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Dezember", "December"),
)


@dataclass(frozen=True)
class Span:
    """From `low` to just below `high`, with how many gave such a value; None: open on that side."""

    low: int | None
    high: int | None
    count: int


def _closed(values: Mapping[int, int], edges: Sequence[int]) -> list[Span]:
    """Return the spans between edges, what lies outside with the first and the last."""
    spans = []
    for low, high in pairwise(edges):
        first, last = low == edges[0], high == edges[-1]
        inside = sum(n for value, n in values.items() if (first or value >= low) and (last or value < high))
        spans.append(Span(low, high, inside))
    return spans


def _open(spans: list[Span]) -> list[Span]:
    """Return the spans with open ends, each end wide enough to hide who stands in it."""
    while len(spans) > 1 and spans[0].count < THRESHOLD:
        spans = [Span(spans[0].low, spans[1].high, spans[0].count + spans[1].count), *spans[2:]]
    while len(spans) > 1 and spans[-1].count < THRESHOLD:
        spans = [*spans[:-2], Span(spans[-2].low, spans[-1].high, spans[-2].count + spans[-1].count)]
    if len(spans) == 1:
        return [Span(None, None, spans[0].count)]
    return [
        Span(None, spans[0].high, spans[0].count),
        *spans[1:-1],
        Span(spans[-1].low, None, spans[-1].count),
    ]


def _at(values: Mapping[int, int], place: int) -> int:
    """Return the value of the person at this place (from 0) when all stand in order."""
    for value in sorted(values):
        place -= values[value]
        if place < 0:
            return value
    raise IndexError(place)


def _edges(values: Mapping[int, int]) -> list[int]:
    """Return round edges between which nine of ten values lie: a single slip of the keyboard moves none of them."""
    number = sum(values.values())
    low, high = _at(values, number // 20), _at(values, number - 1 - number // 20)
    width = _round_width(high - low)
    first = low // width * width
    return [first + step * width for step in range((high - first) // width + 2)]


def _round_width(spread: int) -> int:
    """Return the least width of 1, 2, 5, 10, 20, 50, ... that needs no more spans than a chart bears."""
    widths = (first * int(10**power) for power in count() for first in (1, 2, 5))
    return next(width for width in widths if spread // width < _SPANS)


# --- numbers -------------------------------------------------------------------------------------------------------


def number_spans(values: Mapping[Decimal, int], places: int) -> list[tuple[str, Texts, int]]:
    """Return key, label and count of each span of numbers with so many places."""
    if not values:
        return []
    unit = 10**places
    whole = {int(value * unit): number for value, number in values.items()}
    return [_number_row(span, unit) for span in _open(_closed(whole, _edges(whole)))]


def _number_row(span: Span, unit: int) -> tuple[str, Texts, int]:
    low, high = (None if edge is None else Decimal(edge) / unit for edge in (span.low, span.high))
    last = None if span.high is None else Decimal(span.high - 1) / unit
    return f"{low or ''}-{last if last is not None else ''}", _number_label(low, high, last), span.count


def _number_label(low: Decimal | None, high: Decimal | None, last: Decimal | None) -> Texts:
    if low is None and high is None:
        return {"de": "alle Angaben", "en": "all answers"}
    if low is None:
        return _both("unter {}", "under {}", high)
    if last is None:
        return _both("{} und mehr", "{} and more", low)
    return _both("{}", "{}", low) if low == last else _both("{} bis {}", "{} to {}", low, last)


def _both(in_german: str, in_english: str, *numbers: Decimal | None) -> Texts:
    known = [number for number in numbers if number is not None]
    return {
        "de": in_german.format(*map(german, known)),
        "en": in_english.format(*(german(number).within("en") for number in known)),
    }


def middle(values: Mapping[Decimal, int], places: int) -> float | None:
    """Return the median, rounded to a tenth of a span: too coarse to be what one person said.

    None where fewer than two small groups answered.
    """
    number = sum(values.values())
    if number < 2 * THRESHOLD:
        return None
    unit = 10**places
    whole = {int(value * unit): count for value, count in values.items()}
    edges = _edges(whole)
    exact = Decimal(_at(whole, (number - 1) // 2) + _at(whole, number // 2)) / 2
    coarse = max(1, (edges[1] - edges[0]) // 10)
    return float((exact / coarse).quantize(Decimal(1), ROUND_HALF_UP) * coarse / unit)


# --- days ----------------------------------------------------------------------------------------------------------


def day_spans(days: Mapping[date, int], *, by_year: bool) -> list[tuple[str, Texts, int]]:
    """Return key, label and count of each month; of each year where asked, or where months are too many."""
    if not days:
        return []
    months = _counted(days, lambda day: day.year * 12 + day.month - 1)
    if by_year or max(months) - min(months) >= _MONTHS_MOST:
        years = _counted(days, lambda day: day.year)
        return [_year_row(span) for span in _open(_closed(years, _edges(years)))]
    edges = list(range(min(months), max(months) + 2))
    return [_month_row(span) for span in _open(_closed(months, edges))]


def _counted(days: Mapping[date, int], place: Callable[[date], int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for day, number in days.items():
        found[place(day)] = found.get(place(day), 0) + number
    return found


def _year_row(span: Span) -> tuple[str, Texts, int]:
    key = "-".join("" if edge is None else str(edge) for edge in (span.low, _last(span)))
    return key, _day_label(span, lambda year: (str(year), str(year))), span.count


def _month_row(span: Span) -> tuple[str, Texts, int]:
    edges = (span.low, _last(span))
    key = "/".join("" if edge is None else f"{edge // 12}-{edge % 12 + 1:02}" for edge in edges)
    return key, _day_label(span, _month), span.count


def _last(span: Span) -> int | None:
    return None if span.high is None else span.high - 1


def _month(month: int) -> tuple[str, str]:
    german_name, english_name = _MONTHS[month % 12]
    return f"{german_name} {month // 12}", f"{english_name} {month // 12}"


def _day_label(span: Span, named: Callable[[int], tuple[str, str]]) -> Texts:
    last = _last(span)
    if span.low is None and last is None:
        return {"de": "alle Angaben", "en": "all answers"}
    if span.low is None:
        return _pair("bis {1}", "until {1}", named(last or 0), named(last or 0))
    if last is None:
        return _pair("ab {0}", "from {0}", named(span.low), named(span.low))
    text = ("{0}", "{0}") if span.low == last else ("{0} bis {1}", "{0} to {1}")
    return _pair(*text, named(span.low), named(last))


def _pair(in_german: str, in_english: str, low: tuple[str, str], last: tuple[str, str]) -> Texts:
    return {"de": in_german.format(low[0], last[0]), "en": in_english.format(low[1], last[1])}
