"""One thing with all it measures, one datastream with its latest value and extent, the desk's list of datastreams."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from smilecity.ground.geo import Box
from smilecity.people.keys.rules import PUBLIC, Caller
from smilecity.sense.things.queries.pages import LATEST, SORTED, beyond, cursor, like, reading, units_of
from smilecity.sense.things.queries.rows import (
    EVERY_DATASTREAM,
    DatastreamFilter,
    DatastreamList,
    DatastreamRow,
    ObservedRow,
    PlaceRow,
    SensorRow,
    Standing,
    ThingDetail,
)
from smilecity.sense.things.queries.sql import Sql, every, fill, named_rows, value
from smilecity.sense.things.queries.visibility import visible
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import Access, SecondValue

_WORDS_MOST = 8
_NOT_SHOWN = frozenset({"sorted", "silent", "west", "south", "east", "north"})
# A page of a thing shows this many of its datastreams at most.
DATASTREAMS_MOST = 500
# And says of so many places where it stood, the newest.
STANDINGS_MOST = 20


def thing(thing: int, *, caller: Caller = PUBLIC) -> ThingDetail | None:
    """Return a thing with its places and datastreams; None where there is none that the caller may see. 2 SQL."""
    found = named_rows(fill(_THING, value(STANDINGS_MOST), value(thing), visible(Kind.THINGS, "t", caller)))
    if not found:
        return None
    streams = _streams(fill("d.thing_id = {}", value(thing)), caller, DATASTREAMS_MOST, by="d.id")
    row = found[0]
    return ThingDetail(
        **row
        | {
            "properties": row["properties"] or {},
            "places": tuple(PlaceRow(**each) for each in row["places"]),
            "standings": tuple(map(_standing, row["standings"])),
            "datastreams": tuple(streams),
        }
    )


def _standing(row: Mapping[str, Any]) -> Standing:
    return Standing(row["name"], datetime.fromisoformat(row["since"]))


def datastream(datastream: int, *, caller: Caller = PUBLIC) -> DatastreamRow | None:
    """Return a datastream; None where there is none that the caller may see. 1 SQL."""
    found = _streams(fill("d.id = {}", value(datastream)), caller, 1, by="d.id")
    return found[0] if found else None


def datastreams(
    wanted: DatastreamFilter = EVERY_DATASTREAM, *, caller: Caller = PUBLIC, after: str | None = None, most: int = 50
) -> DatastreamList:
    """Return a page of datastreams by name or by silence; a cursor that is none begins anew. 1 SQL."""
    key = _SILENT if wanted.silent_first else SORTED.format("d")
    where = every([_wanted(wanted), beyond(after, key, "d.id")])
    found = named_rows(_statement(where, caller, most + 1, by=f"{key}, d.id"))
    more = len(found) > most
    column = "silent" if wanted.silent_first else "sorted"
    return DatastreamList(
        [_stream(row) for row in found[:most]],
        cursor(found[most - 1][column], found[most - 1]["id"]) if more else None,
    )


def _wanted(wanted: DatastreamFilter) -> Sql:
    parts = [
        fill("(d.name ILIKE {word} OR d.description ILIKE {word} OR t.name ILIKE {word})", word=like(word))
        for word in wanted.words.split()[:_WORDS_MOST]
    ]
    for column, given in (("access", wanted.access), ("owner_id", wanted.owner), ("thing_id", wanted.thing)):
        if given is not None:
            parts.append(fill(f"d.{column} = {{}}", value(given)))
    if wanted.of_the_city:
        parts.append(Sql("d.owner_id IS NULL"))
    return every(parts)


def _streams(where: Sql, caller: Caller, most: int, *, by: str) -> Sequence[DatastreamRow]:
    return [_stream(row) for row in named_rows(_statement(where, caller, most, by=by))]


def _statement(where: Sql, caller: Caller, most: int, *, by: str) -> Sql:
    narrowed = every([visible(Kind.DATASTREAMS, "d", caller), where])
    return fill(f"{_STREAM} WHERE {{}} ORDER BY {by} LIMIT {{}}", narrowed, value(most))


def _stream(row: Mapping[str, Any]) -> DatastreamRow:
    plain = {name: given for name, given in row.items() if name not in _NOT_SHOWN}
    box = None if row["west"] is None else Box(row["west"], row["south"], row["east"], row["north"])
    return DatastreamRow(
        **plain
        | {
            "access": Access(row["access"]),
            "second_value": SecondValue(row["second_value"]),
            "properties": row["properties"] or {},
            "shared_with": tuple(row["shared_with"] or ()),
            "units": units_of(row["units"]),
            "sensor": SensorRow(**row["sensor"]),
            "observed": tuple(ObservedRow(**each) for each in row["observed"] or ()),
            "latest": reading(row["latest"]),
            "box": box,
        }
    )


# When the latest value is of, as a text that sorts like it; empty for what has never said anything.
_SILENT = "coalesce(to_char(e.latest_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '')"
_THING = """
SELECT t.id, t.name, t.description, t.properties, t.owner_id AS owner, o.name AS provider, t.changed_at, coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'description', l.description,
        'encoding_type', l.encoding_type, 'geojson', CASE WHEN l.west IS NOT NULL THEN l.location END,
        'lon', (l.west + l.east) / 2, 'lat', (l.south + l.north) / 2) ORDER BY l.id)
    FROM things_thingplace p JOIN things_location l ON l.id = p.location_id WHERE p.thing_id = t.id
), '[]') AS places, coalesce((
    SELECT jsonb_agg(jsonb_build_object('name', coalesce(h.name, ''), 'since', h.time) ORDER BY h.time DESC, h.id)
    FROM (SELECT h.id, h.time, l.name FROM things_historicallocation h LEFT JOIN LATERAL (
            SELECT l.name FROM things_historicallocationplace p JOIN things_location l ON l.id = p.location_id
            WHERE p.historical_location_id = h.id ORDER BY l.west IS NULL, l.id LIMIT 1) l ON TRUE
        WHERE h.thing_id = t.id ORDER BY h.time DESC, h.id LIMIT {}) h
), '[]') AS standings
FROM things_thing t LEFT JOIN keys_party o ON o.id = t.owner_id WHERE t.id = {} AND {}
"""
_STREAM = f"""
SELECT d.id, d.name, d.description, d.multi, d.thing_id AS thing, t.name AS thing_name, d.units, d.observation_type,
    d.access, d.second_value, d.licence, d.legal_basis, d.contact, d.generated, d.owner_id AS owner, o.name AS provider,
    coalesce(o.contact, '') AS provider_contact, d.properties, d.changed_at, {SORTED.format("d")} AS sorted,
    {_SILENT} AS silent,
    coalesce(e.observations, 0) AS observations, e.phenomenon_start AS first, e.phenomenon_end AS last,
    e.west, e.south, e.east, e.north, {LATEST} AS latest,
    (SELECT array_agg(h.party_id ORDER BY h.party_id) FROM things_datastreamshare h WHERE h.datastream_id = d.id)
        AS shared_with,
    jsonb_build_object('id', s.id, 'name', s.name, 'description', s.description, 'encoding_type', s.encoding_type,
        'metadata', s.metadata) AS sensor,
    (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'description', p.description,
        'definition', p.definition, 'things', 0) ORDER BY m.position)
    FROM things_measured m JOIN things_observedproperty p ON p.id = m.observed_property_id
    WHERE m.datastream_id = d.id) AS observed
FROM things_datastream d JOIN things_thing t ON t.id = d.thing_id JOIN things_sensor s ON s.id = d.sensor_id
LEFT JOIN keys_party o ON o.id = d.owner_id LEFT JOIN things_extent e ON e.datastream_id = d.id
"""  # noqa: S608 - our own words
