"""Finds stored values by their ids, in the one partition where each lies."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from smilecity.sense.things.actions import wire
from smilecity.sense.things.actions.stored import Stored
from smilecity.sense.things.rules.identifiers import is_possible, months_of_ids
from smilecity.sense.things.rules.values import NewObservation

# Where a value was moved to another month, `things_moved` knows its time; otherwise its id names the month.
_FIND = """
    SELECT o.id, o.datastream_id, o.feature_id, o.phenomenon_start, o.phenomenon_end, o.result_time, o.result_number,
        o.valid_start, o.valid_end, o.quality, o.result_other::text, o.quality_other::text, o.parameters::text
    FROM (
        SELECT id, coalesce(m.phenomenon_start, first) AS first,
            coalesce(m.phenomenon_start + interval '1 microsecond', until) AS until
        FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS named (id, first, until)
        LEFT JOIN things_moved m ON m.observation = named.id
    ) wanted
    CROSS JOIN LATERAL (
        SELECT * FROM things_observation t
        WHERE t.id = wanted.id AND t.phenomenon_start >= wanted.first AND t.phenomenon_start < wanted.until
            AND t.phenomenon_start BETWEEN {first} AND {last} OFFSET 0
    ) o
"""
_MOVED = "SELECT phenomenon_start FROM things_moved WHERE observation = ANY (%s::bigint[])"
_ALWAYS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """A stored value, as it would be sent."""

    stored: Stored
    value: NewObservation
    feature: int


def find(ids: Collection[int]) -> dict[int, Found]:
    """Return stored values by their ids; those that are not there are left out. 2 SQL."""
    possible = sorted({id_ for id_ in ids if is_possible(id_)})
    if not possible:
        return {}
    spans = [months_of_ids(id_) for id_ in possible]
    rows = wire.ask(
        wire.within(_FIND, [*_ends(spans), *_moved(possible)]),
        wire.numbers(possible),
        wire.words([_or(first, "-infinity") for first, _ in spans]),
        wire.words([_or(until, "infinity") for _, until in spans]),
    )
    return {row[0]: _found(*row) for row in rows}


def _ends(spans: Iterable[tuple[datetime | None, datetime | None]]) -> Iterator[datetime]:
    for first, until in spans:
        yield first or _ALWAYS[0]
        yield _ALWAYS[1] if until is None else until - timedelta(microseconds=1)


def _moved(ids: Sequence[int]) -> list[datetime]:
    return [start for (start,) in wire.ask(_MOVED, wire.numbers(ids))]


def _or(moment: datetime | None, instead: str) -> str:
    return instead if moment is None else moment.isoformat()


def _found(
    id_: int,
    stream: int,
    feature: int,
    start: datetime,
    end: datetime | None,
    result_time: datetime | None,
    number: float | None,
    valid_start: datetime | None,
    valid_end: datetime | None,
    quality: int | None,
    *texts: str | None,
) -> Found:
    result, quality_other, parameters = (None if text is None else json.loads(text) for text in texts)
    value = NewObservation(
        stream,
        start,
        result if number is None else _as_sent(number),
        phenomenon_end=end,
        result_time=result_time,
        valid_start=valid_start,
        valid_end=valid_end,
        quality=quality,
        quality_other=quality_other,
        parameters=parameters,
        feature=feature,
    )
    return Found(Stored(id_, stream, start, end or start, result_time), value, feature)


def _as_sent(number: float) -> Any:
    """A whole number is one in JSON, too, whichever way it was written."""
    return int(number) if number.is_integer() else number
