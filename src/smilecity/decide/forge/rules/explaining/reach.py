"""Whom an outcome serves: who gets something they voted for, what it is worth to them, what is spent on them.

"Spent on" means the same for every rule: the cost of a chosen project, shared equally by all who voted for it.
Source: Lackner, Maly, Rey, *Fairness in Long-Term Participatory Budgeting* (IJCAI 2021), their "share".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from smilecity.decide.forge.rules.election import Election, Floats, Ints, Money
from smilecity.decide.forge.rules.outcome import Parameters
from smilecity.decide.forge.rules.support import Support, support


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an outcome serves.

    `served` of `voters` get at least one project they voted for. `utility` is the average, in the terms of the count;
    `projects` how many of their projects people get on average; `money` what is spent on a voter on average (None:
    seats, which cost nothing). `quarters`: a quarter of the voters get less than the first, half less than the second,
    a quarter more than the third.
    """

    voters: int
    served: int
    utility: Fraction
    projects: Fraction
    money: Money | None
    quarters: tuple[float, float, float] | None

    @property
    def share(self) -> Fraction:
        """Return the share of voters with at least one funded choice; 0 where nobody voted."""
        return Fraction(self.served, self.voters) if self.voters else Fraction()


def reach_of(election: Election, selected: Iterable[int], parameters: Parameters) -> Reach:
    """Return whom these projects serve."""
    held, chosen = support(election, parameters.utility, parameters.borda), list(selected)
    voters, counts = election.ballots.voters, election.ballots.counts
    served = int(counts[served_profiles(election, held, chosen)].sum())
    utility = sum((held.factors[place] * int(held.points[place]) / held.unit for place in chosen), Fraction())
    named = sum(int(held.votes[place]) for place in chosen)
    money, quarters = None, None
    if not parameters.rule.of_seats:
        money = sum((election.projects[place].cost for place in chosen if held.votes[place]), Fraction())
        quarters = _quarters(spent_on(election, held, chosen), counts)
    of = max(voters, 1)
    return Reach(voters, served, utility / of, Fraction(named, of), None if money is None else money / of, quarters)


def served_profiles(election: Election, held: Support, chosen: Iterable[int]) -> NDArray[np.bool_]:
    """Return for each profile whether it supports anything of what was chosen."""
    served = np.zeros(election.ballots.profiles, np.bool_)
    for place in chosen:
        served[held.profiles[held.stretch(place)]] = True
    return served


def spent_on(election: Election, held: Support, chosen: Iterable[int]) -> Floats:
    """Return for each profile what is spent on one of its voters, near enough for a distribution."""
    spent = np.zeros(election.ballots.profiles)
    for place in chosen:
        if held.votes[place]:
            spent[held.profiles[held.stretch(place)]] += float(election.projects[place].cost / int(held.votes[place]))
    return spent


def _quarters(spent: Floats, counts: Ints) -> tuple[float, float, float] | None:
    """Return the quartiles of what is spent on voters: amounts that somebody really gets, rounded to cents."""
    if not len(counts):
        return None
    order = np.argsort(spent, kind="stable")
    reached = np.cumsum(counts[order])
    low, middle, high = (
        round(float(spent[order[np.searchsorted(reached, reached[-1] * part / 4)]]), 2) for part in (1, 2, 3)
    )
    return low, middle, high
