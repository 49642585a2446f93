"""The law of answers: no end without words, no day that is moved in silence, and nobody acts for another office."""

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.contributions.rules import OPEN, Channel, Kind, Status, is_late
from smilecity.deliver.answers import rules
from smilecity.deliver.answers.rules import Act, Away, Duty, Late, Outcome, Standing
from smilecity.deliver.answers.rules.dates import NEEDS_REASON, NOT_LATER, ONCE_ONLY, TOO_FAR
from smilecity.ground.workdays import add_workdays, is_workday
from smilecity.people.rules import Role

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
LANDS = st.sampled_from(["MV", "BY", "BE", ""])
STATUSES = st.sampled_from(Status)
TODAY = date(2026, 3, 2)

# --- which status may follow which --------------------------------------------------------------------------------

R, I, A, D, N = Status.RECEIVED, Status.IN_REVIEW, Status.ACCEPTED, Status.DONE, Status.DECLINED  # noqa: E741 - a table
# old, new: "free" needs no words, "words" needs a public reply, "no" cannot be
TABLE = {
    R: {I: "free", A: "words", D: "words", N: "words"},
    I: {R: "no", A: "words", D: "words", N: "words"},
    A: {R: "no", I: "words", D: "words", N: "words"},
    D: {R: "no", I: "words", A: "words", N: "no"},
    N: {R: "no", I: "words", A: "words", D: "no"},
}


@pytest.mark.parametrize("old", Status)
@pytest.mark.parametrize("new", Status)
def test_each_change_is_free_needs_words_or_cannot_be(old: Status, new: Status) -> None:
    silent, said = (rules.why_not(old, new, has_words=words) for words in (False, True))
    if old is new:
        assert (silent, said) == (rules.statuses.NOTHING_SAID, None)
        return
    told = {"free": (True, True), "words": (False, True), "no": (False, False)}[TABLE[old][new]]
    assert (silent is None, said is None) == told


@given(st.lists(STATUSES, min_size=2, max_size=12))
def test_nothing_is_ever_closed_in_silence(way: list[Status]) -> None:
    for old, new in pairwise(way):
        if old is not new and new not in OPEN:
            assert rules.why_not(old, new, has_words=False) is not None


@pytest.mark.parametrize("old", Status)
def test_from_everywhere_one_gets_everywhere_but_back_to_the_beginning(old: Status) -> None:
    reached, fresh = {old}, {old}
    while fresh:
        fresh = {new for one in fresh for new in rules.NEXT[one]} - reached
        reached |= fresh
    assert reached | {Status.RECEIVED} == set(Status)


def test_a_refusal_asks_for_the_words_that_are_missing() -> None:
    assert rules.why_not(R, N, has_words=False) == rules.statuses.NEEDS_REASON
    assert rules.why_not(R, A, has_words=False) == rules.statuses.NEEDS_REPLY
    assert rules.why_not(D, I, has_words=False) == rules.statuses.NEEDS_WHY_AGAIN


# --- the clock -------------------------------------------------------------------------------------------------------


@given(DAYS, st.integers(1, 120), LANDS)
def test_the_promised_day_is_a_working_day_after_so_many_others(start: date, days: int, land: str) -> None:
    due_on = rules.promised_on(start, days, land)
    between = (start + timedelta(days=n) for n in range(1, (due_on - start).days + 1))
    assert is_workday(due_on, land)
    assert sum(is_workday(day, land) for day in between) == days


@given(DAYS, DAYS, LANDS)
def test_the_day_of_the_reminder_is_the_day_from_which_it_is_due_soon(due: date, today: date, land: str) -> None:
    due_on = add_workdays(due, 0, land)
    soon = due_on <= add_workdays(today, rules.REMIND_BEFORE, land)
    assert (rules.reminds_on(due_on, land) <= today) == soon


@given(STATUSES, st.none() | DAYS, DAYS, LANDS)
def test_overdue_means_the_same_everywhere(status: Status, due_on: date | None, today: date, land: str) -> None:
    late = rules.lateness(status, due_on, today, land) is Late.OVERDUE
    assert late == is_late(status, due_on, today)
    assert late == (rules.outcome(status, due_on, None, None, today) is Outcome.OVERDUE)


