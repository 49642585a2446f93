"""What pages and other rooms ask about the city: facts and figures (facts), names, its map and places (places).

What is meant by an address: searching. Whether a place is land or water: land_and_water.
"""

from smilecity.city.queries.facts import (
    Distribution,
    DistrictRow,
    Feature,
    OfficeRow,
    Outline,
    Stock,
    ThemeRow,
    city_outline,
    district_at,
    districts,
    is_inside,
    offices,
    outlines,
    population_by,
    profile,
    stock,
    themes,
)
from smilecity.city.queries.land_and_water import GroundWord, ground_at
from smilecity.city.queries.names import Named, Names, names
from smilecity.city.queries.office_directory import (
    OfficeCard,
    Whereabouts,
    directory,
    office_card,
    office_details,
    whereabouts,
)
from smilecity.city.queries.places import (
    DrawingRow,
    PlaceWords,
    describe,
    district_area,
    district_names,
    drawing,
    drawings,
    map_sources,
)
from smilecity.city.queries.searching import NamedPlace, places_named

__all__ = [
    "Distribution",
    "DistrictRow",
    "DrawingRow",
    "Feature",
    "GroundWord",
    "Named",
    "NamedPlace",
    "Names",
    "OfficeCard",
    "OfficeRow",
    "Outline",
    "PlaceWords",
    "Stock",
    "ThemeRow",
    "Whereabouts",
    "city_outline",
    "describe",
    "directory",
    "district_area",
    "district_at",
    "district_names",
    "districts",
    "drawing",
    "drawings",
    "ground_at",
    "is_inside",
    "map_sources",
    "names",
    "office_card",
    "office_details",
    "offices",
    "outlines",
    "places_named",
    "population_by",
    "profile",
    "stock",
    "themes",
    "whereabouts",
]
