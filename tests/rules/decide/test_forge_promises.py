"""What the rules promise: budgets, priceability, fairness to groups; order and units of money change nothing."""

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.decide.forge.rules.counting import count
from smilecity.decide.forge.rules.election import Ballots, Election, Kind
from smilecity.decide.forge.rules.outcome import By, Completion, Parameters, Rule, Until, Utility
from smilecity.decide.forge.rules.profiles import valued
from smilecity.decide.forge.rules.shares.ledger import spent
from tests.support.elections import ids, small

_seeds = st.integers(0, 10**6)
_kinds = st.sampled_from(Kind)
_any = st.builds(
    Parameters,
    rule=st.sampled_from(Rule),
    utility=st.sampled_from(Utility),
    completion=st.sampled_from(Completion),
    until=st.sampled_from(Until),
    whole=st.booleans(),
    seats=st.integers(1, 4),
    increment=st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(5)]),
)


@settings(max_examples=80)
@given(_seeds, _kinds, _any)
def test_no_more_is_spent_than_there_is_and_nothing_twice(seed: int, kind: Kind, parameters: Parameters) -> None:
    election = small(seed, kind, cheapest=0)
    outcome = count(election, parameters)
    assert len(set(outcome.selected)) == len(outcome.selected)
    assert [one.project for one in outcome.rounds] == list(outcome.selected)
    assert outcome.cost == sum(election.projects[place].cost for place in outcome.selected)
    if parameters.rule.of_seats:
        assert len(outcome.selected) == min(parameters.seats, len(election.projects))
    else:
        assert outcome.cost <= election.budget


@settings(max_examples=80)
@given(_seeds, _kinds, _any)
def test_who_paid_what_adds_up_to_the_last_cent(seed: int, kind: Kind, parameters: Parameters) -> None:
    election = small(seed, kind)
    outcome = count(election, parameters)
    if outcome.ledger is None or outcome.endowed is None:
        return
    paid = Fraction()
    for number, one in enumerate(outcome.rounds):
        if one.by is not By.SHARES:
            continue
        payments = outcome.ledger.payments(number)
        price = Fraction(1) if parameters.rule.of_seats else election.projects[one.project].cost
        assert spent(payments) == price
        assert all(one.project in _named(election, profile) for each in payments for profile in each.profiles)
        assert all(each.amount >= 0 for each in payments)
        paid += price
    assert paid + spent(outcome.ledger.left()) == outcome.endowed


@settings(max_examples=60)
@given(_seeds, _kinds, st.sampled_from(Utility))
def test_what_supporters_have_left_suffices_for_no_further_project(seed: int, kind: Kind, utility: Utility) -> None:
    election = small(seed, kind)
    outcome = count(election, Parameters(utility=utility, completion=Completion.NONE))
    assert outcome.ledger is not None
    left = {int(at): one.amount for one in outcome.ledger.left() for at in one.profiles}
    counts = election.ballots.counts.tolist()
    for place, project in enumerate(election.projects):
        together = sum(left[at] * counts[at] for at in range(len(counts)) if place in _named(election, at))
        assert place in outcome.selected or together < project.cost


@settings(max_examples=60)
@given(_seeds, _kinds, _any)
def test_the_order_of_voters_and_of_projects_changes_nothing(seed: int, kind: Kind, parameters: Parameters) -> None:
    election = small(seed, kind, cheapest=0)
    shuffled = _shuffled(election, random.Random(seed))
    chosen = ids(election, count(election, parameters).selected)
    assert ids(shuffled, count(shuffled, parameters).selected) == chosen


@settings(max_examples=40)
@given(_seeds, _kinds, _any, st.sampled_from([Fraction(100), Fraction(1, 7), Fraction(13, 10)]))
def test_counting_in_cents_or_in_thousands_changes_nothing(
    seed: int, kind: Kind, parameters: Parameters, factor: Fraction
) -> None:
    election = small(seed, kind, cheapest=0)
    projects = tuple(replace(one, cost=one.cost * factor) for one in election.projects)
    scaled = replace(election, budget=election.budget * factor, projects=projects)
    step = replace(parameters, increment=parameters.increment * factor)
    assert count(scaled, step).selected == count(election, parameters).selected


