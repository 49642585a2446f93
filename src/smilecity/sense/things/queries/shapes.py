"""Where an entity lies, as GeoJSON made by PostgreSQL: its own geometry, or that of what says it."""

from smilecity.sense.things.queries.asking import Asking, reached, row_of
from smilecity.sense.things.queries.columns import STREAMS
from smilecity.sense.things.queries.entities import as_json
from smilecity.sense.things.queries.sql import Sql, every, fill
from smilecity.sense.things.rules.schema import Kind, Type

# Which property is the geometry itself.
GEOMETRIES = {
    Kind.LOCATIONS: "location",
    Kind.FEATURES_OF_INTEREST: "feature",
    Kind.DATASTREAMS: "observedArea",
    Kind.MULTI_DATASTREAMS: "observedArea",
}
# Whose geometry is shown for what has none of its own.
_BY_OTHERS = {
    Kind.THINGS: Kind.LOCATIONS,
    Kind.HISTORICAL_LOCATIONS: Kind.LOCATIONS,
    Kind.OBSERVATIONS: Kind.FEATURES_OF_INTEREST,
}


def geometry(kind: Kind, row: str, asking: Asking) -> Sql:
    """Return the text of the geometry of the row; null where it lies nowhere."""
    if kind in STREAMS:
        return Sql(as_json(kind, row, "observedArea", Type.GEOMETRY))
    if kind in GEOMETRIES:
        return Sql(_own(f"{row}.{GEOMETRIES[kind]}", f"{row}.west"))
    if kind not in _BY_OTHERS:
        return Sql("NULL")
    found = reached(_BY_OTHERS[kind], asking, row_of(kind, row))
    own = _own(f"{found.alias}.{GEOMETRIES[_BY_OTHERS[kind]]}", f"{found.alias}.west")
    return fill(
        "(SELECT {own} FROM {source} WHERE {where} AND {a}.west IS NOT NULL ORDER BY {a}.id LIMIT 1)",
        own=Sql(own),
        source=found.source,
        where=every(found.where),
        a=Sql(found.alias),
    )


def _own(column: str, west: str) -> str:
    """Return a geometry, or of a feature its own; only GeoJSON has a box."""
    return (
        f"CASE WHEN {west} IS NULL THEN NULL WHEN {column} ->> 'type' = 'Feature' THEN ({column} -> 'geometry')::text "
        f"ELSE {column}::text END"
    )