def test_the_clock_of_an_import_starts_when_it_reaches_this_town_hall() -> None:
    came = date(2016, 2, 1)
    assert {channel: rules.starts_on(channel, came, TODAY) for channel in Channel} == {
        channel: TODAY if channel is Channel.IMPORT else came for channel in Channel
    }


DUE = date(2026, 3, 30)


@pytest.mark.parametrize(
    ("new", "words", "extended", "leads", "reason"),
    [
        (date(2026, 4, 10), True, 0, False, None),
        (date(2026, 4, 10), False, 0, False, NEEDS_REASON),
        (date(2026, 4, 10), True, 1, False, ONCE_ONLY),
        (date(2026, 4, 10), True, 1, True, None),
        (DUE, True, 0, True, NOT_LATER),
        (date(2026, 3, 20), True, 0, True, NOT_LATER),
        (date(2027, 3, 1), True, 0, True, TOO_FAR),
    ],
)
def test_the_day_moves_once_forward_with_words_and_not_for_ever(
    new: date, words: bool, extended: int, leads: bool, reason: str | None
) -> None:
    assert rules.why_not_extend(DUE, new, TODAY, "MV", has_words=words, extended=extended, leads=leads) == reason


def test_a_day_that_has_passed_moves_beyond_today_only() -> None:
    late = TODAY - timedelta(days=30)
    asked = {
        day: rules.why_not_extend(late, day, TODAY, "MV", has_words=True, extended=0, leads=False) for day in _near()
    }
    assert asked == {day: None if day > TODAY else NOT_LATER for day in _near()}


def _near() -> list[date]:
    return [TODAY + timedelta(days=n) for n in (-1, 0, 1)]


@given(STATUSES, st.none() | DAYS, st.none() | DAYS, st.none() | DAYS, DAYS)
def test_every_promise_has_exactly_one_outcome_and_waiting_ones_are_never_called_answered(
    status: Status, due_on: date | None, promised: date | None, answered: date | None, today: date
) -> None:
    found = rules.outcome(status, due_on, promised, answered, today)
    assert (found in {Outcome.OPEN, Outcome.OVERDUE}) == (status in OPEN)
    if found is Outcome.ON_TIME:
        assert promised
        assert answered
        assert answered <= promised


# --- who is responsible ----------------------------------------------------------------------------------------------

TREES, ROADS, HARBOUR, REST = 1, 2, 3, 9


@pytest.mark.parametrize(
    ("kind", "category", "themes", "district", "office"),
    [
        (Kind.IDEA, "", (7,), None, TREES),
        (Kind.IDEA, "", (7,), 4, HARBOUR),
        (Kind.PLACE, "better", (8,), None, ROADS),
        (Kind.PLACE, "happy", (8,), None, REST),
        (Kind.IDEA, "", (), None, REST),
    ],
)
def test_the_most_exact_rule_wins(
    kind: Kind, category: str, themes: tuple[int, ...], district: int | None, office: int
) -> None:
    duties = [
        Duty(TREES, theme=7),
        Duty(ROADS, kind=Kind.PLACE, category="better"),
        Duty(HARBOUR, theme=7, district=4),
    ]
    assert rules.responsible(duties, kind, category, themes, district, fallback=REST) == office


_DUTIES = st.lists(
    st.builds(
        Duty,
        office=st.integers(1, 5),
        kind=st.none() | st.sampled_from(Kind),
        category=st.sampled_from(["", "happy"]),
        theme=st.none() | st.integers(1, 4),
        district=st.none() | st.integers(1, 3),
    ),
    max_size=8,
)


@given(_DUTIES, st.sampled_from(Kind), st.lists(st.integers(1, 4)), st.none() | st.integers(1, 3))
def test_the_order_of_the_rules_does_not_matter(
    duties: list[Duty], kind: Kind, themes: list[int], district: int | None
) -> None:
    shuffled = sorted(duties, key=lambda duty: (duty.office, str(duty)), reverse=True)
    found = [rules.responsible(some, kind, "", themes, district, fallback=None) for some in (duties, shuffled)]
    assert found[0] == found[1]


def test_keywords_suggest_and_never_decide() -> None:
    words = {TREES: ["Baum", "Park"], ROADS: ["Gehweg"], HARBOUR: ["Kai"]}
    assert rules.suggested(words, "Ein Baum im PARK am Gehweg") == [TREES, ROADS]
    assert rules.suggested(words, "Nichts davon") == []


