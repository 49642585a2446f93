"""The city's own map, as browsers get it: two small GeoJSON texts, made once at the import and not at each visit.

`ground`: districts, outline, water, parks, shown first. `streets`: lines with names, fetched second.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from smilecity.city.rules import LayerKind
from smilecity.ground import geo

GROUND, STREETS = "ground", "streets"
# Metres below which a detail is dropped, and decimals of a degree (5: a metre, 4: ten of them).
_AREA_METRES, _STREET_METRES, _DISTRICT_METRES = 6.0, 4.0, 25.0
_DIGITS = 5
# From which length on a street shows when the whole city is on the screen, and when a quarter is.
_LONG, _MIDDLING = 1500.0, 400.0


@dataclass(frozen=True)
class Thing:
    """What is drawn: a feature of a layer, or a district."""

    name: str
    geometry: Mapping[str, Any]


@dataclass(frozen=True)
class Drawing:
    """A text for browsers and the digest that names exactly this text."""

    content: str
    digest: str


def ground(layers: Mapping[str, Sequence[Thing]], districts: Sequence[Thing]) -> Drawing:
    """Draw the areas and the names of the districts; without an outline of its own the city is all its districts."""
    parts = [geo.parse_area(district.geometry) for district in districts]
    outline: list[BaseGeometry] = [_area(thing) for thing in layers.get(LayerKind.OUTLINE, ())]
    if parts and not outline:
        outline = [shapely.union_all(parts)]
    drawn = [_feature(area, "outline", "", _AREA_METRES) for area in outline]
    for kind in (LayerKind.WATER, LayerKind.PARK):
        drawn += [_feature(_area(thing), kind, thing.name, _AREA_METRES) for thing in layers.get(kind, ())]
    drawn += _district_features(districts, parts)
    return _drawing(drawn)


def streets(things: Iterable[Thing]) -> Drawing:
    """Draw the streets; `rank` 1 to 3 says how early one shows while coming nearer."""
    drawn = []
    for thing in things:
        line = geo.parse_geometry(thing.geometry)
        drawn.append(_feature(line, "street", thing.name, _STREET_METRES, rank=_rank(line)))
    return _drawing(drawn)


def _rank(line: BaseGeometry) -> int:
    metres = geo.metres_of(line)
    return 1 if metres >= _LONG else 2 if metres >= _MIDDLING else 3


def _district_features(districts: Sequence[Thing], parts: Sequence[geo.Area]) -> list[dict[str, Any]]:
    simpler = geo.simplify_together(parts, _DISTRICT_METRES)
    borders = [_feature(area, "district", "", 0) for area in simpler]
    names = [
        _feature(_heart(area), "district-name", district.name, 0)
        for district, area in zip(districts, simpler, strict=True)
    ]
    return borders + names


def _heart(area: geo.Area) -> shapely.Point:
    """Return where a name stands best: the point of the largest part that is farthest from its edge."""
    largest = max(getattr(area, "geoms", [area]), key=lambda part: part.area)
    radius = shapely.maximum_inscribed_circle(largest, tolerance=0.001)
    return shapely.Point(radius.coords[0])


def _area(thing: Thing) -> geo.Area:
    return geo.parse_area(thing.geometry)


def _feature(geometry: BaseGeometry, kind: str, name: str, metres: float, **more: int) -> dict[str, Any]:
    simpler = geo.simplify(geometry, metres) if metres else geometry
    properties = {"kind": kind} | ({"name": name} if name else {}) | more
    return {"type": "Feature", "properties": properties, "geometry": geo.to_geojson(simpler, _DIGITS)}


def _drawing(drawn: Sequence[Mapping[str, Any]]) -> Drawing:
    collection = {"type": "FeatureCollection", "features": drawn}
    content = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return Drawing(content, hashlib.sha256(content.encode()).hexdigest()[:16])
