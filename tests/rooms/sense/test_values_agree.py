"""After any sequence of acts on values, sums, extents and counts are what the values themselves say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.people.keys.rules import CITY
from smilecity.sense.things.actions import changing, record
from smilecity.sense.things.models import Datastream, Observation
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.values import NewObservation
from smilecity.sense.things.rules.words import SecondValue
from tests.factories import AT
from tests.factories_values import make_series
from tests.support.sums import assert_all_agree

# Around the end of a month, of summer time and of a year: where hours, days and months begin.
MOMENTS = [
    datetime(2026, 3, 28, 22, 30, tzinfo=UTC),
    datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 3, 31, 21, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 31, 22, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(1850, 1, 1, 0, 10, tzinfo=UTC),
    datetime(2150, 6, 1, tzinfo=UTC),
    datetime(2, 1, 1, tzinfo=UTC),
    datetime(9998, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
]
moments = st.sampled_from(MOMENTS)
numbers = st.one_of(
    st.floats(-1000, 1000), st.sampled_from([0, -7, 2**53, 2**53 + 1, 1e99, 1e101, -1e300, 10**200]), st.integers(-9, 9)
)
qualities = st.sampled_from([None, 0, 1, 3, 4, 9])


@st.composite
def values(draw: st.DrawFn) -> dict[str, Any]:
    """A value for one of the three datastreams of `_world`."""
    start = draw(moments)
    end = draw(st.sampled_from([None, None, start, MOMENTS[-1]]))
    return {
        "stream": draw(st.integers(0, 3)),
        "start": start,
        "end": end,
        "number": draw(st.one_of(numbers, st.sampled_from(["wet", None, True]))),
        "result_time": draw(st.one_of(st.none(), moments)),
        "quality": draw(qualities),
    }


batches = st.lists(values(), min_size=1, max_size=6)
acts = st.lists(
    st.one_of(
        st.tuples(st.just("record"), batches),
        st.tuples(st.just("change"), values()),
        st.tuples(st.just("quality"), qualities),
        st.tuples(st.just("delete"), st.integers(1, 4)),
        st.tuples(st.just("rebuild"), st.none()),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.django_db
@settings(max_examples=40)
@given(acts=acts, seed=st.randoms(use_true_random=False))
def test_whatever_is_done_to_values_their_sums_and_extents_agree(acts: list[Any], seed: Any) -> None:
    with transaction.atomic():
        streams = [
            make_series(second_value=SecondValue.KEEP, observation_type="OM_Observation"),
            make_series(second_value=SecondValue.REPLACE, observation_type="OM_Observation"),
            make_series(second_value=SecondValue.REFUSE, observation_type="OM_Observation"),
            make_series(second_value=SecondValue.REPLACE, parts=2),
        ]
        for what, given_ in acts:
            _do(what, given_, streams, seed)
            assert_all_agree()
        transaction.set_rollback(True)


def _do(what: str, given_: Any, streams: list[Datastream], seed: Any) -> None:
    if what == "record":
        record([_new(each, streams[each["stream"]]) for each in given_], caller=CITY, at=AT)
        return
    ids = sorted(Observation.objects.values_list("pk", flat=True))
    if what == "rebuild":
        with transaction.atomic():
            changing.delete_of_features([0], datastreams=[stream.pk for stream in streams])
    elif ids and what == "delete":
        changing.delete(seed.sample(ids, min(given_, len(ids))), caller=CITY, at=AT)
    elif ids:
        _change(seed.choice(ids), what, given_)


def _change(id_: int, what: str, given_: Any) -> None:
    body: dict[str, Any] = {"resultQuality": given_}
    if what == "change":
        times = [given_["start"].isoformat()] + ([given_["end"].isoformat()] if given_["end"] else [])
        body = {"phenomenonTime": "/".join(times), "resultQuality": given_["quality"]}
    try:
        with transaction.atomic():
            changing.update(id_, body, way=Way.MERGE, caller=CITY, at=AT + timedelta(days=1))
    except Problem as problem:
        if problem.status not in {400, 409}:
            raise


def _new(each: dict[str, Any], stream: Datastream) -> NewObservation:
    result = [each["number"], 1.5] if stream.multi else each["number"]
    if stream.multi and not isinstance(result[0], int | float):
        result[0] = None
    return NewObservation(
        stream.pk,
        each["start"],
        result,
        phenomenon_end=each["end"],
        result_time=each["result_time"],
        quality=each["quality"],
    )
