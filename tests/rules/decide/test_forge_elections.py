"""Counts of real elections, and of made-up ones on bad days."""

from fractions import Fraction
from pathlib import Path

import pytest

from smilecity.decide.forge.rules.counting import count
from smilecity.decide.forge.rules.election import Election, InvalidElection, Kind, Project
from smilecity.decide.forge.rules.outcome import By, Completion, Parameters, Rule, Tie, Utility
from smilecity.decide.forge.rules.pabulib import read
from smilecity.decide.forge.rules.profiles import approvals
from tests.support.elections import election, ids


def _published(folder: Path, name: str) -> Election:
    with (folder / "budgets" / f"{name}.pb").open("rb") as stream:
        return read(stream).election


def test_assen_chose_exactly_these_nine_by_equal_shares(reference_data: Path) -> None:
    assen = _published(reference_data, "Netherlands_Assen_2024")
    outcome = count(assen, Parameters(completion=Completion.ADD1))
    published = {one.id for one in assen.projects if one.more["selected"] == "1"}
    assert len(published) == 9
    assert set(ids(assen, outcome.selected)) == published


def test_equal_shares_gives_a_minority_its_part_where_greedy_gives_the_largest_group_all() -> None:
    ballots = [[0, 1]] * 6 + [[2]] * 4
    town = election([50, 50, 40], ballots, 100)
    assert set(ids(town, count(town, Parameters(rule=Rule.GREEDY_VOTES)).selected)) == {"a", "b"}
    assert "c" in ids(town, count(town, Parameters(completion=Completion.NONE)).selected)


def test_whoever_has_too_little_pays_all_they_have_and_the_others_more() -> None:
    town = election([6, 5], [[0, 1], [0, 1], [0], [1]], 14)
    outcome = count(town, Parameters(completion=Completion.NONE))
    assert outcome.ledger is not None
    # Both cost a third for each unit of utility, so the cheaper one comes first and leaves two voters with 11/6.
    assert [(one.project, one.share, one.effective) for one in outcome.rounds] == [
        (1, Fraction(5, 3), 3),
        (0, Fraction(7, 3), Fraction(18, 7)),
    ]
    paid = [(one.amount, one.voters) for one in outcome.ledger.payments(1)]
    assert paid == [(Fraction(7, 3), 1), (Fraction(11, 6), 2)]


def test_completions_spend_more_and_never_too_much() -> None:
    town = election([30, 30, 50], [[0], [0], [1], [2], [2]], 100)
    chosen = {one: ids(town, count(town, Parameters(completion=one)).selected) for one in Completion}
    assert chosen[Completion.NONE] == ["a"]
    assert set(chosen[Completion.ADD1U]) == {"a", "c"}


def test_the_greedy_outcome_is_taken_where_more_voters_prefer_it() -> None:
    town = election([60, 40, 40], [[0], [0], [0, 1], [1], [1, 2]], 100)
    outcome = count(town, Parameters(completion=Completion.ADD1_COMPARED))
    assert outcome.compared is not None


@pytest.mark.parametrize(
    ("ties", "first"),
    [((Tie.COST,), "b"), ((Tie.VOTES,), "a"), ((Tie.VOTES, Tie.COST), "a"), ((Tie.COST, Tie.VOTES), "b")],
)
def test_exactly_equal_projects_are_told_apart_as_agreed(ties: tuple[Tie, ...], first: str) -> None:
    # Both cost 5 for each supporter.
    town = election([20, 10], [[0], [0], [0, 1], [0, 1]], 40)
    outcome = count(town, Parameters(completion=Completion.NONE, utility=Utility.CARDINALITY, ties=ties))
    assert ids(town, outcome.selected)[0] == first
    assert len(outcome.rounds[0].tied) == 1


def test_a_difference_far_below_floats_decides() -> None:
    tiny = Fraction(1, 10**40)
    costs = [Fraction(10), Fraction(10) - tiny, Fraction(10) + tiny]
    town = election(list(costs), [[0, 1, 2]] * 3, 10)
    assert ids(town, count(town, Parameters(completion=Completion.NONE, utility=Utility.CARDINALITY)).selected) == ["b"]
    dear = election([Fraction(10) + tiny], [[0]] * 3, 10)
    assert count(dear, Parameters(completion=Completion.NONE)).selected == ()


