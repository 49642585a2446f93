"""Values that go: out of their table first, and out of the sums and extents once the new state stands."""

from collections.abc import Sequence

from smilecity.sense.things.actions import aggregating, extents, wire
from smilecity.sense.things.actions.stored import Stored

_DELETE = """
    DELETE FROM things_observation o
    USING unnest(%s::bigint[], %s::timestamptz[], %s::bigint[]) AS old (datastream, started, id)
    WHERE o.datastream_id = old.datastream AND o.phenomenon_start = old.started AND o.id = old.id
        AND o.phenomenon_start BETWEEN {first} AND {last}
"""
_FORGET = "DELETE FROM things_moved WHERE observation = ANY (%s::bigint[])"


def take_out(removed: Sequence[Stored]) -> None:
    """Remove values; their datastreams are locked."""
    if not removed:
        return
    ids = wire.numbers([each.id for each in removed])
    streams = wire.numbers([each.stream for each in removed])
    starts = wire.words([each.start.isoformat() for each in removed])
    delete = wire.within(_DELETE, [each.start for each in removed])
    wire.ask_together((delete, (streams, starts, ids)), (_FORGET, (ids,)))


def put_right(removed: Sequence[Stored]) -> None:
    """Make sums and extents right again after values were removed and others perhaps added."""
    if not removed:
        return
    aggregating.renew([(each.stream, each.start) for each in removed])
    extents.shrink(removed)
