"""What sums, extents and counts of values have to be, computed anew from the values themselves in plain Python."""

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from smilecity.sense.things.models import Aggregate, Datastream, Extent, FeatureExtent, Observation
from smilecity.sense.things.rules.words import DOUBTFUL, LARGEST

Summed = dict[tuple[str, int, datetime], tuple[int, float, float | None, float | None, int]]


def assert_all_agree() -> None:
    """Compare everything that is kept beside values with the values."""
    for stream in Datastream.objects.order_by("pk"):
        values = list(Observation.objects.filter(datastream=stream))
        assert_same_sums(kept_sums(stream.pk), sums_of(values, multi=stream.multi))
        assert kept_extent(stream.pk) == extent_of(values)
        reaches = {reach.feature_id: reach for reach in FeatureExtent.objects.filter(datastream=stream)}
        for value in values:
            reach = reaches[value.feature_id]
            assert reach.first <= value.phenomenon_start <= reach.last


def kept_sums(stream: int) -> Summed:
    """Return the aggregates of a datastream."""
    rows = Aggregate.objects.filter(datastream=stream)
    return {(a.step, a.component, a.start): (a.count, a.total, a.least, a.most, a.doubtful) for a in rows}


def sums_of(values: Iterable[Observation], *, multi: bool) -> Summed:
    """Return the aggregates that these values should have."""
    numbers: dict[tuple[str, int, datetime], list[float]] = {}
    doubtful: dict[tuple[str, int, datetime], int] = {}
    for value in values:
        for component, part in enumerate(_parts(value, multi)):
            is_number = isinstance(part, int | float) and not isinstance(part, bool)
            doubted = value.quality in DOUBTFUL or (is_number and abs(part) > LARGEST)
            for step, start in _starts(value.phenomenon_start):
                if doubted:
                    doubtful[step, component, start] = doubtful.get((step, component, start), 0) + 1
                elif is_number:
                    numbers.setdefault((step, component, start), []).append(float(part))
    return {key: (*_sum(numbers.get(key, [])), doubtful.get(key, 0)) for key in numbers.keys() | doubtful.keys()}


def _parts(value: Observation, multi: bool) -> list[Any]:
    if multi:
        return [*(value.result_other or [])]
    return [value.result_other if value.result_number is None else value.result_number]


def _sum(numbers: list[float]) -> tuple[int, float, float | None, float | None]:
    return len(numbers), math.fsum(numbers), min(numbers, default=None), max(numbers, default=None)


def _starts(moment: datetime) -> list[tuple[str, datetime]]:
    hour = moment.replace(minute=0, second=0, microsecond=0)
    day = moment.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return [("hour", hour), ("day", day.astimezone(UTC)), ("month", day.replace(day=1).astimezone(UTC))]


def assert_same_sums(kept: Summed, wanted: Summed) -> None:
    """Compare sums; totals as far as floats are the same in any order."""
    assert kept.keys() == wanted.keys()
    for key, (count, total, least, most, doubtful) in wanted.items():
        found = kept[key]
        assert (found[0], found[2], found[3], found[4]) == (count, least, most, doubtful), key
        assert math.isclose(found[1], total, rel_tol=1e-9, abs_tol=1e-9 * max(abs(least or 0), abs(most or 0), 1)), key


def kept_extent(stream: int) -> dict[str, Any]:
    """Return what is kept of a datastream."""
    names = ("observations", "phenomenon_start", "phenomenon_end", "latest_start", "result_start", "result_end")
    return dict(zip(names, Extent.objects.filter(pk=stream).values_list(*names).get(), strict=True))


def extent_of(values: list[Observation]) -> dict[str, Any]:
    """Return what should be kept of these values."""
    starts = [value.phenomenon_start for value in values]
    results = [value.result_time for value in values if value.result_time is not None]
    return {
        "observations": len(values),
        "phenomenon_start": min(starts, default=None),
        "phenomenon_end": max((value.phenomenon_end or value.phenomenon_start for value in values), default=None),
        "latest_start": max(starts, default=None),
        "result_start": min(results, default=None),
        "result_end": max(results, default=None),
    }
