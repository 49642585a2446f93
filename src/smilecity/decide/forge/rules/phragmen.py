"""Sequential Phragmén: everybody earns money at the same pace; what its supporters can pay for first is bought first.

Source: Phragmén (1894); Brill et al., *Phragmén's Voting Methods and Justified Representation* (2017); with costs: Los,
Christoff, Grossi, *Proportional Budget Allocations* (2022). It ends when what comes next would
cost more than is left. It promises priceability and proportional justified representation up to one project; not EJR.
Any value above 0 counts as an approval. What nobody wants comes last, by the tie-break, while all of it fits.

Complexity: O(projects * ballots * rounds) at worst; the time at which a project can be bought only grows, so in
practice few are looked at in a round.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, inf, lcm

import numpy as np

from smilecity.decide.forge.rules.election import Election, Floats, Ints, Places
from smilecity.decide.forge.rules.outcome import By, Outcome, Parameters, Payment, Round
from smilecity.decide.forge.rules.support import Support

_HALF_ULP = 2.0**-53


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A project with its supporters. Costs are whole numbers of some smallest unit."""

    place: int
    rank: int
    cost: int
    profiles: Places
    weights: Ints
    votes: int


def wanted(held: Support, ranks: Ints, costs: Sequence[int], places: Sequence[int]) -> list[Wanted]:
    """Return these projects with their supporters."""
    return [
        Wanted(
            place,
            int(ranks[place]),
            costs[place],
            held.profiles[held.stretch(place)],
            held.weights[held.stretch(place)],
            int(held.votes[place]),
        )
        for place in places
    ]


@dataclass(frozen=True, slots=True, eq=False)
class When:
    """The exact time at which a project can be bought: top / (denominator of the clock * votes)."""

    wanted: Wanted
    top: int

    def compare(self, other: "When") -> int:
        """Return a number below 0 where this comes first, 0 where both come at once."""
        left, right = self.top * other.wanted.votes, other.top * self.wanted.votes
        return (left > right) - (left < right)


@dataclass(frozen=True, slots=True, eq=False)
class Purchase:
    """A round: when it was bought, what could have been at the same time, and when its supporters had last paid."""

    wanted: Wanted
    at: Fraction
    tied: tuple[int, ...]
    before: Places


