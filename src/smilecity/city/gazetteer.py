"""From the city's layers to the names by which places are found: a street that runs through three districts is three.

In: names with shapes, districts, streets that only addresses know. Out: entries, each with a point where it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from smilecity.city import street_names
from smilecity.city.layers import middle
from smilecity.ground import geo

# A street that only touches a district is not in it; borders are drawn along the middle of streets.
_LEAST_METRES = 30.0


@dataclass(frozen=True)
class Entry:
    """A name and where it is; `district` is empty outside of all, and for a district itself."""

    name: str
    lon: float
    lat: float
    district: str = ""
    is_district: bool = False
    postal_codes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name as it is looked for."""
        return street_names.search_key(self.name)[:200]

    def keys(self) -> dict[str, Any]:
        """Return the keys by which it is found."""
        loose = street_names.loose(self.key)
        slips = street_names.deletions(street_names.loose(street_names.core(self.key)))
        return {"key": self.key, "loose": loose, "slips": slips}


@dataclass(frozen=True)
class Numbered:
    """A street in a district as its addresses know it: a house in its middle, its postal codes."""

    name: str
    district: str
    lon: float
    lat: float
    postal_codes: tuple[str, ...]


class Districts:
    """The districts, asked for many points at once; the first by name wins on a border."""

    def __init__(self, outlines: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """`outlines`: name and outline, in the order of their names."""
        self.names = [name for name, _outline in outlines]
        self.areas = [geo.parse_area(outline) for _name, outline in outlines]
        self._tree = shapely.STRtree(self.areas)

    def at(self, points: Sequence[tuple[float, float]]) -> list[str]:
        """Return the name of the district of each point, empty outside of all."""
        found = [len(self.names)] * len(points)
        if points:
            pairs = self._tree.query(shapely.points(points), predicate="intersects")
            for point, area in zip(*pairs.tolist(), strict=True):
                found[point] = min(found[point], area)
        return [self.names[area] if area < len(self.names) else "" for area in found]

    def parts(self, shape: BaseGeometry) -> list[tuple[str, BaseGeometry]]:
        """Return what of a line lies in which district; the whole of it where hardly any lies in one."""
        near = sorted(self._tree.query(shape, predicate="intersects").tolist())
        cut = [(self.names[area], shape.intersection(self.areas[area])) for area in near]
        long = [(name, part) for name, part in cut if _metres(part) >= _LEAST_METRES]
        return long or ([max(cut, key=lambda one: _metres(one[1]))] if any(_metres(part) for _n, part in cut) else [])


def _joined(part: BaseGeometry) -> BaseGeometry:
    """Return the lines of a part as long as they go; where it only touches a border, points are left out."""
    lines = [piece for piece in getattr(part, "geoms", [part]) if piece.length]
    return shapely.line_merge(shapely.MultiLineString(lines))


def _metres(part: BaseGeometry) -> float:
    return geo.metres_of(part) if part.length else 0.0


def entries(
    *,
    streets: Iterable[tuple[str, Mapping[str, Any]]],
    areas: Iterable[tuple[str, float, float]],
    districts: Districts,
    numbered: Iterable[Numbered] = (),
) -> list[Entry]:
    """Return what can be found. `streets`: name and line; `areas`: name and a point; who has no name is left out."""
    return [*_streets(streets, districts, list(numbered)), *_areas(areas, districts), *_districts(districts)]


def _streets(
    streets: Iterable[tuple[str, Mapping[str, Any]]], districts: Districts, numbered: Sequence[Numbered]
) -> Iterable[Entry]:
    lines: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    names: dict[str, str] = {}
    for name, shape in streets:
        key = street_names.search_key(name)
        if key:
            names.setdefault(key, name)
            lines[key].append(geo.parse_geometry(shape))
    postal = {(street_names.search_key(one.name), one.district): one.postal_codes for one in numbered}
    drawn = set()
    for key, pieces in lines.items():
        whole = shapely.union_all(pieces)
        for district, part in districts.parts(whole) or [("", whole)]:
            point = middle(_joined(part))
            drawn.add((key, district))
            yield Entry(names[key], point.x, point.y, district, postal_codes=postal.get((key, district), ()))
    for one in numbered:
        key = street_names.search_key(one.name)
        if (key, one.district) not in drawn:
            yield Entry(names.get(key, one.name), one.lon, one.lat, one.district, postal_codes=one.postal_codes)


def _areas(areas: Iterable[tuple[str, float, float]], districts: Districts) -> Iterable[Entry]:
    named = [area for area in areas if street_names.search_key(area[0])]
    for (name, lon, lat), district in zip(named, districts.at([area[1:] for area in named]), strict=True):
        yield Entry(name, lon, lat, district)


def _districts(districts: Districts) -> Iterable[Entry]:
    for name, area in zip(districts.names, districts.areas, strict=True):
        point = area.representative_point()
        yield Entry(name, point.x, point.y, is_district=True)