def test_all_equal_ends_and_is_decided_by_the_lot() -> None:
    town = election([10] * 8, [list(range(8))] * 5, 40)
    for rule in Rule:
        chosen = count(town, Parameters(rule=rule, seats=4, seed="2026")).selected
        assert len(chosen) == 4
        assert chosen == count(town, Parameters(rule=rule, seats=4, seed="2026")).selected


def test_what_costs_nothing_and_is_wanted_comes_first_and_nobody_pays() -> None:
    town = election([0, 10, 0], [[0, 1], [1]], 10)
    outcome = count(town, Parameters(completion=Completion.NONE))
    assert ids(town, outcome.selected) == ["a", "b"]
    assert outcome.ledger is not None
    assert outcome.ledger.payments(0) == []


def test_a_project_beyond_the_budget_is_never_chosen() -> None:
    town = election([11, 5], [[0], [0], [1]], 10)
    for rule in (Rule.EQUAL_SHARES, Rule.PHRAGMEN, Rule.GREEDY_VOTES):
        assert 0 not in count(town, Parameters(rule=rule)).selected


def test_a_million_ballots_of_one_kind_are_counted_as_one() -> None:
    projects = tuple(Project(str(place), Fraction(100_000)) for place in range(20))
    town = Election(Kind.APPROVAL, Fraction(1_000_000), projects, approvals({tuple(range(20)): 1_000_000}))
    assert len(count(town, Parameters()).selected) == 10


def test_an_election_that_makes_no_sense_is_refused() -> None:
    for costs, ballots in (([-1], [[0]]), ([1], [[3]])):
        with pytest.raises(InvalidElection):
            election(list(costs), ballots, 10)
    with pytest.raises(InvalidElection, match="twice"):
        approvals([[1, 1]])
    with pytest.raises(InvalidElection, match="too large"):
        election([1], [{0: 2**60}], 10, Kind.SCORING)


def test_whoever_stops_a_count_gets_no_outcome() -> None:
    class Stopped(Exception):
        """Somebody pressed a key."""

    def stop(_done: float) -> None:
        raise Stopped

    town = election([30, 30, 30], [[0], [1], [2], [0, 1]], 60)
    with pytest.raises(Stopped):
        count(town, Parameters(completion=Completion.ADD1), stop)


def test_seats_are_filled_in_proportion() -> None:
    town = election([1] * 12, [list(range(6))] * 8 + [list(range(6, 12))] * 4, 1)
    for rule in (Rule.SEATS_EQUAL_SHARES, Rule.SEATS_PAV, Rule.SEATS_PHRAGMEN):
        chosen = count(town, Parameters(rule=rule, seats=6)).selected
        assert sum(place < 6 for place in chosen) == 4, rule


def test_seats_that_no_vote_fills_go_by_the_tie_break() -> None:
    town = election([3, 2, 1], [[0]], 1)
    for rule in (Rule.SEATS_EQUAL_SHARES, Rule.SEATS_PAV, Rule.SEATS_PHRAGMEN):
        outcome = count(town, Parameters(rule=rule, seats=2))
        assert ids(town, outcome.selected) == ["a", "c"]
        assert outcome.rounds[1].by is By.COMPLETION


def test_steps_that_are_skipped_would_have_changed_nothing() -> None:
    town = election([37, 23, 51, 19, 44], [[0, 1], [0, 2], [1, 3], [2, 3, 4], [4], [0, 4]], 120)
    long = count(town, Parameters(completion=Completion.ADD1, increment=Fraction(1, 50)))
    one_by_one = [
        count(
            Election(town.kind, town.budget + 6 * Fraction(step, 50), town.projects, town.ballots),
            Parameters(completion=Completion.NONE),
        )
        for step in range(long.increments + 2)
    ]
    assert long.selected == one_by_one[long.increments].selected
    assert all(one.cost <= town.budget for one in one_by_one[: long.increments + 1])
    assert one_by_one[long.increments + 1].cost > town.budget
    assert long.runs < long.increments
