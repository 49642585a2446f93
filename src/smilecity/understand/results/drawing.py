"""The districts as a drawing: what a published map is made of, frozen beside its numbers. In: outlines. Out: SVG paths.

Drawn once, so that a map shows the parts of town that were asked for, also when they are cut anew later.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from math import cos, radians
from typing import Any

from shapely.geometry import Polygon

from smilecity.city import queries as city
from smilecity.ground import geo
from smilecity.ground.geo import Area

_WIDTH = 600
# On a phone a detail of this size is a third of a pixel.
_DETAILS = 1 / 500
_METRES_PER_DEGREE = 111_320


@dataclass(frozen=True)
class Plan:
    """A drawing of so many units: the path of each district by its code. Empty: there is none."""

    width: int = 0
    height: int = 0
    paths: dict[str, str] = field(default_factory=dict)


def plan() -> Plan:
    """Return the districts as they are drawn, north on top. At most 2 SQL."""
    known = city.districts()
    if not known:
        return Plan()
    box = geo.Box(
        min(row.box.west for row in known),
        min(row.box.south for row in known),
        max(row.box.east for row in known),
        max(row.box.north for row in known),
    )
    paper = _Paper(box)
    outlines = city.outlines(paper.metres * _DETAILS)
    return Plan(_WIDTH, paper.height, {row.code: paper.path(geo.parse_area(row.geometry)) for row in outlines})


@dataclass(frozen=True)
class _Paper:
    """Where on the drawing a place of the city lies."""

    box: geo.Box

    @property
    def _narrow(self) -> float:
        """How much shorter a degree is from west to east than from south to north."""
        return cos(radians((self.box.south + self.box.north) / 2))

    @property
    def metres(self) -> float:
        """How wide the city is."""
        return (self.box.east - self.box.west) * self._narrow * _METRES_PER_DEGREE

    @property
    def scale(self) -> float:
        """How many units a degree from south to north has."""
        return _WIDTH / ((self.box.east - self.box.west) * self._narrow or 1)

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return max(1, round((self.box.north - self.box.south) * self.scale))

    def path(self, area: Area) -> str:
        """Return the outline of an area: a closed line for each ring, in whole units from one point to the next."""
        polygons = [area] if isinstance(area, Polygon) else list(area.geoms)
        rings = (ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors))
        return "".join(self._ring([(x, y) for x, y in ring.coords]) for ring in rings)

    def _ring(self, places: Sequence[tuple[float, float]]) -> str:
        points = list(self._points(places))
        # What is too small to be drawn is a point or a line.
        return "" if len(points) < 3 else "M" + "l".join(f"{x} {y}" for x, y in _steps(points)) + "z"

    def _points(self, places: Sequence[tuple[float, float]]) -> Iterator[tuple[int, int]]:
        last = None
        for lon, lat in places[:-1]:
            point = (
                round((lon - self.box.west) * self._narrow * self.scale),
                round((self.box.north - lat) * self.scale),
            )
            if point != last:
                yield point
            last = point


def _steps(points: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the first point, and from each point the way to the next."""
    yield points[0]
    for (x, y), (left, top) in zip(points[1:], points, strict=False):
        yield x - left, y - top


def plan_to_frozen(drawn: Plan) -> dict[str, Any]:
    """Return the drawing as JSON can hold it."""
    return asdict(drawn)
