"""Who sees which rows, as SQL: the only place. `rules.rights` says the same of one entity and a caller, in Python.

In: an alias of the entity's table, and who asks. Out: a condition, TRUE where everything is open. Every table a
statement reads carries it: in paths, filters, orders, expansions, counts and aggregates alike.
"""

from smilecity.people.keys.rules import Caller, Scope
from smilecity.sense.things.queries.sql import FALSE, TRUE, Sql, fill, some, value
from smilecity.sense.things.rules.schema import Kind


def visible(kind: Kind, alias: str, caller: Caller) -> Sql:
    """Return the condition that a row of `kind`, named `alias`, may be seen by `caller`."""
    if caller.for_the_city:
        return TRUE
    if kind in {Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS}:
        return _stream(alias, caller)
    if kind is Kind.OBSERVATIONS:
        return _exists(f"things_datastream vd WHERE vd.id = {alias}.datastream_id", caller)
    if kind is Kind.HISTORICAL_LOCATIONS:
        return fill(
            f"EXISTS (SELECT FROM things_thing vt WHERE vt.id = {alias}.thing_id AND {{}})", _thing("vt", caller)
        )
    return _BY_USE[kind](alias, caller)


def _stream(alias: str, caller: Caller) -> Sql:
    """Public ones; with a party's key that may read, its own and those shared with it."""
    public = Sql(f"{alias}.access = 'public'")
    if caller.party is None or Scope.READ not in caller.scopes:
        return public
    shared = (
        f"({alias}.access = 'shared' AND EXISTS (SELECT FROM things_datastreamshare vs "
        f"WHERE vs.datastream_id = {alias}.id AND vs.party_id = {{}}))"
    )
    return some([public, _own(alias, caller), fill(shared, value(caller.party))])


def _own(alias: str, caller: Caller) -> Sql:
    return fill(f"{alias}.owner_id = {{}}", value(caller.party)) if caller.party is not None else FALSE


def _exists(source: str, caller: Caller) -> Sql:
    """Say that a datastream, named `vd` in `source`, may be seen."""
    return fill(f"EXISTS (SELECT FROM {source} AND {{}})", _stream("vd", caller))


def _by_streams(alias: str, caller: Caller, source: str) -> Sql:
    """What is used by no datastream, and never was by a hidden one, is open; else one that uses it must be visible."""
    unused = Sql(f"(NOT {alias}.confidential AND NOT EXISTS (SELECT FROM {source}))")
    return some([_own(alias, caller), _exists(source, caller), unused])


def _thing(alias: str, caller: Caller) -> Sql:
    return _by_streams(alias, caller, f"things_datastream vd WHERE vd.thing_id = {alias}.id")


def _sensor(alias: str, caller: Caller) -> Sql:
    return _by_streams(alias, caller, f"things_datastream vd WHERE vd.sensor_id = {alias}.id")


def _observed_property(alias: str, caller: Caller) -> Sql:
    measured = "things_measured vm JOIN things_datastream vd ON vd.id = vm.datastream_id"
    return _by_streams(alias, caller, f"{measured} WHERE vm.observed_property_id = {alias}.id")


def _feature(alias: str, caller: Caller) -> Sql:
    """The extent of what was not public stays without its datastream: the feature does not become open by that."""
    of_it = f"WHERE vf.feature_id = {alias}.id"
    values = f"things_featureextent vf JOIN things_datastream vd ON vd.id = vf.datastream_id {of_it}"
    unused = f"NOT EXISTS (SELECT FROM things_featureextent vf {of_it})"
    return some([_own(alias, caller), _exists(values, caller), Sql(unused)])


def _location(alias: str, caller: Caller) -> Sql:
    """Where nothing is or was, and nothing hidden ever was, is open; else a thing of there must be visible."""
    now = f"things_thingplace vp JOIN things_thing vt ON vt.id = vp.thing_id WHERE vp.location_id = {alias}.id"
    once = (
        "things_historicallocationplace vp JOIN things_historicallocation vh ON vh.id = vp.historical_location_id "
        f"JOIN things_thing vt ON vt.id = vh.thing_id WHERE vp.location_id = {alias}.id"
    )
    nothing = f"NOT EXISTS (SELECT FROM {now}) AND NOT EXISTS (SELECT FROM {once})"  # noqa: S608 - our own words
    unused = f"NOT {alias}.confidential AND {nothing}"
    used = f"EXISTS (SELECT FROM {now} AND {{}}) OR EXISTS (SELECT FROM {once} AND {{}})"  # noqa: S608 - our own words
    seen = _thing("vt", caller)
    return some([_own(alias, caller), fill(used, seen, seen), Sql(f"({unused})")])


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
