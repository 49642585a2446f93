"""Explanations add up to the money spent, and what they say of projects that lost is found again by counting."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smilecity.decide.forge.rules.counting import count
from smilecity.decide.forge.rules.election import Election, Kind
from smilecity.decide.forge.rules.explaining import explain
from smilecity.decide.forge.rules.explaining.losses import Why
from smilecity.decide.forge.rules.explaining.needed import needed, with_cost, with_votes
from smilecity.decide.forge.rules.explaining.others import side_by_side
from smilecity.decide.forge.rules.explaining.reach import reach_of
from smilecity.decide.forge.rules.explaining.rounds import aggregated
from smilecity.decide.forge.rules.outcome import By, Completion, Parameters, Payment, Rule, Utility
from tests.support.elections import election
from tests.support.voters import elections


def plain(*told: object) -> list[object]:
    """Return figures to be compared with whole numbers, whatever their type."""
    return list(told)


MONEY = [rule for rule in Rule if not rule.of_seats]
asked = st.builds(
    Parameters,
    rule=st.sampled_from(MONEY),
    utility=st.sampled_from(Utility),
    completion=st.sampled_from(Completion),
    increment=st.sampled_from([Fraction(1), Fraction(1, 2)]),
)


@given(one=elections(), parameters=asked)
@settings(max_examples=80)
def test_every_explanation_adds_up_to_the_money_spent(one: Election, parameters: Parameters) -> None:
    outcome = count(one, parameters)
    told = explain(one, outcome)
    assert sum(sum(some.together for some in each.paid) + each.rest for each in told.rounds) == outcome.cost
    for each in told.rounds:
        assert sum((some.together for some in each.paid), Fraction()) + each.rest == each.cost
        assert each.rest == 0 or each.by is not By.SHARES
        assert sum(some.voters for some in each.paid) <= each.supporters
        assert all(some.each is None or some.each * some.voters == some.together for some in each.paid)
    if told.rounds:
        assert told.rounds[-1].left == outcome.budget - outcome.cost


@given(one=elections(), parameters=asked)
@settings(max_examples=60)
def test_every_project_is_chosen_or_has_its_reason(one: Election, parameters: Parameters) -> None:
    outcome = count(one, parameters)
    told = explain(one, outcome)
    places = [each.project for each in told.rounds] + [each.project for each in told.losses]
    assert sorted(places) == list(range(len(one.projects)))
    for each in told.losses:
        assert (each.why is Why.UNWANTED) == (each.supporters == 0)
        if each.why is Why.LACKING:
            assert each.had is not None
            assert each.lacked == each.cost - each.had > 0


@given(one=elections(voters=8, projects=4), parameters=asked, place=st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_what_a_project_needed_is_found_again_by_counting(one: Election, parameters: Parameters, place: int) -> None:
    assume(place < len(one.projects) and place not in count(one, parameters).selected)
    told = needed(one, parameters, place)
    if told.cost is not None:
        assert place in count(with_cost(one, place, told.cost), parameters).selected
        assert place not in count(with_cost(one, place, told.cost + told.step), parameters).selected
    if told.votes is not None:
        assert place in count(with_votes(one, place, told.votes), parameters).selected
        less = with_votes(one, place, told.votes - 1) if told.votes > 1 else one
        assert place not in count(less, parameters).selected


def test_a_loss_is_said_in_money_and_votes() -> None:
    # Ten voters with 10 each: six want a (30) and b (36), four want c (50). a and b are tied, and a costs less.
    one = election([30, 36, 50], [[0, 1]] * 6 + [[2]] * 4, 100)
    told = explain(one, count(one, Parameters(completion=Completion.NONE)), why=[1, 2])
    (a,) = told.rounds
    assert plain(a.project, a.effective, a.tied, a.left) == [0, 6, (1,), 70]
    assert [plain(some.voters, some.each, some.together) for some in a.paid] == [[6, 5, 30]]
    b, c = told.losses
    assert plain(b.project, b.why, b.had, b.lacked) == [1, Why.LACKING, 30, 6]
    assert plain(c.project, c.why, c.had, c.lacked) == [2, Why.LACKING, 40, 10]
    assert c.needed is not None
    # For 40 the four can pay it; and with two more of them everybody has 100/12, and the six have 50.
    assert plain(c.needed.cost, c.needed.votes) == [40, 2]


def test_a_project_over_the_budget_and_one_that_nobody_wants_say_so() -> None:
    one = election([10, 200, 10], [[0], [1]], 100)
    told = explain(one, count(one, Parameters(completion=Completion.NONE)), why=[1])
    why = {each.project: each for each in told.losses}
    assert plain(why[1].why, why[1].lacked) == [Why.TOO_LARGE, 100]
    assert why[2].why is Why.UNWANTED
    assert why[1].needed is not None
    assert why[1].needed.votes is None


def _payment(amount: int, voters: int) -> Payment:
    return Payment(Fraction(amount), election([1], [[0]], 1).ballots.projects, voters)


@pytest.mark.parametrize(
    ("payments", "told"),
    [
        ([(5, 10)], [(10, 5, 50)]),
        ([(5, 10), (3, 5), (2, 1)], [(10, 5, 50), (6, None, 17)]),
        ([(5, 10), (3, 4)], [(14, None, 62)]),
        ([(5, 4), (3, 10)], [(14, None, 50)]),
        ([(5, 3)], [(3, 5, 15)]),
    ],
)
def test_what_a_few_paid_is_told_as_a_sum_of_all_only(
    payments: list[tuple[int, int]], told: list[tuple[int, int | None, int]]
) -> None:
    found = aggregated([_payment(*one) for one in payments])
    assert [plain(one.voters, one.each, one.together) for one in found] == [list(one) for one in told]


@given(one=elections(), rule=st.sampled_from(Rule), utility=st.sampled_from(Utility))
@settings(max_examples=60)
def test_reach_is_what_everybody_gets(one: Election, rule: Rule, utility: Utility) -> None:
    assume(one.kind is not Kind.ORDINAL)
    outcome = count(one, Parameters(rule=rule, utility=utility))
    reach = reach_of(one, outcome.selected, outcome.parameters)
    each = [
        {int(place): int(value) for place, value in _entries(one, profile) if value > 0 and place in outcome.selected}
        for profile, times in enumerate(one.ballots.counts.tolist())
        for _ in range(times)
    ]
    assert reach.served == sum(map(bool, each))
    utilities = [_worth(one, utility, place, value) for got in each for place, value in got.items()]
    assert reach.utility == sum(utilities, Fraction()) / len(each)
    assert reach.projects == Fraction(sum(map(len, each)), len(each))
    if rule.of_seats:
        assert reach.money is None
        return
    wanted = {place for got in each for place in got}
    assert reach.money == sum((one.projects[place].cost for place in wanted), Fraction()) / len(each)
    assert reach.quarters is not None
    assert list(reach.quarters) == sorted(reach.quarters)


def _worth(one: Election, utility: Utility, place: int, value: int) -> Fraction:
    if utility is Utility.COST:
        return one.projects[place].cost * value
    return Fraction(1 if utility is Utility.CARDINALITY else value)


def _entries(one: Election, profile: int) -> list[tuple[int, int]]:
    stretch = slice(one.ballots.starts[profile], one.ballots.starts[profile + 1])
    return list(zip(one.ballots.projects[stretch].tolist(), one.ballots.values[stretch].tolist(), strict=True))


def test_other_rules_are_counted_as_they_would_be_alone() -> None:
    one = election([30, 36, 50, 20], [[0, 1]] * 6 + [[2, 3]] * 4, 100)
    told = explain(one, count(one, Parameters()))
    rules = [other.outcome.parameters.rule for other in told.others]
    assert rules == [rule for rule in MONEY if rule is not Rule.EQUAL_SHARES]
    for other in side_by_side(one, Parameters(), Rule):
        alone = count(one, Parameters(rule=other.outcome.parameters.rule))
        assert other.outcome.selected == alone.selected


def test_an_election_without_votes_is_explained_too() -> None:
    told = explain(election([1, 2], [], 3), count(election([1, 2], [], 3), Parameters()))
    assert told.rounds == ()
    assert {one.why for one in told.losses} == {Why.UNWANTED}
    assert told.reach.share == 0
