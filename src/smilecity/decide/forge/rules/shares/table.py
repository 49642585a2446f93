"""What stays the same in all runs of Equal Shares on one election: who could pay for what; costs as whole numbers."""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from smilecity.decide.forge.rules.election import Election, Floats, Ints, Places
from smilecity.decide.forge.rules.support import Support


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A project that somebody supports and that costs something.

    `profiles` support it with `values`; `weights` are their `voters`, `weighed` values times weights, all as numbers
    and as floats that say the same. `cost` is in the smallest unit of money, `factor` the utility of a value of 1
    (`worth` as a float). All values are 1 where it is `plain`. `least` is its price while all supporters can pay in
    full: it is never lower.
    """

    place: int
    rank: int
    cost: int
    factor: Fraction
    profiles: Places
    values: Ints
    weights: Ints
    weighed: Ints
    as_floats: tuple[Floats, Floats, Floats]
    voters: int
    plain: bool
    worth: float
    least: float


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """All candidates, what is chosen without money because it costs nothing, and what money is counted in.

    `smallest` smallest units make one of the election's money; `greatest` is the highest value anybody gave.
    """

    candidates: tuple[Candidate, ...]
    free: tuple[int, ...]
    counts: Ints
    voters: int
    smallest: int
    greatest: int


def table(election: Election, held: Support, ranks: Ints, increment: Fraction) -> Table:
    """Prepare an election for runs."""
    supported = sorted(np.flatnonzero(held.points).tolist(), key=lambda place: int(ranks[place]))
    costs = [project.cost for project in election.projects]
    smallest = lcm(election.budget.denominator, increment.denominator, *(cost.denominator for cost in costs))
    return Table(
        tuple(
            _candidate(held, place, int(ranks[place]), int(costs[place] * smallest))
            for place in supported
            if costs[place]
        ),
        tuple(place for place in supported if not costs[place]),
        election.ballots.counts,
        election.ballots.voters,
        smallest,
        int(held.values.max(initial=1)),
    )


def _candidate(held: Support, place: int, rank: int, cost: int) -> Candidate:
    stretch = held.stretch(place)
    values, weights = held.values[stretch], held.weights[stretch]
    weighed = values * weights
    return Candidate(
        place,
        rank,
        cost,
        held.factors[place],
        held.profiles[stretch],
        values,
        weights,
        weighed,
        (values.astype(np.float64), weights.astype(np.float64), weighed.astype(np.float64)),
        int(weights.sum()),
        bool((values == 1).all()),
        float(held.factors[place]),
        cost / (int(weighed.sum()) * float(held.factors[place])),
    )
