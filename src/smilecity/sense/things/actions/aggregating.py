"""Sums per hour, day and month: added to as values come, made anew from the values where some were changed or removed.

Only whoever holds the lock on a datastream's extent (`knowing.know`) writes its sums, so nobody else is in between.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings

from smilecity.sense.things.actions import wire
from smilecity.sense.things.actions.rows import Row
from smilecity.sense.things.rules import buckets
from smilecity.sense.things.rules.values.results import is_number
from smilecity.sense.things.rules.words import DOUBTFUL, LARGEST, Step

# In the order of the primary key, so that neighbours are written together.
_STEPS = sorted(Step)
Key = tuple[int, str, int, int]  # datastream, step, component, start
Slot = tuple[int, int, int]  # datastream, component, `buckets.slot_of` a time

_ADD = """
    INSERT INTO things_aggregate AS kept
        (datastream_id, step, component, start, count, total, least, most, doubtful)
    SELECT * FROM unnest(
        %s::bigint[], %s::text[], %s::smallint[], %s::timestamptz[],
        %s::bigint[], %s::float8[], %s::float8[], %s::float8[], %s::bigint[]
    )
    ON CONFLICT (datastream_id, step, component, start) DO UPDATE SET
        count = kept.count + excluded.count, total = kept.total + excluded.total,
        least = least(kept.least, excluded.least), most = greatest(kept.most, excluded.most),
        doubtful = kept.doubtful + excluded.doubtful
"""

_CLEAR = """
    DELETE FROM things_aggregate a USING unnest(%s::bigint[], %s::text[], %s::timestamptz[])
        AS old (stream, step, start)
    WHERE a.datastream_id = old.stream AND a.step = old.step AND a.start = old.start
"""
_PARTS = f"""
    CROSS JOIN LATERAL (
        SELECT 0 AS component, o.result_number AS number WHERE o.result_number IS NOT NULL
        UNION ALL
        SELECT 0, CASE WHEN jsonb_typeof(o.result_other) = 'number' THEN o.result_other::float8 END
        WHERE o.result_number IS NULL AND NOT d.multi
        UNION ALL
        SELECT ordinality - 1, CASE WHEN jsonb_typeof(each) = 'number' THEN each::float8 END
        FROM jsonb_array_elements(CASE WHEN d.multi THEN o.result_other END) WITH ORDINALITY AS part (each)
    ) part
    CROSS JOIN LATERAL (
        SELECT coalesce(o.quality IN ({", ".join(str(int(flag)) for flag in sorted(DOUBTFUL))}), false)
            OR coalesce(abs(number) > {LARGEST}, false) AS doubted
    ) judged
"""  # noqa: S608 -- our own numbers
_SUMS = """
    count(*) FILTER (WHERE NOT doubted) AS count, coalesce(sum(number) FILTER (WHERE NOT doubted), 0) AS total,
    min(number) FILTER (WHERE NOT doubted) AS least, max(number) FILTER (WHERE NOT doubted) AS most,
    count(*) FILTER (WHERE doubted) AS doubtful
"""
# Summed up for each of them apart, so that only their own values are read whatever the planner thinks of the tables.
_FROM_VALUES = f"""
    INSERT INTO things_aggregate (datastream_id, step, component, start, count, total, least, most, doubtful)
    SELECT new.stream, new.step, sums.component, new.start, count, total, least, most, doubtful
    FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[]) AS new (stream, step, start, last)
    JOIN things_datastream d ON d.id = new.stream
    CROSS JOIN LATERAL (
        SELECT component, {_SUMS}
        FROM things_observation o
        {_PARTS}
        WHERE o.datastream_id = new.stream AND o.phenomenon_start BETWEEN new.start AND new.last
            AND o.phenomenon_start BETWEEN {{first}} AND {{last}} AND (doubted OR number IS NOT NULL)
        GROUP BY component
    ) sums
"""  # noqa: S608 -- our own numbers
_CLEAR_ALL = "DELETE FROM things_aggregate WHERE datastream_id = ANY (%s::bigint[])"
_FROM_ALL = f"""
    INSERT INTO things_aggregate (datastream_id, step, component, start, count, total, least, most, doubtful)
    SELECT o.datastream_id, step, component, start, {_SUMS}
    FROM things_observation o
    JOIN things_datastream d ON d.id = o.datastream_id
    {_PARTS}
    CROSS JOIN LATERAL (
        SELECT 'hour' AS step, date_trunc('hour', o.phenomenon_start, 'UTC') AS start
        UNION ALL SELECT each, date_trunc(each, o.phenomenon_start, %s) FROM unnest(ARRAY['day', 'month']) AS each
    ) times
    WHERE o.datastream_id = ANY (%s::bigint[]) AND (doubted OR number IS NOT NULL)
    GROUP BY 1, 2, 3, 4
"""  # noqa: S608 -- our own words
_FROM_DAYS = """
    INSERT INTO things_aggregate (datastream_id, step, component, start, count, total, least, most, doubtful)
    SELECT new.stream, new.step, sums.* FROM
    unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[]) AS new (stream, step, start, last)
    CROSS JOIN LATERAL (
        SELECT component, new.start, sum(count), sum(total), min(least), max(most), sum(doubtful)
        FROM things_aggregate a
        WHERE a.datastream_id = new.stream AND a.step = 'day' AND a.start BETWEEN new.start AND new.last
        GROUP BY component
    ) sums