@settings(max_examples=40)
@given(_seeds, st.sampled_from([Kind.APPROVAL, Kind.SCORING]), st.integers(2, 50))
def test_many_of_each_voter_choose_the_same(seed: int, kind: Kind, times: int) -> None:
    election = small(seed, kind)
    many = replace(election, ballots=replace(election.ballots, counts=election.ballots.counts * times))
    step = Parameters(increment=Fraction(1, times))
    assert count(many, step).selected == count(election, Parameters()).selected


@settings(max_examples=40)
@given(_seeds, st.sampled_from([Utility.CARDINALITY, Utility.COST]))
def test_every_group_that_agrees_gets_its_share_up_to_one_project(seed: int, utility: Utility) -> None:
    election = small(seed)
    if len(election.projects) > 6:
        return
    outcome = count(election, Parameters(utility=utility, completion=Completion.NONE))
    for group, wish in _groups(election):
        asked = sum((_worth(election, utility, {one}, group[0]) for one in wish), Fraction())
        served = any(
            _worth(election, utility, set(outcome.selected), voter) >= asked
            or any(_worth(election, utility, {*outcome.selected, one}, voter) > asked for one in wish)
            for voter in group
        )
        assert served, (group, wish)


@pytest.mark.parametrize("rule", Rule)
def test_without_a_vote_nothing_is_chosen(rule: Rule) -> None:
    election = replace(small(1), ballots=valued([]))
    assert count(election, Parameters(rule=rule)).selected == ()


def test_the_lot_follows_from_the_seed_alone() -> None:
    election = replace(small(3), ballots=valued([{}]))
    orders = {count(election, Parameters(rule=Rule.GREEDY_VOTES, ties=(), seed=seed)).selected for seed in "abcdefgh"}
    again = count(election, Parameters(rule=Rule.GREEDY_VOTES, ties=(), seed="a"))
    assert len(orders) > 1
    assert again.selected == count(election, Parameters(rule=Rule.GREEDY_VOTES, ties=(), seed="a")).selected


def _named(election: Election, profile: int) -> set[int]:
    ballots = election.ballots
    return set(ballots.projects[ballots.starts[profile] : ballots.starts[profile + 1]].tolist())


def _shuffled(election: Election, chance: random.Random) -> Election:
    ballots, places = election.ballots, list(range(len(election.projects)))
    chance.shuffle(places)
    cast = []
    for profile, many in enumerate(ballots.counts.tolist()):
        stretch = slice(int(ballots.starts[profile]), int(ballots.starts[profile + 1]))
        pairs = zip(ballots.projects[stretch].tolist(), ballots.values[stretch].tolist(), strict=True)
        cast += [{places.index(place): value for place, value in pairs}] * many
    chance.shuffle(cast)
    return replace(election, projects=tuple(election.projects[place] for place in places), ballots=_ballots(cast))


def _ballots(cast: list[dict[int, int]]) -> Ballots:
    return valued([dict(one) for one in cast])


def _groups(election: Election) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Yield every group of voters (as profiles, by all who agree) with every wish that its share of money can pay."""
    voters, projects = election.ballots.voters, range(len(election.projects))
    for size in range(1, len(projects) + 1):
        for wish in combinations(projects, size):
            group = tuple(at for at in range(election.ballots.profiles) if set(wish) <= _named(election, at))
            share = election.budget * int(election.ballots.counts[list(group)].sum()) / voters if group else Fraction()
            if group and sum((election.projects[one].cost for one in wish), Fraction()) <= share:
                yield group, wish


def _worth(election: Election, utility: Utility, chosen: set[int], profile: int) -> Fraction:
    wanted = _named(election, profile) & chosen
    return sum((election.projects[one].cost if utility is Utility.COST else Fraction(1) for one in wanted), Fraction())
