"""Many values at once go in by a copy, which keeps whatever each of them has and has not."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from smilecity.people.keys.rules import CITY
from smilecity.sense.things.actions import record
from smilecity.sense.things.models import Observation
from tests.factories_values import AT, make_series, value_of
from tests.support.sums import assert_all_agree

pytestmark = pytest.mark.django_db


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
