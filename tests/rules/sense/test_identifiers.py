"""Ids of observations hold the month, never come twice, and are exact in every JSON reader."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.sense.things.rules.identifiers import (
    LARGEST_ID,
    NUMBER_BITS,
    is_possible,
    make_id,
    months_of_ids,
)

moments = st.datetimes(timezones=st.just(UTC))
numbers = st.integers(1, 2**NUMBER_BITS - 1)


@given(moment=moments, number=numbers)
def test_an_id_says_in_which_month_to_look(moment: datetime, number: int) -> None:
    first, until = months_of_ids(make_id(moment, number))
    assert first is None or first <= moment
    assert until is None or moment < until


@given(moment=moments, number=numbers)
def test_an_id_is_exact_as_a_float(moment: datetime, number: int) -> None:
    id_ = make_id(moment, number)
    assert is_possible(id_)
    assert int(float(id_)) == id_ <= LARGEST_ID


@given(one=moments, other=moments, numbers=st.lists(numbers, min_size=2, max_size=2, unique=True))
def test_two_numbers_make_two_ids_whatever_the_month(one: datetime, other: datetime, numbers: list[int]) -> None:
    assert make_id(one, numbers[0]) != make_id(other, numbers[1])


@given(id_=st.integers(-(2**80), 2**80))
def test_any_number_at_all_can_be_asked_for(id_: int) -> None:
    months_of_ids(id_)
    assert is_possible(id_) == (1 <= id_ < 2**53)


@pytest.mark.parametrize(
    ("year", "month", "span"),
    [
        (2026, 12, ("2026-12-01", "2027-01-01")),
        (1900, 1, (None, "1900-02-01")),
        (1850, 6, (None, "1900-02-01")),
        (2241, 4, ("2241-04-01", None)),
        (9000, 1, ("2241-04-01", None)),
    ],
)
def test_months_beyond_what_can_be_counted_lie_at_the_ends(
    year: int, month: int, span: tuple[str | None, str | None]
) -> None:
    found = months_of_ids(make_id(datetime(year, month, 15, tzinfo=UTC), 1))
    assert tuple(each and f"{each:%Y-%m-%d}" for each in found) == span
