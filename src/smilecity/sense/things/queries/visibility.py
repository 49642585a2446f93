"""Who sees which rows, as SQL: the only place. `rules.rights` says the same of one entity and a caller, in Python.

In: an alias of the entity's table, and who asks. Out: a condition, TRUE where everything is open. Every table a
statement reads carries it: in paths, filters, orders, expansions, counts and aggregates alike.
"""

from dataclasses import dataclass

from smilecity.people.keys.rules import Caller, Scope
from smilecity.sense.things.queries.sql import FALSE, TRUE, Sql, fill, some, value
from smilecity.sense.things.rules.schema import Kind


@dataclass(frozen=True, slots=True)
class _Eyes:
    """With whose eyes rows are looked at. `streams`: also at their own datastreams; `shared`: at those of others."""

    party: int | None
    streams: bool
    shared: bool


def visible(kind: Kind, alias: str, caller: Caller) -> Sql:
    """Return the condition that a row of `kind`, named `alias`, may be seen by `caller`."""
    reads = Scope.READ in caller.scopes
    return TRUE if caller.for_the_city else _seen(kind, alias, _Eyes(caller.party, reads, reads))


def usable(kind: Kind, alias: str, caller: Caller) -> Sql:
    """Return the condition that what the caller writes may link to a row: they would see it if nothing were shared.

    A link shows it to all who see what is written. What one party shares with another is not the other's to show.
    """
    return TRUE if caller.for_the_city else _seen(kind, alias, _Eyes(caller.party, streams=True, shared=False))


def _seen(kind: Kind, alias: str, eyes: _Eyes) -> Sql:
    if kind in {Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS}:
        return _stream(alias, eyes)
    if kind is Kind.OBSERVATIONS:
        return _exists(f"things_datastream vd WHERE vd.id = {alias}.datastream_id", eyes)
    if kind is Kind.HISTORICAL_LOCATIONS:
        return fill(f"EXISTS (SELECT FROM things_thing vt WHERE vt.id = {alias}.thing_id AND {{}})", _thing("vt", eyes))
    return _BY_USE[kind](alias, eyes)


def _stream(alias: str, eyes: _Eyes) -> Sql:
    """Public ones; with a party's key that may read, its own and those shared with it."""
    seen = [Sql(f"{alias}.access = 'public'")]
    if eyes.party is not None and eyes.streams:
        seen.append(_own(alias, eyes))
    if eyes.party is not None and eyes.shared:
        shared = (
            f"({alias}.access = 'shared' AND EXISTS (SELECT FROM things_datastreamshare vs "
            f"WHERE vs.datastream_id = {alias}.id AND vs.party_id = {{}}))"
        )
        seen.append(fill(shared, value(eyes.party)))
    return some(seen)


def _own(alias: str, eyes: _Eyes) -> Sql:
    return fill(f"{alias}.owner_id = {{}}", value(eyes.party)) if eyes.party is not None else FALSE


def _exists(source: str, eyes: _Eyes) -> Sql:
    """Say that a datastream, named `vd` in `source`, may be seen."""
    return fill(f"EXISTS (SELECT FROM {source} AND {{}})", _stream("vd", eyes))


def _by_streams(alias: str, eyes: _Eyes, source: str) -> Sql:
    """What is used by no datastream, and never was by a hidden one, is open; else one that uses it must be visible."""
    unused = Sql(f"(NOT {alias}.confidential AND NOT EXISTS (SELECT FROM {source}))")
    return some([_own(alias, eyes), _exists(source, eyes), unused])


def _thing(alias: str, eyes: _Eyes) -> Sql:
    return _by_streams(alias, eyes, f"things_datastream vd WHERE vd.thing_id = {alias}.id")


def _sensor(alias: str, eyes: _Eyes) -> Sql:
    return _by_streams(alias, eyes, f"things_datastream vd WHERE vd.sensor_id = {alias}.id")


def _observed_property(alias: str, eyes: _Eyes) -> Sql:
    measured = "things_measured vm JOIN things_datastream vd ON vd.id = vm.datastream_id"
    return _by_streams(alias, eyes, f"{measured} WHERE vm.observed_property_id = {alias}.id")


def _feature(alias: str, eyes: _Eyes) -> Sql:
    """The extent of what was not public stays without its datastream: the feature does not become open by that."""
    of_it = f"WHERE vf.feature_id = {alias}.id"
    values = f"things_featureextent vf JOIN things_datastream vd ON vd.id = vf.datastream_id {of_it}"
    unused = f"NOT EXISTS (SELECT FROM things_featureextent vf {of_it})"
    return some([_own(alias, eyes), _exists(values, eyes), Sql(unused)])


def _location(alias: str, eyes: _Eyes) -> Sql:
    """Where nothing is or was, and nothing hidden ever was, is open; else a thing of there must be visible."""
    now = f"things_thingplace vp JOIN things_thing vt ON vt.id = vp.thing_id WHERE vp.location_id = {alias}.id"
    once = (
        "things_historicallocationplace vp JOIN things_historicallocation vh ON vh.id = vp.historical_location_id "
        f"JOIN things_thing vt ON vt.id = vh.thing_id WHERE vp.location_id = {alias}.id"
    )
    nothing = f"NOT EXISTS (SELECT FROM {now}) AND NOT EXISTS (SELECT FROM {once})"  # noqa: S608 - our own words
    unused = f"NOT {alias}.confidential AND {nothing}"
    used = f"EXISTS (SELECT FROM {now} AND {{}}) OR EXISTS (SELECT FROM {once} AND {{}})"  # noqa: S608 - our own words
    seen = _thing("vt", eyes)
    return some([_own(alias, eyes), fill(used, seen, seen), Sql(f"({unused})")])


_BY_USE = {
    Kind.THINGS: _thing,
    Kind.LOCATIONS: _location,
    Kind.SENSORS: _sensor,
    Kind.OBSERVED_PROPERTIES: _observed_property,
    Kind.FEATURES_OF_INTEREST: _feature,
}

_STREAM_KINDS = (Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS)
# Where the row one comes from is visible, these are too, by the rules above: a thing with a visible datastream is
# visible, so are the places of a visible thing, and so on. Nothing has to be asked again.
_FOLLOWS = frozenset(
    {
        *((stream, target) for stream in _STREAM_KINDS for target in (Kind.THINGS, Kind.SENSORS, Kind.OBSERVATIONS)),
        *((stream, Kind.OBSERVED_PROPERTIES) for stream in _STREAM_KINDS),
        (Kind.THINGS, Kind.LOCATIONS),
        (Kind.THINGS, Kind.HISTORICAL_LOCATIONS),
        (Kind.HISTORICAL_LOCATIONS, Kind.THINGS),
        (Kind.HISTORICAL_LOCATIONS, Kind.LOCATIONS),
        *((Kind.OBSERVATIONS, target) for target in (*_STREAM_KINDS, Kind.FEATURES_OF_INTEREST)),
    }
)


def visible_from(start: Kind, kind: Kind, alias: str, caller: Caller) -> Sql:
    """Return the condition that a row related to a visible row of `start` may be seen."""
    return TRUE if (start, kind) in _FOLLOWS else visible(kind, alias, caller)
