"""Geometry in WGS 84 (longitude, latitude): from GeoJSON (RFC 7946) to shapely and back, boxes, areas, outlines.

In: decoded GeoJSON from anywhere. Out: valid geometry, or BadGeometry with a German sentence that a person can act on.
"""

import json
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

Area = Polygon | MultiPolygon

# How deep the positions of each kind lie in its `coordinates` (RFC 7946, 3.1).
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
# A repair may change an area by at most this share; beyond it, the outline says something else than was meant.
_SAFE_REPAIR = 0.01


class BadGeometry(ValueError):
    """Geometry that cannot be used; the message is a German sentence without the name of the object."""


class Box(NamedTuple):
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float


def parse_geometry(data: object, *, safe_repair: float = _SAFE_REPAIR) -> BaseGeometry:
    """Return the valid, two-dimensional geometry of a GeoJSON object. Raises BadGeometry.

    Heights are dropped. Outlines that cross themselves are repaired where this changes their area by no more than the
    share `safe_repair`.
    """
    if not isinstance(data, dict):
        raise BadGeometry("Die Geometrie fehlt.")
    kind = data.get("type")
    if not isinstance(kind, str) or kind not in _DEPTH:
        raise BadGeometry(f"Die Geometrieart „{kind}“ wird nicht unterstützt; möglich sind {', '.join(_DEPTH)}.")
    coordinates = _plane(data.get("coordinates"), _DEPTH[kind])
    try:
        geometry = shape({"type": kind, "coordinates": coordinates})
    except (ValueError, GEOSException):
        raise BadGeometry("Die Geometrie hat zu wenige Punkte; ein Umriss braucht mindestens drei.") from None
    return _repaired(geometry, safe_repair) if isinstance(geometry, Polygon | MultiPolygon) else geometry


@lru_cache(maxsize=256)
def parse_kept(text: str) -> BaseGeometry:
    """Return the geometry of GeoJSON as the database has it, in words. Raises BadGeometry.

    What was read before is at hand: the same outlines are asked for with every place that comes in. They are told apart
    by their whole text, so what changes is read anew.
    """
    return parse_geometry(json.loads(text))


def parse_point(position: object) -> tuple[float, float]:
    """Return longitude and latitude of a GeoJSON position. Raises BadGeometry."""
    return _position(position)


def parse_area(data: object) -> Area:
    """Return the outline of an area, as `parse_geometry` does; points and lines are refused. Raises BadGeometry."""
    geometry = parse_geometry(data)
    if not isinstance(geometry, Polygon | MultiPolygon):
        raise BadGeometry(f"Erwartet wird eine Fläche (Polygon oder MultiPolygon), nicht „{geometry.geom_type}“.")
    return geometry


def _plane(coordinates: object, depth: int) -> Any:
    """Return the positions as nested lists of (longitude, latitude), each checked."""
    if depth == 0:
        return _position(coordinates)
    if not isinstance(coordinates, list):
        raise BadGeometry("Die Koordinaten sind nicht so geschachtelt, wie die Geometrieart es verlangt.")
    if not coordinates:
        raise BadGeometry("Die Geometrie ist leer.")
    return [_plane(part, depth - 1) for part in coordinates]


def _position(position: object) -> tuple[float, float]:
    if not isinstance(position, list) or len(position) < 2 or not all(map(_is_number, position[:2])):
        raise BadGeometry("Eine Koordinate besteht nicht aus zwei Zahlen (Länge, Breite).")
    lon, lat = position[:2]
    if abs(lon) <= 180 and abs(lat) <= 90:
        return float(lon), float(lat)
    # Compared before converting, because JSON can hold whole numbers that no float can.
    hint = " Die Werte sehen nach Metern aus (etwa ETRS89/UTM)." if abs(lon) > 1000 or abs(lat) > 1000 else ""
    raise BadGeometry(
        f"Die Koordinate ({_shown(lon)}, {_shown(lat)}) liegt außerhalb von WGS 84 (Länge bis ±180, Breite bis ±90)."
        f"{hint} Bitte als Längen- und Breitengrade speichern (EPSG:4326)."
    )


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(value: float) -> str:
    return str(value) if abs(value) < 1e12 else "sehr groß"


def _repaired(area: Area, safe_repair: float) -> Area:
    if not area.is_valid:
        # The shoelace formula counts lobes beyond a crossing as negative, so a real bow-tie shows in the difference.
        meant = area.area
        area = _areal(shapely.make_valid(area))
        if abs(area.area - meant) > safe_repair * max(area.area, meant):
            raise BadGeometry("Der Umriss überschneidet sich selbst und lässt sich nicht eindeutig reparieren.")
    if area.is_empty or area.area == 0:
        raise BadGeometry("Der Umriss umschließt keine Fläche.")
    return area


