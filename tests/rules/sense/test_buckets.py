"""Hours are those of UTC, days and months those of the city's clock; each time lies in exactly one of each."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.sense.things.rules.buckets import (
    FIRST_YEAR,
    LAST_YEAR,
    calendar,
    microseconds,
    moment,
    slot_of,
)
from smilecity.sense.things.rules.words import Step

ZONES = ["Europe/Berlin", "UTC", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana"]


def between(first: int, last: int) -> st.SearchStrategy[datetime]:
    begin, end = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (first, last))
    return st.datetimes(begin, end, timezones=st.just(UTC))


moments = between(FIRST_YEAR, LAST_YEAR)
recent = between(1973, 2100)
zones = st.sampled_from(ZONES)


def start(zone: str, step: Step, at: datetime) -> int:
    return calendar(zone).steps(slot_of(microseconds(at))).of(step)


@given(at=moments)
def test_a_time_is_counted_exactly(at: datetime) -> None:
    assert moment(microseconds(at)) == at


@given(at=st.one_of(moments, recent), zone=zones, step=st.sampled_from(Step))
def test_a_time_lies_between_the_beginning_and_the_end_of_its_hour_day_and_month(
    at: datetime, zone: str, step: Step
) -> None:
    begin = start(zone, step, at)
    end = calendar(zone).last(step, begin)
    assert begin <= microseconds(at) <= end
    assert start(zone, step, moment(begin)) == begin == start(zone, step, moment(end))
    assert start(zone, step, moment(end + 1)) == end + 1


@given(at=recent, zone=zones)
def test_what_lies_in_a_quarter_of_an_hour_shares_hour_day_and_month(at: datetime, zone: str) -> None:
    local = at.astimezone(ZoneInfo(zone))
    day = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    assert moment(start(zone, Step.DAY, at)) == day.astimezone(UTC)
    assert moment(start(zone, Step.MONTH, at)) == day.replace(day=1).astimezone(UTC)
    assert moment(start(zone, Step.HOUR, at)) == at.replace(minute=0, second=0, microsecond=0)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_has_as_many_hours_as_the_clock_in_town(day: str, hours: int) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    begin = start("Europe/Berlin", Step.DAY, noon)
    assert calendar("Europe/Berlin").last(Step.DAY, begin) + 1 - begin == timedelta(hours=hours) / timedelta(
        microseconds=1
    )


def test_a_month_begins_at_midnight_in_town() -> None:
    at = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert moment(start("Europe/Berlin", Step.MONTH, at)) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert moment(start("UTC", Step.MONTH, at)) == datetime(2026, 6, 1, tzinfo=UTC)
