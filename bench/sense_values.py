"""How fast values are recorded below the doors: batches as committers send them, beside a bare COPY of the same rows.

In: datastreams that lie somewhere. Out: figures; who calls prints them. Values stay where they were recorded.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import quantiles

from django.db import connection

from smilecity.people.keys.rules import CITY
from smilecity.sense.things.actions import record
from smilecity.sense.things.rules.values import NewObservation

SIZES = (1, 16, 64, 1_000)
_START = datetime(2027, 1, 1, tzinfo=UTC)
_COPY = "COPY bench_values (id, datastream_id, feature_id, phenomenon_start, result_number) FROM STDIN"


@dataclass(frozen=True)
class Rate:
    """Batches of one size: values a second, and what one batch takes in milliseconds (median, 99 %)."""

    size: int
    rate: float
    median: float
    p99: float


def rates(streams: Sequence[int], *, sizes: Sequence[int] = SIZES, seconds: float = 2) -> list[Rate]:
    """Record batch after batch of each size for so long, their values spread over the datastreams."""
    values = _values(streams)
    record([next(values) for _ in range(len(streams))], caller=CITY, at=_START)
    return [_rate(values, size, seconds) for size in sizes]


def _values(streams: Sequence[int]) -> Iterator[NewObservation]:
    for number in count():
        yield NewObservation(streams[number % len(streams)], _START + timedelta(seconds=number), number / 10)


def _rate(values: Iterator[NewObservation], size: int, seconds: float) -> Rate:
    took: list[float] = []
    while sum(took) < seconds or len(took) < 5:
        batch = [next(values) for _ in range(size)]
        began = time.perf_counter()
        record(batch, caller=CITY, at=_START)
        took.append(time.perf_counter() - began)
    marks = quantiles(took, n=100)
    return Rate(size, size * len(took) / sum(took), marks[49] * 1000, marks[98] * 1000)


def share_of_copy(stream: int, *, rows: int = 100_000, size: int = 1_000) -> tuple[float, float]:
    """Return values a second: recorded in batches of `size`, and by one bare COPY into a table just like theirs."""
    started = _START + timedelta(days=400)
    batches = [
        [NewObservation(stream, started + timedelta(seconds=first + each), each / 10) for each in range(size)]
        for first in range(0, rows, size)
    ]
    record(batches[0][:1], caller=CITY, at=_START)
    began = time.perf_counter()
    for batch in batches:
        record(batch, caller=CITY, at=_START)
    return rows / (time.perf_counter() - began), _bare(stream, started, rows)


def _bare(stream: int, started: datetime, rows: int) -> float:
    lines = (f"{each}\t{stream}\t1\t{started + timedelta(seconds=each)}\t{each / 10}\n" for each in range(rows))
    ready = "".join(lines).encode()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_values (LIKE things_observation INCLUDING ALL) PARTITION BY RANGE (phenomenon_start)"
        )
        cursor.execute("CREATE TABLE bench_values_all PARTITION OF bench_values DEFAULT")
        began = time.perf_counter()
        with cursor.copy(_COPY) as copy:
            copy.write(ready)
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_values")
    return rows / took
