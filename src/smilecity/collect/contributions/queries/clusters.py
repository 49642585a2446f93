"""Contributions on a map: grouped by cells of the screen, so that 10,000 points cost no more than a hundred.

In: the same filter as the list, with a box, and the zoom of the map. Out: groups with their numbers, single ones whole.
"""

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
    condition, params = filter_sql(wanted)
    more: Params = {**size._asdict(), "named": zoom >= NAMED_FROM, "most": NAMED_MOST}
    with connection.cursor() as cursor:
        cursor.execute(_GROUPED.format(condition=condition), params | more)
        return [Group(*row) for row in cursor.fetchall()]


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
