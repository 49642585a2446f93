"""Working days: known days of the Länder, and what must hold for any day."""

import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.city.rules import LAND_BY_KEY
from smilecity.ground.workdays import add_workdays, is_workday, workdays_between

LANDS = st.sampled_from(["", *LAND_BY_KEY.values()])
DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))
COUNTS = st.integers(1, 400)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "land", "is_free"),
    [
        (date(2026, 1, 1), "MV", True),
        (date(2026, 1, 6), "MV", False),  # Heilige Drei Könige: in the south and in Sachsen-Anhalt
        (date(2026, 1, 6), "BY", True),
        (date(2026, 1, 6), "ST", True),
        (date(2022, 3, 8), "MV", False),  # Internationaler Frauentag: in Mecklenburg-Vorpommern since 2023
        (date(2023, 3, 8), "MV", True),
        (date(2023, 3, 8), "BE", True),
        (date(2023, 3, 8), "BB", False),
        (date(2026, 4, 3), "MV", True),  # Karfreitag
        (date(2026, 4, 6), "MV", True),  # Ostermontag
        (date(2026, 5, 1), "MV", True),
        (date(2026, 5, 14), "MV", True),  # Christi Himmelfahrt
        (date(2026, 5, 25), "MV", True),  # Pfingstmontag
        (date(2026, 6, 4), "MV", False),  # Fronleichnam
        (date(2026, 6, 4), "NW", True),
        (date(2025, 10, 3), "MV", True),
        (date(2025, 10, 31), "MV", True),  # Reformationstag
        (date(2025, 10, 31), "NW", False),
        (date(2023, 11, 1), "MV", False),  # Allerheiligen
        (date(2023, 11, 1), "NW", True),
        (date(2026, 11, 18), "MV", False),  # Buß- und Bettag: in Sachsen only
        (date(2026, 11, 18), "SN", True),
        (date(2025, 12, 24), "MV", False),
        (date(2025, 12, 25), "MV", True),
        (date(2025, 12, 26), "MV", True),
        (date(2025, 12, 31), "MV", False),
        (date(2026, 10, 31), "MV", True),  # a Saturday, whatever else it is
    ],
)
def test_known_days_of_the_laender(day: date, land: str, is_free: bool) -> None:
    assert is_workday(day, land) is not is_free


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Easter
        (date(2026, 4, 2), 20, date(2026, 5, 5)),  # and over the first of May
        (date(2026, 4, 4), 1, date(2026, 4, 7)),  # from a Saturday on
        (date(2026, 4, 4), 0, date(2026, 4, 7)),
        (date(2026, 4, 2), 0, date(2026, 4, 2)),
        (date(2025, 12, 23), 3, date(2025, 12, 30)),  # 24, 29, 30
        (date(2025, 12, 30), 2, date(2026, 1, 2)),  # over the year's end
        (date(2026, 4, 7), -1, date(2026, 4, 2)),
        (date(2026, 1, 2), -2, date(2025, 12, 30)),
    ],
)
def test_known_terms_in_mecklenburg_vorpommern(start: date, days: int, end: date) -> None:
    assert add_workdays(start, days, "MV") == end


def test_without_a_land_the_holidays_of_the_whole_country_count() -> None:
    assert not is_workday(date(2025, 10, 3), "")
    assert is_workday(date(2025, 10, 31), "")


@given(DAYS, st.integers(-400, 400), LANDS)
def test_a_term_ends_on_a_day_on_which_people_work(start: date, days: int, land: str) -> None:
    assert is_workday(add_workdays(start, days, land), land)


@given(DAYS, COUNTS, LANDS)
def test_counting_the_days_of_a_term_gives_the_term(start: date, days: int, land: str) -> None:
    assert workdays_between(start, add_workdays(start, days, land), land) == days


@given(DAYS, COUNTS, COUNTS, LANDS)
def test_two_terms_one_after_the_other_are_their_sum(start: date, one: int, other: int, land: str) -> None:
    assert add_workdays(add_workdays(start, one, land), other, land) == add_workdays(start, one + other, land)


@given(DAYS, COUNTS, LANDS)
def test_going_back_leads_to_where_one_came_from(start: date, days: int, land: str) -> None:
    begun = add_workdays(start, 0, land)
    assert add_workdays(add_workdays(begun, days, land), -days, land) == begun


@given(DAYS, DAYS, st.integers(-400, 400), LANDS)
def test_who_begins_later_ends_no_earlier(one: date, other: date, days: int, land: str) -> None:
    first, second = sorted((one, other))
    assert add_workdays(first, days, land) <= add_workdays(second, days, land)


@given(DAYS, DAYS, LANDS)
def test_the_count_is_what_counting_each_day_gives(one: date, other: date, land: str) -> None:
    start, end = min(one, other), min(max(one, other), min(one, other) + 900 * DAY)
    days = [start + n * DAY for n in range(1, (end - start).days + 1)]
    assert workdays_between(start, end, land) == sum(is_workday(day, land) for day in days)
    assert workdays_between(end, start, land) == -workdays_between(start, end, land)


def test_terms_for_a_page_of_thousands_take_no_time() -> None:
    add_workdays(date(2026, 1, 5), 300, "MV")
    began = time.process_time()
    for number in range(10_000):
        add_workdays(date(2026, 1, 5) + (number % 300) * DAY, 20, "MV")
    assert time.process_time() - began < 0.5


def test_who_counts_no_days_does_not_load_the_calendar() -> None:
    asked = "import sys; import smilecity.ground.workdays; print('holidays' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
