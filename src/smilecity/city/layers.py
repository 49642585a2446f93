"""From GeoJSON features to the checked features of a layer of the city's map: outline, water, parks, streets.

In: the features that `reading` found. Out: valid geometry with names, or BadFile with a sentence for every bad one.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from smilecity.city import street_names
from smilecity.city.outlines import GERMANY
from smilecity.city.problems import Problems, is_printable
from smilecity.city.rules import LayerKind
from smilecity.ground import geo

_NAMES = ("name", "bezeichnung", "strasse_name", "strassenname", "strasse", "gewaesser", "gen")
_MOST_NAME = 120
# A map is drawn on these areas and nothing is decided by them: a repair may change more than that of a district.
_SAFE_REPAIR = 0.1
# Finer than a phone can show; keeps what is stored small.
_METRES = 1.0


@dataclass(frozen=True)
class FeatureEntry:
    """A thing on the map: its name (may be empty), its shape as GeoJSON, and a point on it."""

    key: str
    name: str
    geometry: dict[str, Any]
    box: geo.Box
    lon: float
    lat: float


def features(kind: LayerKind, data: Sequence[object], *, name_property: str = "") -> list[FeatureEntry]:
    """Return the checked features of a layer; the same one twice counts once. Raises BadFile.

    Without a named property, `name`, `bezeichnung` or `strasse_name` is the name. Streets are looked for by their
    names, so a file of streets without any is refused.
    """
    problems = Problems("Objekt")
    names = (name_property,) if name_property else _NAMES
    checked: dict[str, FeatureEntry] = {}
    for row, feature in enumerate(data, 1):
        if not isinstance(feature, dict):
            problems.add(row, "", "Erwartet wird ein GeoJSON-Objekt (Feature).")
            continue
        name = _name(kind, feature.get("properties"), names, row, problems)
        shape = _shape(kind, feature.get("geometry"), row, problems)
        if shape is not None:
            entry = _entry(kind, name, shape)
            checked[entry.key] = entry
    _refuse_emptiness(kind, data, checked, names, problems)
    problems.refuse()
    return list(checked.values())


def _refuse_emptiness(
    kind: LayerKind,
    data: Sequence[object],
    checked: Mapping[str, FeatureEntry],
    names: Sequence[str],
    problems: Problems,
) -> None:
    if not data:
        problems.add(0, "", "Die Datei enthält kein Objekt.")
    elif kind is LayerKind.STREET and checked and not any(entry.name for entry in checked.values()):
        problems.add(0, names[0], f"Keine Straße hat einen Namen. Gesucht: {', '.join(names)}.")


def _name(kind: LayerKind, properties: object, names: Sequence[str], row: int, problems: Problems) -> str:
    given = properties if isinstance(properties, dict) else {}
    by_name = {str(key).casefold(): value for key, value in given.items()}
    texts = (by_name.get(name.casefold()) for name in names)
    text = next((found.strip() for found in texts if isinstance(found, str) and found.strip()), "")
    if len(text) > _MOST_NAME or not is_printable(text):
        problems.add(row, names[0], f"Der Wert ist länger als {_MOST_NAME} Zeichen oder enthält Steuerzeichen.")
    return street_names.in_full(text) if kind is LayerKind.STREET else text


def _shape(kind: LayerKind, data: object, row: int, problems: Problems) -> BaseGeometry | None:
    """Return the geometry, unless it is not of the layer's kind or lies far away."""
    try:
        shape = geo.parse_geometry(data, safe_repair=_SAFE_REPAIR)
    except geo.BadGeometry as error:
        problems.add(row, "geometry", str(error))
        return None
    if kind is LayerKind.STREET and not isinstance(shape, LineString | MultiLineString):
        problems.add(row, "geometry", f"Erwartet wird eine Linie, nicht „{shape.geom_type}“.")
    elif kind is not LayerKind.STREET and not isinstance(shape, Polygon | MultiPolygon):
        problems.add(row, "geometry", f"Erwartet wird eine Fläche, nicht „{shape.geom_type}“.")
    elif not shapely.box(*GERMANY).contains(shape):
        problems.add(row, "geometry", "Das Objekt liegt nicht in Deutschland. Sind Länge und Breite vertauscht?")
    else:
        return shape
    return None


def _entry(kind: LayerKind, name: str, shape: BaseGeometry) -> FeatureEntry:
    if kind is LayerKind.STREET:
        # Published streets come in the pieces between crossings; joined, they take less and are labelled better.
        shape = shapely.line_merge(shape) if isinstance(shape, MultiLineString) else shape
    shape = geo.simplify(shape, _METRES)
    point = middle(shape)
    geometry = geo.to_geojson(shape)
    key = hashlib.sha256(json.dumps([name, geometry]).encode()).hexdigest()[:32]
    box = geo.bbox(shape)
    # Halfway along a line may lie beside its box by the last binary digit.
    lon, lat = min(max(point.x, box.west), box.east), min(max(point.y, box.south), box.north)
    return FeatureEntry(key, name, geometry, box, lon, lat)


def middle(shape: BaseGeometry) -> shapely.Point:
    """Return a point on the shape: halfway along the longest piece of a line, well inside of an area."""
    if not isinstance(shape, LineString | MultiLineString):
        return shape.representative_point()
    longest = max(getattr(shape, "geoms", [shape]), key=lambda piece: piece.length)
    return shapely.Point(shapely.line_interpolate_point(longest, 0.5, normalized=True))
