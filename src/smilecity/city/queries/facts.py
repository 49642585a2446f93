"""Profile, districts, themes, offices, population. A fixed number of SQL statements each, whatever the row count."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from django.db import connection
from django.db.models import Count, F, Func, IntegerField, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from shapely.geometry.base import BaseGeometry

from smilecity.city.models import District, MapFeature, Office, Population, Theme
from smilecity.city.rules import AgeGroup, CityProfile, LayerKind, common_groups, regroup
from smilecity.ground import geo
from smilecity.ground.text import pick

Feature = Literal["age", "sex", "district"]


@dataclass(frozen=True)
class DistrictRow:
    """A district without its outline."""

    id: int
    code: str
    name: str
    box: geo.Box


@dataclass(frozen=True)
class Outline:
    """A district to be drawn."""

    code: str
    name: str
    geometry: Mapping[str, Any]


@dataclass(frozen=True)
class ThemeRow:
    """A theme in one language."""

    id: int
    slug: str
    name: str
    description: str


@dataclass(frozen=True)
class OfficeRow:
    """An office in one language."""

    id: int
    slug: str
    name: str
    responsibilities: str
    email: str
    phone: str
    address: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class Stock:
    """How much of the city has come in. `population`: the last year with figures, None without any."""

    districts: int
    themes: int
    offices: int
    population: int | None
    layers: frozenset[LayerKind]


@dataclass(frozen=True)
class Distribution:
    """People of the newest year that is known, counted by features.

    `counts`: by codes in the order of the features asked for: an age group's code ("18-24"), a sex ("female"), a
    district's code. `total`: their sum.
    """

    year: int
    total: int
    counts: Mapping[tuple[str, ...], int]

    def share(self, *codes: str) -> float:
        """Return the share of a cell, 0 to 1; 0 for a cell without people."""
        return self.counts.get(codes, 0) / self.total if self.total else 0.0


_NAMES = tuple(field.name for field in fields(CityProfile))
_OUTERMOST = {"west": "min", "south": "min", "east": "max", "north": "max"}


def _column(name: str) -> str:
    """Return what to select: a side of the box is the city's own choice, else that of the outermost district."""
    outermost = _OUTERMOST.get(name)
    if outermost is None:
        return f"c.{name}"
    return f"coalesce(c.{name}, (SELECT {outermost}({name}) FROM city_district))"  # noqa: S608 - see below


# Written once instead of by the ORM on every page: building this statement took longer than running it.
_PROFILE = f"SELECT {', '.join(map(_column, _NAMES))} FROM city_city c"  # noqa: S608 - names of our own fields


def profile() -> CityProfile:
    """Return the profile; its box is the city's own choice, else that of the districts. Empty without a city. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_PROFILE)
        row = cursor.fetchone()
    if row is None:
        return CityProfile()
    values = dict(zip(_NAMES, row, strict=True))
    return CityProfile(**values | {"claim": json.loads(values["claim"])})


_STOCK = """
SELECT (SELECT count(*) FROM city_district), (SELECT count(*) FROM city_theme),
    (SELECT count(*) FROM city_office WHERE retired_on IS NULL), (SELECT max(year) FROM city_population),
    (SELECT coalesce(array_agg(kind), '{}') FROM city_maplayer)
"""


def stock() -> Stock:
    """Return how much of the city has come in. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_STOCK)
        districts, themes, offices, year, layers = cursor.fetchone()
    return Stock(districts, themes, offices, year, frozenset(LayerKind(kind) for kind in layers))


def districts() -> list[DistrictRow]:
    """Return the districts by name. 1 SQL."""
    return [_district(*row) for row in _by_name().values_list(*_OF_DISTRICT)]


_OF_DISTRICT = ("id", "code", "name", "west", "south", "east", "north")


def _district(pk: int, code: str, name: str, *box: float) -> DistrictRow:
    return DistrictRow(pk, code, name, geo.Box(*box))


def outlines(metres: float = 0) -> list[Outline]:
    """Return the outlines by name, without details smaller than about `metres`; neighbours still meet. 1 SQL."""
    rows = list(_by_name().values_list("code", "name", "outline"))
    if not metres:
        return [Outline(code, name, outline) for code, name, outline in rows]
    simpler = geo.simplify_together([geo.parse_area(outline) for _code, _name, outline in rows], metres)
    return [
        Outline(code, name, geo.to_geojson(area, 5)) for (code, name, _outline), area in zip(rows, simpler, strict=True)
    ]


def district_at(lon: float, lat: float) -> DistrictRow | None:
    """Return the district in which a place lies; on a border the first by name.

    A place in the outline of the city that no district holds, as on its water, belongs to the nearest one.
    1 SQL, beside the districts 3.
    """
    within = _holding(lon, lat)
    if within is not None:
        return within
    if not outline_holds(lon, lat):
        return None
    far = [(geo.metres_between(geo.parse_area(row.outline), lon, lat), n, row) for n, row in enumerate(_by_name())]
    return _row(min(far)[2]) if far else None


