"""ADD1: a little more for everybody, step by step, without counting at steps where nothing can change.

While the same projects are bought in the same order, nobody is worse off with a larger endowment: by induction over the
rounds all have as much left or more, so every price is the same or lower. So if, with the endowment of a later step and
the same purchases, no rival's price is below what the winner costs at the earlier step, the same was bought at each
step between, and those need no count. The same thought for budgets as they grow: *Add-opt* (arXiv 2502.11797).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from smilecity.decide.forge.rules.shares.abreast import Abreast
from smilecity.decide.forge.rules.shares.run import Bought, Run
from smilecity.decide.forge.rules.shares.table import Candidate, Table

# How many steps are counted abreast at most, in how much memory; where that leaves few, one by one is as fast.
_WIDEST, _CELLS, _WORTH_IT = 256, 2**19, 100


@dataclass(frozen=True, slots=True, eq=False)
class Stepped:
    """The run that decides, after how many steps, and how many exact runs were needed to find it."""

    run: Run
    increments: int
    runs: int


@dataclass(slots=True)
class Steps:
    """The endowments of all steps (in smallest units), what purchases may cost, and when they are enough."""

    table: Table
    first: Fraction
    increment: Fraction
    budget: Fraction
    enough: Callable[[Collection[int]], bool]
    progress: Callable[[float], None]
    runs: int = 0

    def last(self) -> Stepped:
        """Return the run of the last step before the first whose outcome costs too much, or that is enough."""
        number, stride, run = 0, 1, self._count(0)
        while not self._ends(run):
            self.progress(min(float(_cost(run) / self.budget), 0.99) if self.budget else 0.0)
            further = self._unchanged(run, number + stride) if stride > 1 else None
            if further is not None:
                number, run, stride = number + stride, further, stride * 2
                continue
            further, reached = self._next(number)
            if _cost(further) > self.budget:
                return Stepped(run if reached == number + 1 else self._count(reached - 1), reached - 1, self.runs)
            stride = 2 * (reached - number) if _places(further) == _places(run) else 1
            number, run = reached, further
        return Stepped(run, number, self.runs)

    def _next(self, number: int) -> tuple[Run, int]:
        """Return the run of a later step, at which it may end; at none of the steps between it does."""
        width = min(_WIDEST, _CELLS // max(len(self.table.counts), 1))
        if width < _WORTH_IT:
            return self._count(number + 1), number + 1
        parts = lcm(self.first.denominator, self.increment.denominator)
        first, increment = int(self.first * parts), int(self.increment * parts)
        endowments = [(first + (number + one) * increment) / parts for one in range(1, width + 1)]
        ends = Abreast(self.table, np.array(endowments)).ends()
        # Where the same is bought as at the step before, and surely so, it does not end either.
        known = (ends.bought == np.roll(ends.bought, 1, 1)).all(0) & ends.certain & np.roll(ends.certain, 1)
        known[0] = False
        for column in np.flatnonzero(~known[:-1]).tolist():
            bought = [self.table.candidates[row] for row in np.flatnonzero(ends.bought[:, column]).tolist()]
            run = None if ends.certain[column] else self._count(number + 1 + column)
            bought = bought if run is None else [one.candidate for one in run.bought]
            if self._ends_with(bought):
                return run or self._count(number + 1 + column), number + 1 + column
        return self._count(number + width), number + width

    def _ends(self, run: Run) -> bool:
        return self._ends_with([one.candidate for one in run.bought])

    def _ends_with(self, bought: Sequence[Candidate]) -> bool:
        everything, cost = len(bought) == len(self.table.candidates), sum(one.cost for one in bought)
        return everything or cost > self.budget or self.enough([one.place for one in bought])

    def _count(self, number: int) -> Run:
        self.runs += 1
        return Run.begin(self.table, self.first + number * self.increment).finish()

    def _unchanged(self, run: Run, number: int) -> Run | None:
        """Return the run of a later step if surely the same is bought in the same order at all steps up to it."""
        self.runs += 1
        later = Run.begin(self.table, self.first + number * self.increment)
        for bought in run.bought:
            winner = later.open.pop(bought.candidate.place)
            if _rival(later, bought):
                return None
            later.open[winner.place] = winner
            found = later.look(winner, float("inf"))
            if found is None:
                raise ArithmeticError("a project became dearer with more money")
            later.buy(found)
        return None if later.lowest() else later


def _rival(later: Run, bought: Bought) -> bool:
    """Return whether another project, at its lowest, might come before what was bought at its highest price."""
    best = later.lowest(bought.at_most())
    if not best:
        return False
    price, highest = best[0].price(later.purses.denominator), bought.price
    return price < highest or (price == highest and best[0].candidate.rank < bought.candidate.rank)


def _cost(run: Run) -> int:
    return sum(one.candidate.cost for one in run.bought)


def _places(run: Run) -> list[int]:
    return [one.candidate.place for one in run.bought]
