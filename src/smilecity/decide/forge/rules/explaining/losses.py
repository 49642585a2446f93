"""Why a project was not chosen. In: an outcome. Out: for each project left out, what it lacked, exactly."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np

from smilecity.decide.forge.rules.counting import Progress
from smilecity.decide.forge.rules.election import Election, Money
from smilecity.decide.forge.rules.explaining.needed import Needed, needed
from smilecity.decide.forge.rules.outcome import Outcome
from smilecity.decide.forge.rules.support import Support, support


class Why(StrEnum):
    """Why a project was not chosen; the first that is true.

    UNWANTED: nobody voted for it. TOO_LARGE: it costs more than the budget. LACKING: its supporters had not enough
    money left. NO_ROOM: what was left of the budget did not suffice. OUTVOTED: others had more claim to a seat.
    """

    UNWANTED = "unwanted"
    TOO_LARGE = "too-large"
    LACKING = "lacking"
    NO_ROOM = "no-room"
    OUTVOTED = "outvoted"


@dataclass(frozen=True, slots=True)
class Loss:
    """A project that was not chosen. `had`: what its supporters (or the budget) had left for it; `lacked`: the rest.

    `needed` is None where it was not asked for.
    """

    project: int
    cost: Money
    supporters: int
    why: Why
    had: Money | None = None
    lacked: Money | None = None
    needed: Needed | None = None


def losses_of(election: Election, outcome: Outcome, why: Collection[int], progress: Progress) -> tuple[Loss, ...]:
    """Return all projects that were not chosen, most votes first; `why`: those to count again for."""
    held = support(election, outcome.parameters.utility, outcome.parameters.borda)
    chosen, purses = set(outcome.selected), _purses(election, outcome)
    lost = [place for place in range(len(election.projects)) if place not in chosen]
    lost.sort(key=lambda place: (-int(held.votes[place]), election.projects[place].cost, place))
    told, asked = [], 0
    for place in lost:
        again = None
        if place in why:
            again = needed(election, outcome.parameters, place)
            asked += 1
            progress(asked / len(why))
        told.append(_loss(election, outcome, held, purses, place, again))
    return tuple(told)


def _loss(
    election: Election,
    outcome: Outcome,
    held: Support,
    purses: "_Purses | None",
    place: int,
    again: Needed | None,
) -> Loss:
    cost, supporters = election.projects[place].cost, int(held.votes[place])
    if outcome.parameters.rule.of_seats:
        return Loss(place, cost, supporters, Why.OUTVOTED if supporters else Why.UNWANTED, needed=again)
    if not supporters:
        return Loss(place, cost, 0, Why.UNWANTED, needed=again)
    if cost > outcome.budget:
        return Loss(place, cost, supporters, Why.TOO_LARGE, outcome.budget, cost - outcome.budget, again)
    left = purses.of(held, place) if purses else None
    if left is not None and left < cost:
        return Loss(place, cost, supporters, Why.LACKING, left, cost - left, again)
    room = outcome.budget - outcome.cost
    return Loss(place, cost, supporters, Why.NO_ROOM, room, max(cost - room, Fraction()), again)


class _Purses:
    """What each voter has left after the last round, by profile."""

    def __init__(self, election: Election, outcome: Outcome) -> None:
        self.amounts: list[Money] = [Fraction()]
        self.number = np.zeros(election.ballots.profiles, np.int64)
        for one in outcome.ledger.left() if outcome.ledger else ():
            self.number[one.profiles] = len(self.amounts)
            self.amounts.append(one.amount)

    def of(self, held: Support, place: int) -> Money:
        """Return what a project's supporters have left together."""
        stretch = held.stretch(place)
        voters = np.bincount(self.number[held.profiles[stretch]], held.weights[stretch], len(self.amounts))
        pairs = zip(self.amounts, voters.tolist(), strict=True)
        return sum((amount * int(many) for amount, many in pairs if many), Fraction())


def _purses(election: Election, outcome: Outcome) -> _Purses | None:
    return _Purses(election, outcome) if outcome.ledger and not outcome.parameters.rule.of_seats else None