def _holding(lon: float, lat: float) -> DistrictRow | None:
    near = _by_name().filter(west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat)
    rows = near.values_list(*_OF_DISTRICT, Cast("outline", TextField()))
    return next((_district(*row) for *row, kept in rows if geo.point_in(geo.parse_kept(kept), lon, lat)), None)


def is_inside(lon: float, lat: float) -> bool:
    """Say whether a place lies in the city: in one of its districts, or in its outline. 1 SQL, beside districts 2."""
    return _holding(lon, lat) is not None or outline_holds(lon, lat)


def outline_holds(lon: float, lat: float) -> bool:
    """Say whether the outline of the city, where one came in, holds a place. 1 SQL."""
    return _layer_holds(LayerKind.OUTLINE, lon, lat)


def _layer_holds(layer: LayerKind, lon: float, lat: float) -> bool:
    around = MapFeature.objects.filter(layer=layer, west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat)
    shapes = around.values_list(Cast("geometry", TextField()), flat=True)
    return any(geo.point_in(geo.parse_kept(shape), lon, lat) for shape in shapes)


def city_outline() -> list[BaseGeometry]:
    """Return the outline of the city in its parts, where one came in: for whoever asks for many places. 1 SQL."""
    return _shapes(LayerKind.OUTLINE)


def city_waters() -> list[BaseGeometry]:
    """Return the waters of the city's map: for whoever asks of many places. 1 SQL."""
    return _shapes(LayerKind.WATER)


def _shapes(layer: LayerKind) -> list[BaseGeometry]:
    shapes = MapFeature.objects.filter(layer=layer).order_by("id").values_list("geometry", flat=True)
    return [geo.parse_geometry(shape) for shape in shapes]


def _row(district: District) -> DistrictRow:
    return _district(*(getattr(district, name) for name in _OF_DISTRICT))


def _by_name() -> QuerySet[District]:
    return District.objects.order_by("name_sort", "id")


def themes(language: str = "de") -> list[ThemeRow]:
    """Return the themes in their order, in a language of the site. 1 SQL."""
    return [
        ThemeRow(theme.pk, theme.slug, pick(theme.name, language), pick(theme.description, language))
        for theme in Theme.objects.order_by("position", "id")
    ]


def offices(language: str = "de") -> list[OfficeRow]:
    """Return the offices that can be chosen by their German names, in a language of the site. 1 SQL."""
    return [
        OfficeRow(
            id=office.pk,
            slug=office.slug,
            name=pick(office.name, language),
            responsibilities=pick(office.responsibilities, language),
            email=office.email,
            phone=office.phone,
            address=office.address,
            keywords=tuple(office.keywords),
        )
        for office in Office.objects.filter(retired_on=None).order_by("name_sort", "id")
    ]


def population_by(*features: Feature, age_groups: Sequence[AgeGroup] = ()) -> Distribution | None:
    """Return the population of the newest known year by the features; None where no figures are known.

    `age_groups`: into which groups to count; ages in none of them are left out; without any, the finest possible.
    Where "district" is asked for, or only districts have figures, the newest year counts in which every district has
    some. Raises rules.CannotRegroup where the figures do not allow the groups. At most 2 SQL.
    """
    rows = _figures(by_district=True) if "district" in features else _figures(by_district=False)
    if not rows and "district" not in features:
        rows = _figures(by_district=True)
    if not rows:
        return None
    tables: defaultdict[tuple[str, str], dict[AgeGroup, int]] = defaultdict(dict)
    for row in rows:
        tables[row.district or "", row.sex][row.ages] = row.count
    groups = list(age_groups) or (common_groups(tables.values()) if "age" in features else [])
    counts: Counter[tuple[str, ...]] = Counter()
    for (district, sex), table in tables.items():
        for ages, count in (regroup(table, groups) if groups else table).items():
            cell = {"age": ages.code, "sex": sex, "district": district}
            counts[tuple(cell[feature] for feature in features)] += count
    return Distribution(rows[0].year, counts.total(), dict(counts))


@dataclass(frozen=True)
class _Figure:
    year: int
    district: str | None
    sex: str
    ages: AgeGroup
    count: int


def _figures(*, by_district: bool) -> list[_Figure]:
    scope = Population.objects.filter(district__isnull=not by_district)
    newest = _complete_years(scope) if by_district else scope.order_by("-year").values("year")[:1]
    rows = scope.filter(year=Subquery(newest)).order_by("district__name_sort", "district_id", "age_from", "sex")
    return [
        _Figure(year, district, sex, AgeGroup(lower, upper), count)
        for year, district, sex, lower, upper, count in rows.values_list(
            "year", "district__code", "sex", "age_from", "age_to", "count"
        )
    ]


def _complete_years(scope: QuerySet[Population]) -> QuerySet[Population, dict[str, Any]]:
    """Return the newest year in which every district has figures; shares of fewer would mislead."""
    number = District.objects.order_by().annotate(number=Func(F("id"), function="COUNT", output_field=IntegerField()))
    by_year = scope.order_by().values("year").annotate(known=Count("district", distinct=True))
    return by_year.filter(known=Subquery(number.values("number"))).order_by("-year").values("year")[:1]
