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
    size, named = cell(wanted.box, zoom), zoom >= NAMED_FROM
    groups = joined(_groups(wanted, size, named=named), size, named=named)
    pins = _pins(wanted, groups, named=named)
    return [
        Cluster(one.lon, one.lat, one.size, pins.get((one.lon, one.lat), ()))
        for one in sorted(groups, key=lambda one: (-one.lat, one.lon))
    ]


def _groups(wanted: ListFilter, size: Cell, *, named: bool) -> list[Group]:
    """Return the groups, the largest first. One key a cell, and sums only: a hundred thousand rows pass here."""
    condition, params = filter_sql(wanted)
    more: Params = {"across": 1 / size.wide, "up": 1 / size.high, "row": float(_ROW), "most": NAMED_MOST}
    sql = _GROUPED.format(condition=condition, numbers=_NUMBERS if named else "NULL")
    with connection.cursor() as cursor:
        cursor.execute(sql, params | more)
        groups = [
            Group(*_cell(int(key)), lons / count, lats / count, count, numbers)
            for key, lons, lats, count, numbers in cursor.fetchall()
        ]
    return sorted(groups, key=lambda one: (-one.size, one.x, one.y))


# More cells than there are from pole to pole at the nearest zoom; two such numbers together are still a whole float.
_ROW = 2**28


def _cell(key: int) -> tuple[int, int]:
    """Return across and up of a cell; south of the equator `up` is negative."""
    up = (key + _ROW // 2) % _ROW - _ROW // 2
    return (key - up) // _ROW, up


# Whatever is read here of a contribution lies in the index "shown_on_map"; else all the texts would be passed by.
_GROUPED = """
SELECT floor(c.lon * %(across)s::float8) * %(row)s::float8 + floor(c.lat * %(up)s::float8) AS key,
sum(c.lon), sum(c.lat), count(*), {numbers}
FROM contributions_contribution c
WHERE {condition}
GROUP BY 1
"""
# Gathered only from near, where groups name whom they hold. From far who stands alone is found by the place: a number
# of each cell costs a tenth more.
_NUMBERS = "CASE WHEN count(*) <= %(most)s THEN array_agg(c.number ORDER BY c.number) END"
_PIN = "c.number, c.kind, c.category, c.title, c.status"
_BY_NUMBER = f"""
SELECT p.lon, p.lat, {_PIN}
FROM unnest(%(lons)s::float8[], %(lats)s::float8[], %(numbers)s::bigint[]) AS p (lon, lat, number)
JOIN contributions_contribution c ON c.number = p.number
ORDER BY c.number
"""  # noqa: S608 - only our own words
_BY_PLACE = """
SELECT p.lon, p.lat, {pin}
FROM unnest(%(lons)s::float8[], %(lats)s::float8[]) AS p (lon, lat)
JOIN contributions_contribution c ON c.lon = p.lon AND c.lat = p.lat
WHERE {condition}
"""


def _pins(wanted: ListFilter, groups: Sequence[Group], *, named: bool) -> Mapping[tuple[float, float], list[Pin]]:
    """Return whom the groups name, by where these stand."""
    if named:
        asked = [(one.lon, one.lat, number) for one in groups for number in one.numbers or ()]
        sql, params = _BY_NUMBER, Params()
        params["numbers"] = [number for _lon, _lat, number in asked]
    else:
        asked = [(one.lon, one.lat, 0) for one in groups if one.size == 1]
        condition, params = filter_sql(wanted)
        sql = _BY_PLACE.format(pin=_PIN, condition=condition)
    if not asked:
        return {}
    places: Params = {"lons": [lon for lon, _lat, _n in asked], "lats": [lat for _lon, lat, _n in asked]}
    found: dict[tuple[float, float], list[Pin]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, params | places)
        for lon, lat, number, kind, category, title, status in cursor.fetchall():
            found.setdefault((lon, lat), []).append(Pin(number, Kind(kind), category, title, Status(status)))
    return found
