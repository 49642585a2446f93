"""The level at which a project's supporters can pay for it together: each pays level times value, or all they have.

`climb` finds it in floats, from below, as far as needed; `exact` finds it as a fraction.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smilecity.decide.forge.rules.election import Floats, Places
from smilecity.decide.forge.rules.shares.purses import Purses
from smilecity.decide.forge.rules.shares.table import Candidate

_HALF_ULP = 2.0**-53


@dataclass(frozen=True, slots=True, eq=False)
class Climb:
    """How far a climb came: the true level is `least` or more. `money` is what the supporters have, in floats."""

    level: float
    least: float
    money: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """An exact level: `top / (denominator of the purses * parts)`, with who pays in full and who all they have."""

    top: int
    parts: int
    full: NDArray[np.bool_]

    def payers(self, candidate: Candidate) -> tuple[Places, Places]:
        """Return the profiles that pay in full, and those that pay all they have."""
        return candidate.profiles[self.full], candidate.profiles[~self.full]


def climb(candidate: Candidate, purses: Purses, begin: float, enough: float) -> Climb:
    """Rise from `begin`, a level not above the true one, until it is reached or `enough` is passed.

    What a level brings in is concave in the level, so that a Newton step never goes too far; each costs O(supporters).
    """
    values, weights, weighed = candidate.as_floats
    money = purses.money[candidate.profiles]
    cost, level = float(candidate.cost), begin
    # Sums of so many rounded terms, each of money in doubt; see Higham, Accuracy and Stability, section 4.2.
    off = candidate.voters * purses.doubt + (len(money) + 8) * _HALF_ULP * cost
    while True:
        owed = level if candidate.plain else level * values
        able = float(weighed[money >= owed].sum())
        if not able:
            return Climb(level, begin, money)
        step = (cost - float((weights * np.minimum(money, owed)).sum())) / able
        level += max(step, 0.0)
        least = max(level * (1 - 8 * _HALF_ULP) - off / able, begin)
        if least > enough or step <= level * 2.0**-50:
            return Climb(level, least, money)


def affordable(candidate: Candidate, purses: Purses, money: Floats) -> bool:
    """Return, exactly, whether the supporters have enough together."""
    together = float((candidate.as_floats[1] * money).sum())
    off = candidate.voters * purses.doubt + (len(money) + 8) * _HALF_ULP * together
    if abs(together - candidate.cost) > off:
        return together > candidate.cost
    return purses.together(candidate.profiles, candidate.weights) >= candidate.cost * purses.denominator


def exact(candidate: Candidate, purses: Purses, climbed: Climb) -> Level:
    """Return the exact level of an affordable project.

    The climb says who can pay in full; the level follows from that exactly; those too close to it for floats are judged
    exactly, and where that changes who can pay, once more.
    """
    values = candidate.as_floats[0]
    money = climbed.money
    full = money >= climbed.level * values
    if not full.any():
        full = money / values >= (money / values).max()
    while True:
        parts = int(candidate.weighed[full].sum())
        poor = ~full
        top = candidate.cost * purses.denominator - purses.together(candidate.profiles[poor], candidate.weights[poor])
        able = _able(candidate, purses, money, top, parts)
        # Nobody is able: all that pay in full have exactly as much as they pay.
        if not able.any() or (able == full).all():
            return Level(top, parts, full)
        full = able


def _able(candidate: Candidate, purses: Purses, money: Floats, top: int, parts: int) -> NDArray[np.bool_]:
    """Return who has more than the level asks; with exactly as much one pays all one has."""
    owed = top / (purses.denominator * parts) * candidate.as_floats[0]
    able: NDArray[np.bool_] = money > owed
    for near in np.flatnonzero(np.abs(money - owed) <= 2 * purses.doubt + owed * 2.0**-50).tolist():
        has = purses.each(int(candidate.profiles[near]))
        able[near] = has * parts > top * int(candidate.values[near])
    return able
