"""Deletes entities and what cannot be without them (18-088, clause 10.4, table 25). Nothing else goes with them.

Rows are locked first, so that who links to one of them at the same time finds it gone instead of half of it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.actions import changing
from smilecity.sense.things.actions.acting import Created, Lock, missing, must_manage, note, one_act, owners, tell
from smilecity.sense.things.findable import find_anew
from smilecity.sense.things.models import (
    Datastream,
    Extent,
    FeatureExtent,
    HistoricalLocation,
    HistoricalLocationPlace,
    Location,
    Measured,
)
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.rights import may_manage
from smilecity.sense.things.rules.schema import Kind

# That a feature had values which were not public is never forgotten: without a datastream it would be open to all, and
# it may say where somebody was.
_FORGET_PUBLIC = """
    DELETE FROM things_featureextent e USING things_datastream d
    WHERE d.id = e.datastream_id AND d.access = 'public' AND d.id = ANY (%s::bigint[])
"""
# What goes with datastreams, table by table; the values last, for they are the most.
_OF_STREAMS = (
    "things_measured",
    "things_datastreamshare",
    "things_aggregate",
    "things_extent",
    "things_observation",
)


def delete(kind: Kind, id_: int, *, caller: Caller, at: datetime) -> None:
    """Delete an entity and what depends on it. Raises Problem; then everything stays."""
    delete_all(kind, [id_], caller=caller, at=at)


@one_act
def delete_all(kind: Kind, ids: Sequence[int], *, caller: Caller, at: datetime) -> None:
    """Delete entities of one kind and what depends on them. Raises Problem for the first that cannot be deleted."""
    if kind is Kind.OBSERVATIONS:
        changing.delete(ids, caller=caller, at=at)
        return
    found = owners(kind, ids, caller=caller, lock=Lock.REMOVED)
    for id_ in ids:
        if id_ not in found:
            raise missing(kind, id_)
    must_manage(kind, found, caller=caller)
    # Brokers keep the latest values of datastreams until they hear of this.
    tell(_DELETE[kind](sorted(found), caller), at=at)
    find_anew((kind, id_) for id_ in found)
    for id_ in sorted(found):
        note("delete", kind, id_, caller=caller, at=at)


def _things(ids: Sequence[int], caller: Caller) -> list[Created]:
    gone = _drop_streams(Datastream.objects.filter(thing__in=ids), caller)
    _drop_moments(HistoricalLocation.objects.filter(thing__in=ids))
    _drop("things_thingplace", "thing_id", ids)
    _drop("things_thing", "id", ids)
    return gone


def _locations(ids: Sequence[int], caller: Caller) -> list[Created]:
    """Things stay, without this place; moments of their history that name it go."""
    there = HistoricalLocationPlace.objects.filter(location__in=ids).values("historical_location")
    moments = HistoricalLocation.objects.filter(pk__in=there)
    _must_reach(Kind.HISTORICAL_LOCATIONS, moments.values_list("thing__owner", flat=True), caller)
    _drop_moments(moments)
    _drop("things_thingplace", "location_id", ids)
    _drop("things_location", "id", ids)
    return []


def _moments(ids: Sequence[int], caller: Caller) -> list[Created]:
    _drop_moments(HistoricalLocation.objects.filter(pk__in=ids))
    return []


def _sensors(ids: Sequence[int], caller: Caller) -> list[Created]:
    gone = _drop_streams(Datastream.objects.filter(sensor__in=ids), caller)
    _drop("things_sensor", "id", ids)
    return gone


def _observed_properties(ids: Sequence[int], caller: Caller) -> list[Created]:
    measured = Measured.objects.filter(observed_property__in=ids).values("datastream")
    gone = _drop_streams(Datastream.objects.filter(pk__in=measured), caller)
    _drop("things_observedproperty", "id", ids)
    return gone


def _features(ids: Sequence[int], caller: Caller) -> list[Created]:
    """The values of a feature go with it; a location makes a new one when it needs it."""
    users = FeatureExtent.objects.filter(feature__in=ids).values("datastream")
    streams = [each.id for each in _lock_streams(Datastream.objects.filter(pk__in=users), caller)]
    changing.delete_of_features(ids, datastreams=streams)
    Location.objects.filter(feature__in=ids).update(feature=None)
    _drop("things_featureextent", "feature_id", ids)
    _drop("things_featureofinterest", "id", ids)
    return []


def _streams(ids: Sequence[int], caller: Caller) -> list[Created]:
    return _drop_streams(Datastream.objects.filter(pk__in=ids), caller)


# Each returns the datastreams that have gone with it.
_DELETE: dict[Kind, Callable[[Sequence[int], Caller], list[Created]]] = {
    Kind.THINGS: _things,
    Kind.LOCATIONS: _locations,
    Kind.HISTORICAL_LOCATIONS: _moments,
    Kind.SENSORS: _sensors,
    Kind.OBSERVED_PROPERTIES: _observed_properties,
    Kind.FEATURES_OF_INTEREST: _features,
    Kind.DATASTREAMS: _streams,
    Kind.MULTI_DATASTREAMS: _streams,
}


def _lock_streams(streams: QuerySet[Datastream], caller: Caller) -> list[Created]:
    """Lock datastreams that a deletion reaches, then their extents, as whoever records values does. Raises Problem."""
    locked = list(streams.select_for_update(of=("self",)).order_by("pk").values_list("pk", "owner", "multi"))
    _must_reach(Kind.DATASTREAMS, (owner for _, owner, _ in locked), caller)
    ids = [id_ for id_, _, _ in locked]
    list(Extent.objects.filter(pk__in=ids).select_for_update().order_by("pk").values_list("pk"))
    return [Created(Kind.MULTI_DATASTREAMS if multi else Kind.DATASTREAMS, id_) for id_, _, multi in locked]


def _must_reach(kind: Kind, owners_of: Iterable[int | None], caller: Caller) -> None:
    """Refuse to delete what belongs to others. Which one is not said: it may be hidden. Raises Problem."""
    if not all(may_manage(owner, caller=caller) for owner in owners_of):
        raise Problem(403, f"A {kind.singular} that belongs to somebody else would be deleted, too.")


def _drop_streams(streams: QuerySet[Datastream], caller: Caller) -> list[Created]:
    gone = _lock_streams(streams, caller)
    ids = [each.id for each in gone]
    if ids:
        _drop("things_moved", "datastream", ids)
        with connection.cursor() as cursor:
            cursor.execute(_FORGET_PUBLIC, [ids])
        for table in _OF_STREAMS:
            _drop(table, "datastream_id", ids)
        _drop("things_datastream", "id", ids)
    return gone


def _drop_moments(moments: QuerySet[HistoricalLocation]) -> None:
    ids = sorted(set(moments.values_list("pk", flat=True)))
    _drop("things_historicallocationplace", "historical_location_id", ids)
    _drop("things_historicallocation", "id", ids)


def _drop(table: str, column: str, ids: Sequence[int]) -> None:
    """Delete rows without asking what refers to them: here that is known, and goes before them."""
    if ids:
        statement = sql.SQL("DELETE FROM {} WHERE {} = ANY(%s::bigint[])").format(
            sql.Identifier(table), sql.Identifier(column)
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(ids)])
