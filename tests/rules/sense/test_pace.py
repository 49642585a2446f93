"""When a series still speaks: how old its latest value may be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.sense.things.rules.pace import AHEAD, MAX_SILENCE, MIN_SILENCE, Pace, pace, silence, usual_gap

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
GAPS = st.timedeltas(timedelta(0), timedelta(days=10_000))


@pytest.mark.parametrize(
    ("age", "gap", "state"),
    [
        (timedelta(minutes=29), timedelta(minutes=1), Pace.FRESH),
        (timedelta(minutes=31), timedelta(minutes=1), Pace.STALE),
        (timedelta(hours=3), timedelta(hours=1), Pace.FRESH),
        (timedelta(hours=3, seconds=1), timedelta(hours=1), Pace.STALE),
        (timedelta(hours=23), None, Pace.FRESH),
        (timedelta(hours=25), None, Pace.STALE),
        (timedelta(days=101), timedelta(days=365), Pace.STALE),
        (-AHEAD, timedelta(hours=1), Pace.FRESH),
        (-AHEAD - timedelta(seconds=1), timedelta(hours=1), Pace.FUTURE),
    ],
)
def test_a_value_is_old_after_three_usual_gaps(age: timedelta, gap: timedelta | None, state: Pace) -> None:
    assert pace(AT - age, gap, AT) is state


def test_without_a_value_there_is_nothing_to_be_old() -> None:
    assert pace(None, None, AT) is Pace.MISSING


def test_one_value_says_nothing_of_the_next() -> None:
    assert usual_gap(AT, AT, 1) is None
    assert usual_gap(AT, AT + timedelta(hours=10), 11) == timedelta(hours=1)


@given(GAPS)
def test_nobody_is_silent_within_half_an_hour_and_everybody_after_a_hundred_days(gap: timedelta) -> None:
    assert MIN_SILENCE <= silence(gap) <= MAX_SILENCE


@given(GAPS, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_what_was_old_does_not_become_fresh_by_waiting(gap: timedelta, age: timedelta) -> None:
    if pace(AT - age, gap, AT) is Pace.STALE:
        assert pace(AT - age, gap, AT + timedelta(days=1)) is Pace.STALE
