"""What is known of a datastream without reading its values: how many, from when to when, where."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from smilecity.sense.things.actions import wire
from smilecity.sense.things.actions.knowing import Pair, Span
from smilecity.sense.things.actions.rows import Row
from smilecity.sense.things.actions.stored import Stored
from smilecity.sense.things.rules.buckets import first_of_month, last_of_month, moment

Box = tuple[float | None, float | None, float | None, float | None]  # west, south, east, north
_NOWHERE: Box = (None, None, None, None)

_WIDEN = """
    UPDATE things_extent e SET
        observations = e.observations + new.count,
        phenomenon_start = least(e.phenomenon_start, new.first), latest_start = greatest(e.latest_start, new.latest),
        phenomenon_end = greatest(e.phenomenon_end, new.last),
        result_start = least(e.result_start, new.result_first), result_end = greatest(e.result_end, new.result_last),
        west = least(e.west, new.west), south = least(e.south, new.south),
        east = greatest(e.east, new.east), north = greatest(e.north, new.north)
    FROM unnest(
        %s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
        %s::timestamptz[], %s::float8[], %s::float8[], %s::float8[], %s::float8[]
    ) AS new (datastream, count, first, latest, last, result_first, result_last, west, south, east, north)
    WHERE e.datastream_id = new.datastream
"""
_WIDEN_FEATURES = """
    INSERT INTO things_featureextent AS kept (feature_id, datastream_id, first, last)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])
    ON CONFLICT (feature_id, datastream_id) DO UPDATE SET
        first = least(kept.first, excluded.first), last = greatest(kept.last, excluded.last)
"""


@dataclass(slots=True)
class Reach:
    """From when to when values of one datastream about one feature go."""

    count: int
    first: datetime
    latest: datetime
    last: datetime
    result_first: datetime | None = None
    result_last: datetime | None = None


def reaches(rows: Iterable[Row]) -> dict[Pair, Reach]:
    """Return how far new values reach, by feature and datastream."""
    groups: dict[Pair, list[Row]] = {}
    for row in rows:
        pair = (row.feature, row.stream.id)
        group = groups.get(pair)
        if group is None:
            groups[pair] = [row]
        else:
            group.append(row)
    return {pair: _reach(group) for pair, group in groups.items()}


def _reach(rows: Sequence[Row]) -> Reach:
    counts = [row.count for row in rows]
    first, latest = moment(min(counts)), moment(max(counts))
    ends = [row.value.phenomenon_end for row in rows if row.value.phenomenon_end is not None]
    results = [row.value.result_time for row in rows if row.value.result_time is not None]
    last = max(latest, *ends) if ends else latest
    return Reach(len(rows), first, latest, last, min(results, default=None), max(results, default=None))


def widening(found: dict[Pair, Reach], boxes: dict[int, Box]) -> wire.Statement:
    """Return the statement that widens the extents of datastreams. `boxes`: of features that may be new to them."""
    streams = sorted(_by_stream(found).items())
    places = _places(found, boxes)
    return _WIDEN, (
        wire.numbers([stream for stream, _ in streams]),
        wire.numbers([reach.count for _, reach in streams]),
        *(_texts(moments) for moments in zip(*(_times(reach) for _, reach in streams), strict=True)),
        *(wire.numbers(side) for side in zip(*(places.get(stream, _NOWHERE) for stream, _ in streams), strict=True)),
    )


def _texts(moments: Iterable[datetime | None]) -> str:
    return wire.words([None if moment is None else moment.isoformat() for moment in moments])


def _times(reach: Reach) -> tuple[datetime | None, ...]:
    return reach.first, reach.latest, reach.last, reach.result_first, reach.result_last


def _by_stream(found: dict[Pair, Reach]) -> dict[int, Reach]:
    streams: dict[int, Reach] = {}
    for (_, stream), reach in found.items():
        known = streams.get(stream)
        streams[stream] = reach if known is None else _both(known, reach)
    return streams


def _both(one: Reach, other: Reach) -> Reach:
    return Reach(
        one.count + other.count,
        min(one.first, other.first),
        max(one.latest, other.latest),
        max(one.last, other.last),
        min(_given(one.result_first, other.result_first), default=None),
        max(_given(one.result_last, other.result_last), default=None),
    )


def _given(*moments: datetime | None) -> list[datetime]:
    return [moment for moment in moments if moment is not None]


def _places(found: Iterable[Pair], boxes: dict[int, Box]) -> dict[int, Box]:
    """Return the box around the features that are new to each datastream."""
    new: dict[int, list[Box]] = {}
    for feature, stream in found:
        if feature in boxes:
            new.setdefault(stream, []).append(boxes[feature])
    return {stream: _around(around) for stream, around in new.items()}


def _around(boxes: Sequence[Box]) -> Box:
    west, south, east, north = ([side for side in sides if side is not None] for sides in zip(*boxes, strict=True))
    return min(west, default=None), min(south, default=None), max(east, default=None), max(north, default=None)


def widening_features(found: dict[Pair, Reach], seen: dict[Pair, Span]) -> wire.Statement | None:
    """Return the statement that notes values of a feature where none were known; None: they all were.

    Whole months are noted, so that live values do not change a row each time.
    """
    missing = sorted(pair for pair, reach in found.items() if not _is_within(reach, seen.get(pair)))
    if not missing:
        return None
    return _WIDEN_FEATURES, (
        wire.numbers([feature for feature, _ in missing]),
        wire.numbers([stream for _, stream in missing]),
        wire.words([first_of_month(found[pair].first).isoformat() for pair in missing]),
        wire.words([last_of_month(found[pair].latest).isoformat() for pair in missing]),
    )


def _is_within(reach: Reach, span: Span | None) -> bool:
    return span is not None and span[0] <= reach.first and reach.latest <= span[1]


_COUNT_DOWN = """
    UPDATE things_extent e SET observations = e.observations - old.count
    FROM (SELECT datastream, count(*) FROM unnest(%s::bigint[]) AS gone (datastream) GROUP BY 1) old
    WHERE e.datastream_id = old.datastream
