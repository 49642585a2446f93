"""How many took part by way and by day: shown, but no day and no way on which somebody came nearly alone."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.people.register.rules import Way
from smilecity.understand.results import rules
from smilecity.understand.results.rules import Hidden, Participation, Stretch
from smilecity.understand.results.rules.participation import stretches

FIRST = date(2026, 3, 2)
SMALL = range(1, 5)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def course(*counts: int) -> dict[date, int]:
    """Return how many took part on each day from the first."""
    return {day(place): count for place, count in enumerate(counts) if count}


def shown(by_day: dict[date, int], days: int) -> list[tuple[int, int, int]]:
    """Return first and last day of each stretch, counted from the first, and its count."""
    found = stretches(by_day, FIRST, day(days - 1))
    return [
        ((date.fromisoformat(one.first) - FIRST).days, (date.fromisoformat(one.last) - FIRST).days, one.count)
        for one in found
    ]


def test_where_no_day_is_small_every_day_is_shown() -> None:
    assert shown(course(8, 0, 5), 4) == [(0, 0, 8), (1, 1, 0), (2, 2, 5), (3, 3, 0)]


def test_a_day_of_one_to_four_makes_weeks_of_them() -> None:
    assert shown(course(8, 0, 4, 0, 0, 0, 0, 9), 9) == [(0, 6, 12), (7, 8, 9)]


def test_a_small_week_is_put_together_with_the_next_and_the_last_with_the_one_before() -> None:
    weeks = {day(0): 2, day(7): 9, day(14): 6, day(21): 1}
    assert shown(weeks, 28) == [(0, 13, 11), (14, 27, 7)]


def test_a_long_survey_is_told_by_weeks() -> None:
    assert shown({day(0): 70, day(80): 9}, 100)[:2] == [(0, 6, 70), (7, 13, 0)]


def test_of_so_few_that_none_may_be_told_apart_nothing_is_shown() -> None:
    assert shown(course(1, 2, 1), 9) == []
    assert shown({}, 9) == []


@given(
    st.dictionaries(st.integers(0, 150), st.integers(1, 6) | st.integers(1, 300), max_size=40),
    st.integers(1, 151),
)
def test_stretches_follow_each_other_hold_everybody_and_none_is_small(given_days: dict[int, int], days: int) -> None:
    by_day = {day(number): count for number, count in given_days.items() if number < days}
    found = shown(by_day, days)
    assert all(later[0] == earlier[1] + 1 for earlier, later in pairwise(found))
    assert not {count for _first, _last, count in found} & set(SMALL)
    if found:
        assert (found[0][0], found[-1][1]) == (0, days - 1)
        assert sum(count for _first, _last, count in found) == sum(by_day.values())
    else:
        assert sum(by_day.values()) < 5


def every_course(places: int, people: int) -> Iterator[tuple[int, ...]]:
    if places == 1:
        yield (people,)
        return
    for first in range(people + 1):
        yield from ((first, *others) for others in every_course(places - 1, people - first))


@pytest.mark.parametrize("places", [(0, 1), (0, 6, 7), (0, 7, 8), (0, 7, 14), (0, 1, 7, 14)])
@pytest.mark.parametrize("people", [5, 6, 9, 13])
def test_who_knows_the_rule_finds_two_values_for_each_small_day(places: Sequence[int], people: int) -> None:
    """In every course there is, of so many people on these days of a survey."""
    behind = defaultdict(list)
    for counts in every_course(len(places), people):
        by_day = {day(place): count for place, count in zip(places, counts, strict=True) if count}
        behind[tuple(stretches(by_day, FIRST, day(places[-1] + 1)))].append(counts)
    for page, alike in behind.items():
        for at in range(len(places)):
            values = {counts[at] for counts in alike}
            assert len(values) > 1 or values.isdisjoint(SMALL), (page, at)


def of_ways(**counts: int) -> Participation:
    by_way = {Way(way): count for way, count in counts.items() if count}
    return rules.make_participation(by_way, [Way(way) for way in counts], {FIRST: sum(counts.values())}, (FIRST, FIRST))


def test_each_way_that_was_open_is_told_also_if_nobody_took_it() -> None:
    found = of_ways(member=20, guest=30, paper=0)
    assert [(one.way, one.count) for one in found.ways] == [(Way.MEMBER, 20), (Way.GUEST, 30), (Way.PAPER, 0)]
    assert found.hidden is Hidden.NONE


def test_a_way_that_few_took_is_hidden_and_so_is_another_that_would_give_it_away() -> None:
    found = of_ways(member=3, guest=30, code=70)
    assert [one.count for one in found.ways] == [None, None, 70]
    assert found.hidden is Hidden.SOME


@given(st.lists(st.integers(0, 9), min_size=5, max_size=5), st.lists(st.integers(0, 9), min_size=1, max_size=20))
@settings(max_examples=50)
def test_what_was_frozen_comes_back_as_it_was(ways: list[int], days: list[int]) -> None:
    made = rules.make_participation(dict(zip(Way, ways, strict=True)), list(Way), course(*days), (FIRST, day(19)))
    assert rules.participation_from_frozen(json.loads(json.dumps(rules.participation_to_frozen(made)))) == made


def test_one_day_is_one_stretch() -> None:
    made = of_ways(guest=9)
    assert made.stretches == (Stretch("2026-03-02", "2026-03-02", 9),)
    assert made.by_day