# --- who may act -----------------------------------------------------------------------------------------------------

HERE, THERE = 1, 2
WHO = {
    "clerk": Standing(frozenset({Role.CLERK}), frozenset({HERE})),
    "head": Standing(frozenset({Role.CLERK}), frozenset(), frozenset({HERE})),
    "clerk elsewhere": Standing(frozenset({Role.CLERK}), frozenset({THERE})),
    "clerk of nothing": Standing(frozenset({Role.CLERK})),
    "administrator": Standing(frozenset({Role.ADMINISTRATOR})),
    "editor": Standing(frozenset({Role.EDITOR})),
    "moderator": Standing(frozenset({Role.MODERATOR})),
    "analyst": Standing(frozenset({Role.ANALYST})),
    "resident": Standing(frozenset()),
    "clerk whose role was taken": Standing(frozenset(), frozenset({HERE})),
    "head whose role was taken": Standing(frozenset(), frozenset(), frozenset({HERE})),
    "editor who was a clerk and the head": Standing(frozenset({Role.EDITOR}), frozenset({HERE}), frozenset({HERE})),
}
_AT_WORK = {"clerk", "head", "administrator"}
_CLERKS = _AT_WORK | {"clerk elsewhere"}
ALLOWED = {
    Act.SEE: _CLERKS,
    Act.NOTE: _CLERKS,
    Act.ANSWER: _AT_WORK,
    Act.HAND_OVER: _AT_WORK,
    Act.EXTEND: _AT_WORK,
    Act.MERGE: _AT_WORK,
    Act.BLOCKS: _AT_WORK,
    Act.EXTEND_AGAIN: {"head", "administrator"},
    Act.ORGANISE: {"administrator"},
    Act.DESCRIBE: _AT_WORK,
}


@pytest.mark.parametrize("act", Act)
def test_who_may_do_what_with_a_contribution_of_an_office(act: Act) -> None:
    assert {name for name, who in WHO.items() if rules.may(act, who, HERE)} == ALLOWED[act]
    for who in WHO.values():
        assert (rules.why_not_act(act, who, HERE) is None) == rules.may(act, who, HERE)


def test_what_has_no_office_yet_is_the_administrations() -> None:
    assert {name for name, who in WHO.items() if rules.may(Act.HAND_OVER, who, None)} == {"administrator"}


# --- who stands in ---------------------------------------------------------------------------------------------------

PEOPLE = [UUID(int=n) for n in range(1, 6)]
_AWAY = st.lists(
    st.builds(
        Away,
        user=st.sampled_from(PEOPLE),
        substitute=st.sampled_from(PEOPLE),
        first_on=st.just(TODAY),
        last_on=st.just(TODAY),
    ).filter(lambda away: away.user != away.substitute),
    max_size=6,
    unique_by=lambda away: away.user,
)


@given(_AWAY, st.sampled_from(PEOPLE))
def test_who_is_told_instead_may_also_act(away: list[Away], person: UUID) -> None:
    instead = rules.stands_in(person, away, TODAY)
    assert person in rules.represented(instead, away, TODAY)


@given(_AWAY, st.sampled_from(PEOPLE))
def test_everybody_acts_for_themselves_whoever_is_away(away: list[Away], person: UUID) -> None:
    assert person in rules.represented(person, away, TODAY)


def test_a_substitute_acts_from_the_first_to_the_last_day_only() -> None:
    anna, ben = PEOPLE[:2]
    away = [Away(anna, ben, TODAY, TODAY + timedelta(days=2))]
    acts = [anna in rules.represented(ben, away, TODAY + timedelta(days=n)) for n in (-1, 0, 2, 3)]
    assert acts == [False, True, True, False]


def test_a_chain_of_substitutes_ends_with_who_is_there_and_a_circle_where_it_began() -> None:
    anna, ben, cleo = PEOPLE[:3]
    chain = [Away(anna, ben, TODAY, TODAY), Away(ben, cleo, TODAY, TODAY)]
    assert rules.stands_in(anna, chain, TODAY) == cleo
    circle = [Away(anna, ben, TODAY, TODAY), Away(ben, anna, TODAY, TODAY)]
    assert rules.stands_in(anna, circle, TODAY) == anna