"""
# Those whose first or last values are among what went. What lay in between changes nothing.
_TOUCHED = """
    SELECT DISTINCT e.datastream_id, e.phenomenon_start, e.latest_start FROM things_extent e
    JOIN unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
        AS old (datastream, started, last, resulted) ON e.datastream_id = old.datastream
    WHERE old.started <= e.phenomenon_start OR old.started >= e.latest_start OR old.last >= e.phenomenon_end
        OR old.resulted <= e.result_start OR old.resulted >= e.result_end
"""
_RENEW = """
    UPDATE things_extent e SET
        phenomenon_start = now.first, latest_start = now.latest, phenomenon_end = now.last,
        result_start = now.result_first, result_end = now.result_last,
        west = CASE WHEN now.first IS NOT NULL THEN e.west END,
        south = CASE WHEN now.first IS NOT NULL THEN e.south END,
        east = CASE WHEN now.first IS NOT NULL THEN e.east END,
        north = CASE WHEN now.first IS NOT NULL THEN e.north END
    FROM unnest(%s::bigint[]) AS stale (datastream)
    CROSS JOIN LATERAL (
        SELECT min(phenomenon_start) AS first, max(phenomenon_start) AS latest,
            max(coalesce(phenomenon_end, phenomenon_start)) AS last,
            min(result_time) AS result_first, max(result_time) AS result_last
        FROM things_observation o
        WHERE o.datastream_id = stale.datastream AND o.phenomenon_start BETWEEN {first} AND {last}
    ) now
    WHERE e.datastream_id = stale.datastream
"""
_RECOUNT = """
    UPDATE things_extent e SET observations = (
        SELECT count(*) FROM things_observation o WHERE o.datastream_id = e.datastream_id
    )
    WHERE e.datastream_id = ANY (%s::bigint[])
"""


def shrink(removed: Sequence[Stored]) -> None:
    """Make extents right again after values were removed; reads a datastream's values only where its ends went.

    Where they lie stays as wide as it was, until no value is left.
    """
    streams = wire.numbers([each.stream for each in removed])
    wire.ask(_COUNT_DOWN, streams)
    touched = wire.ask(
        _TOUCHED,
        streams,
        wire.words([each.start.isoformat() for each in removed]),
        wire.words([each.last.isoformat() for each in removed]),
        _texts(each.result_time for each in removed),
    )
    if touched:
        # What was known reaches at least as far as what is left.
        reach = [moment for row in touched for moment in row[1:]]
        wire.ask(wire.within(_RENEW, reach), wire.numbers(sorted(row[0] for row in touched)))


def rebuild(datastreams: Collection[int]) -> None:
    """Make extents anew; reads all values of these datastreams."""
    streams = wire.numbers(sorted(datastreams))
    always = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    wire.ask_together((_RECOUNT, (streams,)), (wire.within(_RENEW, always), (streams,)))
