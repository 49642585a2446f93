"""Contributions on a map: grouped by cells of the screen, so that 10,000 points cost no more than a hundred.

In: the same filter as the list, with a box, and the zoom of the map. Out: groups with their numbers, single ones whole.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from smilecity.collect.contributions.queries.filters import ListFilter, Params, filter_sql
from smilecity.collect.contributions.rules import Kind, Status

# A cell is as wide as two fingers: 64 pixels of a world that is 512 pixels wide at zoom 0.
_CELLS_AROUND_THE_WORLD = 8
# However large the box, it has no more cells than this in each direction.
_MOST_CELLS = 18
# So near that coming nearer parts nobody any more: groups name whom they hold, up to a number.
_NAMED_FROM = 17
_NAMED_MOST = 12
NEAREST = 22


@dataclass(frozen=True)
class Pin:
    """One contribution as a map shows it."""

    number: int
    kind: Kind
    category: str
    title: str
    status: Status


@dataclass(frozen=True)
class Cluster:
    """Contributions that stand close together, at their middle; `pins`: one alone, or a few that share a spot."""

    lon: float
    lat: float
    count: int
    pins: Sequence[Pin]


def clusters(wanted: ListFilter, zoom: int) -> list[Cluster]:
    """Return what everybody may see in the filter's box, from north to south; nothing without a box. At most 2 SQL."""
    if wanted.box is None:
        return []
    rows = _groups(wanted, zoom)
    pins = _pins([number for *_rest, numbers in rows for number in numbers or ()])
    return [
        Cluster(lon, lat, count, [pins[number] for number in numbers or () if number in pins])
        for lon, lat, count, numbers in rows
    ]


_Group = tuple[float, float, int, Sequence[int] | None]


def _groups(wanted: ListFilter, zoom: int) -> list[_Group]:
    condition, params = filter_sql(wanted)
    with connection.cursor() as cursor:
        cursor.execute(_GROUPED.format(condition=condition), params | _cell(wanted, zoom))
        return cursor.fetchall()


# The numbers are gathered only where a group names them: those of one alone, and near by those of a few.
_GROUPED = """
SELECT avg(c.lon), avg(c.lat), count(*), CASE
    WHEN count(*) = 1 THEN ARRAY[min(c.number)]
    WHEN %(named)s AND count(*) <= %(most)s THEN array_agg(c.number ORDER BY c.number)
END
FROM contributions_contribution c
WHERE {condition}
GROUP BY floor(c.lon / %(wide)s), floor(c.lat / %(high)s)
ORDER BY avg(c.lat) DESC, avg(c.lon), min(c.number)
"""


def _cell(wanted: ListFilter, zoom: int) -> Params:
    """Return the size of a cell in degrees: by the zoom alone, so that nothing jumps while the map is moved."""
    west, south, east, north = wanted.box or (0.0, 0.0, 0.0, 0.0)
    wide = 360 / 2 ** max(0, min(zoom, NEAREST)) / _CELLS_AROUND_THE_WORLD
    squeezed = max(math.cos(math.radians(round((south + north) / 2))), 0.01)
    return {
        "wide": max(wide, (east - west) / _MOST_CELLS),
        "high": max(wide * squeezed, (north - south) / _MOST_CELLS),
        "named": zoom >= _NAMED_FROM,
        "most": _NAMED_MOST,
    }


_PINS = """
SELECT number, kind, category, title, status FROM contributions_contribution WHERE number = ANY(%(numbers)s)
"""


def _pins(numbers: Sequence[int]) -> Mapping[int, Pin]:
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PINS, {"numbers": list(numbers)})
        return {
            number: Pin(number, Kind(kind), category, title, Status(status))
            for number, kind, category, title, status in cursor.fetchall()
        }
