"""How an outcome serves groups of voters, by whatever is known of them. Small groups stay hidden from subtraction.

Per feature: groups under five stand together with the next larger ones (understand.results guards counts in the same
way), so everything shown is of five people or more. How many of a group are served is shown unless one to four of it
are, or are not; then the cells of other groups are hidden beside it, so that no sum gives it away, and with a cell all
averages of its group. A feature whose groups, taken from another's, would leave one to four people is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from itertools import pairwise

import numpy as np

from smilecity.decide.forge.rules.election import Election, Feature, Ints, Money, Voters
from smilecity.decide.forge.rules.explaining.reach import served_profiles
from smilecity.decide.forge.rules.outcome import Parameters
from smilecity.decide.forge.rules.support import Support, support
from smilecity.understand.results.rules import guard_parts
from smilecity.understand.results.rules.disclosure import is_small
from smilecity.understand.results.rules.switching import grid_of, hide

# Beyond so many a column is no feature but a mark of each voter: a number, a time.
_MOST_LABELS = 100
_AGES = (18, 30, 45, 65)


@dataclass(frozen=True, slots=True)
class Group:
    """Voters who share a feature. `labels`: one, or those of groups too small to be shown alone (empty: not told).

    `served` get at least one project they voted for; `projects` how many of theirs on average, `money` what is spent on
    a voter on average, both rounded. None: hidden (`money` is None for seats, too).
    """

    labels: tuple[str, ...]
    voters: int
    served: int | None
    projects: Fraction | None
    money: Money | None


@dataclass(frozen=True, slots=True)
class Represented:
    """All groups of a feature; together they are all voters."""

    feature: str
    groups: tuple[Group, ...]


def representation_of(election: Election, selected: Iterable[int], parameters: Parameters) -> tuple[Represented, ...]:
    """Return how the outcome serves groups; nothing where nothing is known of voters."""
    if election.voters is None:
        return ()
    parted: list[tuple[str, Sequence[tuple[str, ...]], Ints]] = []
    for name, feature in election.voters.features.items():
        banded = _banded(name, feature)
        groups = _groups(banded)
        if groups is None:
            continue
        codes = _regrouped(banded, groups)
        if all(_apart(codes, other) for _, _, other in parted):
            parted.append((name, groups, codes))
    sums = _Sums(election, election.voters, list(selected), parameters)
    return tuple(Represented(name, sums.groups(name, groups, codes)) for name, groups, codes in parted)


def _banded(name: str, feature: Feature) -> Feature:
    """Return ages in years as bands, other features as they are."""
    told = [label for label in feature.labels if label]
    if name.lower() != "age" or not told or not all(label.isascii() and label.isdigit() for label in told):
        return feature
    bands = ["", f"0-{_AGES[0] - 1}", *(f"{low}-{high - 1}" for low, high in pairwise(_AGES))]
    bands.append(f"{_AGES[-1]}+")
    band = [1 + sum(int(label) >= age for age in _AGES) if label else 0 for label in feature.labels]
    return Feature(tuple(bands), np.array(band, np.int32)[feature.codes])


def _groups(feature: Feature) -> list[tuple[str, ...]] | None:
    """Return which labels are shown alone, and which together, last; None where nothing can be shown."""
    counts = np.bincount(feature.codes, minlength=len(feature.labels)).tolist()
    present = [(label, count) for label, count in zip(feature.labels, counts, strict=True) if count]
    if not 1 < len(present) <= _MOST_LABELS:
        return None
    present.sort()
    guarded = guard_parts([count for _, count in present])
    pairs = list(zip(present, guarded.counts, strict=True))
    alone = [(label,) for (label, _), shown in pairs if shown is not None]
    together = tuple(label for (label, _), shown in pairs if shown is None)
    groups: list[tuple[str, ...]] = [*alone, together] if together else list(alone)
    return groups if len(groups) > 1 else None


def _regrouped(feature: Feature, groups: Sequence[tuple[str, ...]]) -> Ints:
    """Return the number of the group that each voter belongs to."""
    number = {label: place for place, labels in enumerate(groups) for label in labels}
    return np.array([number.get(label, 0) for label in feature.labels], np.int64)[feature.codes]


def _apart(codes: Ints, other: Ints) -> bool:
    """Return whether no group of the one, less groups of the other that lie within it, leaves one to four people."""
    table = np.zeros((int(codes.max()) + 1, int(other.max()) + 1), np.int64)
    np.add.at(table, (codes, other), 1)
    return _leaves_nobody(table) and _leaves_nobody(table.T)


def _leaves_nobody(table: Ints) -> bool:
    within = np.where(table == table.sum(axis=0), table, 0).sum(axis=1)
    return not any(is_small(int(rest)) for rest in table.sum(axis=1) - within)


class _Sums:
    """What groups get, exactly."""

    def __init__(self, election: Election, voters: Voters, chosen: list[int], parameters: Parameters) -> None:
        held = support(election, parameters.utility, parameters.borda)
        self.profile = voters.profile
        self.served = served_profiles(election, held, chosen)[voters.profile]
        self.chosen = [(_costs(election, held, place), self._supporters(election, held, place)) for place in chosen]
        self.of_seats = parameters.rule.of_seats
        self.secret = _secret(voters)

    def _supporters(self, election: Election, held: Support, place: int) -> Ints:
        named = np.zeros(election.ballots.profiles, np.int64)
        named[held.profiles[held.stretch(place)]] = 1
        return named[self.profile]

    def groups(self, feature: str, groups: Sequence[tuple[str, ...]], codes: Ints) -> tuple[Group, ...]:
        """Return the groups of a feature, guarded."""
        voters = np.bincount(codes, minlength=len(groups)).tolist()
        served = np.bincount(codes, self.served, len(groups)).astype(np.int64).tolist()
        pairs = [(some, all_ - some) for some, all_ in zip(served, voters, strict=True)]
        hidden = _hidden(pairs, blake2b(feature.encode(), key=self.secret).digest())
        named = [np.bincount(codes, supporters, len(groups)).astype(np.int64).tolist() for _, supporters in self.chosen]
        told = []
        for place, labels in enumerate(groups):
            if place in hidden:
                told.append(Group(labels, voters[place], None, None, None))
                continue
            projects = Fraction(sum(one[place] for one in named), voters[place])
            money = sum((cost * one[place] for (cost, _), one in zip(self.chosen, named, strict=True)), Fraction())
            # Exact averages could be taken apart into how many of the group voted for each project.
            told.append(
                Group(labels, voters[place], served[place], round(projects, 2), self._money(money / voters[place]))
            )
        return tuple(told)

    def _money(self, each: Money) -> Money | None:
        return None if self.of_seats else Fraction(round(each))


def _costs(election: Election, held: Support, place: int) -> Money:
    return election.projects[place].cost / max(int(held.votes[place]), 1)


def _hidden(pairs: Sequence[tuple[int, int]], secret: bytes) -> set[int]:
    """Return the groups of which it is hidden how many are served."""
    matters = [(row, 0) for row, pair in enumerate(pairs) if any(map(is_small, pair))]
    grid = grid_of(pairs, secret)
    cells = hide(grid, matters, ()) if grid.can_hide else (frozenset() if not matters else None)
    if cells is None:
        return set(range(len(pairs)))
    return {row for row, _ in cells}


def _secret(voters: Voters) -> bytes:
    """Return what decides between equal ways of hiding: known only to who has the very ballots."""
    told = blake2b(voters.profile.tobytes(), digest_size=32)
    names: Mapping[str, Feature] = voters.features
    for name in sorted(names):
        told.update(name.encode() + names[name].codes.tobytes())
    return told.digest()
