"""Ballots for everybody to count again, in which nobody can be recognised: no order, no times, no rare profiles.

Voters are parted, project by project, into those who voted for it and those who did not, as long as five or more
people are on each side. So every group that is left is five people or more who agree on all projects it was parted by.
What else a group voted for is dealt out anew among its people, evenly and in a fixed order: the ballots that are
written depend on nothing but how often each project was named in the group. So a mark made of a rare combination of
projects (somebody paid to vote that way, a neighbour who knows two of the choices) is not in them.

What stays true: the number of ballots, and the votes and points of each project; so greedy rules count the same always.
Rules in which voters pay depend on who voted for which chosen projects together: these are parted by first, and the
bundle is only made if it counts the same (see `packing`). Source of the parting: LeFevre, DeWitt, Ramakrishnan,
*Mondrian Multidimensional K-Anonymity* (2006).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from smilecity.decide.forge.rules.election import Election, Ints, Kind
from smilecity.decide.forge.rules.outcome import Borda, Utility
from smilecity.decide.forge.rules.profiles import Gathering, Value
from smilecity.decide.forge.rules.support import support
from smilecity.understand.results.rules import THRESHOLD

_Choice: TypeAlias = tuple[tuple[int, int], ...]
# What a file says of how long its ballots may be; those dealt anew need not keep to it.
_LIMITS = frozenset(f"{most}_{what}" for most in ("min", "max") for what in ("length", "sum_cost", "sum_points"))


@dataclass(frozen=True, slots=True)
class Coarse:
    """An election that may be published; `groups` of `smallest` voters or more were dealt anew."""

    election: Election
    groups: int
    smallest: int


def coarsened(election: Election, borda: Borda, order: Sequence[int], kept: Collection[int] = ()) -> Coarse:
    """Return an election whose ballots are nobody's.

    `order`: the projects voters are parted by, one after the other; `kept`: those of which ballots stay as they are.
    """
    wanted = _Wanted(election, borda)
    groups = list(_parted(wanted, order))
    cast: Counter[_Choice] = Counter()
    for group in groups:
        cast.update(_dealt(wanted, group, kept))
    gathering = Gathering()
    for choice, voters in sorted(cast.items()):
        gathering.add(((place, _points(value, wanted.unit)) for place, value in choice), voters)
    kind = Kind.SCORING if election.kind is Kind.ORDINAL else election.kind
    meta = {key: told for key, told in election.meta.items() if key not in _LIMITS} | {"vote_type": kind.value}
    smallest = min((int(wanted.counts[group].sum()) for group in groups), default=0)
    return Coarse(
        replace(election, kind=kind, ballots=gathering.ballots(), voters=None, meta=meta), len(groups), smallest
    )


def _points(value: int, unit: int) -> Value:
    return value if unit == 1 else Fraction(value, unit)


class _Wanted:
    """What profiles want: rankings as points, and nothing of what gives no support."""

    def __init__(self, election: Election, borda: Borda) -> None:
        held = support(election, Utility.ADDITIVE, borda)
        self.unit, self.counts = held.unit, election.ballots.counts
        self.by_project = [
            (held.profiles[held.stretch(place)].astype(np.int64), held.values[held.stretch(place)])
            for place in range(len(election.projects))
        ]
        self.choices: list[list[tuple[int, int]]] = [[] for _ in range(election.ballots.profiles)]
        for place, (profiles, values) in enumerate(self.by_project):
            for profile, value in zip(profiles.tolist(), values.tolist(), strict=True):
                self.choices[profile].append((place, value))


def _parted(wanted: _Wanted, order: Sequence[int]) -> Iterator[Ints]:
    """Yield groups of profiles with five voters or more each (all of them, where there are fewer)."""
    group = np.zeros(len(wanted.counts), np.int64)
    for place in order:
        profiles, values = wanted.by_project[place]
        for value in np.unique(values):
            group = _split(group, profiles[values == value], wanted.counts)
    by_group = np.argsort(group, kind="stable")
    edges = np.flatnonzero(np.diff(group[by_group])) + 1
    yield from (part for part in np.split(by_group, edges) if len(part))


def _split(group: Ints, inside: Ints, counts: Ints) -> Ints:
    """Part each group into those inside and the rest, where both are five people or more."""
    finer = 2 * group
    finer[inside] += 1
    sizes = np.bincount(finer, counts, int(finer.max(initial=0)) + 2).astype(np.int64)
    small = (sizes[2 * group] < THRESHOLD) | (sizes[2 * group + 1] < THRESHOLD)
    finer[small] = 2 * group[small]
    return np.unique(finer, return_inverse=True)[1].astype(np.int64)


def _dealt(wanted: _Wanted, group: Ints, kept: Collection[int]) -> Counter[_Choice]:
    """Deal what a group voted for to as many people, round and round, so that ballots are equally long.

    What was said of the projects `kept` stays with whoever said it. Nobody gets a project twice: what is named of it
    lies together and is no more than there are people.
    """
    named: Counter[tuple[int, int]] = Counter()
    hands: list[list[tuple[int, int]]] = []
    for profile in group.tolist():
        voters, choice = int(wanted.counts[profile]), wanted.choices[profile]
        hands += [[pair for pair in choice if pair[0] in kept] for _ in range(voters)]
        for pair in choice:
            if pair[0] not in kept:
                named[pair] += voters
    hands.sort()
    dealt = (pair for pair, times in sorted(named.items()) for _ in range(times))
    for number, pair in enumerate(dealt):
        hands[number % len(hands)].append(pair)
    return Counter(tuple(sorted(hand)) for hand in hands)
