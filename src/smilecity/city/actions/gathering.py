"""Gathers what the search for addresses knows, from layers, districts and addresses as they are now."""

from django.db import connection

from smilecity.city.gazetteer import Districts, Numbered, entries
from smilecity.city.models import Address, District, KnownPlace, MapFeature
from smilecity.city.rules import LayerKind

_AT_ONCE = 5000
# The house in the middle of the numbers stands for the street.
_NUMBERED = """
SELECT min(street), district, (array_agg(lon ORDER BY number, id))[count(*) / 2 + 1],
    (array_agg(lat ORDER BY number, id))[count(*) / 2 + 1],
    array_remove(array_agg(DISTINCT postal_code ORDER BY postal_code), '')
FROM city_address GROUP BY street_key, district ORDER BY street_key, district
"""
_MOVED = """
UPDATE city_address a SET district = n.district
FROM unnest(%s::bigint[], %s::text[]) AS n (id, district) WHERE a.id = n.id
"""


def districts_of() -> Districts:
    """Return the districts as they are now. 1 SQL."""
    return Districts(list(District.objects.order_by("name_sort", "id").values_list("name", "outline")))


def gather() -> None:
    """Make anew what can be found by name; whoever reads meanwhile sees what was there before."""
    layers = MapFeature.objects.exclude(name="").order_by("id")
    streets = layers.filter(layer=LayerKind.STREET).values_list("name", "geometry")
    areas = layers.filter(layer__in=[LayerKind.PARK, LayerKind.WATER]).values_list("name", "lon", "lat")
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERED)
        numbered = [
            Numbered(name, district, lon, lat, tuple(codes)) for name, district, lon, lat, codes in cursor.fetchall()
        ]
    found = entries(streets=streets, areas=areas, districts=districts_of(), numbered=numbered)
    KnownPlace.objects.all().delete()
    KnownPlace.objects.bulk_create(
        KnownPlace(
            name=one.name,
            is_district=one.is_district,
            district=one.district,
            postal_codes=list(one.postal_codes),
            lon=one.lon,
            lat=one.lat,
            **one.keys(),
        )
        for one in found
    )


def place_addresses() -> None:
    """Say anew in which district each address lies."""
    districts, last = districts_of(), 0
    while rows := list(
        Address.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "lon", "lat", "district")[:_AT_ONCE]
    ):
        last = rows[-1][0]
        names = districts.at([(lon, lat) for _pk, lon, lat, _district in rows])
        moved = [(row[0], name) for row, name in zip(rows, names, strict=True) if row[3] != name]
        with connection.cursor() as cursor:
            cursor.execute(_MOVED, [[pk for pk, _name in moved], [name for _pk, name in moved]])
