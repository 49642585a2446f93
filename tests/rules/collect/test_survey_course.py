"""How participation went: no day is missing, nobody is lost, long times are told in weeks."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.collect.surveys.rules.course import Span, course

DAY = date(2026, 3, 2)


def test_a_day_without_anybody_is_told() -> None:
    by_day = {DAY: 3, DAY + timedelta(days=2): 1}
    assert course(by_day, DAY, DAY + timedelta(days=2)) == [
        Span(DAY, DAY, 3),
        Span(DAY + timedelta(days=1), DAY + timedelta(days=1), 0),
        Span(DAY + timedelta(days=2), DAY + timedelta(days=2), 1),
    ]


def test_a_long_time_is_told_in_weeks_and_the_last_may_be_shorter() -> None:
    spans = course({DAY + timedelta(days=7): 5}, DAY, DAY + timedelta(days=65))
    assert spans[1] == Span(DAY + timedelta(days=7), DAY + timedelta(days=13), 5)
    assert spans[-1] == Span(DAY + timedelta(days=63), DAY + timedelta(days=65), 0)


def test_the_last_day_before_the_first_is_the_first() -> None:
    assert course({}, DAY, DAY - timedelta(days=1)) == [Span(DAY, DAY, 0)]


@settings(max_examples=60)
@given(
    by_day=st.dictionaries(st.dates(DAY, DAY + timedelta(days=400)), st.integers(0, 9), max_size=20),
    length=st.integers(0, 400),
    most=st.integers(1, 90),
)
def test_nobody_is_lost_and_no_day_is_told_twice(by_day: dict[date, int], length: int, most: int) -> None:
    last = DAY + timedelta(days=length)
    spans = course(by_day, DAY, last, most=most)
    assert sum(span.number for span in spans) == sum(by_day.values())
    told = [span.first + timedelta(days=n) for span in spans for n in range((span.last - span.first).days + 1)]
    assert told == [DAY + timedelta(days=n) for n in range(length + 1)]
    assert len(spans) <= max(most, length // 7 + 1)
