"""What a project that lost would have needed, found by counting again: a lower cost, or more ballots.

Neither has to be the only way: rules that share money fairly are not monotone. So what is promised is what anybody can
check: with this it is chosen, with one step less it is not. The search doubles the step until the project is chosen and
then halves the rest: about 2 log2(change) counts. Measures after Boehmer et al., *Evaluation of Project Performance in
Participatory Budgeting* (IJCAI 2024).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

import numpy as np

from smilecity.decide.forge.rules.counting import count
from smilecity.decide.forge.rules.election import Ballots, Election, Kind, Money
from smilecity.decide.forge.rules.outcome import Parameters

# Beyond so many times all votes nobody would call it a near miss.
_MOST = 16


@dataclass(frozen=True, slots=True)
class Needed:
    """At this `cost` it would have been chosen, at a `step` more not; or with so many more `votes`, not with one less.

    The votes are ballots that name only this project, with the most points that anybody gave one. None: never so.
    """

    cost: Money | None
    step: Money
    votes: int | None


def needed(election: Election, parameters: Parameters, project: int) -> Needed:
    """Return what a project would have needed that the same count did not choose."""
    step = step_of(election)

    def wins(changed: Election) -> bool:
        return project in count(changed, parameters).selected

    steps = int(election.projects[project].cost / step)
    cheaper = _least(lambda less: wins(with_cost(election, project, (steps - less) * step)), steps)
    more = _least(lambda votes: wins(with_votes(election, project, votes)), _MOST * max(election.ballots.voters, 1))
    return Needed(None if cheaper is None or parameters.rule.of_seats else (steps - cheaper) * step, step, more)


def step_of(election: Election) -> Money:
    """Return the smallest money that budget and costs are made of, not more than one: a euro, or a cent."""
    return Fraction(1, lcm(election.budget.denominator, *(one.cost.denominator for one in election.projects)))


def with_cost(election: Election, project: int, cost: Money) -> Election:
    """Return the election as it were if a project cost this."""
    projects = list(election.projects)
    projects[project] = replace(projects[project], cost=cost)
    return replace(election, projects=tuple(projects), voters=None)


def with_votes(election: Election, project: int, votes: int) -> Election:
    """Return the election as it were with so many more ballots that name only this project."""
    own = election.ballots
    value = 1 if election.kind in {Kind.APPROVAL, Kind.ORDINAL} else max(int(own.values.max(initial=0)), own.unit)
    if election.kind is Kind.ORDINAL:
        value = own.unit
    ballots = Ballots(
        np.append(own.counts, votes),
        np.append(own.starts, len(own.projects) + 1),
        np.append(own.projects, np.int32(project)),
        np.append(own.values, value),
        own.unit,
    )
    return replace(election, ballots=ballots, voters=None)


def _least(wins: Callable[[int], bool], most: int) -> int | None:
    """Return a change from 1 to `most` that wins where one less does not; None where doubling finds none."""
    lost, won = 0, 1
    while won < most and not wins(won):
        lost, won = won, 2 * won
    if won >= most:
        won = most
        if won <= lost or not wins(won):
            return None
    while won - lost > 1:
        middle = (lost + won) // 2
        lost, won = (lost, middle) if wins(middle) else (middle, won)
    return won
