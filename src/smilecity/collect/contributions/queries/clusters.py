"""Contributions on a map: grouped by cells of the screen, so that 10,000 points cost no more than a hundred.

In: the same filter as the list, with a box, and the zoom of the map. Out: groups with their numbers, single ones whole.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
# Signs of groups cover each other if they stand closer than this part of a cell.
_COVERED = 0.85
NEAREST = 22.0


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


def clusters(wanted: ListFilter, zoom: float) -> list[Cluster]:
    """Return what everybody may see in the filter's box, from north to south; nothing without a box. At most 2 SQL."""
    if wanted.box is None:
        return []
    cell = _cell(wanted.box, zoom)
    groups = _joined(_groups(wanted, cell, zoom), cell, named=zoom >= _NAMED_FROM)
    pins = _pins([number for group in groups for number in group.numbers or ()])
    return [
        Cluster(one.lon, one.lat, one.size, [pins[number] for number in one.numbers or () if number in pins])
        for one in sorted(groups, key=lambda one: (-one.lat, one.lon))
    ]


class _Cell(NamedTuple):
    """The size of a cell in degrees."""

    wide: float
    high: float


def _cell(box: tuple[float, float, float, float], zoom: float) -> _Cell:
    """Return the size of a cell: by the zoom alone, so that nothing jumps while the map is moved."""
    west, south, east, north = box
    wide = 360 / 2.0 ** max(0.0, min(zoom, NEAREST)) / _CELLS_AROUND_THE_WORLD
    squeezed = max(math.cos(math.radians(round((south + north) / 2))), 0.01)
    return _Cell(max(wide, (east - west) / _MOST_CELLS), max(wide * squeezed, (north - south) / _MOST_CELLS))


class _Group(NamedTuple):
    """What lies in a cell; `numbers` are known where it is named."""

    x: int
    y: int
    lon: float
    lat: float
    size: int
    numbers: list[int] | None


def _groups(wanted: ListFilter, cell: _Cell, zoom: float) -> list[_Group]:
    condition, params = filter_sql(wanted)
    more: Params = {**cell._asdict(), "named": zoom >= _NAMED_FROM, "most": _NAMED_MOST}
    with connection.cursor() as cursor:
        cursor.execute(_GROUPED.format(condition=condition), params | more)
        return [_Group(*row) for row in cursor.fetchall()]


# The numbers are gathered only where a group names them: those of one alone, and near by those of a few.
_GROUPED = """
SELECT floor(c.lon / %(wide)s)::bigint AS x, floor(c.lat / %(high)s)::bigint AS y, avg(c.lon), avg(c.lat), count(*),
CASE
    WHEN count(*) = 1 THEN ARRAY[min(c.number)]
    WHEN %(named)s AND count(*) <= %(most)s THEN array_agg(c.number ORDER BY c.number)
END
FROM contributions_contribution c
WHERE {condition}
GROUP BY 1, 2
ORDER BY count(*) DESC, x, y
"""
_AROUND = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0)]


def _joined(groups: list[_Group], cell: _Cell, *, named: bool) -> list[_Group]:
    """Let the larger take in what stands so close in the next cell that their signs would cover each other."""
    left = {(group.x, group.y): group for group in groups}
    for x, y in [(group.x, group.y) for group in groups]:
        for right, up in _AROUND:
            one, other = left.get((x, y)), left.get((x + right, y + up))
            if one and other and other.size <= one.size and _cover(one, other, cell):
                left[x, y] = _sum(one, other, named=named)
                del left[x + right, y + up]
    return list(left.values())


def _cover(one: _Group, other: _Group, cell: _Cell) -> bool:
    return math.hypot((one.lon - other.lon) / cell.wide, (one.lat - other.lat) / cell.high) < _COVERED


def _sum(one: _Group, other: _Group, *, named: bool) -> _Group:
    size = one.size + other.size
    lon = (one.lon * one.size + other.lon * other.size) / size
    lat = (one.lat * one.size + other.lat * other.size) / size
    numbers = None
    if named and one.numbers and other.numbers and size <= _NAMED_MOST:
        numbers = sorted([*one.numbers, *other.numbers])
    return one._replace(lon=lon, lat=lat, size=size, numbers=numbers)


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
