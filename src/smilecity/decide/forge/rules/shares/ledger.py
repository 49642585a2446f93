"""Who paid what in a run of Equal Shares, exactly, worked out from its end."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from smilecity.decide.forge.rules.election import Places
from smilecity.decide.forge.rules.outcome import Payment
from smilecity.decide.forge.rules.shares.run import Run


class Paid:
    """The ledger of a finished run, whose rounds come after `free` ones.

    What a profile had when it paid all it had is what it had not paid before.
    """

    def __init__(self, run: Run, free: int = 0) -> None:
        self._run, self._counts, self._free = run, run.table.counts, free
        self._emptied = np.full(len(self._counts), len(run.bought), np.int64)
        for number in reversed(range(len(run.bought))):
            self._emptied[self._rest(number)] = number

    def payments(self, number: int) -> Sequence[Payment]:
        """Return who paid for the project of a round, largest amounts first; who had nothing left is not named."""
        number -= self._free
        if not 0 <= number < len(self._run.bought):
            return []
        bought = self._run.bought[number]
        full, values = bought.candidate.profiles[bought.level.full], bought.candidate.values[bought.level.full]
        share = bought.share / self._run.table.smallest
        whole = [self._payment(share * int(value), full[values == value]) for value in np.unique(values)]
        rest = self._rest(number)
        parts = self._grouped(rest[self._emptied[rest] == number], number)
        return sorted([*whole, *parts], key=lambda one: -one.amount)

    def left(self) -> Sequence[Payment]:
        """Return what everybody has left, most first."""
        last = len(self._run.bought)
        kept = np.flatnonzero(self._emptied == last).astype(np.int32)
        gone = np.flatnonzero(self._emptied < last).astype(np.int32)
        nothing = [self._payment(Fraction(), gone)] if len(gone) else []
        return sorted([*self._grouped(kept, last), *nothing], key=lambda one: -one.amount)

    def _rest(self, number: int) -> Places:
        bought = self._run.bought[number]
        return bought.candidate.profiles[~bought.level.full]

    def _grouped(self, profiles: Places, before: int) -> list[Payment]:
        """Return these profiles by what they had before a round."""
        if not len(profiles):
            return []
        purses = self._run.purses
        rows, group = np.unique(purses.paid(profiles, before), axis=0, return_inverse=True)
        amounts = [Fraction(purses.having(row), purses.denominator * self._run.table.smallest) for row in rows]
        found: NDArray[np.intp] = group.reshape(-1)
        return [self._payment(amount, profiles[found == number]) for number, amount in enumerate(amounts)]

    def _payment(self, amount: Fraction, profiles: Places) -> Payment:
        return Payment(amount, profiles, int(self._counts[profiles].sum()))


def spent(payments: Sequence[Payment]) -> Fraction:
    """Return what these payments add up to."""
    return sum((one.amount * one.voters for one in payments), Fraction())