def _areal(geometry: BaseGeometry) -> Area:
    """Return the polygons of a geometry; the lines and points that a repair leaves over are dropped."""
    polygons = list(_polygons(geometry))
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def _polygons(geometry: BaseGeometry) -> Iterator[Polygon]:
    if isinstance(geometry, Polygon):
        yield geometry
    for part in getattr(geometry, "geoms", ()):
        yield from _polygons(part)


def to_geojson(geometry: BaseGeometry, digits: int = 6) -> dict[str, Any]:
    """Return GeoJSON with `digits` decimals (6: 0.1 m), valid also after rounding unless nothing is left of it."""
    rounded = shapely.set_precision(geometry, 10.0**-digits)
    if rounded.is_empty:
        rounded = geometry
    return {"type": rounded.geom_type, "coordinates": _lists(rounded.__geo_interface__["coordinates"], digits)}


def _lists(coordinates: Any, digits: int) -> Any:
    if isinstance(coordinates, float | int):
        return round(float(coordinates), digits)
    return [_lists(part, digits) for part in coordinates]


def bbox(*geometries: BaseGeometry) -> Box:
    """Return the box around all geometries."""
    west, south, east, north = shapely.total_bounds(list(geometries))
    return Box(float(west), float(south), float(east), float(north))


def point_in(area: BaseGeometry, lon: float, lat: float) -> bool:
    """Say whether the point lies in the area or on its edge."""
    return bool(shapely.intersects_xy(area, lon, lat))


def simplify(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    """Return the geometry without details smaller than about `metres` (Douglas-Peucker, topology kept)."""
    scale = _metres_per_degree(bbox(geometry))
    flat = shapely.transform(geometry, lambda xy: xy * scale)
    return shapely.transform(shapely.simplify(flat, metres), lambda xy: xy / scale)


def simplify_together(areas: Sequence[Area], metres: float) -> list[Area]:
    """Return the areas without details smaller than about `metres`; edges between neighbours stay shared.

    Where the areas overlap or leave slivers, there are no shared edges, and each is simplified alone.
    """
    if not areas:
        return []
    scale = _metres_per_degree(bbox(*areas))
    flat = shapely.transform(list(areas), lambda xy: xy * scale)
    if shapely.coverage_is_valid(flat):
        # Visvalingam-Whyatt drops triangles up to the square of the tolerance.
        simpler = shapely.coverage_simplify(flat, metres)
    else:
        simpler = shapely.simplify(flat, metres)
    return [_areal(area) for area in shapely.transform(simpler, lambda xy: xy / scale)]


def metres_of(line: BaseGeometry) -> float:
    """Return the length of a line in metres, on a sphere."""
    scale = _metres_per_degree(bbox(line))
    return float(shapely.transform(line, lambda xy: xy * scale).length)


def metres_between(geometry: BaseGeometry, lon: float, lat: float) -> float:
    """Return how far a place lies from a geometry in metres, on a plane around the place; 0 inside of it."""
    scale = _metres_per_degree(Box(lon, lat, lon, lat))
    flat = shapely.transform(geometry, lambda xy: (xy - [lon, lat]) * scale)
    return float(flat.distance(shapely.Point(0, 0)))


def around(lon: float, lat: float, metres: float) -> Box:
    """Return the box whose sides lie `metres` from a place."""
    wide, high = (metres / _metres_per_degree(Box(lon, lat, lon, lat))).tolist()
    return Box(lon - wide, lat - high, lon + wide, lat + high)


def _metres_per_degree(box: Box) -> NDArray[np.float64]:
    """Return metres per degree of longitude and latitude in the middle of a box, on a sphere."""
    degree = math.radians(6_371_009)
    # Never 0, so that a box at a pole can be scaled back.
    return np.array([degree * max(math.cos(math.radians((box.south + box.north) / 2)), 1e-6), degree])


# WGS 84
_A = 6_378_137.0
_E2 = 0.006_694_379_990_14
_E = math.sqrt(_E2)


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area in square kilometres on the ellipsoid of WGS 84.

    Cylindrical equal-area projection (Snyder 1987, Map Projections, eq. 3-12 and 10-14 with standard parallel 0).
    """
    return float(shapely.transform(geometry, _equal_area).area) / 1e6


def _equal_area(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, sin = np.radians(lonlat[:, 0]), np.sin(np.radians(lonlat[:, 1]))
    q = (1 - _E2) * (sin / (1 - _E2 * sin**2) + np.arctanh(_E * sin) / _E)
    return np.column_stack([_A * lon, _A * q / 2])
