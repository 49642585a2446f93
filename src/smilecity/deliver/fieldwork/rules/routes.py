"""In which order to drive to a handful of places: urgent ones first, then short ways, as the crow flies.

Nearest neighbour, improved by turning pieces round and by moving single stops (2-opt and or-opt of an open path: Croes
1958, Or 1976). The same stops give the same route.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

EARTH_METRES = 6_371_008.8
# More tries than these hardly shorten anything, and somebody waits for the page: 30 stops take 50 ms, 200 take 300 ms.
_STARTS_MOST = 12
_TRIED_MOST = 360
_ROUNDS_MOST = 40
_IMPROVED_MOST = 250
Point = tuple[float, float]
_Table = list[list[float]]


@dataclass(frozen=True)
class Stop:
    """Where a crew has to go. A stop without a place cannot be driven to, and comes last, the most pressing first."""

    lon: float | None
    lat: float | None
    urgent: bool = False
    due_on: date | None = None


def metres(a: Point, b: Point) -> float:
    """Return the distance of two points (lon, lat in degrees) on the globe (haversine)."""
    lon1, lat1, lon2, lat2 = (math.radians(value) for value in (*a, *b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(half, 1.0)))


def length(start: Point | None, points: Sequence[Point]) -> float:
    """Return how long the way is through these points, in metres."""
    way = [start, *points] if start else list(points)
    return sum(metres(a, b) for a, b in itertools.pairwise(way))


def route(start: Point | None, stops: Sequence[Stop]) -> list[int]:
    """Return the positions of the stops in the order to drive. `start` None: anywhere."""
    found: list[int] = []
    here = start
    for urgent in (True, False):
        group = [at for at, stop in enumerate(stops) if stop.urgent is urgent and point_of(stop)]
        found += _shortest(here, group, stops)
        here = point_of(stops[found[-1]]) if found else start
    return found + sorted(set(range(len(stops))) - set(found), key=lambda at: _pressing(stops[at], at))


def point_of(stop: Stop) -> Point | None:
    """Return where a stop is."""
    return (stop.lon, stop.lat) if stop.lon is not None and stop.lat is not None else None


def _pressing(stop: Stop, at: int) -> tuple[bool, date, int]:
    return (not stop.urgent, stop.due_on or date.max, at)


def _shortest(here: Point | None, group: list[int], stops: Sequence[Stop]) -> list[int]:
    """Return the group as a short open path that begins near `here`."""
    points = [point for at in group if (point := point_of(stops[at]))]
    if here:
        points.insert(0, here)  # the fixed first of every path
    table = [[metres(a, b) for b in points] for a in points]
    tries = min(len(points), _STARTS_MOST, max(1, _TRIED_MOST // max(len(points), 1)))
    starts = [0] if here else range(tries)
    paths = [_improved(_nearest(table, first), table, fixed=here is not None) for first in starts]
    best = min(paths, key=lambda path: (round(_way(path, table), 3), path), default=[])
    return [group[at - 1] for at in best[1:]] if here else [group[at] for at in best]


def _way(path: Sequence[int], table: _Table) -> float:
    return sum(table[a][b] for a, b in itertools.pairwise(path))


def _nearest(table: _Table, first: int) -> list[int]:
    """Return the path that always goes on to what is nearest."""
    path, left = [first], set(range(len(table))) - {first}
    while left:
        row = table[path[-1]]
        path.append(min(left, key=lambda at: (row[at], at)))
        left.remove(path[-1])
    return path


def _improved(path: list[int], table: _Table, *, fixed: bool) -> list[int]:
    """Return the path after turning pieces round and moving pieces elsewhere until nothing gets shorter."""
    if len(path) > _IMPROVED_MOST:
        return path
    first = 1 if fixed else 0
    for _round in range(_ROUNDS_MOST):
        turned = _turned(path, table, first)
        moved = _moved(turned, table, first)
        if moved == path:
            return path
        path = moved
    return path


def _turned(path: list[int], table: _Table, first: int) -> list[int]:
    """Return the path with every piece turned round where that makes it shorter; what lies outside stays."""
    path = path[:]
    last = len(path) - 1
    for i in range(first, last):
        for j in range(i + 1, last + 1):
            before = (table[path[i - 1]][path[i]] if i else 0.0) + (table[path[j]][path[j + 1]] if j < last else 0.0)
            after = (table[path[i - 1]][path[j]] if i else 0.0) + (table[path[i]][path[j + 1]] if j < last else 0.0)
            if after < before - 1e-6:
                path[i : j + 1] = reversed(path[i : j + 1])
    return path


def _moved(path: list[int], table: _Table, first: int) -> list[int]:
    """Return the path with pieces of one to three stops moved where that makes it shorter."""
    for size in (1, 2, 3):
        for i in range(first, len(path) - size + 1):
            piece, rest = path[i : i + size], path[:i] + path[i + size :]
            gain = _joint(rest[i - 1] if i else None, piece, rest[i] if i < len(rest) else None, table)
            path = _put(piece, rest, i, gain, table, first)
    return path


def _put(piece: list[int], rest: list[int], at: int, gain: float, table: _Table, first: int) -> list[int]:
    """Return the path with the piece where it costs least; where it was (`at`) costs `gain`."""
    best, cost = rest[:at] + piece + rest[at:], gain - 1e-6
    for j in range(first, len(rest) + 1):
        for way in (piece, piece[::-1]):
            there = _joint(rest[j - 1] if j else None, way, rest[j] if j < len(rest) else None, table)
            if there < cost:
                best, cost = rest[:j] + way + rest[j:], there
    return best


def _joint(before: int | None, piece: list[int], after: int | None, table: _Table) -> float:
    """Return what a piece adds between two stops, beside its own length."""
    added = (table[before][piece[0]] if before is not None else 0.0) + (
        table[piece[-1]][after] if after is not None else 0.0
    )
    return added - (table[before][after] if before is not None and after is not None else 0.0)
