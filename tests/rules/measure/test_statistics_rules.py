"""How a year is counted: each contribution once, in one state, and days that are said only where there are enough."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.contributions.rules import Channel, Status
from smilecity.measure.statistics import rules
from smilecity.measure.statistics.rules import LEAST, Figures, Known, State

TODAY = date(2026, 3, 2)
BERLIN = ZoneInfo("Europe/Berlin")
days = st.dates(date(2024, 1, 1), date(2024, 12, 31))
later = st.none() | st.dates(date(2024, 1, 1), date(2026, 12, 31))
cases = st.builds(
    Known,
    submitted_on=days,
    status=st.sampled_from(Status),
    channel=st.sampled_from(Channel),
    group=st.sampled_from(["", "strasse", "licht"]),
    office=st.none() | st.integers(1, 3),
    district=st.sampled_from(["", "mitte", "nord"]),
    merged=st.booleans(),
    delegated=st.booleans(),
    answered_on=later,
    done_on=later,
    due_on=later,
    promised_on=later,
    kept_on=later,
)
years = st.lists(cases, max_size=40)
A_CASE = Known(date(2026, 1, 5), Status.RECEIVED)


@given(years)
def test_each_contribution_is_counted_once_in_each_breakdown(known: list[Known]) -> None:
    figures = rules.count(known, TODAY)
    assert figures.total.number == len(known)
    for part in (figures.months, figures.groups, figures.offices, figures.districts):
        for name in ("number", "timed", "promised", "kept"):
            assert sum(getattr(line, name) for line in part.values()) == getattr(figures.total, name)
        assert sum(line.first.base for line in part.values()) == figures.total.first.base
        assert sum(line.done.base for line in part.values()) == figures.total.done.base
    for line in _lines(figures):
        assert sum(line.states.values()) == line.number
        assert line.kept <= line.promised <= line.number
        assert line.done.base <= line.timed
        assert line.first.base <= line.timed <= line.number - line.stands(State.MERGED)


def _lines(figures: Figures) -> list[rules.Line]:
    parts = (figures.months, figures.groups, figures.offices, figures.districts)
    return [figures.total, *chain.from_iterable(part.values() for part in parts)]


@given(years, st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_counted_does_not_matter(known: list[Known], dice: object) -> None:
    mixed = sorted(known, key=lambda _one: dice.random())  # type: ignore[attr-defined] # hypothesis names no type
    assert rules.count(mixed, TODAY) == rules.count(known, TODAY)


@given(years)
def test_what_is_kept_is_what_was_counted(known: list[Known]) -> None:
    figures = replace(rules.count(known, TODAY), inhabitants={"mitte": 12}, inhabitants_year=2025)
    assert rules.from_frozen(rules.to_frozen(figures)) == figures


@given(st.lists(st.integers(0, 900), min_size=LEAST, max_size=60))
def test_half_and_nine_out_of_ten_are_true_sentences_about_the_days_that_were_seen(found: list[int]) -> None:
    spread = rules.spread(found)
    for most, share in ((spread.half, 0.5), (spread.most, 0.9)):
        assert most in found
        assert most is not None
        assert sum(one <= most for one in found) >= share * len(found)
        assert sum(one < most for one in found) < share * len(found)
    assert spread.half is not None
    assert spread.most is not None
    assert spread.half <= spread.most


@given(st.lists(st.integers(0, 900), max_size=LEAST - 1))
def test_of_fewer_than_five_only_their_number_is_said(found: list[int]) -> None:
    assert rules.spread(found) == rules.Spread(len(found), None, None)


def test_one_case_of_three_years_does_not_hide_a_hundred_of_three_days() -> None:
    spread = rules.spread([3] * 100 + [1000])
    assert (spread.half, spread.most) == (3, 3)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"status": Status.RECEIVED}, State.OPEN),
        ({"status": Status.IN_REVIEW}, State.OPEN),
        ({"status": Status.ACCEPTED}, State.ACCEPTED),
        ({"status": Status.DONE}, State.DONE),
        ({"status": Status.DECLINED}, State.DECLINED),
        ({"status": Status.RECEIVED, "delegated": True}, State.DELEGATED),
        ({"status": Status.ACCEPTED, "delegated": True}, State.DELEGATED),
        # A third party may have done it, but it is done.
        ({"status": Status.DONE, "delegated": True}, State.DONE),
        ({"status": Status.DECLINED, "delegated": True}, State.DECLINED),
        ({"status": Status.DONE, "merged": True}, State.MERGED),
        ({"status": Status.RECEIVED, "merged": True, "delegated": True}, State.MERGED),
    ],
)
def test_everything_stands_in_one_place(changes: dict[str, object], state: State) -> None:
    assert rules.state_of(replace(A_CASE, **changes)) is state  # type: ignore[arg-type] # checked by what it tests


@pytest.mark.parametrize(
    ("changes", "answer", "done"),
    [
        ({"answered_on": date(2026, 1, 5)}, 0, None),
        ({"answered_on": date(2026, 1, 8), "status": Status.DONE, "done_on": date(2026, 1, 20)}, 3, 15),
        # Opened again: it has its first answer, but it is not done.
        ({"answered_on": date(2026, 1, 8), "status": Status.IN_REVIEW, "done_on": date(2026, 1, 20)}, 3, None),
        ({"answered_on": date(2026, 1, 8), "merged": True}, None, None),
        ({"answered_on": date(2026, 1, 8), "channel": Channel.IMPORT}, None, None),
        ({"answered_on": date(2026, 1, 4)}, 0, None),
        ({}, None, None),
    ],
)
def test_days_are_counted_of_what_was_answered_here(
    changes: dict[str, object], answer: int | None, done: int | None
) -> None:
    known = replace(A_CASE, **changes)  # type: ignore[arg-type] # checked by what it tests
    assert (rules.days_to_answer(known), rules.days_to_done(known)) == (answer, done)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"due_on": TODAY}, None),
        ({"due_on": TODAY - timedelta(days=1)}, False),
        ({"status": Status.DONE, "promised_on": TODAY, "kept_on": TODAY}, True),
        ({"status": Status.DONE, "promised_on": TODAY, "kept_on": TODAY + timedelta(days=1)}, False),
        ({"status": Status.DONE}, None),
        ({"merged": True, "due_on": TODAY - timedelta(days=9)}, None),
        ({"merged": True, "promised_on": TODAY, "kept_on": TODAY}, None),
        ({"merged": True, "promised_on": TODAY, "kept_on": TODAY + timedelta(days=1)}, False),
    ],
)
def test_a_promise_is_kept_broken_or_not_due_yet(changes: dict[str, object], kept: bool | None) -> None:
    assert rules.kept(replace(A_CASE, **changes), TODAY) is kept  # type: ignore[arg-type] # checked by what it tests


@pytest.mark.parametrize(("year", "hours"), [(2024, 8784), (2025, 8760), (2000, 8784), (2100, 8760)])
def test_a_year_begins_and_ends_at_midnight_in_the_city(year: int, hours: int) -> None:
    begins, ends = rules.year_span(year, BERLIN)
    assert begins == datetime(year, 1, 1, tzinfo=BERLIN)
    assert ends - begins == timedelta(hours=hours)
    assert ends == rules.year_span(year + 1, BERLIN)[0]
    assert begins.utcoffset() == timedelta(hours=1)


@given(st.lists(days, min_size=1, max_size=20))
def test_a_day_of_a_leap_year_has_its_month(found: Sequence[date]) -> None:
    figures = rules.count((Known(day, Status.RECEIVED) for day in [*found, date(2024, 2, 29)]), TODAY)
    assert figures.months["2"].number == 1 + sum(day.month == 2 for day in found)