class Clock:
    """When everybody last paid: exactly, as one of few `times` (over `denominator`), and as floats beside.

    `since` are the times at which voters begin to save, by profile; a time below 0 is a head start.
    """

    def __init__(self, profiles: int, since: Sequence[tuple[Fraction, Places]] = ()) -> None:
        begins = [Fraction(), *(time for time, _ in since)]
        self.denominator = lcm(*(time.denominator for time in begins))
        self.times = [int(time * self.denominator) for time in begins]
        self.last: Places = np.zeros(profiles, np.int32)
        for number, (_, group) in enumerate(since, 1):
            self.last[group] = number
        self._floats: Floats = np.array([float(time) for time in begins])[self.last]
        self._largest = float(np.abs(self._floats).max(initial=0.0))

    def least(self, project: Wanted) -> float:
        """Return a float that is surely not above the time at which a project can be bought."""
        saved = float((project.weights * self._floats[project.profiles]).sum())
        time = (project.cost + saved) / project.votes
        terms = len(project.profiles) + 8
        return time - _HALF_ULP * terms * (abs(time) + 2 * self._largest + project.cost / project.votes)

    def when(self, project: Wanted) -> When:
        """Return the exact time at which a project can be bought."""
        counts = np.bincount(self.last[project.profiles], project.weights)
        saved = sum(int(counts[one]) * self.times[one] for one in np.flatnonzero(counts).tolist())
        return When(project, project.cost * self.denominator + saved)

    def buy(self, when: When) -> Fraction:
        """Let the supporters pay all they have saved; return the time."""
        project = when.wanted
        at = Fraction(when.top, self.denominator * project.votes)
        common = gcd(when.top, project.votes)
        parts = project.votes // common
        if parts > 1:
            self.denominator *= parts
            self.times = [time * parts for time in self.times]
        self.last[project.profiles] = len(self.times)
        self.times.append(when.top // common)
        self._floats[project.profiles] = float(at)
        self._largest = max(self._largest, abs(float(at)))
        return at


def buying(clock: Clock, projects: Sequence[Wanted], budget: int) -> list[Purchase]:
    """Buy one after the other until the next would cost too much; among equals the best rank, if all of them fit."""
    open_, least = {one.place: one for one in projects}, {one.place: clock.least(one) for one in projects}
    purchases: list[Purchase] = []
    while first := _first(clock, open_, least):
        if any(one.wanted.cost > budget for one in first):
            break
        chosen = min(first, key=lambda one: one.wanted.rank)
        before = clock.last[chosen.wanted.profiles]
        tied = tuple(one.wanted.place for one in first if one is not chosen)
        purchases.append(Purchase(chosen.wanted, clock.buy(chosen), tied, before))
        budget -= chosen.wanted.cost
        del open_[chosen.wanted.place]
    return purchases


def _first(clock: Clock, open_: dict[int, Wanted], least: dict[int, float]) -> list[When]:
    """Return all that can be bought at the earliest time, exactly."""
    best: list[When] = []
    enough = inf
    for place in sorted(open_, key=least.__getitem__):
        if least[place] > enough:
            break
        least[place] = max(least[place], clock.least(open_[place]))
        if least[place] > enough:
            continue
        found = clock.when(open_[place])
        order = found.compare(best[0]) if best else -1
        if order < 0:
            best, enough = [found], _above(found.top / (clock.denominator * found.wanted.votes))
        elif order == 0:
            best.append(found)
    return best


def _above(time: float) -> float:
    return time + abs(time) * 2.0**-50 + 2.0**-1000


class Saved:
    """The ledger of a run: at each purchase a supporter paid what they had earned since they last paid."""

    def __init__(self, purchases: Sequence[Purchase], clock: Clock, counts: Ints, smallest: int) -> None:
        self._purchases, self._clock, self._counts, self._smallest = purchases, clock, counts, smallest

    def payments(self, number: int) -> Sequence[Payment]:
        """Return who paid for the project of a round, largest amounts first."""
        if number >= len(self._purchases):
            return []
        one = self._purchases[number]
        return self._grouped(one.at, one.wanted.profiles, one.before)

    def left(self) -> Sequence[Payment]:
        """Return what everybody has earned since they last paid, until the last purchase; most first."""
        if not self._purchases:
            return []
        return self._grouped(self._purchases[-1].at, np.arange(len(self._counts), dtype=np.int32), self._clock.last)

    def _grouped(self, at: Fraction, profiles: Places, before: Places) -> list[Payment]:
        found = []
        for last in np.unique(before).tolist():
            group = profiles[before == last]
            amount = (at - Fraction(self._clock.times[last], self._clock.denominator)) / self._smallest
            found.append(Payment(amount, group, int(self._counts[group].sum())))
        return sorted(found, key=lambda one: -one.amount)


def count(
    election: Election, parameters: Parameters, held: Support, ranks: Ints, _progress: Callable[[float], None]
) -> Outcome:
    """Count by sequential Phragmén."""
    money = [project.cost for project in election.projects]
    smallest = lcm(election.budget.denominator, *(cost.denominator for cost in money))
    costs, budget = [int(cost * smallest) for cost in money], int(election.budget * smallest)
    fitting = [place for place, cost in enumerate(costs) if cost <= budget]
    supported = [place for place in fitting if held.votes[place]]
    clock = Clock(election.ballots.profiles)
    purchases = buying(clock, wanted(held, ranks, costs, supported), budget)
    rounds = [_round(one, smallest) for one in purchases]
    if len(purchases) == len(supported):
        unwanted = [place for place in fitting if not held.votes[place]]
        rounds += _unwanted(unwanted, costs, ranks, budget - sum(one.wanted.cost for one in purchases))
    selected = tuple(one.project for one in rounds)
    last = purchases[-1].at / smallest if purchases else Fraction()
    return Outcome(
        selected,
        sum((money[place] for place in selected), Fraction()),
        election.budget,
        parameters,
        tuple(rounds),
        endowed=last * election.ballots.voters,
        ledger=Saved(purchases, clock, election.ballots.counts, smallest),
    )


def _round(one: Purchase, smallest: int) -> Round:
    share = one.at / smallest
    return Round(one.wanted.place, By.SHARES, share, share, tied=one.tied)


def _unwanted(places: Sequence[int], costs: Sequence[int], ranks: Ints, budget: int) -> list[Round]:
    """Take what nobody wants as long as all that is left of it would fit, one by one."""
    rounds, left = [], sorted(places, key=lambda place: int(ranks[place]))
    while left and max(costs[place] for place in left) <= budget:
        budget -= costs[left[0]]
        rounds.append(Round(left.pop(0), By.COMPLETION))
    return rounds
