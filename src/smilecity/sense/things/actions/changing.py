"""Stored values are changed and deleted; sums and extents follow in the same transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from smilecity.ground.events import publish
from smilecity.people.keys.rules import Caller
from smilecity.sense.things.actions import (
    aggregating,
    extents,
    features,
    finding,
    months,
    recording,
    removing,
    seconds,
    storing,
    traces,
    wire,
)
from smilecity.sense.things.actions.acting import missing, note
from smilecity.sense.things.actions.finding import Found
from smilecity.sense.things.actions.judging import sees
from smilecity.sense.things.actions.knowing import Known, Pair, Span, know
from smilecity.sense.things.actions.rows import Row
from smilecity.sense.things.events import ObservationsRecorded
from smilecity.sense.things.models import Moved
from smilecity.sense.things.rules.entities import Way, patched
from smilecity.sense.things.rules.identifiers import NUMBER_BITS, month_of
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.rights import may_manage, refusal
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.values import NewObservation, as_document, read_change, settle

_DELETE_OF_FEATURES = """
    DELETE FROM things_observation WHERE datastream_id = ANY (%s::bigint[]) AND feature_id = ANY (%s::bigint[])
"""
_FORGET_MOVED = """
    DELETE FROM things_moved m WHERE m.datastream = ANY (%s::bigint[]) AND NOT EXISTS (
        SELECT FROM things_observation o
        WHERE o.datastream_id = m.datastream AND o.phenomenon_start = m.phenomenon_start AND o.id = m.observation
    )
"""


@transaction.atomic(savepoint=False)
def update(id_: int, body: Any, *, way: Way, caller: Caller, at: datetime) -> None:
    """Change a value; its id stays, even where its new time lies in another month. Raises Problem."""
    held = _hold([id_], caller)
    found = held.found[id_]
    value = _changed(found.value, body, way)
    settle(value)
    months.ensure([value.phenomenon_start])
    row = recording.row_of(0, value, held.streams[value.datastream])
    row.id = id_
    _swap(found, row, held.seen, caller, at)
    wire.ask_together(*traces.of_values([id_], at=at))
    publish(ObservationsRecorded(observations=(id_,)))
    note("update", Kind.OBSERVATIONS, id_, caller=caller, at=at, way=way.value)


@transaction.atomic(savepoint=False)
def delete(ids: Sequence[int], *, caller: Caller, at: datetime) -> None:
    """Delete values. Raises Problem for the first that is not there or not the caller's; then all stay."""
    if not ids:
        return
    held = _hold(ids, caller)
    removed = [each.stored for each in held.found.values()]
    removing.take_out(removed)
    removing.put_right(removed)
    note("delete", Kind.OBSERVATIONS, ids[0], caller=caller, at=at, count=len(removed))


def delete_of_features(ids: Collection[int], *, datastreams: Collection[int]) -> None:
    """Delete all values of features from datastreams whose extents the caller has locked. Part of its transaction."""
    if not datastreams:
        return
    streams = wire.numbers(sorted(datastreams))
    wire.ask(_DELETE_OF_FEATURES, streams, wire.numbers(sorted(ids)))
    wire.ask(_FORGET_MOVED, streams)
    aggregating.rebuild(datastreams)
    extents.rebuild(datastreams)


@dataclass(frozen=True, slots=True)
class _Held:
    """Values and their datastreams, locked until the transaction ends."""

    found: dict[int, Found]
    streams: dict[int, Known]
    seen: dict[Pair, Span]


def _hold(ids: Sequence[int], caller: Caller) -> _Held:
    """Lock the datastreams of values that the caller may change. Raises Problem."""
    named = finding.find(ids).values()
    streams, seen = know({each.stored.stream for each in named}, {(each.feature, each.stored.stream) for each in named})
    _must_manage(ids, {each.stored.id: each.stored.stream for each in named}, streams, caller)
    # Once more: until it had the locks, somebody else may have changed or removed them.
    held = _Held(finding.find(ids), streams, seen)
    for id_ in ids:
        if id_ not in held.found:
            raise missing(Kind.OBSERVATIONS, id_)
    return held


def _must_manage(ids: Sequence[int], stream_of: Mapping[int, int], streams: dict[int, Known], caller: Caller) -> None:
    """Refuse who may not change one of these; hidden ones are as if they were not there. Raises Problem."""
    for id_ in ids:
        known = streams.get(stream_of.get(id_, 0))
        if known is None:
            raise missing(Kind.OBSERVATIONS, id_)
        if may_manage(known.owner, caller=caller):
            continue
        if not (known.owner is not None and known.owner == caller.party) and not sees(known.id, caller):
            raise missing(Kind.OBSERVATIONS, id_)
        text = f"{Kind.OBSERVATIONS}({id_}) belongs to somebody else, or this key may not manage."
        raise Problem(refusal(caller), text)


def _changed(value: NewObservation, body: Any, way: Way) -> NewObservation:
    if way is Way.PATCH:
        body = patched(as_document(value), body)
    return read_change(value, body, whole=way is not Way.MERGE)


def _swap(found: Found, row: Row, seen: dict[Pair, Span], caller: Caller, at: datetime) -> None:
    """Put the new state of a value into the place of the old one. Raises Problem."""
    chosen = features.choose([row], seen=seen, callers=[caller], at=at)
    for problem in chosen.problems.values():
        raise problem
    others = seconds.displaced_by(row, not_counting=found.stored)
    removed = [found.stored, *others]
    removing.take_out(removed)
    storing.store([row], seen=seen, boxes=chosen.boxes)
    removing.put_right(removed)
    if month_of(row.value.phenomenon_start) != row.id >> NUMBER_BITS:
        start = row.value.phenomenon_start
        Moved.objects.create(observation=row.id, datastream=row.stream.id, phenomenon_start=start)
