"""The names of themes, districts and offices, all in one statement: what a list of contributions needs of the city."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Named:
    """A theme, district or office by its id, its word for addresses (slug or code), and its name in one language."""

    id: int
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """All of them by their ids, each in the order in which lists show them."""

    themes: Mapping[int, Named]
    districts: Mapping[int, Named]
    offices: Mapping[int, Named]


_NAMES = """
SELECT 0, id, slug, coalesce(nullif(btrim(name->>%(language)s), ''), btrim(name->>'de')), position, '' FROM city_theme
UNION ALL
SELECT 1, id, code, name, 0, name_sort FROM city_district
UNION ALL
SELECT 2, id, slug, coalesce(nullif(btrim(name->>%(language)s), ''), btrim(name->>'de')), 0, name_sort FROM city_office
ORDER BY 1, 5, 6, 2
"""


def names(language: str = "de") -> Names:
    """Return the names in a language of the site, else in German. 1 SQL, written once: lists need it on every page."""
    sorts: tuple[dict[int, Named], ...] = ({}, {}, {})
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, {"language": language})
        for sort, pk, key, name, _position, _name_sort in cursor.fetchall():
            sorts[sort][pk] = Named(pk, key, name)
    return Names(*sorts)
