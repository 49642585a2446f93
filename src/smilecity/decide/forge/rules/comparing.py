"""What an outcome is worth to each profile, and which of two outcomes more voters prefer."""

from collections.abc import Iterable
from math import lcm

import numpy as np

from smilecity.decide.forge.rules.election import Election, Ints
from smilecity.decide.forge.rules.support import Support


def worth(election: Election, held: Support, chosen: Iterable[int]) -> tuple[Ints, int]:
    """Return the utility of these projects for a voter of each profile: whole numbers of parts, and parts of 1.

    Raises:
        OverflowError: utilities beyond 64 bits.
    """
    places = list(chosen)
    parts = lcm(*(factor.denominator for factor in held.factors)) if held.factors else 1
    utility = np.zeros(election.ballots.profiles, np.int64)
    for place in places:
        stretch, factor = held.stretch(place), int(held.factors[place] * parts)
        if factor * int(held.values.max(initial=1)) * max(len(places), 1) >= 2**62:
            raise OverflowError("utilities beyond 64 bits")
        utility[held.profiles[stretch]] += held.values[stretch] * factor
    return utility, parts * held.unit


def prefer(election: Election, held: Support, one: Iterable[int], other: Iterable[int]) -> tuple[int, int]:
    """Return how many voters prefer the one outcome, and how many the other; to the rest both are worth the same."""
    left, right = worth(election, held, one)[0], worth(election, held, other)[0]
    counts = election.ballots.counts
    return int(counts[left > right].sum()), int(counts[left < right].sum())
