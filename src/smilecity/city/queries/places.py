"""The city's map and its places: the drawings for browsers, and where a place is in words."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from smilecity.city.house_numbers import HouseNumber
from smilecity.city.models import Address, District, MapDrawing, MapFeature, MapLayer
from smilecity.city.queries.facts import DistrictRow, district_at, outline_holds
from smilecity.city.rules import LayerKind
from smilecity.ground import geo

# A street says where a place is if it is no farther away than this.
_NEAR_METRES = 150.0
# A house says more than its street, if the place is on the street and before it or next door.
_NEXT_DOOR_METRES = 60.0


@dataclass(frozen=True)
class DrawingRow:
    """A part of the city's own map as browsers get it; `digest` names exactly this content."""

    name: str
    digest: str
    content: str


@dataclass(frozen=True)
class PlaceWords:
    """Where a place is. `near`: a street or park close by, may be empty; `words`: „Nähe Lange Straße 12, Stadtmitte“.

    `number`: the closest house of that street, empty where none is known.
    """

    district: DistrictRow | None
    near: str
    words: str
    inside: bool
    number: str = ""

    @property
    def near_house(self) -> str:
        """The street with the number, or the park."""
        return f"{self.near} {self.number}" if self.number else self.near


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
    """Say where a place is, and whether it lies in the city. 3 SQL, beside the districts at most 6.

    `facts.is_inside` says the second alone.
    """
    district = district_at(lon, lat)
    if district is None and not outline_holds(lon, lat):
        return PlaceWords(None, "", "", inside=False)
    street, number = _nearest(lon, lat)
    near = f"{street} {number}" if number else street
    words = ", ".join(part for part in (f"Nähe {near}" if near else "", district.name if district else "") if part)
    return PlaceWords(district, street, words, inside=True, number=number)


def _nearest(lon: float, lat: float) -> tuple[str, str]:
    """Return the named street or park closest to a place, a park around it wins, and its house number. 2 SQL."""
    box = geo.around(lon, lat, _NEAR_METRES)
    rows = (
        MapFeature.objects.filter(west__lte=box.east, east__gte=box.west, south__lte=box.north, north__gte=box.south)
        .filter(layer__in=[LayerKind.STREET, LayerKind.PARK])
        .exclude(name="")
        .order_by("id")
        .values_list("name", "search", "geometry")
    )
    distances = [(geo.metres_between(geo.parse_geometry(shape), lon, lat), name, key) for name, key, shape in rows]
    metres, name, key = min(distances, default=(_NEAR_METRES, "", ""))
    if metres < _NEAR_METRES:
        return name, _house(lon, lat, key)[1]
    return _house(lon, lat)


def _house(lon: float, lat: float, street: str = "") -> tuple[str, str]:
    """Return street and number of the closest house, of a street by its key or of any; empty without. 1 SQL."""
    box = geo.around(lon, lat, _NEXT_DOOR_METRES)
    near = Address.objects.filter(lon__range=(box.west, box.east), lat__range=(box.south, box.north))
    rows = near.filter(street_key=street) if street else near
    houses = [
        (geo.metres_between(shapely.Point(house.lon, house.lat), lon, lat), house.pk, house)
        for house in rows.only("street", "number", "letter", "until", "lon", "lat")
    ]
    metres, _pk, house = min(houses, default=(_NEXT_DOOR_METRES, 0, None))
    if house is None or metres >= _NEXT_DOOR_METRES:
        return "", ""
    return house.street, str(HouseNumber(house.number, house.letter, house.until))
