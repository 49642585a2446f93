"""The one way into the rules: `count` an election by parameters. Pure but for the seconds it took."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from time import perf_counter
from typing import TypeAlias

from smilecity.decide.forge.rules import committees, equal_shares, greedy, phragmen
from smilecity.decide.forge.rules.election import Election, Ints
from smilecity.decide.forge.rules.outcome import Outcome, Parameters, Round, Rule, Utility
from smilecity.decide.forge.rules.support import Support, support
from smilecity.decide.forge.rules.ties import ranks

# Hears how far a count has come, from 0 to 1.
Progress: TypeAlias = Callable[[float], None]
Counting: TypeAlias = Callable[[Election, Parameters, Support, Ints, Progress], Outcome]


def count(election: Election, parameters: Parameters, progress: Progress | None = None) -> Outcome:
    """Count an election. Without a single vote nothing is chosen, whatever the rule.

    Whoever stops it half-way (KeyboardInterrupt, an error) gets no outcome at all, never a partial one.
    """
    began = perf_counter()
    if not election.ballots.voters:
        return gathered(election, parameters, ())
    utility = Utility.CARDINALITY if parameters.rule.of_seats else parameters.utility
    held = support(election, utility, parameters.borda)
    ranked = ranks(election, held.votes, parameters.ties, parameters.seed)
    outcome = RULES[parameters.rule](election, parameters, held, ranked, progress or _nobody)
    return replace(outcome, seconds=perf_counter() - began)


def gathered(election: Election, parameters: Parameters, rounds: Sequence[Round]) -> Outcome:
    """Return the outcome of these rounds."""
    selected = tuple(one.project for one in rounds)
    cost = sum((election.projects[place].cost for place in selected), Fraction())
    return Outcome(selected, cost, election.budget, parameters, tuple(rounds))


def _greedy(election: Election, parameters: Parameters, held: Support, ranked: Ints, _progress: Progress) -> Outcome:
    return gathered(election, parameters, greedy.by_rule(election, held, ranked, parameters.rule))


def _nobody(_done: float) -> None:
    """Nobody listens."""


RULES: dict[Rule, Counting] = {
    Rule.EQUAL_SHARES: equal_shares.count,
    Rule.PHRAGMEN: phragmen.count,
    Rule.GREEDY_VOTES: _greedy,
    Rule.GREEDY_PER_COST: _greedy,
    Rule.GREEDY_SCORE: _greedy,
    Rule.SEATS_EQUAL_SHARES: committees.count,
    Rule.SEATS_PAV: committees.count,
    Rule.SEATS_PHRAGMEN: committees.count,
}
