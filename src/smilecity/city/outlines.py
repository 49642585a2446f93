"""From GeoJSON features to checked districts.

In: the features that `reading` found. Out: districts with valid outlines, or BadFile with a sentence for every bad one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from smilecity.city.problems import Problems, is_printable, refuse_twice
from smilecity.city.rules import slug
from smilecity.ground import geo

# Somewhat wider than Germany, for islands and the sea before the coast.
GERMANY = geo.Box(5.5, 47.0, 15.5, 55.5)
# Two districts may overlap by this share of the smaller one: borders drawn by hand never meet exactly.
_MOST_OVERLAP = 0.1


@dataclass(frozen=True)
class DistrictEntry:
    """A district with its outline as GeoJSON."""

    code: str
    name: str
    outline: dict[str, Any]
    box: geo.Box


_NAME_PROPERTIES = ("name", "ortsteil", "ortsteil_name", "stadtteil", "bezeichnung")
_CODE_PROPERTIES = ("code",)


def districts(data: Sequence[object], *, name_property: str = "", code_property: str = "") -> list[DistrictEntry]:
    """Return the checked districts of GeoJSON features; a code that is not given is made from the name.

    Without a named property, `name`, `ortsteil` or `bezeichnung` is the name and `code` the code. Raises BadFile.
    """
    problems = Problems("Objekt")
    if not data:
        problems.add(0, "", "Die Datei enthält keinen Ortsteil.")
    names = (name_property,) if name_property else _NAME_PROPERTIES
    codes = (code_property,) if code_property else _CODE_PROPERTIES
    checked, areas = [], {}
    for row, feature in enumerate(data, 1):
        properties, area = _feature(feature, row, problems)
        name = _property(properties, names, row, problems, required=True)
        code = _property(properties, codes, row, problems, required=bool(code_property)) or slug(name)[:60]
        if name and not code:
            problems.add(row, names[0], f"„{name}“ enthält keinen Buchstaben und keine Ziffer.")
        if area is not None:
            areas[row] = area
            checked.append((row, DistrictEntry(code, name, geo.to_geojson(area), geo.bbox(area))))
    named = ((row, (("name", entry.name), ("code", entry.code))) for row, entry in checked)
    refuse_twice(((row, column, value) for row, pair in named for column, value in pair), problems)
    _refuse_overlap(areas, problems)
    problems.refuse()
    return [entry for _row, entry in checked]


def _feature(feature: object, row: int, problems: Problems) -> tuple[Mapping[str, object], geo.Area | None]:
    """Return properties and area of a feature, as far as they are usable."""
    if not isinstance(feature, dict):
        problems.add(row, "", "Erwartet wird ein GeoJSON-Objekt (Feature).")
        return {}, None
    properties = feature.get("properties")
    try:
        area = geo.parse_area(feature.get("geometry"))
    except geo.BadGeometry as error:
        problems.add(row, "geometry", str(error))
        return properties if isinstance(properties, dict) else {}, None
    if not shapely.box(*GERMANY).contains(area):
        problems.add(row, "geometry", "Der Umriss liegt nicht in Deutschland. Sind Länge und Breite vertauscht?")
    return properties if isinstance(properties, dict) else {}, area


def _property(
    properties: Mapping[str, object], names: Sequence[str], row: int, problems: Problems, *, required: bool
) -> str:
    by_name = {key.casefold(): value for key, value in properties.items()}
    values = (by_name.get(name.casefold()) for name in names)
    value = next((found for found in values if found not in (None, "")), None)
    text = _text(value)
    if required and not text:
        there = ", ".join(properties) or "keine"
        problems.add(
            row, names[0], f"Die Eigenschaft fehlt oder ist leer. Gesucht: {', '.join(names)}; vorhanden: {there}."
        )
    elif len(text) > 60 or not is_printable(text):
        problems.add(row, names[0], "Der Wert ist länger als 60 Zeichen oder enthält Steuerzeichen.")
    return text


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # as many programs write whole numbers
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _refuse_overlap(areas: Mapping[int, geo.Area], problems: Problems) -> None:
    """Note districts that lie over an earlier one: a place would belong to both."""
    rows, outlines = list(areas), list(areas.values())
    if not outlines:
        return
    pairs = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    for later, earlier in sorted(zip(*pairs.tolist(), strict=True)):
        one, other = outlines[later], outlines[earlier]
        if earlier < later and one.intersection(other).area > _MOST_OVERLAP * min(one.area, other.area):
            problems.add(rows[later], "geometry", f"Der Umriss überdeckt sich mit Objekt {rows[earlier]}.")
