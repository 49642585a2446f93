"""Imports: part by part, each committed with its sums; a bad value is named and spoils no other."""

import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from smilecity.people.keys.rules import CITY
from smilecity.sense.things.actions import record
from smilecity.sense.things.actions.bulk import load
from smilecity.sense.things.models import Aggregate, Datastream, Extent, Observation
from smilecity.sense.things.rules.values import NewObservation
from tests.factories_values import AT, make_series, value_of
from tests.support.sums import assert_all_agree

pytestmark = pytest.mark.django_db


def test_parts_are_told_one_after_the_other_with_the_places_of_what_is_wrong() -> None:
    stream = make_series()
    values = [value_of(stream, minutes, "no" if minutes in {3, 14} else 1.0) for minutes in range(25)]
    parts = list(load(values, caller=CITY, at=AT, part=10))
    assert [(part.read, part.stored, sorted(part.problems)) for part in parts] == [
        (10, 9, [3]),
        (20, 9, [14]),
        (25, 5, []),
    ]
    assert Observation.objects.count() == 23
    assert_all_agree()


def test_who_stops_in_between_keeps_what_was_told() -> None:
    stream = make_series()
    parts = load((value_of(stream, minutes) for minutes in range(25)), caller=CITY, at=AT, part=10)
    assert next(parts).read == 10
    parts.close()
    assert Observation.objects.count() == 10
    assert_all_agree()


def test_memory_stays_flat_and_sums_are_there() -> None:
    stream = make_series()

    def values(stream: Datastream) -> Iterator[NewObservation]:
        return (value_of(stream, minutes, float(minutes)) for minutes in range(40_000))

    peaks = []
    tracemalloc.start()
    for _ in load(values(stream), caller=CITY, at=AT, part=5_000):
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.reset_peak()
    tracemalloc.stop()
    assert max(peaks[1:]) < 2 * peaks[0]
    assert Extent.objects.get(pk=stream.pk).observations == 40_000
    assert sum(Aggregate.objects.filter(step="hour").values_list("count", flat=True)) == 40_000


def test_a_copy_keeps_whatever_a_value_has_and_has_not() -> None:
    stream = make_series(observation_type="OM_Observation")
    hour = timedelta(hours=1)
    parts: list[dict[str, Any]] = [
        {"phenomenon_end": AT + hour * 9},
        {"result_time": AT - hour},
        {"valid_start": AT, "valid_end": AT + hour},
        {"quality": 4},
        {"quality_other": "odd"},
        {"parameters": {"a": [1]}},
    ]
    more = [
        {name: given for part, is_there in zip(parts, there, strict=True) if is_there for name, given in part.items()}
        for there in product([False, True], repeat=len(parts))
    ]
    results = [1.5, 2**53 + 1, "wet"]
    values = [value_of(stream, place, results[place % 3], **given) for place, given in enumerate(more * 3)]
    record(values, caller=CITY, at=AT)
    names = ("phenomenon_end", "result_time", "valid_start", "valid_end", "quality", "quality_other", "parameters")
    for row, given in zip(Observation.objects.order_by("phenomenon_start"), values, strict=True):
        assert [getattr(row, name) for name in names] == [getattr(given, name) for name in names]
        assert (row.result_other if row.result_number is None else row.result_number) == given.result
    assert_all_agree()
