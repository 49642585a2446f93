"""Sums over hours, days and months, and series for charts. Nobody has to read the values themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from smilecity.people.keys.rules import PUBLIC, Caller
from smilecity.sense.things.queries.pages import LATEST, reading
from smilecity.sense.things.queries.rows import Point, Reading, Series
from smilecity.sense.things.queries.sql import Sql, every, fill, named_rows, rows, value
from smilecity.sense.things.queries.visibility import visible
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import DOUBTFUL, Step

# More points than this no chart shows; fewer values than this it draws one by one.
POINTS_MOST = 2000
AGGREGATES_MOST = 10_000


@dataclass(frozen=True)
class Summed:
    """The sums of one hour, day or month. `mean` and the rest are None where all its values are doubtful."""

    start: datetime
    component: int
    count: int
    mean: float | None
    least: float | None
    most: float | None
    total: float
    doubtful: int


def aggregates(
    datastream: int,
    step: Step,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    component: int | None = None,
    after: tuple[datetime, int] | None = None,
    top: int = AGGREGATES_MOST,
    caller: Caller = PUBLIC,
) -> Sequence[Summed]:
    """Return sums that begin at or after `start` and before `end`, oldest first. 1 SQL.

    `after`: the start and component of the last one already known. Empty where the caller may not see the datastream.
    """
    found = rows(_statement(datastream, step, _times(start, end, component, after), top, caller))
    return [Summed(*row) for row in found]


def _statement(datastream: int, step: Step, where: Sql, top: int, caller: Caller) -> Sql:
    return fill(
        "SELECT a.start, a.component, a.count, CASE WHEN a.count > 0 THEN a.total / a.count END, a.least, a.most, "
        "a.total, a.doubtful FROM things_aggregate a WHERE a.datastream_id = {} AND a.step = {} AND {} "
        "AND EXISTS (SELECT FROM things_datastream d WHERE d.id = {} AND {}) ORDER BY a.start, a.component LIMIT {}",
        value(datastream),
        value(step.value),
        where,
        value(datastream),
        visible(Kind.DATASTREAMS, "d", caller),
        value(top),
    )


def _times(
    start: datetime | None, end: datetime | None, component: int | None, after: tuple[datetime, int] | None
) -> Sql:
    parts = []
    if start is not None:
        parts.append(fill("a.start >= {}", value(start)))
    if end is not None:
        parts.append(fill("a.start < {}", value(end)))
    if component is not None:
        parts.append(fill("a.component = {}", value(component)))
    if after is not None:
        # The first half alone finds the place in the index.
        parts.append(
            fill(
                "a.start >= {at} AND (a.start > {at} OR a.component > {last})", at=value(after[0]), last=value(after[1])
            )
        )
    return every(parts)


def latest(datastreams: Sequence[int], *, caller: Caller = PUBLIC) -> dict[int, Reading]:
    """Return the latest values of those of these datastreams that have any and may be seen. 1 SQL."""
    found = named_rows(
        fill(
            f"SELECT d.id, {LATEST} AS latest FROM things_datastream d JOIN things_extent e ON e.datastream_id = d.id "  # noqa: S608 - our own words
            "WHERE d.id = ANY({}) AND {}",
            value(list(datastreams)),
            visible(Kind.DATASTREAMS, "d", caller),
        )
    )
    read = {row["id"]: reading(row["latest"]) for row in found}
    return {stream: found for stream, found in read.items() if found is not None}


def series(
    datastream: int,
    *,
    start: datetime,
    end: datetime,
    component: int = 0,
    most: int = POINTS_MOST,
    caller: Caller = PUBLIC,
) -> Series:
    """Return what a chart draws from `start` to before `end`: the values, or where they are too many, means.

    The finest step that stays below `most` points. Doubtful values are left out. 2 SQL at most.
    """
    values = _values(datastream, start, end, component, most + 1, caller)
    if len(values) <= most:
        return Series(None, component, values)
    step = _step(end - start, most)
    summed = aggregates(datastream, step, start=start, end=end, component=component, top=most + 1, caller=caller)
    points = [Point(each.start, each.mean, each.least, each.most, each.count) for each in summed]
    return Series(step, component, points)


def _step(span: timedelta, most: int) -> Step:
    """Return the finest step of which no more than `most` fit into a span."""
    if span <= most * timedelta(hours=1):
        return Step.HOUR
    return Step.DAY if span <= most * timedelta(days=1) else Step.MONTH


def _values(
    datastream: int, start: datetime, end: datetime, component: int, most: int, caller: Caller
) -> Sequence[Point]:
    found = rows(
        fill(
            _NUMBERS,
            stream=value(datastream),
            start=value(start),
            end=value(end),
            component=value(component),
            doubtful=value(sorted(DOUBTFUL)),
            most=value(most),
            visible=visible(Kind.DATASTREAMS, "d", caller),
        )
    )
    return [Point(at, number, number, number, 1) for at, number in found]


# Numbers alone can be drawn: of a single datastream the result, of a multi one its component.
_NUMBERS = """
SELECT o.phenomenon_start, o.number FROM (
    SELECT o.phenomenon_start, o.id, CASE
        WHEN o.result_number IS NOT NULL AND {component} = 0 THEN o.result_number
        WHEN jsonb_typeof(o.result_other) = 'array' AND jsonb_typeof(o.result_other -> {component}) = 'number'
            AND abs((o.result_other ->> {component})::numeric) < 1e100 THEN (o.result_other ->> {component})::float8
        WHEN jsonb_typeof(o.result_other) = 'number' AND {component} = 0
            AND abs((o.result_other #>> ARRAY[]::text[])::numeric) < 1e100
            THEN (o.result_other #>> ARRAY[]::text[])::float8
        END AS number
    FROM things_observation o
    WHERE o.datastream_id = {stream} AND o.phenomenon_start >= {start} AND o.phenomenon_start < {end}
        AND (o.quality IS NULL OR o.quality <> ALL({doubtful}))
        AND EXISTS (SELECT FROM things_datastream d WHERE d.id = {stream} AND {visible})
) o WHERE o.number IS NOT NULL ORDER BY o.phenomenon_start, o.id LIMIT {most}
"""
