"""What the page of a datastream tells one by one: values with their quality, newest first where they are too many."""

import json
from collections.abc import Sequence
from datetime import datetime

from smilecity.people.keys.rules import PUBLIC, Caller
from smilecity.sense.things.queries.rows import Reading
from smilecity.sense.things.queries.sql import fill, rows, value
from smilecity.sense.things.queries.visibility import visible
from smilecity.sense.things.rules.schema import Kind


def readings(
    datastream: int, *, start: datetime, end: datetime, most: int, caller: Caller = PUBLIC
) -> Sequence[Reading]:
    """Return the newest `most` values from `start` to `end`, both included, oldest first. 1 SQL."""
    found = rows(
        fill(
            _READINGS,
            value(datastream),
            value(start),
            value(end),
            value(datastream),
            visible(Kind.DATASTREAMS, "d", caller),
            value(most),
        )
    )
    return [
        Reading(at, until, json.loads(other) if number is None else number, flag)
        for at, until, number, other, flag in reversed(found)
    ]


_READINGS = """
SELECT o.phenomenon_start, o.phenomenon_end, o.result_number, o.result_other, o.quality
FROM things_observation o
WHERE o.datastream_id = {} AND o.phenomenon_start >= {} AND o.phenomenon_start <= {}
    AND EXISTS (SELECT FROM things_datastream d WHERE d.id = {} AND {})
ORDER BY o.phenomenon_start DESC, o.id DESC LIMIT {}
"""
