"""Locations and features: GeoJSON checked and boxed, whatever else their encoding type says kept as it is."""

from collections.abc import Iterator
from typing import Any

from shapely.geometry.base import BaseGeometry

from smilecity.ground import geo
from smilecity.ground.geo import BadGeometry
from smilecity.sense.things.rules.entities.checks import bad

# What is said of GeoJSON today, and what 18-088 said of it.
GEOJSON = frozenset({"application/geo+json", "application/vnd.geo+json"})

_COLLECTIONS = {"FeatureCollection": "features", "GeometryCollection": "geometries"}
_SIDES = ("west", "south", "east", "north")
_EXPECTED = (
    "is not usable GeoJSON: expected is a Point, LineString or Polygon, a Multi… or collection of these, or a Feature, "
    "in degrees of WGS 84, each position as [longitude, latitude], with outlines that do not cross themselves."
)


def box_of(encoding_type: str, value: Any, where: str) -> dict[str, float | None]:
    """Return the columns of the box of a location; all empty where the encoding is not GeoJSON. Raises Problem."""
    if encoding_type not in GEOJSON:
        return dict.fromkeys(_SIDES)
    geometries = read_geojson(value, where)
    return geo.bbox(*geometries)._asdict() if geometries else dict.fromkeys(_SIDES)


def is_box(area: Any, west: float | None, south: float | None, east: float | None, north: float | None) -> bool:
    """Say whether GeoJSON is what the service shows for a box (a rectangle, or a point), to a millionth of a degree."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    box: dict[str, Any] = {"Point": corners[0]} if (west, south) == (east, north) else {"Polygon": [corners]}
    kind = area.get("type") if isinstance(area, dict) else None
    return isinstance(kind, str) and kind in box and _rounded(area.get("coordinates")) == _rounded(box[kind])


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, list | tuple):
        return [_rounded(part) for part in coordinates]
    return round(coordinates, 6) if isinstance(coordinates, int | float) else coordinates


def read_geojson(value: Any, where: str) -> list[BaseGeometry]:
    """Return the geometries of a GeoJSON object; none of a feature without one. Raises Problem."""
    try:
        return list(_geometries(value))
    except BadGeometry:
        raise bad(where, _EXPECTED) from None


def _geometries(value: Any) -> Iterator[BaseGeometry]:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "Feature":
        if value.get("geometry") is not None:
            yield from _geometries(value["geometry"])
    elif isinstance(kind, str) and kind in _COLLECTIONS:
        members = value.get(_COLLECTIONS[kind])
        if not isinstance(members, list):
            raise BadGeometry(kind)
        for member in members:
            yield from _geometries(member)
    else:
        yield geo.parse_geometry(value)
