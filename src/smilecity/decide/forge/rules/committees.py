"""Committees: a fixed number of seats ("the seven"), whatever the projects cost. Any value above 0 is an approval.

EQUAL SHARES: every seat costs 1, everybody gets seats / voters. What is left pays by Phragmén: all go on earning, with
what they have left as a head start. Source: Peters, Skowron, *Proportionality and the Limits of Welfarism* (2020). It
promises EJR: a group that agrees on l projects and is l seats of all voters strong has a member with l of its own.
PAV: the project that adds most to the sum of 1 + 1/2 + 1/3 ... over everybody's chosen projects, again and again.
Source: Thiele (1895). As a sequence it promises less than PAV as a whole: proportional in practice, not EJR.
PHRAGMÉN: as in `phragmen`, with a price of 1. It promises proportional justified representation (PJR).

Seats that no vote fills go by the tie-break, so that there are as many as asked for wherever there are enough projects.
Complexity: O(seats * ballots), exact throughout.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import TypeAlias

import numpy as np

from smilecity.decide.forge.rules import phragmen
from smilecity.decide.forge.rules.election import Election, Ints
from smilecity.decide.forge.rules.outcome import By, Ledger, Outcome, Parameters, Round, Rule
from smilecity.decide.forge.rules.shares.ledger import Paid
from smilecity.decide.forge.rules.shares.run import Run
from smilecity.decide.forge.rules.shares.table import table
from smilecity.decide.forge.rules.support import Support

_Filled: TypeAlias = tuple[list[Round], Ledger | None, Fraction | None]


def count(
    election: Election, parameters: Parameters, held: Support, ranks: Ints, _progress: Callable[[float], None]
) -> Outcome:
    """Fill `parameters.seats` seats."""
    seats = min(parameters.seats, len(election.projects))
    filled = {
        Rule.SEATS_EQUAL_SHARES: _equal_shares,
        Rule.SEATS_PAV: _pav,
        Rule.SEATS_PHRAGMEN: _phragmen,
    }[parameters.rule]
    rounds, ledger, endowed = filled(election, held, ranks, seats)
    rest = sorted(set(range(len(election.projects))) - {one.project for one in rounds}, key=lambda one: int(ranks[one]))
    rounds += [Round(place, By.COMPLETION) for place in rest[: seats - len(rounds)]]
    selected = tuple(one.project for one in rounds)
    cost = sum((election.projects[place].cost for place in selected), Fraction())
    return Outcome(selected, cost, election.budget, parameters, tuple(rounds), ledger=ledger, endowed=endowed)


def _equal_shares(election: Election, held: Support, ranks: Ints, seats: int) -> _Filled:
    priced = _priced(election, seats)
    run = Run.begin(table(priced, held, ranks, Fraction(1)), Fraction(seats, election.ballots.voters)).finish()
    ledger = Paid(run)
    bought = [one.candidate.place for one in run.bought]
    rounds = [
        Round(one.candidate.place, By.SHARES, one.share, one.price, 1 / one.share, tied=one.tied) for one in run.bought
    ]
    since = [(-one.amount, one.profiles) for one in ledger.left()]
    open_ = [place for place in np.flatnonzero(held.votes).tolist() if place not in bought]
    purchases = _bought(phragmen.Clock(election.ballots.profiles, since), held, ranks, open_, seats - len(bought))
    rounds += [Round(one.wanted.place, By.COMPLETION, score=one.at, tied=one.tied) for one in purchases]
    return rounds, ledger, Fraction(seats)


def _phragmen(election: Election, held: Support, ranks: Ints, seats: int) -> _Filled:
    clock = phragmen.Clock(election.ballots.profiles)
    purchases = _bought(clock, held, ranks, np.flatnonzero(held.votes).tolist(), seats)
    rounds = [Round(one.wanted.place, By.SHARES, one.at, one.at, tied=one.tied) for one in purchases]
    last = purchases[-1].at if purchases else Fraction()
    return rounds, phragmen.Saved(purchases, clock, election.ballots.counts, 1), last * election.ballots.voters


def _bought(
    clock: phragmen.Clock, held: Support, ranks: Ints, places: Sequence[int], seats: int
) -> list[phragmen.Purchase]:
    costs = [1] * len(held.votes)
    return phragmen.buying(clock, phragmen.wanted(held, ranks, costs, places), seats)


def _pav(election: Election, held: Support, ranks: Ints, seats: int) -> _Filled:
    content = np.zeros(election.ballots.profiles, np.int64)
    whole = lcm(*range(1, seats + 1))
    open_: set[int] = set(np.flatnonzero(held.votes).tolist())
    rounds: list[Round] = []
    while open_ and len(rounds) < seats:
        gains = {place: _gain(held, place, content, whole) for place in open_}
        best = max(gains.values())
        equal = sorted((place for place in open_ if gains[place] == best), key=lambda place: int(ranks[place]))
        rounds.append(Round(equal[0], By.SCORE, score=Fraction(best, whole), tied=tuple(equal[1:])))
        content[held.profiles[held.stretch(equal[0])]] += 1
        open_.remove(equal[0])
    return rounds, None, None


def _gain(held: Support, place: int, content: Ints, whole: int) -> int:
    """Return what a project adds, in parts of `whole`: 1/(n+1) for each supporter with n chosen projects."""
    stretch = held.stretch(place)
    voters = np.bincount(content[held.profiles[stretch]], held.weights[stretch])
    return sum(int(many) * (whole // (chosen + 1)) for chosen, many in enumerate(voters.tolist()))


def _priced(election: Election, seats: int) -> Election:
    """Return the election with a price of 1 for each project, and as much money as there are seats."""
    projects = tuple(replace(project, cost=Fraction(1)) for project in election.projects)
    return replace(election, budget=Fraction(seats), projects=projects)
