"""Utilitarian greedy: the best supported projects first, each that still fits. Most towns count so today.

Source: the rule in use; as "greedy utilitarian welfare" in Rey and Maly, *The (Computational) Social Choice Take on
Indivisible Participatory Budgeting* (2023). Complexity: O(ballots + projects log projects). It promises that no project
left out would still fit, and nothing to minorities: half of the voters can decide on all of the money.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from smilecity.decide.forge.rules.election import Election, Ints, Money, Project
from smilecity.decide.forge.rules.outcome import By, Round, Rule
from smilecity.decide.forge.rules.support import Support


@dataclass(frozen=True, slots=True)
class _Scored:
    """A project's score; `free` ones (cost 0, with support) come before all others where a score is for the cost."""

    free: bool
    score: Fraction


def by_rule(election: Election, held: Support, ranks: Ints, rule: Rule) -> list[Round]:
    """Choose by votes, by votes (points) for their cost, or by points. Exact ties go by `ranks`."""
    if rule is Rule.GREEDY_PER_COST:
        scores = [
            _per_cost(Fraction(int(points), held.unit), project.cost) for points, project in _each(election, held)
        ]
    else:
        sums, unit = (held.votes, 1) if rule is Rule.GREEDY_VOTES else (held.points, held.unit)
        scores = [_Scored(free=False, score=Fraction(int(one), unit)) for one in sums]
    return _choose(election, scores, ranks, (), election.budget)


def completing(election: Election, held: Support, ranks: Ints, chosen: Sequence[int], left: Money) -> list[Round]:
    """Add what fits into the money left, by utility for its cost; with cost utilities that is by votes."""
    scores = [
        _per_cost(Fraction(int(points), held.unit) * factor, project.cost)
        for (points, project), factor in zip(_each(election, held), held.factors, strict=True)
    ]
    return _choose(election, scores, ranks, chosen, left, By.COMPLETION)


def _each(election: Election, held: Support) -> Iterator[tuple[int, Project]]:
    return zip(held.points.tolist(), election.projects, strict=True)


def _per_cost(utility: Fraction, cost: Money) -> _Scored:
    if not cost:
        return _Scored(free=utility > 0, score=Fraction())
    return _Scored(free=False, score=utility / cost)


def _choose(
    election: Election,
    scores: Sequence[_Scored],
    ranks: Ints,
    chosen: Sequence[int],
    left: Money,
    by: By = By.SCORE,
) -> list[Round]:
    """Go through all projects, best score first, and take what fits."""
    taken, rounds = set(chosen), []
    for place in sorted(range(len(scores)), key=lambda one: (not scores[one].free, -scores[one].score, ranks[one])):
        cost = election.projects[place].cost
        if place not in taken and cost <= left:
            left -= cost
            rounds.append(Round(place, by, score=scores[place].score))
    return rounds
