"""One run of Equal Shares with a given endowment: round after round the lowest price wins, until nobody can pay more.

A price only rises while money is spent. So a price found once is a lower bound for all later rounds, and most projects
need not be looked at in most rounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf, nextafter

from smilecity.decide.forge.rules.shares.levels import Level, affordable, climb, exact
from smilecity.decide.forge.rules.shares.purses import Purses
from smilecity.decide.forge.rules.shares.table import Candidate, Table


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A candidate with its exact level. Prices of the same moment compare by whole numbers: top / (parts * factor)."""

    candidate: Candidate
    level: Level

    def compare(self, other: "Found") -> int:
        """Return a number below 0 where this price is lower, 0 where both are the same."""
        mine, theirs = self.candidate.factor, other.candidate.factor
        left = self.level.top * mine.denominator * other.level.parts * theirs.numerator
        right = other.level.top * theirs.denominator * self.level.parts * mine.numerator
        return (left > right) - (left < right)

    def price(self, denominator: int) -> Fraction:
        """Return the exact price, where money is counted in parts of this denominator."""
        return Fraction(self.level.top, denominator * self.level.parts) / self.candidate.factor


@dataclass(frozen=True, slots=True, eq=False)
class Bought:
    """A round: what was bought at which exact level, with money counted in parts of `denominator`; what was as good.

    `share` is money per value, `price` money per utility, with long denominators: they are worked out when asked.
    """

    candidate: Candidate
    level: Level
    denominator: int
    tied: tuple[int, ...] = ()

    @property
    def share(self) -> Fraction:
        """Return the exact level: what is paid per value."""
        return Fraction(self.level.top, self.denominator * self.level.parts)

    @property
    def price(self) -> Fraction:
        """Return the exact price: what is paid per utility."""
        return self.share / self.candidate.factor

    def at_most(self) -> float:
        """Return a float that is surely not below the price."""
        return _above(self.level, self.denominator, self.candidate)


@dataclass(slots=True)
class Run:
    """A run as far as it has come."""

    table: Table
    purses: Purses
    open: dict[int, Candidate]
    least: dict[int, float]
    bought: list[Bought] = field(default_factory=list)

    @classmethod
    def begin(cls, table: Table, endowment: Fraction) -> "Run":
        """Give everybody the endowment (in smallest units)."""
        purses = Purses(len(table.counts), endowment, len(table.candidates), table.greatest)
        candidates = {one.place: one for one in table.candidates}
        return cls(table, purses, candidates, {place: one.least * (1 - 2.0**-48) for place, one in candidates.items()})

    def finish(self) -> "Run":
        """Buy until nothing can be paid for any more."""
        while best := self.lowest():
            self.buy(best[0], best[1:])
        return self

    def lowest(self, bound: float = inf) -> list[Found]:
        """Return what has the lowest price of all that can be paid for, by rank; empty where nothing can be.

        Only candidates whose price may be `bound` or less are looked at.
        """
        best: list[Found] = []
        enough = bound
        for place in sorted(self.open, key=self.least.__getitem__):
            if self.least[place] > enough:
                break
            found = self.look(self.open[place], enough)
            if found is None:
                continue
            order = found.compare(best[0]) if best else -1
            if order < 0:
                best, enough = [found], min(enough, _above(found.level, self.purses.denominator, found.candidate))
            elif order == 0:
                best.append(found)
        return sorted(best, key=lambda one: one.candidate.rank)

    def buy(self, found: Found, tied: Sequence[Found] = ()) -> None:
        """Let the supporters pay."""
        candidate, level, purses = found.candidate, found.level, self.purses
        others = tuple(one.candidate.place for one in tied)
        self.bought.append(Bought(candidate, level, purses.denominator, others))
        full, rest = level.payers(candidate)
        purses.pay(level.top, level.parts, full, candidate.values[level.full], rest)
        del self.open[candidate.place]

    def look(self, candidate: Candidate, enough: float) -> Found | None:
        """Return a candidate's exact price, unless it is surely above `enough`, or cannot be paid for any more."""
        factor = candidate.worth
        climbed = climb(candidate, self.purses, self.least[candidate.place] * factor * (1 - 2.0**-51), enough * factor)
        self.least[candidate.place] = max(self.least[candidate.place], climbed.least / factor * (1 - 2.0**-51))
        if self.least[candidate.place] > enough:
            return None
        if not affordable(candidate, self.purses, climbed.money):
            del self.open[candidate.place]
            return None
        return Found(candidate, exact(candidate, self.purses, climbed))


def _above(level: Level, denominator: int, candidate: Candidate) -> float:
    price = level.top / (denominator * level.parts) / candidate.worth
    return nextafter(price * (1 + 2.0**-50), inf)
