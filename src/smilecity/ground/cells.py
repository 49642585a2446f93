"""Points of a map in groups that two fingers can tell apart: cells of the screen, and groups joined across their edges.

Pure. In: the visible box and the zoom. Out: the size of a cell; of groups, those whose signs do not cover each other.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

# A cell is as wide as two fingers: 64 pixels of a world that is 512 pixels wide at zoom 0.
_CELLS_AROUND_THE_WORLD = 8
# However large the box, it has no more cells than this in each direction.
_MOST_CELLS = 18
# So near that coming nearer parts nobody any more: groups name whom they hold, up to a number.
NAMED_FROM = 17
NAMED_MOST = 12
# Signs of groups cover each other if they stand closer than this part of a cell.
_COVERED = 0.85
NEAREST = 22.0
_AROUND = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0)]


class Cell(NamedTuple):
    """The size of a cell in degrees."""

    wide: float
    high: float


class Group(NamedTuple):
    """What lies in a cell, at its middle; `numbers` are known where it is named."""

    x: int
    y: int
    lon: float
    lat: float
    size: int
    numbers: list[int] | None


def cell(box: tuple[float, float, float, float], zoom: float) -> Cell:
    """Return the size of a cell: by the zoom alone, so that nothing jumps while the map is moved."""
    west, south, east, north = box
    wide = 360 / 2.0 ** max(0.0, min(zoom, NEAREST)) / _CELLS_AROUND_THE_WORLD
    squeezed = max(math.cos(math.radians(round((south + north) / 2))), 0.01)
    return Cell(max(wide, (east - west) / _MOST_CELLS), max(wide * squeezed, (north - south) / _MOST_CELLS))


def grouped(points: Iterable[tuple[int, float, float]], size: Cell, *, named: bool) -> list[Group]:
    """Return points (number, lon, lat) by cells, the largest group first."""
    cells: dict[tuple[int, int], list[tuple[int, float, float]]] = {}
    for point in points:
        cells.setdefault((math.floor(point[1] / size.wide), math.floor(point[2] / size.high)), []).append(point)
    groups = [_group(x, y, held, named=named) for (x, y), held in cells.items()]
    return sorted(groups, key=lambda one: (-one.size, one.x, one.y))


def _group(x: int, y: int, held: list[tuple[int, float, float]], *, named: bool) -> Group:
    numbers, lons, lats = zip(*held, strict=True)
    told = len(held) == 1 or (named and len(held) <= NAMED_MOST)
    middle = math.fsum(lons) / len(held), math.fsum(lats) / len(held)
    return Group(x, y, *middle, len(held), sorted(numbers) if told else None)


def joined(groups: list[Group], size: Cell, *, named: bool) -> list[Group]:
    """Let the larger take in what stands so close in the next cell that their signs would cover each other."""
    left = {(group.x, group.y): group for group in groups}
    for x, y in [(group.x, group.y) for group in groups]:
        for right, up in _AROUND:
            one, other = left.get((x, y)), left.get((x + right, y + up))
            if one and other and other.size <= one.size and _cover(one, other, size):
                left[x, y] = _sum(one, other, named=named)
                del left[x + right, y + up]
    return list(left.values())


def _cover(one: Group, other: Group, size: Cell) -> bool:
    return math.hypot((one.lon - other.lon) / size.wide, (one.lat - other.lat) / size.high) < _COVERED


def _sum(one: Group, other: Group, *, named: bool) -> Group:
    size = one.size + other.size
    lon = (one.lon * one.size + other.lon * other.size) / size
    lat = (one.lat * one.size + other.lat * other.size) / size
    numbers = None
    if named and one.numbers and other.numbers and size <= NAMED_MOST:
        numbers = sorted([*one.numbers, *other.numbers])
    return one._replace(lon=lon, lat=lat, size=size, numbers=numbers)
