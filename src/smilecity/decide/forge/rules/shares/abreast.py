"""Many endowments abreast: runs of neighbouring steps of ADD1 as columns of the same arrays, in floats alone.

Every float comes with how far it may be off at most, so that each choice is either certain or known to be uncertain. A
run with an uncertain choice is given up and left to exact counting; all others bought what an exact run would buy.
Where each supporter surely can pay in full or surely has nothing at all, the price is known exactly; so ties between
such projects are certain, too.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from smilecity.decide.forge.rules.election import Floats, Ints
from smilecity.decide.forge.rules.shares.table import Candidate, Table

_EPS = 2.0**-52
# Levels are bounded within this of each other, or not at all.
_NEAR = 2.0**-30
_LARGEST = np.finfo(np.float64).max
_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """For each run, whether it is certain, and which candidates (rows, as in the table) it bought."""

    certain: NDArray[np.bool_]
    bought: NDArray[np.bool_]


class Abreast:
    """Runs as far as they have come; column `k` of every array belongs to endowment `k`.

    What can no longer be bought has no `least` price but infinity. No amount in a column is off by more than `far`.
    """

    def __init__(self, table: Table, endowments: Floats) -> None:
        self.candidates = table.candidates
        shape = len(self.candidates), len(endowments)
        self.money = np.tile(endowments, (len(table.counts), 1))
        self.off, self.far = self.money * _EPS, endowments * _EPS
        least = np.array([one.least for one in self.candidates])[:, None]
        self.least = np.tile(least * (1 - 2.0**-47), (1, shape[1]))
        self.most, self.level, self.wrong = np.full(shape, np.inf), np.zeros(shape), np.zeros(shape)
        self.bought, self.fresh, self.clean = (np.zeros(shape, np.bool_) for _ in range(3))
        self.certain, self.going = np.ones(shape[1], np.bool_), np.full(shape[1], bool(shape[0]))
        self.payers = np.ones(shape)

    def ends(self) -> Ends:
        """Run to the end."""
        while self.going.any():
            chosen = self._choose()
            for row in sorted(set(chosen[self.going].tolist())):
                columns = np.flatnonzero(self.going & (chosen == row))
                for stretch in np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1):
                    self._pay(row, slice(int(stretch[0]), int(stretch[-1]) + 1))
            self.fresh[:] = False
        return Ends(self.certain, self.bought)

    def _choose(self) -> Ints:
        """Return for each run the row of what is bought next; runs that end or are uncertain stop going."""
        found: Ints = np.zeros(len(self.going), np.int64)
        columns = np.flatnonzero(self.going)
        while len(columns):
            prices = _taken(self.least, columns)
            lowest = prices.min(0)
            first = _one_of(prices == lowest)
            looked = self.fresh[first, columns]
            self.going[columns[np.isinf(lowest)]] = False
            # Before the first is looked at, nothing else need be; afterwards all that might be as low.
            bound = np.where(looked, np.maximum(self.most[first, columns], lowest), lowest)
            rivals = prices <= np.minimum(bound, _LARGEST)
            stale = rivals & ~_taken(self.fresh, columns)
            waiting = stale.any(0)
            ready = np.flatnonzero(~waiting)
            if len(ready):
                found[columns[ready]] = self._decided(columns[ready], first[ready], _taken(rivals, ready))
            for row in np.flatnonzero(stale.any(1)).tolist():
                self._look(row, columns[stale[row]])
            columns = columns[waiting]
        return found

    def _decided(
        self, columns: NDArray[np.intp], first: NDArray[np.intp], rivals: NDArray[np.bool_]
    ) -> NDArray[np.intp]:
        """Return what is bought in these runs, all of whose rivals were looked at; where that is open, they stop."""
        alone = (rivals.sum(0) <= 1) & np.isfinite(self.most[first, columns])
        equal = (_taken(self.clean, columns) | ~rivals).all(0)
        undecided = columns[~(alone | equal) & self.going[columns]]
        self.certain[undecided] = self.going[undecided] = False
        for at in np.flatnonzero(equal & ~alone & self.going[columns]).tolist():
            first[at] = self._exactly(np.flatnonzero(rivals[:, at]).tolist(), int(columns[at]))
        return first

    def _exactly(self, rows: list[int], column: int) -> int:
        """Return which of these, whose prices are known exactly, comes first."""

        def price(row: int) -> tuple[Fraction, int]:
            one = self.candidates[row]
            return one.cost / (int(self.payers[row, column]) * one.factor), one.rank

        return min(rows, key=price)

    def _look(self, row: int, columns: NDArray[np.intp]) -> None:
        """Bound a candidate's price in these runs, from below and above; close it where it surely cannot be paid."""
        one = self.candidates[row]
        self.fresh[row, columns] = True
        money = self._of(self.money, one, columns)
        together = (_sum(one.as_floats[1], money) + one.voters * self.far[columns]) * (1 + (len(money) + 4) * _EPS)
        able = together >= one.cost
        self.least[row, columns[~able]] = np.inf
        if able.any():
            kept = np.flatnonzero(able)
            self._bound(row, columns[kept], _taken(money, kept))

    def _bound(self, row: int, columns: NDArray[np.intp], money: Floats) -> None:
        """Bound a candidate's price where its supporters, with this money, may have enough."""
        one = self.candidates[row]
        off = self._of(self.off, one, columns)
        level, rich = _climbed(one, money, self.least[row, columns] * one.worth * (1 - 4 * _EPS))
        poor = _doubt(one, money - off, off, level)
        # No doubt is left where all others than those who surely pay in full surely have nothing: only that is not off.
        clean = (poor == 0) & (rich > 0)
        doubt = poor * (1 + len(money) * _EPS) + (len(money) + 8) * _EPS * one.cost
        rich = np.maximum(rich, 1.0)
        level = np.where(clean, one.cost / rich, level)
        wrong = np.where(clean, 8 * _EPS * level, doubt / rich + level * 2.0**-47)
        top = level + np.where(clean, wrong, 4 * wrong)
        enough = (_brings(one, money, _owed(one, top)) - doubt >= one.cost) & (top <= level * (1 + _NEAR)) | clean
        self.clean[row, columns], self.payers[row, columns] = clean, rich
        self.level[row, columns], self.wrong[row, columns] = level, top - level
        self.least[row, columns] = np.maximum(self.least[row, columns], (level - wrong) / one.worth * (1 - 4 * _EPS))
        self.most[row, columns] = np.where(enough, top / one.worth * (1 + 4 * _EPS), np.inf)
        if not enough.all():
            all_ = _sum(one.as_floats[1], money + off) * (1 + len(money) * _EPS)
            self.least[row, columns[~enough & (all_ < one.cost)]] = np.inf

    def _of(self, amounts: Floats, one: Candidate, columns: NDArray[np.intp]) -> Floats:
        # Neighbours do mostly the same: the stretch from first to last has few others in it, and is quick to copy.
        begin, end = int(columns[0]), int(columns[-1]) + 1
        return _taken(amounts[one.profiles, begin:end], columns - begin)

    def _pay(self, row: int, columns: slice) -> None:
        """Let supporters pay: what is left is off by what it was before and what the payment is."""
        one = self.candidates[row]
        money, off = self.money[one.profiles, columns], self.off[one.profiles, columns]
        owed, wrong = _owed(one, self.level[row, columns]), _owed(one, self.wrong[row, columns])
        off = np.where(money + off < owed - wrong, 0.0, off + wrong + (money + owed) * _EPS)
        self.off[one.profiles, columns], self.far[columns] = off, np.maximum(self.far[columns], off.max(0))
        self.money[one.profiles, columns] = np.maximum(money - owed, 0.0)
        self.least[row, columns], self.bought[row, columns] = np.inf, True


