"""Contributions on a map: grouped by cells of the screen, so that 10,000 points cost no more than a hundred.

In: the same filter as the list, with a box, and the zoom of the map. Out: groups with their numbers, single ones whole.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from smilecity.collect.contributions.queries.filters import ListFilter, Params, filter_sql
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.ground.cells import NAMED_FROM, NAMED_MOST, Cell, Group, cell, joined


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
    size = cell(wanted.box, zoom)
    groups = joined(_groups(wanted, size, zoom), size, named=zoom >= NAMED_FROM)
    pins = _pins([number for group in groups for number in group.numbers or ()])
    return [
        Cluster(one.lon, one.lat, one.size, [pins[number] for number in one.numbers or () if number in pins])
        for one in sorted(groups, key=lambda one: (-one.lat, one.lon))
    ]


def _groups(wanted: ListFilter, size: Cell, zoom: float) -> list[Group]:
    """Return the groups, the largest first. One small key a cell, and sums: a hundred thousand rows pass here."""
    if wanted.box is None:
        return []
    condition, params = filter_sql(wanted)
    left, low = math.floor(wanted.box[0] / size.wide), math.floor(wanted.box[1] / size.high)
    named = zoom >= NAMED_FROM
    more: Params = {**size._asdict(), "left": left, "low": low, "row": _ROW, "most": NAMED_MOST}
    sql = _GROUPED.format(condition=condition, numbers=_NUMBERS_NEAR if named else _NUMBERS_FAR)
    with connection.cursor() as cursor:
        cursor.execute(sql, params | more)
        groups = [
            Group(left + int(key) // _ROW, low + int(key) % _ROW, lons / count, lats / count, count, numbers)
            for key, lons, lats, count, numbers in cursor.fetchall()
        ]
    return sorted(groups, key=lambda one: (-one.size, one.x, one.y))


# A box has fewer cells than this in each direction (see ground.cells).
_ROW = 64
# Whatever is read here of the contribution lies in the index "shown_on_map"; else all the texts would be passed by.
_GROUPED = """
SELECT (floor(c.lon / %(wide)s) - %(left)s) * %(row)s + floor(c.lat / %(high)s) - %(low)s AS key,
sum(c.lon), sum(c.lat), count(*), {numbers}
FROM contributions_contribution c
WHERE {condition}
GROUP BY 1
"""
# The numbers are gathered only where a group names them: those of one alone, and near by those of a few.
_NUMBERS_FAR = "CASE WHEN count(*) = 1 THEN ARRAY[min(c.number)] END"
_NUMBERS_NEAR = "CASE WHEN count(*) <= %(most)s THEN array_agg(c.number ORDER BY c.number) END"
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
