"""The city's map and its places: the drawings for browsers, streets by their names, and where a place is in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from smilecity.city import street_names
from smilecity.city.models import District, MapDrawing, MapFeature, MapLayer
from smilecity.city.queries.facts import DistrictRow, district_at, outline_holds
from smilecity.city.rules import LayerKind
from smilecity.ground import geo

# A street says where a place is if it is no farther away than this.
_NEAR_METRES = 150.0
_LEAST_LETTERS = 2
# How alike a word has to be: typing errors are forgiven, other streets are not offered.
_LEAST_LIKE = 0.45


@dataclass(frozen=True)
class DrawingRow:
    """A part of the city's own map as browsers get it; `digest` names exactly this content."""

    name: str
    digest: str
    content: str


@dataclass(frozen=True)
class NamedPlace:
    """A street, park or district that was asked for by name; `district_name` may be empty."""

    name: str
    lon: float
    lat: float
    district_name: str


@dataclass(frozen=True)
class PlaceWords:
    """Where a place is. `near`: a street or park close by, may be empty; `words`: „Nähe Lange Straße, Stadtmitte“."""

    district: DistrictRow | None
    near: str
    words: str
    inside: bool


def drawings() -> dict[str, str]:
    """Return the digest of each drawing by its name. 1 SQL."""
    return dict(MapDrawing.objects.values_list("name", "digest"))


def drawing(name: str) -> DrawingRow | None:
    """Return a drawing as it is now. 1 SQL."""
    row = MapDrawing.objects.filter(name=name).values_list("name", "digest", "content").first()
    return DrawingRow(*row) if row else None


def map_sources() -> list[str]:
    """Return who is to be named beside the map, each once; a file may name several, split by semicolons. 1 SQL."""
    named = MapLayer.objects.exclude(source="").order_by("kind").values_list("source", flat=True)
    return list(dict.fromkeys(part.strip() for source in named for part in source.split(";") if part.strip()))


# What begins with the words comes first, wherever spaces stand (Langestrasse), then what is most alike by trigrams.
_NAMED = """
SELECT name, lon, lat, is_district FROM (
    SELECT name, lon, lat, false AS is_district, search, replace(search, ' ', '') AS joined, id
    FROM city_mapfeature WHERE search <> ''
    UNION ALL
    SELECT name, (west + east) / 2, (south + north) / 2, true, name_sort, replace(name_sort, ' ', ''), id
    FROM city_district
) AS named
WHERE joined LIKE %(begin)s OR word_similarity(%(core)s, search) >= %(like)s
ORDER BY joined LIKE %(begin)s DESC, word_similarity(%(core)s, search) DESC, length(search), search, is_district, id
LIMIT %(most)s
"""


def places_named(text: str, most: int = 8) -> list[NamedPlace]:
    """Return the streets, parks and districts whose names are like the text, the best first. At most 2 SQL."""
    asked = street_names.asked_key(text)
    if len(asked) < _LEAST_LETTERS:
        return []
    begin, core = asked.replace(" ", "").replace("_", r"\_") + "%", street_names.core(asked)
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, {"begin": begin, "core": core, "like": _LEAST_LIKE, "most": most})
        rows = cursor.fetchall()
    names = district_names([(lon, lat) for _name, lon, lat, _is_district in rows])
    return [
        NamedPlace(name, lon, lat, "" if is_district else district)
        for (name, lon, lat, is_district), district in zip(rows, names, strict=True)
    ]


def district_names(points: Sequence[tuple[float, float]]) -> list[str]:
    """Return the name of the district of each point, empty outside of all. 1 SQL, none without points."""
    if not points:
        return []
    lons, lats = zip(*points, strict=True)
    near = District.objects.filter(
        west__lte=max(lons), east__gte=min(lons), south__lte=max(lats), north__gte=min(lats)
    ).order_by("name_sort", "id")
    areas = [(row.name, geo.parse_area(row.outline)) for row in near]
    return [next((name for name, area in areas if geo.point_in(area, lon, lat)), "") for lon, lat in points]


def district_area(district: int) -> geo.Area | None:
    """Return the outline of a district by its id. 1 SQL."""
    outline = District.objects.filter(pk=district).values_list("outline", flat=True).first()
    return geo.parse_area(outline) if outline is not None else None


def describe(lon: float, lat: float) -> PlaceWords:
    """Say where a place is, and whether it lies in the city. 2 SQL, beside the districts at most 5."""
    district = district_at(lon, lat)
    near = _nearest(lon, lat)
    inside = district is not None or outline_holds(lon, lat)
    place = district.name if district else ""
    words = ", ".join(part for part in (f"Nähe {near}" if near else "", place) if part)
    return PlaceWords(district, near if inside else "", words if inside else "", inside)


def _nearest(lon: float, lat: float) -> str:
    """Return the named street or park closest to a place; a park around it wins. 1 SQL."""
    box = geo.around(lon, lat, _NEAR_METRES)
    rows = (
        MapFeature.objects.filter(west__lte=box.east, east__gte=box.west, south__lte=box.north, north__gte=box.south)
        .filter(layer__in=[LayerKind.STREET, LayerKind.PARK])
        .exclude(name="")
        .order_by("id")
        .values_list("name", "geometry")
    )
    distances = [(geo.metres_between(geo.parse_geometry(shape), lon, lat), name) for name, shape in rows]
    metres, name = min(distances, default=(_NEAR_METRES, ""))
    return name if metres < _NEAR_METRES else ""
