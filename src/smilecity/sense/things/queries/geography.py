"""Geometry functions: shapely decides over rows whose boxes come into question; PostgreSQL gets back their ids.

Distances and lengths are those of the plane of degrees, as PostGIS has them for `geometry` and as other servers answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from shapely import GEOSException
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry as Shape

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.queries.columns import SOURCES, STREAMS, expression
from smilecity.sense.things.queries.sql import TRUE, Sql, fill, rows, value
from smilecity.sense.things.queries.visibility import visible
from smilecity.sense.things.rules.problems import QueryProblem
from smilecity.sense.things.rules.schema import Kind, Type
from smilecity.sense.things.rules.tree import Call, Expression, Geometry, Literal, Path

if TYPE_CHECKING:
    from smilecity.sense.things.queries.expressions import Scope

# Beyond this a filter has to name fewer places.
_MOST = 50_000
# The word for a function in shapely; all of them but `disjoint` need boxes that touch.
_METHODS = {
    "geo.intersects": "intersects",
    "geo.distance": "distance",
    "st_relate": "relate_pattern",
    **{
        f"st_{name}": name
        for name in ("equals", "disjoint", "touches", "within", "overlaps", "crosses", "intersects", "contains")
    },
}
_TOUCHING = frozenset(_METHODS) - {"geo.distance", "st_disjoint", "st_relate"}


@dataclass(frozen=True)
class _Place:
    """A column of geometries: of which kind of row, and the alias of the row in the statement."""

    kind: Kind
    name: str
    alias: str
    caller: Caller

    def there(self, a: str) -> Sql:
        """Return the condition that a row has a geometry; a place that is no GeoJSON has no box."""
        known = f"{expression(self.kind, self.name, a)} IS NOT NULL"
        return Sql(known if self.kind in STREAMS else f"{known} AND {a}.west IS NOT NULL")

    def shapes(self, near: Shape | None) -> list[tuple[int, Shape]]:
        """Return ids and geometries of the rows whose box touches that of `near`. 1 SQL."""
        found = rows(
            fill(
                "SELECT g.id, {column}::text FROM {source} g WHERE {there} AND {box} AND {visible} LIMIT {most}",
                there=self.there("g"),
                column=Sql(expression(self.kind, self.name, "g")),
                source=Sql(SOURCES[self.kind]),
                box=TRUE if near is None else _touching(near),
                # Not even how many there are may tell of hidden ones.
                visible=visible(self.kind, "g", self.caller),
                most=value(_MOST + 1),
            )
        )
        if len(found) > _MOST:
            raise QueryProblem(
                400, f"this would look at more than {_MOST:,} places; name a smaller area.", option="$filter"
            )
        read = ((number, _read(json.loads(text))) for number, text in found)
        return [(number, each) for number, each in read if each is not None]


def call(node: Call, scope: Scope) -> Sql:
    """Return the value of a geometry function: null for what has no geometry. 1 SQL of its own."""
    scope.asking.look_at_places()
    places = [_place(each, scope) for each in node.arguments if each.type is Type.GEOMETRY]
    columns = [each for each in places if isinstance(each, _Place)]
    decide = _decision(node)
    match columns:
        case []:
            return _constant(decide, [each for each in places if not isinstance(each, _Place)])
        case [column]:
            return _by_id(node, column, [None if isinstance(each, _Place) else each for each in places], decide)
    return _by_pairs(node, columns, decide)


def _place(argument: Expression, scope: Scope) -> _Place | Shape | None:
    if isinstance(argument, Path):
        alias = scope.alias(argument.relations)
        return _Place(argument.owner, argument.leaf.name, alias, scope.asking.caller)
    said = argument.value if isinstance(argument, Literal) else None
    return _read(said.geojson()) if isinstance(said, Geometry) else None


def _decision(node: Call) -> Callable[[Sequence[Shape]], Any]:
    """Return what decides over geometries; null where they cannot be calculated with."""
    pattern = [each.value for each in node.arguments if isinstance(each, Literal) and isinstance(each.value, str)]

    def decide(shapes: Sequence[Shape]) -> Any:
        try:
            if node.function == "geo.length":
                return _length(shapes[0])
            return getattr(shapes[0], _METHODS[node.function])(shapes[1], *pattern)
        except (GEOSException, ValueError):
            return None

    return decide


def _length(shape: Shape) -> float:
    """Only lines have one, as the conformance tests of the standard have it."""
    members = getattr(shape, "geoms", [shape])
    return float(sum(each.length for each in members if each.geom_type == "LineString"))


def _constant(decide: Callable[[Sequence[Shape]], Any], shapes: Sequence[Shape | None]) -> Sql:
    known = [each for each in shapes if each is not None]
    found = decide(known) if len(known) == len(shapes) else None
    return value(found, "boolean" if isinstance(found, bool) else "float8")


def _by_id(node: Call, column: _Place, shapes: Sequence[Shape | None], decide: Callable[[Sequence[Shape]], Any]) -> Sql:
    """Return the value for each row of one column, beside constants."""
    constants = [each for each in shapes if each is not None]
    if len(constants) < len(shapes) - 1:
        return value(None, "boolean" if node.type is Type.BOOLEAN else "float8")
    # What a provider says of the area of a datastream need not lie within the box of its features.
    preselects = node.function in _TOUCHING and constants and column.kind not in STREAMS
    near = constants[0] if preselects else None
    found = [
        (number, decide([each if given is None else given for given in shapes])) for number, each in column.shapes(near)
    ]
    if node.type is Type.BOOLEAN:
        true = value([number for number, said in found if said], "bigint[]")
        a = column.alias
        return fill("(CASE WHEN {there} THEN {a}.id = ANY({true}) END)", true=true, a=Sql(a), there=column.there(a))
    return _looked_up([Sql(f"{column.alias}.id")], [[number] for number, _ in found], [said for _, said in found])


def _by_pairs(node: Call, columns: Sequence[_Place], decide: Callable[[Sequence[Shape]], Any]) -> Sql:
    """Return the value for each pair of rows of two columns."""
    one, other = (column.shapes(None) for column in columns)
    if len(one) * len(other) > _MOST:
        raise QueryProblem(400, "this would compare too many places with each other.", option="$filter")
    found = [((first, second), decide([a, b])) for first, a in one for second, b in other]
    looked = _looked_up(
        [Sql(f"{column.alias}.id") for column in columns],
        [list(pair) for pair, _ in found],
        [said for _, said in found],
    )
    return fill("({} = 1)", looked) if node.type is Type.BOOLEAN else looked


def _looked_up(keys: Sequence[Sql], ids: Sequence[Sequence[int]], said: Sequence[Any]) -> Sql:
    """Return what was calculated for the rows with these ids."""
    known = [(each, float(result)) for each, result in zip(ids, said, strict=True) if result is not None]
    names = [f"i{index}" for index in range(len(keys))]
    arrays = [value([each[index] for each, _ in known], "bigint[]") for index in range(len(keys))]
    same = Sql(" AND ".join(f"v.{name} = {key.text}" for name, key in zip(names, keys, strict=True)))
    return fill(
        "(SELECT v.said FROM unnest({arrays}, {said}) v ({names}, said) WHERE {same} LIMIT 1)",
        arrays=_listed(arrays),
        said=value([result for _, result in known], "float8[]"),
        names=Sql(", ".join(names)),
        same=same,
    )


def _listed(parts: Sequence[Sql]) -> Sql:
    return Sql(", ".join(part.text for part in parts), tuple(param for part in parts for param in part.params))


def _touching(near: Shape) -> Sql:
    """Return the condition that the box of a row touches that of a geometry."""
    if near.is_empty:
        return Sql("FALSE")
    west, south, east, north = (value(float(side), "float8") for side in near.bounds)
    return fill("g.west <= {} AND g.east >= {} AND g.south <= {} AND g.north >= {}", east, west, north, south)


def _read(geojson: Any) -> Shape | None:
    """Return the geometry of GeoJSON; of a feature its own; None where it is none."""
    try:
        return shapely.force_2d(shape(_bare(geojson))) if isinstance(geojson, dict) else None
    except (GEOSException, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None


def _bare(geojson: dict[str, Any]) -> Any:
    """Return the geometry of a feature, or of a collection of features those of all of them."""
    if geojson.get("type") == "Feature":
        return geojson["geometry"]
    if geojson.get("type") == "FeatureCollection":
        return {"type": "GeometryCollection", "geometries": [_bare(each) for each in geojson["features"]]}
    return geojson