"""


@dataclass(slots=True)
class Sum:
    """What is added to an aggregate."""

    count: int = 0
    total: float = 0.0
    least: float | None = None
    most: float | None = None
    doubtful: int = 0

    def join(self, other: "Sum") -> None:
        """Add another sum."""
        self.count += other.count
        self.total += other.total
        self.doubtful += other.doubtful
        if other.least is not None and other.most is not None:
            self.least = other.least if self.least is None else min(self.least, other.least)
            self.most = other.most if self.most is None else max(self.most, other.most)


def adding(rows: Iterable[Row]) -> wire.Statement:
    """Return the statement that adds new values to their sums."""
    sums = sorted(_by_step(_by_slot(rows)).items())
    return _ADD, (
        wire.numbers([key[0] for key, _ in sums]),
        wire.words([key[1] for key, _ in sums]),
        wire.numbers([key[2] for key, _ in sums]),
        wire.words([time_text(key[3]) for key, _ in sums]),
        wire.numbers([each.count for _, each in sums]),
        wire.numbers([each.total for _, each in sums]),
        wire.numbers([each.least for _, each in sums]),
        wire.numbers([each.most for _, each in sums]),
        wire.numbers([each.doubtful for _, each in sums]),
    )


@lru_cache(maxsize=20_000)
def time_text(count: int) -> str:
    """Write a time that `buckets` counted."""
    return buckets.moment(count).isoformat()


def _by_slot(rows: Iterable[Row]) -> dict[Slot, Sum]:
    """Sum up by the shortest time; the numbers of each are gathered first and summed up at once."""
    numbers: dict[Slot, list[float]] = {}
    doubtful: Counter[Slot] = Counter()
    for row in rows:
        number, slot = row.number, buckets.slot_of(row.count)
        if number is None or row.value.quality in DOUBTFUL or not -LARGEST <= number <= LARGEST:
            _take_apart(row, slot, numbers, doubtful)
            continue
        key = (row.stream.id, 0, slot)
        found = numbers.get(key)
        if found is None:
            numbers[key] = [number]
        else:
            found.append(number)
    return {key: _sum(numbers.get(key, []), doubtful[key]) for key in numbers.keys() | doubtful.keys()}


def _take_apart(row: Row, slot: int, numbers: dict[Slot, list[float]], doubtful: Counter[Slot]) -> None:
    """A value of several components, in doubt, or no number."""
    is_doubted = row.value.quality in DOUBTFUL
    for component, part in enumerate(row.value.result if row.stream.shape.multi else [row.value.result]):
        number = float(part) if is_number(part) else None
        if is_doubted or (number is not None and not -LARGEST <= number <= LARGEST):
            doubtful[row.stream.id, component, slot] += 1
        elif number is not None:
            numbers.setdefault((row.stream.id, component, slot), []).append(number)


def _sum(numbers: list[float], doubtful: int) -> Sum:
    return Sum(len(numbers), sum(numbers), min(numbers, default=None), max(numbers, default=None), doubtful)


def _by_step(slots: dict[Slot, Sum]) -> dict[Key, Sum]:
    calendar = buckets.calendar(settings.TIME_ZONE)
    sums: dict[Key, Sum] = {}
    for (stream, component, slot), each in slots.items():
        steps = calendar.steps(slot)
        for step, start in ((Step.DAY, steps.day), (Step.HOUR, steps.hour), (Step.MONTH, steps.month)):
            key = (stream, step.value, component, start)
            found = sums.get(key)
            if found is None:
                found = sums[key] = Sum()
            found.join(each)
    return sums


def renew(touched: Iterable[tuple[int, datetime]]) -> None:
    """Make the sums anew in which values of these datastreams and times lie; those of months from those of days."""
    calendar = buckets.calendar(settings.TIME_ZONE)
    keys: set[tuple[int, Step, int]] = set()
    for stream, start in touched:
        steps = calendar.steps(buckets.slot_of(buckets.microseconds(start)))
        keys |= {(stream, step, steps.of(step)) for step in Step}
    ordered = sorted(keys)
    months = [key for key in ordered if key[1] is Step.MONTH]
    others = [key for key in ordered if key[1] is not Step.MONTH]
    wire.ask_together(
        (_CLEAR, _keys(ordered)),
        (wire.within(_FROM_VALUES, _around(others)), (*_keys(others), _lasts(others))),
        (_FROM_DAYS, (*_keys(months), _lasts(months))),
    )


def _around(keys: Sequence[tuple[int, Step, int]]) -> list[datetime]:
    calendar = buckets.calendar(settings.TIME_ZONE)
    return [buckets.moment(each) for _, step, start in keys for each in (start, calendar.last(step, start))]


def _keys(keys: Sequence[tuple[int, Step, int]]) -> tuple[str, str, str]:
    return (
        wire.numbers([stream for stream, _, _ in keys]),
        wire.words([step.value for _, step, _ in keys]),
        wire.words([time_text(start) for _, _, start in keys]),
    )


def _lasts(keys: Sequence[tuple[int, Step, int]]) -> str:
    calendar = buckets.calendar(settings.TIME_ZONE)
    return wire.words([time_text(calendar.last(step, start)) for _, step, start in keys])


def rebuild(datastreams: Collection[int]) -> None:
    """Make all sums of datastreams anew; reads all their values."""
    streams = wire.numbers(sorted(datastreams))
    wire.ask_together((_CLEAR_ALL, (streams,)), (_FROM_ALL, (settings.TIME_ZONE, streams)))
