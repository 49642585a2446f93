"""Whether a place is land, water, or none of the city's: whoever answers for a broken lamp does not answer for a buoy.

In: a place. Out: one of three words, by the outline, the districts, the water and the streets that came in.
"""

from collections.abc import Sequence
from typing import Literal

import shapely
from django.db.models import TextField
from django.db.models.functions import Cast
from shapely.geometry.base import BaseGeometry

from smilecity.city.models import District, MapFeature
from smilecity.city.rules import LayerKind
from smilecity.ground import geo

GroundWord = Literal["land", "water", "outside"]

# Whoever stands on the quay is placed in the river by their phone, and banks are drawn coarsely.
_BANK_METRES = 5.0
# A bridge is land although the river is drawn below it; half of a wide one and the error of its drawn middle.
_BRIDGE_METRES = 12.0


def ground_at(lon: float, lat: float) -> GroundWord:
    """Say whether a place is land or water of the city, or outside of it; bridges and quays are land. At most 2 SQL.

    Inside is what `describe` says is inside. Without a water layer all of the city is land.
    """
    near: dict[str, list[BaseGeometry]] = {}
    box = geo.around(lon, lat, _BRIDGE_METRES)
    rows = (
        MapFeature.objects.filter(west__lte=box.east, east__gte=box.west, south__lte=box.north, north__gte=box.south)
        .filter(layer__in=[LayerKind.OUTLINE, LayerKind.WATER, LayerKind.STREET])
        .order_by("id")
        .values_list("layer", Cast("geometry", TextField()))
    )
    for layer, kept in rows:
        near.setdefault(layer, []).append(geo.parse_kept(kept))
    held = any(geo.point_in(area, lon, lat) for area in near.get(LayerKind.OUTLINE, ()))
    if not held and not _in_a_district(lon, lat):
        return "outside"
    return "water" if _is_wet(near.get(LayerKind.WATER, ()), near.get(LayerKind.STREET, ()), lon, lat) else "land"


def _in_a_district(lon: float, lat: float) -> bool:
    """Say whether the outline of a district holds a place. 1 SQL."""
    near = District.objects.filter(west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat).order_by("id")
    outlines = near.values_list(Cast("outline", TextField()), flat=True)
    return any(geo.point_in(geo.parse_kept(outline), lon, lat) for outline in outlines)


def _is_wet(waters: Sequence[BaseGeometry], streets: Sequence[BaseGeometry], lon: float, lat: float) -> bool:
    if not any(geo.point_in(water, lon, lat) for water in waters):
        return False
    # A river comes in pieces, and where two of them meet is no bank.
    bank = shapely.union_all(list(waters)).boundary
    if geo.metres_between(bank, lon, lat) <= _BANK_METRES:
        return False
    return all(geo.metres_between(street, lon, lat) > _BRIDGE_METRES for street in streets)
