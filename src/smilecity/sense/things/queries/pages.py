"""What the public pages and the desk ask: lists of things and datastreams, one of each, series for charts.

Every list is one statement and paged by keyset. What the caller may not see is not there.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from smilecity.people.keys.rules import PUBLIC, Caller
from smilecity.sense.things.queries.rows import (
    EVERY_THING,
    CardValue,
    ObservedRow,
    Pin,
    Reading,
    ThingCard,
    ThingFilter,
    ThingList,
    Unit,
)
from smilecity.sense.things.queries.sql import NOTHING, Sql, every, fill, named_rows, rows, value
from smilecity.sense.things.queries.visibility import visible
from smilecity.sense.things.rules import pace
from smilecity.sense.things.rules.schema import Kind

# How many datastreams a card shows, and how many words a search looks for.
CARD_VALUES = 4
_WORDS_MOST = 8
# Beyond this nobody counts: pages say "mehr als 1.000".
TOTAL_MOST = 1000
# Names sort as in German, without asking the database for a locale it may not have. The index of things says the same
# words; it takes no long names whole.
SORTED = "translate(lower(left({}.name, 100)), 'äöüß', 'aous')"


def things(
    wanted: ThingFilter = EVERY_THING, *, caller: Caller = PUBLIC, after: str | None = None, most: int = 25
) -> ThingList:
    """Return a page of things by name; a cursor that is none begins anew. 1 SQL."""
    where = every([_wanted(wanted, caller), beyond(after, SORTED.format("t"), "t.id")])
    few = fill(
        f"SELECT t.*, {SORTED.format('t')} AS sorted FROM things_thing t WHERE {{}} "  # noqa: S608 - our own words
        "ORDER BY sorted, t.id LIMIT {}",
        where,
        value(most + 1),
    )
    found = named_rows(fill(_CARD, things=few, visible=visible(Kind.DATASTREAMS, "d", caller), most=value(CARD_VALUES)))
    more = len(found) > most
    cards = [_card(row) for row in found[:most]]
    return ThingList(cards, cursor(found[most - 1]["sorted"], found[most - 1]["id"]) if more else None)


def total(wanted: ThingFilter = EVERY_THING, *, caller: Caller = PUBLIC) -> int:
    """Return how many things there are, but never more than TOTAL_MOST + 1. 1 SQL."""
    statement = "SELECT count(*) FROM (SELECT FROM things_thing t WHERE {} LIMIT {}) few"
    return int(rows(fill(statement, _wanted(wanted, caller), value(TOTAL_MOST + 1)))[0][0])


def pins(wanted: ThingFilter = EVERY_THING, *, caller: Caller = PUBLIC, most: int = 5000) -> Sequence[Pin]:
    """Return the things that are somewhere, for the map. 1 SQL."""
    found = named_rows(
        fill(
            _PINS,
            seen=visible(Kind.DATASTREAMS, "d", caller),
            where=_wanted(wanted, caller),
            most=value(most),
        )
    )
    return [Pin(**{**row, "observed": tuple(row["observed"] or ())}) for row in found]


def observed_properties(*, caller: Caller = PUBLIC) -> Sequence[ObservedRow]:
    """Return what visible things measure, by name, to choose from. 1 SQL."""
    found = named_rows(
        fill(
            "SELECT p.id, p.name, p.description, p.definition, count(DISTINCT d.thing_id) AS things "
            "FROM things_observedproperty p JOIN things_measured m ON m.observed_property_id = p.id "
            "JOIN things_datastream d ON d.id = m.datastream_id WHERE {} "
            "GROUP BY p.id ORDER BY {}, p.id",
            visible(Kind.DATASTREAMS, "d", caller),
            Sql(SORTED.format("p")),
        )
    )
    return [ObservedRow(**row) for row in found]


def _wanted(wanted: ThingFilter, caller: Caller) -> Sql:
    """Return the condition on things as `t`."""
    parts = [
        visible(Kind.THINGS, "t", caller),
        *(_has_word(word, caller) for word in wanted.words.split()[:_WORDS_MOST]),
    ]
    if wanted.observed is not None:
        parts.append(
            fill(
                "EXISTS (SELECT FROM things_datastream d JOIN things_measured m ON m.datastream_id = d.id "
                "WHERE d.thing_id = t.id AND m.observed_property_id = ANY({}) AND {})",
                value(list(wanted.observed)),
                visible(Kind.DATASTREAMS, "d", caller),
            )
        )
    if wanted.box is not None:
        west, south, east, north = map(value, wanted.box)
        parts.append(fill(_IN_BOX, east, west, north, south))
    if wanted.one is not None:
        parts.append(fill("t.id = {}", value(wanted.one)))
    if wanted.within is not None:
        parts.append(fill(_WITHIN, value(list(wanted.within))))
    if wanted.fresh_at is not None:
        parts.append(_is_fresh(wanted.fresh_at, caller))
    if wanted.owner is not None:
        parts.append(fill("t.owner_id = {}", value(wanted.owner)))
    return every(parts)


def _is_fresh(at: datetime, caller: Caller) -> Sql:
    """Say what rules.pace says of a series, of those of the thing `t`."""
    return fill(
        _FRESH,
        seen=visible(Kind.DATASTREAMS, "d", caller),
        soon=value(at + pace.AHEAD),
        at=value(at),
        gaps=value(pace.GAPS),
        least=value(pace.MIN_SILENCE),
        most=value(pace.MAX_SILENCE),
        single=value(pace.SINGLE_SILENCE),
    )


def _has_word(word: str, caller: Caller) -> Sql:
    return fill(
        "(t.name ILIKE {word} OR t.description ILIKE {word} OR EXISTS (SELECT FROM things_datastream d "
        "WHERE d.thing_id = t.id AND d.name ILIKE {word} AND {seen}))",
        word=like(word),
        seen=visible(Kind.DATASTREAMS, "d", caller),
    )


def like(word: str) -> Sql:
    """Return a pattern that finds a word anywhere; signs that mean something in patterns mean themselves."""
    plain = word.replace("\x00", "").replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return value(f"%{plain}%")


def cursor(name: str, number: int) -> str:
    """Return a cursor: after which row the next page begins."""
    return base64.urlsafe_b64encode(json.dumps([name, number]).encode()).rstrip(b"=").decode()


def is_cursor(after: str) -> bool:
    """Say whether a text is a cursor."""
    return beyond(after, "", "") is not NOTHING


def beyond(after: str | None, name: str, number: str) -> Sql:
    """Return the condition that begins after a cursor; nothing for the first page or a cursor that is none."""
    try:
        place = json.loads(base64.urlsafe_b64decode(f"{after or ''}=="))
    except ValueError:
        return NOTHING
    match place:
        case [str(said), int(last)] if "\x00" not in said and 0 <= last < 2**63:
            return fill(f"({name}, {number}) > ({{}}, {{}})", value(said), value(last))
    return NOTHING


def units_of(units: Any) -> tuple[Unit, ...]:
    """Return the unit of a single datastream, or those of a multi one, from its column."""
    each = units if isinstance(units, list) else [units]
    return tuple(Unit(str(unit.get("name") or ""), str(unit.get("symbol") or "")) for unit in each)


def reading(row: Mapping[str, Any] | None) -> Reading | None:
    """Return a value from what LATEST made of it."""
    if not row:
        return None
    until = row["until"] and datetime.fromisoformat(row["until"])
    return Reading(datetime.fromisoformat(row["at"]), until, row["result"], row["quality"])


# The latest value of a datastream `d` whose extent is `e`: one row of one partition.
LATEST = """
(SELECT jsonb_build_object('at', o.phenomenon_start, 'until', o.phenomenon_end,
    'result', coalesce(to_jsonb(o.result_number), o.result_other), 'quality', o.quality)
FROM things_observation o
WHERE o.datastream_id = d.id AND o.phenomenon_start = e.latest_start ORDER BY o.id DESC LIMIT 1)
"""
_IN_BOX = """
EXISTS (SELECT FROM things_thingplace p JOIN things_location l ON l.id = p.location_id
WHERE p.thing_id = t.id AND l.west <= {} AND l.east >= {} AND l.south <= {} AND l.north >= {})
"""
_WITHIN = "EXISTS (SELECT FROM things_thingplace p WHERE p.thing_id = t.id AND p.location_id = ANY({}))"
_FRESH = """
EXISTS (SELECT FROM things_datastream d JOIN things_extent e ON e.datastream_id = d.id
WHERE d.thing_id = t.id AND {seen} AND e.latest_start <= {soon} AND {at} - e.latest_start <= CASE
    WHEN e.observations > 1 THEN least(greatest(
        (e.latest_start - e.phenomenon_start) / (e.observations - 1) * {gaps}, {least}), {most})
    ELSE {single} END)
