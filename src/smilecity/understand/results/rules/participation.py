"""How many have taken part, over time and by way. In: counts by day and by way. Out: what may be shown of them.

Both have one sum, which is public, and no table crosses them with anything: whoever was counted on a hidden day or in a
hidden way could have been counted on any other, and all tables of answers would stay as they are. So each is guarded by
itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from smilecity.collect.surveys.rules.course import Span, course
from smilecity.people.register.rules import Way
from smilecity.understand.results.rules.disclosure import THRESHOLD, Hidden, guard_parts, is_small

# Whoever looks for a single day finds it among as many as a chart bears.
_DAYS_MOST = 62


@dataclass(frozen=True)
class ByWay:
    """How many took part in one way; None is hidden."""

    way: Way
    count: int | None


@dataclass(frozen=True)
class Stretch:
    """Some days in a row, first and last as ISO 8601, and how many took part in them."""

    first: str
    last: str
    count: int


@dataclass(frozen=True)
class Participation:
    """How many took part: by way, and over time in stretches that hide whoever came alone (none: so few came)."""

    ways: tuple[ByWay, ...] = ()
    hidden: Hidden = Hidden.NONE
    stretches: tuple[Stretch, ...] = ()

    @property
    def by_day(self) -> bool:
        """Whether each stretch is one day."""
        return all(stretch.first == stretch.last for stretch in self.stretches)


def make_participation(
    by_way: Mapping[Way, int], offered: Iterable[Way], by_day: Mapping[date, int], period: tuple[date, date]
) -> Participation:
    """Return how many took part, guarded. `offered`: the ways that were open; `period`: first and last day."""
    ways = [way for way in Way if way in by_way or way in set(offered)]
    guarded = guard_parts([by_way.get(way, 0) for way in ways])
    return Participation(
        ways=tuple(ByWay(way, count) for way, count in zip(ways, guarded.counts, strict=True)),
        hidden=guarded.hidden,
        stretches=tuple(stretches(by_day, *period)),
    )


def stretches(by_day: Mapping[date, int], first: date, last: date) -> list[Stretch]:
    """Return every day where none had one to four; else every week, small ones with their neighbours."""
    if sum(by_day.values()) < THRESHOLD:
        return []
    days = course(by_day, first, last, most=_DAYS_MOST)
    if any(is_small(span.number) for span in days):
        days = _joined(course(by_day, first, last, most=0))
    return [Stretch(span.first.isoformat(), span.last.isoformat(), span.number) for span in days]


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return the spans with small ones put together with those that follow; at the end, with those before."""
    found = list(_gathered(spans))
    while len(found) > 1 and is_small(found[-1].number):
        found[-2:] = [_both(*found[-2:])]
    return found


def _gathered(spans: Iterable[Span]) -> Iterator[Span]:
    open_span: Span | None = None
    for span in spans:
        open_span = _both(open_span, span) if open_span else span
        if not is_small(open_span.number):
            yield open_span
            open_span = None
    if open_span:
        yield open_span


def _both(one: Span, other: Span) -> Span:
    return Span(one.first, other.last, one.number + other.number)


def participation_to_frozen(participation: Participation) -> dict[str, Any]:
    """Return it as JSON can hold it."""
    return asdict(participation)


def participation_from_frozen(frozen: Mapping[str, Any]) -> Participation:
    """Return what was frozen."""
    return Participation(
        ways=tuple(ByWay(Way(row["way"]), row["count"]) for row in frozen["ways"]),
        hidden=Hidden(frozen["hidden"]),
        stretches=tuple(Stretch(**row) for row in frozen["stretches"]),
    )
