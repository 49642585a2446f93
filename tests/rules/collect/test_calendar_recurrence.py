"""Series follow RFC 5545: every rule we take gives the dates that python-dateutil gives; the others are refused."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # it ships no types
from hypothesis import assume, given
from hypothesis import strategies as st

from smilecity.collect.calendar.rules import recurrence
from smilecity.ground.refusals import Refused

BERLIN = ZoneInfo("Europe/Berlin")
FAR = date(2060, 1, 1)
TUESDAY = datetime(2026, 3, 3, 18)  # noqa: DTZ001 - on the clock of the city
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def dates(rule: str, starts: datetime = TUESDAY, *, until: date = FAR, skip: Sequence[datetime] = ()) -> list[datetime]:
    parsed = recurrence.parse(rule, starts.date())
    return recurrence.expand(starts, parsed, BERLIN, most=200, until=until, skip=skip)


def days(rule: str, starts: datetime = TUESDAY) -> list[str]:
    return [f"{each:%m-%d}" for each in dates(rule, starts)]


# --- examples ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;COUNT=3", ["03-03", "03-04", "03-05"]),
        ("FREQ=DAILY;BYDAY=MO,TU;COUNT=3", ["03-03", "03-09", "03-10"]),
        ("FREQ=WEEKLY;COUNT=3", ["03-03", "03-10", "03-17"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4", ["03-03", "03-05", "03-17", "03-19"]),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=3", ["03-03", "04-07", "05-05"]),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1;COUNT=2", ["03-03", "04-07"]),
        ("FREQ=MONTHLY;BYMONTHDAY=3;COUNT=2", ["03-03", "04-03"]),
        ("FREQ=YEARLY;COUNT=2", ["03-03", "03-03"]),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3;COUNT=2", ["03-03", "03-03"]),
        ("FREQ=WEEKLY;UNTIL=20260317", ["03-03", "03-10", "03-17"]),
        ("FREQ=WEEKLY;UNTIL=20260317T165959Z", ["03-03", "03-10"]),
        ("freq=weekly;count=1", ["03-03"]),
    ],
)
def test_a_rule_gives_these_days(rule: str, expected: list[str]) -> None:
    assert days(rule) == expected


def test_a_month_without_that_day_has_no_date() -> None:
    starts = datetime(2026, 1, 31, 18)  # noqa: DTZ001 - on the clock of the city
    assert days("FREQ=MONTHLY;COUNT=3", starts) == ["01-31", "03-31", "05-31"]


def test_the_last_working_day_of_the_month_is_found_from_its_end() -> None:
    starts = datetime(2026, 1, 30, 18)  # noqa: DTZ001 - on the clock of the city
    assert days("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", starts) == ["01-30", "02-27", "03-31"]


def test_where_weeks_begin_decides_which_second_week_is_meant() -> None:
    # RFC 5545, 3.8.5.3: the two examples that differ by WKST only.
    starts = datetime(1997, 8, 5, 9)  # noqa: DTZ001 - on the clock of the city
    rule = "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST="
    assert days(rule + "MO", starts) == ["08-05", "08-10", "08-19", "08-24"]
    assert days(rule + "SU", starts) == ["08-05", "08-17", "08-19", "08-31"]


def test_an_excluded_date_is_left_out_but_counted() -> None:
    skipped = TUESDAY + timedelta(days=7)
    found = dates("FREQ=WEEKLY;COUNT=3", skip=(skipped,))
    assert found == [TUESDAY, TUESDAY + timedelta(days=14)]


def test_an_hour_the_clock_skips_in_spring_is_no_date_and_not_counted() -> None:
    starts = datetime(2026, 3, 28, 2, 30)  # noqa: DTZ001 - on the clock of the city; on the 29th there is no 2:30
    assert [each.day for each in dates("FREQ=DAILY;COUNT=3", starts)] == [28, 30, 31]


def test_a_series_without_an_end_stops_at_the_day_given() -> None:
    parsed = recurrence.parse("FREQ=WEEKLY", TUESDAY.date())
    assert parsed.is_endless
    assert len(dates("FREQ=WEEKLY", until=date(2026, 3, 17))) == 3


def test_a_rule_that_never_comes_ends() -> None:
    assert days("FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=12;COUNT=5", datetime(2026, 2, 1, 18)) == ["02-01"]  # noqa: DTZ001 - local


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYHOUR=3",
        "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=WEEKLY;BYDAY=1TU",
        "FREQ=WEEKLY;BYSETPOS=1",
        "FREQ=MONTHLY;BYMONTH=4",
        "FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=YEARLY;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=4",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=WEEKLY;X-MINE=1",
    ],
)
def test_what_we_do_not_expand_is_refused_by_name(rule: str) -> None:
    with pytest.raises(Refused) as refused:
        recurrence.parse(rule, TUESDAY.date())
    assert refused.value.sentence == recurrence.NOT_KNOWN
    assert str(refused.value.values["part"]) in rule


@pytest.mark.parametrize(
    "rule",
    [
        "", "weekly", "FREQ=", "COUNT=3", "FREQ=WEEKLY;COUNT=0", "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;INTERVAL=x",
        "FREQ=WEEKLY;COUNT=2;UNTIL=20260401", "FREQ=WEEKLY;UNTIL=20261301", "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYDAY=6MO", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=WEEKLY;WKST=XX",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(Refused) as refused:
        recurrence.parse(rule, TUESDAY.date())
    assert refused.value.sentence == recurrence.NOT_A_RULE


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        rule = recurrence.parse(text, TUESDAY.date())
    except Refused:
        return
    assert len(recurrence.expand(TUESDAY, rule, BERLIN, most=5, until=FAR)) <= 5


# --- as dateutil does ----------------------------------------------------------------------------------------------


@st.composite
def _rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 5))}", f"COUNT={draw(st.integers(1, 30))}"]
    some_days = st.lists(st.sampled_from(_DAYS), min_size=1, max_size=4, unique=True)
    if freq in {"DAILY", "WEEKLY"} and draw(st.booleans()):
        parts.append("BYDAY=" + ",".join(draw(some_days)))
    if freq == "WEEKLY":
        parts.append("WKST=" + draw(st.sampled_from(_DAYS)))
    if freq == "MONTHLY":
        parts += draw(st.sampled_from([_by_weekday, _by_day, _by_position]))(draw)
    return ";".join(parts)


def _by_weekday(draw: st.DrawFn) -> list[str]:
    which = st.sampled_from([-4, -2, -1, 1, 2, 3, 4, 5])
    chosen = draw(st.lists(st.tuples(which, st.sampled_from(_DAYS)), min_size=1, max_size=3, unique=True))
    return ["BYDAY=" + ",".join(f"{number}{day}" for number, day in chosen)]


def _by_day(draw: st.DrawFn) -> list[str]:
    numbers = st.integers(-31, 31).filter(bool)
    return ["BYMONTHDAY=" + ",".join(map(str, draw(st.lists(numbers, min_size=1, max_size=3, unique=True))))]


def _by_position(draw: st.DrawFn) -> list[str]:
    chosen = draw(st.lists(st.sampled_from(_DAYS), min_size=1, max_size=5, unique=True))
    return ["BYDAY=" + ",".join(chosen), f"BYSETPOS={draw(st.sampled_from([-2, -1, 1, 2, 3]))}"]


@given(_rules(), st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 - naive on purpose
def test_the_dates_are_those_of_dateutil(rule: str, moment: datetime) -> None:
    near = moment.replace(hour=18, minute=0, second=0, microsecond=0)
    first = next(iter(rrulestr(rule, dtstart=near)), None)
    assume(first is not None)
    assert first is not None
    # Of a first date that its own rule does not give, the standard says nothing.
    theirs = list(rrulestr(rule, dtstart=first))[:200]
    assume(theirs[-1].year < first.year + 25)
    assert dates(rule, first) == theirs


def test_an_end_in_utc_is_compared_as_an_instant() -> None:
    rule = recurrence.parse("FREQ=DAILY;UNTIL=20260304T170000Z", TUESDAY.date())
    assert rule.until == datetime(2026, 3, 4, 17, tzinfo=UTC)
    assert len(recurrence.expand(TUESDAY, rule, BERLIN, most=9, until=FAR)) == 2