def _climbed(one: Candidate, money: Floats, level: Floats) -> tuple[Floats, Floats]:
    """Rise to the level at which the cost is met, in all columns at once; see `levels.climb`.

    Where as many can pay in full as below the last step, that step led there: between them the sum rises evenly.
    """
    before = np.full(len(level), -1.0)
    while True:
        owed = _owed(one, level)
        rich = _sum(one.as_floats[2], money >= owed)
        if (rich == before).all():
            return level, rich
        step = (one.cost - _brings(one, money, owed)) / np.maximum(rich, 1.0)
        rising = (step > level * 2.0**-49) & (rich > 0)
        if not rising.any():
            return level, rich
        level, before = np.where(rising, level + step, level), rich


def _one_of(of: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return a row that is true in each column; `argmin` and `argmax` are slow across rows."""
    found = np.zeros(of.shape[1], np.intp)
    rows, columns = of.nonzero()
    found[columns] = rows
    return found


def _owed(one: Candidate, level: Floats) -> Floats:
    """Return what supporters pay in full, in every column; one row for all where all values are 1."""
    return level if one.plain else level * one.as_floats[0][:, None]


def _brings(one: Candidate, money: Floats, owed: Floats) -> Floats:
    return _sum(one.as_floats[1], np.minimum(money, owed))


def _doubt(one: Candidate, surely: Floats, off: Floats, level: Floats) -> Floats:
    """Return how far the money that does not surely suffice in full may be off; no other matters to what is brought."""
    poor = surely < _owed(one, level * (1 + _NEAR))
    return _sum(one.as_floats[1], off * poor)


def _sum(weights: Floats, of: NDArray[Any]) -> Floats:
    """Return sums of columns, weighed. Not by BLAS: its threads would wait for each other on a busy machine."""
    summed: Floats = np.einsum("i,ij->j", weights, of)
    return summed


def _taken(of: NDArray[_T], columns: NDArray[np.intp]) -> NDArray[_T]:
    """Return these columns, without a copy where they are all."""
    return of if len(columns) == of.shape[1] else of.take(columns, 1)