"""
_PLACED = """
LEFT JOIN LATERAL (SELECT l.name AS place, (l.west + l.east) / 2 AS lon, (l.south + l.north) / 2 AS lat
    FROM things_thingplace p JOIN things_location l ON l.id = p.location_id WHERE p.thing_id = t.id
    ORDER BY l.west IS NULL, l.id LIMIT 1) l ON TRUE
"""
_CARD = f"""
SELECT t.id, t.sorted, t.name, t.description, coalesce(l.place, '') AS place, l.lon, l.lat,
    coalesce(s.datastreams, 0) AS datastreams, s.latest_at, coalesce(s.generated, FALSE) AS generated, s.values,
    coalesce(m.observed, ARRAY[]::text[]) AS observed
FROM ({{things}}) t {_PLACED}
LEFT JOIN LATERAL (
    SELECT max(d.datastreams) AS datastreams, max(d.latest_at) AS latest_at, bool_or(d.generated) AS generated,
        jsonb_agg(jsonb_build_object('datastream', d.id, 'name', d.name, 'observed', d.observed, 'units', d.units,
            'observations', d.observations, 'first', d.first, 'generated', d.own, 'latest', d.latest) ORDER BY d.id)
            AS values
    FROM (SELECT d.id, d.name, d.units, d.generated AS own, bool_or(d.generated) OVER () AS generated,
            count(*) OVER () AS datastreams, max(e.latest_start) OVER () AS latest_at,
            coalesce(e.observations, 0) AS observations, e.phenomenon_start AS first,
            (SELECT jsonb_agg(p.name ORDER BY m.position) FROM things_measured m
            JOIN things_observedproperty p ON p.id = m.observed_property_id WHERE m.datastream_id = d.id) AS observed,
            {LATEST} AS latest
        FROM things_datastream d LEFT JOIN things_extent e ON e.datastream_id = d.id
        WHERE d.thing_id = t.id AND {{visible}} ORDER BY d.id LIMIT {{most}}) d) s ON TRUE
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT p.name) AS observed FROM things_datastream d
    JOIN things_measured m ON m.datastream_id = d.id JOIN things_observedproperty p ON p.id = m.observed_property_id
    WHERE d.thing_id = t.id AND {{visible}}) m ON TRUE
ORDER BY t.sorted, t.id
"""  # noqa: S608 - our own words
_PINS = f"""
SELECT t.id, t.name, l.lon, l.lat, (
    SELECT array_agg(DISTINCT p.name ORDER BY p.name) FROM things_datastream d
    JOIN things_measured m ON m.datastream_id = d.id JOIN things_observedproperty p ON p.id = m.observed_property_id
    WHERE d.thing_id = t.id AND {{seen}}) AS observed
FROM things_thing t {_PLACED} WHERE {{where}} AND l.lon IS NOT NULL ORDER BY t.id LIMIT {{most}}
"""  # noqa: S608 - our own words


def _card(row: Mapping[str, Any]) -> ThingCard:
    values = tuple(
        CardValue(
            datastream=each["datastream"],
            name=each["name"],
            observed=tuple(each["observed"] or ()),
            observations=each["observations"],
            first=each["first"] and datetime.fromisoformat(each["first"]),
            units=units_of(each["units"]),
            latest=reading(each["latest"]),
            generated=each["generated"],
        )
        for each in row["values"] or ()
    )
    kept = {name: given for name, given in row.items() if name not in {"sorted", "values", "observed"}}
    return ThingCard(**kept, observed=tuple(row["observed"]), values=values)
