"""Gathers ballots one by one into profiles, each kept once however many cast it. The order of voters is forgotten."""

from array import array
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm
from typing import TypeAlias

import numpy as np

from smilecity.decide.forge.rules.election import Ballots, InvalidElection

Value: TypeAlias = int | Fraction
Choice: TypeAlias = tuple[tuple[int, Value], ...]


class Gathering:
    """Ballots as they come in. `add` returns the number of the profile that a ballot belongs to."""

    def __init__(self) -> None:
        self._numbers: dict[Choice, int] = {}
        self._counts = array("q")
        # Each pair once: a town's ballots name the same few projects over and over.
        self._pairs: dict[tuple[int, Value], tuple[int, Value]] = {}

    def add(self, choice: Iterable[tuple[int, Value]], voters: int = 1) -> int:
        """Take a ballot of (place of project, value), cast by so many; return its profile.

        Raises:
            InvalidElection: a project twice.
        """
        pairs = self._pairs
        canonical = tuple(sorted([pairs.setdefault(pair, pair) for pair in choice]))
        if len({place for place, _ in canonical}) < len(canonical):
            raise InvalidElection("a ballot names the same project twice")
        number = self._numbers.setdefault(canonical, len(self._counts))
        if number == len(self._counts):
            self._counts.append(0)
        self._counts[number] += voters
        return number

    def again(self, profile: int) -> None:
        """Count one more voter of a profile."""
        self._counts[profile] += 1

    def ballots(self) -> Ballots:
        """Return what was gathered.

        Raises:
            InvalidElection: points beyond 64 bits.
        """
        unit = lcm(*{value.denominator for _, value in self._pairs})
        starts = np.zeros(len(self._numbers) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, self._numbers), np.int64, len(self._numbers)), out=starts[1:])
        entries = int(starts[-1])
        places = np.fromiter((place for choice in self._numbers for place, _ in choice), np.int32, entries)
        try:
            values = np.fromiter((int(value * unit) for one in self._numbers for _, value in one), np.int64, entries)
        except OverflowError:
            raise InvalidElection("the points are too large to be counted exactly") from None
        return Ballots(np.array(self._counts, np.int64), starts, places, values, unit)


def approvals(ballots: Mapping[tuple[int, ...], int] | Iterable[Iterable[int]]) -> Ballots:
    """Return approval ballots from places of projects: a list of ballots, or ballots and how many voters cast each."""
    gathering = Gathering()
    counted = ballots.items() if isinstance(ballots, Mapping) else ((tuple(one), 1) for one in ballots)
    for chosen, voters in counted:
        gathering.add(((place, 1) for place in chosen), voters)
    return gathering.ballots()


def valued(ballots: Iterable[Mapping[int, Value]]) -> Ballots:
    """Return ballots of points, scores or places in a ranking from dictionaries of project to value."""
    gathering = Gathering()
    for one in ballots:
        gathering.add(one.items())
    return gathering.ballots()
