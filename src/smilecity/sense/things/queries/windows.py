"""Windows in time for pages of values: to plan over hundreds of months costs more than to read a page of one of them.

In: what is asked of one datastream, and what is known of it. Out: a time in which the page most likely lies. Whoever
finds no further page within it has to ask again without.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from smilecity.sense.things.queries.orders import place_of
from smilecity.sense.things.queries.paths import Reach
from smilecity.sense.things.queries.wanted import Wanted

# Values come in fits and starts: look for this many times as many as are needed.
_SPARE = 3
_MONTH = timedelta(days=31)
# Of fewer months than this nobody notices the planning.
_FEW = 12 * _MONTH


def window(wanted: Wanted, reach: Reach | None) -> Wanted | None:
    """Return the same, narrowed to a time; None where that would not spare anything."""
    if reach is None or wanted.by_time is None or wanted.options.filter is not None or wanted.is_end:
        return None
    first, last, number = (reach.found[name] for name in ("e_start", "e_latest", "e_observations"))
    if not number or last - first < _FEW:
        return None
    needed = _SPARE * (wanted.options.limit + wanted.options.skip + 1)
    length = max(_MONTH, (last - first) / number * min(needed, number))
    found = _from(first, last, place_of(wanted.options.skiptoken), length, forward=wanted.by_time)
    return None if found is None else replace(wanted, between=found)


def _from(
    first: datetime, last: datetime, place: datetime | None, length: timedelta, *, forward: bool
) -> tuple[datetime, datetime] | None:
    """Return the window from a place on, in the direction of the order; None where it holds all there is."""
    if length >= last - first:
        return None
    if forward:
        start = first if place is None else max(first, place)
        return start, min(last, start + length)
    end = last if place is None else min(last, place)
    return max(first, end - length), end
