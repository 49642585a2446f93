"""What everybody still has. As floats for speed, and exactly for decisions.

Whoever could always pay in full has what they started with minus, for every round they paid in, its level times their
value; so the exact sum for any group is a combination of a few exact levels with whole numbers. Whoever once paid
all they had has exactly nothing. The floats differ from the exact amounts by `doubt` at most.
"""

from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smilecity.decide.forge.rules.election import Floats, Ints, Places

_HALF_ULP = 2.0**-53


class Purses:
    """The money of all profiles (of each voter in them), starting with the same for everybody.

    Exact amounts are whole numbers over `denominator`, which grows with the levels paid.
    """

    def __init__(self, profiles: int, endowment: Fraction, rounds: int, greatest: int) -> None:
        self.start, self.denominator = endowment.numerator, endowment.denominator
        self.money: Floats = np.full(profiles, float(endowment))
        self.empty = np.zeros(profiles, np.bool_)
        self.levels: list[int] = []
        self._paid: NDArray[np.integer[Any]] = np.zeros((profiles, rounds), np.min_scalar_type(greatest))
        self._endowment = float(endowment)

    @property
    def doubt(self) -> float:
        """Return how far any float may be off: each round rounds level, product and difference once."""
        return 4 * (len(self.levels) + 2) * _HALF_ULP * self._endowment

    def together(self, profiles: Places, weights: Ints) -> int:
        """Return what all voters of these profiles have, exactly."""
        kept = ~self.empty[profiles]
        profiles, weights = profiles[kept], weights[kept]
        if not len(profiles):
            return 0
        rounds = len(self.levels)
        times = np.einsum("i,ij->j", weights, self._paid[profiles, :rounds], dtype=np.int64, casting="safe")
        spent: int = sum(many * level for many, level in zip(times.tolist(), self.levels, strict=True) if many)
        return self.start * int(weights.sum()) - spent

    def each(self, profile: int) -> int:
        """Return what one voter of a profile has, exactly."""
        return 0 if self.empty[profile] else self.having(self._paid[profile, : len(self.levels)])

    def paid(self, profiles: Places, before: int) -> NDArray[np.integer[Any]]:
        """Return for which values these profiles paid in full in the rounds before this one."""
        return self._paid[profiles, :before]

    def having(self, paid: NDArray[np.integer[Any]]) -> int:
        """Return what somebody has, exactly, who paid in full for such values in the first rounds."""
        spent: int = sum(value * level for value, level in zip(paid.tolist(), self.levels, strict=False))
        return self.start - spent

    def pay(self, level: int, parts: int, full: Places, values: Ints, rest: Places) -> None:
        """Let `full` pay level / (denominator * parts) for each of their values, and `rest` all they have."""
        common = gcd(level, parts)
        level, parts = level // common, parts // common
        if parts > 1:
            self.start, self.denominator = self.start * parts, self.denominator * parts
            self.levels = [one * parts for one in self.levels]
        rounds = len(self.levels)
        self.levels.append(level)
        self._paid[full, rounds] = values
        self.money[full] = np.maximum(self.money[full] - level / self.denominator * values, 0.0)
        self.money[rest] = 0.0
        self.empty[rest] = True
