"""Which table, columns and joins the words of the schema mean.

In: a kind, a property or a relation, and the alias of its row. Out: SQL of our own words. What a datastream says of
its values stands in its extent; a datastream's row always has these columns beside its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from smilecity.sense.things.rules.schema import Kind

# Of text without a path: the value itself, bare.
ROOT = "ARRAY[]::text[]"

# PostgreSQL drops the joins whose columns a statement does not use.
_STREAMS = (
    "(SELECT d.*, e.observations AS e_observations, e.phenomenon_start AS e_start, e.phenomenon_end AS e_end, "
    "e.latest_start AS e_latest, e.result_start AS e_result_start, e.result_end AS e_result_end, e.west, e.south, "
    "e.east, e.north, p.name AS provider FROM things_datastream d "
    "LEFT JOIN things_extent e ON e.datastream_id = d.id LEFT JOIN keys_party p ON p.id = d.owner_id WHERE {multi})"
)
_OBSERVATIONS = (
    "(SELECT o.*, d.multi, d.access FROM things_observation o LEFT JOIN things_datastream d ON d.id = o.datastream_id)"
)
# Values as they are, where nothing of their datastream is needed.
VALUES = "things_observation"
SOURCES = {
    Kind.THINGS: "things_thing",
    Kind.LOCATIONS: "things_location",
    Kind.HISTORICAL_LOCATIONS: "things_historicallocation",
    Kind.DATASTREAMS: _STREAMS.format(multi="NOT d.multi"),
    Kind.MULTI_DATASTREAMS: _STREAMS.format(multi="d.multi"),
    Kind.SENSORS: "things_sensor",
    Kind.OBSERVED_PROPERTIES: "things_observedproperty",
    Kind.OBSERVATIONS: _OBSERVATIONS,
    Kind.FEATURES_OF_INTEREST: "things_featureofinterest",
}
STREAMS = frozenset({Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS})


@dataclass(frozen=True)
class Link:
    """How to get from a row to the related ones: `left` equals the column `right` of the row one comes from.

    `left` and `via` (a table between) name the related row `{a}` and the row between `{a}_v`.
    """

    left: str
    right: str = "id"
    via: str = ""
    order: str = ""


_MEASURED = "JOIN things_measured {a}_v ON {a}_v.observed_property_id = {a}.id"
_OF_MEASURED = Link("{a}_v.observed_property_id", via="JOIN things_measured {a}_v ON {a}_v.datastream_id = {a}.id")
_OBSERVED = Link("{a}_v.datastream_id", via=_MEASURED, order="{a}_v.position")
_BY_THING = Link("{a}.thing_id")
_BY_SENSOR = Link("{a}.sensor_id")
_BY_STREAM = Link("{a}.datastream_id")
_PLACES = "things_historicallocationplace {a}_v ON {a}_v"

LINKS: dict[tuple[Kind, Kind], Link] = {
    (Kind.THINGS, Kind.DATASTREAMS): _BY_THING,
    (Kind.THINGS, Kind.MULTI_DATASTREAMS): _BY_THING,
    (Kind.THINGS, Kind.HISTORICAL_LOCATIONS): _BY_THING,
    (Kind.THINGS, Kind.LOCATIONS): Link(
        "{a}_v.thing_id", via="JOIN things_thingplace {a}_v ON {a}_v.location_id = {a}.id"
    ),
    (Kind.LOCATIONS, Kind.THINGS): Link(
        "{a}_v.location_id", via="JOIN things_thingplace {a}_v ON {a}_v.thing_id = {a}.id"
    ),
    (Kind.LOCATIONS, Kind.HISTORICAL_LOCATIONS): Link(
        "{a}_v.location_id", via=f"JOIN {_PLACES}.historical_location_id = {{a}}.id"
    ),
    (Kind.HISTORICAL_LOCATIONS, Kind.THINGS): Link("{a}.id", "thing_id"),
    (Kind.HISTORICAL_LOCATIONS, Kind.LOCATIONS): Link(
        "{a}_v.historical_location_id", via=f"JOIN {_PLACES}.location_id = {{a}}.id"
    ),
    **{
        (kind, target): link
        for kind in (Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS)
        for target, link in (
            (Kind.THINGS, Link("{a}.id", "thing_id")),
            (Kind.SENSORS, Link("{a}.id", "sensor_id")),
            (Kind.OBSERVED_PROPERTIES, _OBSERVED),
            (Kind.OBSERVATIONS, _BY_STREAM),
        )
    },
    (Kind.SENSORS, Kind.DATASTREAMS): _BY_SENSOR,
    (Kind.SENSORS, Kind.MULTI_DATASTREAMS): _BY_SENSOR,
    (Kind.OBSERVED_PROPERTIES, Kind.DATASTREAMS): _OF_MEASURED,
    (Kind.OBSERVED_PROPERTIES, Kind.MULTI_DATASTREAMS): _OF_MEASURED,
    (Kind.OBSERVATIONS, Kind.DATASTREAMS): Link("{a}.id", "datastream_id"),
    (Kind.OBSERVATIONS, Kind.MULTI_DATASTREAMS): Link("{a}.id", "datastream_id"),
    (Kind.OBSERVATIONS, Kind.FEATURES_OF_INTEREST): Link("{a}.id", "feature_id"),
    # Values are filed by datastream and time: what is known of the feature's values says where to look.
    (Kind.FEATURES_OF_INTEREST, Kind.OBSERVATIONS): Link(
        "{a}.feature_id",
        via=(
            "JOIN things_featureextent {a}_v ON {a}_v.feature_id = {a}.feature_id "
            "AND {a}_v.datastream_id = {a}.datastream_id AND {a}.phenomenon_start BETWEEN {a}_v.first AND {a}_v.last"
        ),
    ),
}

# What a row must bring along, so that those related to it can be found from constants.
COLUMNS_OF_LINKS = {
    kind: sorted({"id", *(link.right for (start, _), link in LINKS.items() if start is kind)}) for kind in Kind
}


@dataclass(frozen=True)
class Span:
    """A time interval as two columns; an instant has no end, or the same. Null: no start."""

    start: str
    end: str


def _area(a: str) -> str:
    """Return what a datastream says of its area: as its provider gave it, otherwise the box of its features."""
    corner = f"jsonb_build_array({a}.%s, {a}.%s)"
    corners = ", ".join(
        corner.replace("%s", x, 1).replace("%s", y, 1)
        for x, y in (("west", "south"), ("east", "south"), ("east", "north"), ("west", "north"), ("west", "south"))
    )
    box = f"jsonb_build_object('type', 'Polygon', 'coordinates', jsonb_build_array(jsonb_build_array({corners})))"
    spot = f"jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array({a}.west, {a}.south))"
    derived = (
        f"CASE WHEN {a}.west = {a}.east AND {a}.south = {a}.north THEN {spot} WHEN {a}.west IS NOT NULL THEN {box} END"
    )
    return f"coalesce({a}.observed_area, {derived})"


def _stream_properties(a: str) -> str:
    """Return the properties of a datastream, with what is known here of rights and source under `smilecity`."""
    ours = (
        f"jsonb_build_object('access', {a}.access, 'secondValue', {a}.second_value, "
        f"'licence', nullif({a}.licence, ''), "
        f"'legalBasis', nullif({a}.legal_basis, ''), 'contact', nullif({a}.contact, ''), 'provider', {a}.provider, "
        f"'generated', {a}.generated)"
    )
    theirs = f"CASE WHEN jsonb_typeof({a}.properties) = 'object' THEN {a}.properties ELSE jsonb_build_object() END"
    return f"({theirs} || jsonb_build_object('smilecity', jsonb_strip_nulls({ours})))"


def _quality(a: str) -> str:
    return f"coalesce(to_jsonb({a}.quality), {a}.quality_other)"


def _result(a: str) -> str:
    return f"coalesce(to_jsonb({a}.result_number), {a}.result_other)"


def _plain(column: str) -> Callable[[str], str]:
    return lambda a: f"{a}.{column}"


NAMED: dict[str, Callable[[str], str]] = {name: _plain(name) for name in ("name", "description", "properties")}
_STREAM: dict[str, Callable[[str], str]] = {
    **NAMED,
    "observationType": _plain("observation_type"),
    "observedArea": _area,
    "properties": _stream_properties,
}
# What a property is in SQL; intervals stand in SPANS.
EXPRESSIONS: dict[Kind, dict[str, Callable[[str], str]]] = {
    Kind.THINGS: NAMED,
    Kind.LOCATIONS: {**NAMED, "encodingType": _plain("encoding_type"), "location": _plain("location")},
    Kind.HISTORICAL_LOCATIONS: {"time": _plain("time")},
    Kind.DATASTREAMS: {**_STREAM, "unitOfMeasurement": _plain("units")},
    Kind.MULTI_DATASTREAMS: {
        **_STREAM,
        "unitOfMeasurements": _plain("units"),
        "multiObservationDataTypes": _plain("types"),
    },
    Kind.SENSORS: {**NAMED, "encodingType": _plain("encoding_type"), "metadata": _plain("metadata")},
    Kind.OBSERVED_PROPERTIES: {**NAMED, "definition": _plain("definition")},
    Kind.OBSERVATIONS: {
        "resultTime": _plain("result_time"),
        "result": _result,
        "resultQuality": _quality,
        "parameters": _plain("parameters"),
    },
    Kind.FEATURES_OF_INTEREST: {**NAMED, "encodingType": _plain("encoding_type"), "feature": _plain("feature")},
}
_OF_STREAMS = {"phenomenonTime": ("e_start", "e_end"), "resultTime": ("e_result_start", "e_result_end")}
SPANS: dict[Kind, dict[str, tuple[str, str]]] = {
    Kind.DATASTREAMS: _OF_STREAMS,
    Kind.MULTI_DATASTREAMS: _OF_STREAMS,
    Kind.OBSERVATIONS: {
        "phenomenonTime": ("phenomenon_start", "phenomenon_end"),
        "validTime": ("valid_start", "valid_end"),
    },
}


def expression(kind: Kind, name: str, a: str) -> str:
    """Return a property of the row `a` as it is typed in the database; not for intervals."""
    return f"{a}.id" if name == "id" else EXPRESSIONS[kind][name](a)


def span(kind: Kind, name: str, a: str) -> Span | None:
    """Return the two columns of an interval of the row `a`; None for all other properties."""
    found = SPANS.get(kind, {}).get(name)
    return found and Span(f"{a}.{found[0]}", f"{a}.{found[1]}")
