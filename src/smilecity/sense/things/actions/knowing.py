"""What has to be known of datastreams before values are added to them: read in one go, after their extents are locked.

Whoever adds, changes or removes values of a datastream holds the lock on its extent; all take these locks in the order
of ids, so they wait for each other and never in a circle.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from smilecity.sense.things.actions import wire
from smilecity.sense.things.rules.entities.places import GEOJSON
from smilecity.sense.things.rules.values import Shape, shape_of

Pair = tuple[int, int]  # feature, datastream
Span = tuple[datetime, datetime]

_LOCK = (
    "SELECT datastream_id FROM things_extent WHERE datastream_id = ANY (%s::bigint[]) "
    "ORDER BY datastream_id FOR NO KEY UPDATE"
)
# With the feature of the place where the thing is now (`placing.features_for` chooses the same), and its extent.
_STREAMS = """
    SELECT d.id, d.multi, d.observation_type, d.types::text, d.access, d.second_value, d.owner_id, d.thing_id,
        now.feature_id, e.first, e.last
    FROM things_datastream d
    LEFT JOIN LATERAL (
        SELECT l.feature_id FROM things_thingplace p JOIN things_location l ON l.id = p.location_id
        WHERE p.thing_id = d.thing_id ORDER BY l.encoding_type = ANY (%s::text[]) DESC, l.id LIMIT 1
    ) now ON true
    LEFT JOIN things_featureextent e ON e.feature_id = now.feature_id AND e.datastream_id = d.id
    WHERE d.id = ANY (%s::bigint[])
"""
_PAIRS = """
    SELECT e.feature_id, e.datastream_id, e.first, e.last
    FROM unnest(%s::bigint[], %s::bigint[]) AS wanted (feature, datastream)
    JOIN things_featureextent e ON e.feature_id = wanted.feature AND e.datastream_id = wanted.datastream
"""
_NEW_EXTENTS = """
    INSERT INTO things_extent (datastream_id, observations)
    SELECT id, 0 FROM things_datastream WHERE id = ANY (%s::bigint[]) ORDER BY id ON CONFLICT DO NOTHING
"""
_GEOJSON = wire.words(sorted(GEOJSON))


@dataclass(slots=True)
class Known:
    """A datastream as its values need it. `feature`: that of the place where its thing is, if one is made already."""

    id: int
    shape: Shape
    takes_floats: bool
    access: str
    second_value: str
    owner: int | None
    thing: int
    feature: int | None


def know(datastreams: Collection[int], pairs: Collection[Pair] = ()) -> tuple[dict[int, Known], dict[Pair, Span]]:
    """Lock the extents of datastreams; return what is known of them, and from when to when they have which features.

    Datastreams that are not there are left out. One round trip. Holds the locks until the transaction ends.
    """
    ids = wire.numbers(sorted(datastreams))
    streams = (_STREAMS, (_GEOJSON, ids))
    spans = (_PAIRS, (wire.numbers(feature for feature, _ in pairs), wire.numbers(stream for _, stream in pairs)))
    locked, rows, *rest = wire.ask_together((_LOCK, (ids,)), streams, *([spans] if pairs else []))
    if len(locked) < len(rows):
        wire.ask(_NEW_EXTENTS, ids)
        return know(datastreams, pairs)
    known = {row[0]: _known(row) for row in rows}
    seen = {(row[8], row[0]): (row[9], row[10]) for row in rows if row[9] is not None}
    return known, seen | {(feature, stream): (first, last) for feature, stream, first, last in _flat(rest)}


def _known(row: tuple[Any, ...]) -> Known:
    shape = _shape(row[2], row[3], row[1])
    return Known(row[0], shape, shape.takes_floats, *row[4:9])


def _flat(answers: Iterable[wire.Rows]) -> wire.Rows:
    return [row for rows in answers for row in rows]


@lru_cache(maxsize=1000)
def _shape(observation_type: str, types: str | None, multi: bool) -> Shape:
    return shape_of(observation_type, json.loads(types) if types else None, multi=multi)
