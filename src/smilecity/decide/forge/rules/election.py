"""An election as arrays: projects, and what was voted for, with equal ballots kept once and counted.

Money is exact (`Fraction`, in the currency of the file). Nothing here knows who voted, unless `voters` are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Money: TypeAlias = Fraction
Ints: TypeAlias = NDArray[np.int64]
Places: TypeAlias = NDArray[np.int32]
Floats: TypeAlias = NDArray[np.float64]

# Sums of values times voters stay below this, so that they are exact in 64 bits and in a float's mantissa alike.
EXACT = 2**53


class InvalidElection(ValueError):
    """An election that cannot be counted; the message says why."""


class Kind(StrEnum):
    """How was voted. The values are Pabulib's `vote_type` (`choose-1` is an approval, too)."""

    APPROVAL = "approval"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Project:
    """What can be chosen. `more` holds the file's further columns (category, district, ...) as they are written."""

    id: str
    cost: Money
    name: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """Profiles: ballots that say the same, once, with how many voters cast them.

    Profile `i` names `projects[starts[i]:starts[i + 1]]` (places in `Election.projects`, ascending) with the same
    stretch of `values`: 1 for an approval; points or scores times `unit`, so that they are whole numbers; the place
    (1 is first) in a ranking. A profile without projects is an empty ballot: its voters count, their money is left.
    """

    counts: Ints
    starts: Ints
    projects: Places
    values: Ints
    unit: int = 1

    @property
    def profiles(self) -> int:
        """Return how many different ballots there are."""
        return len(self.counts)

    @property
    def voters(self) -> int:
        """Return how many ballots were cast."""
        return int(self.counts.sum())

    def rows(self) -> Ints:
        """Return for each entry of `projects` the profile it belongs to."""
        return np.repeat(np.arange(self.profiles), np.diff(self.starts))


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """Something known of every voter (age, sex, district): `labels[codes[voter]]`. An empty label: not told."""

    labels: tuple[str, ...]
    codes: Places


@dataclass(frozen=True, slots=True, eq=False)
class Voters:
    """Who voted, in the order of the file: their ids, the profile each belongs to, and what is known of them."""

    ids: Sequence[str]
    profile: Places
    features: Mapping[str, Feature] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Election:
    """All that a count needs. `meta` holds the file's other lines of META (`rule`, `currency`, `max_length`, ...)."""

    kind: Kind
    budget: Money
    projects: tuple[Project, ...]
    ballots: Ballots
    meta: Mapping[str, str] = field(default_factory=dict)
    voters: Voters | None = None

    def __post_init__(self) -> None:
        """Refuse what no rule can count.

        Raises:
            InvalidElection: negative money, the same id twice, ballots for projects that do not exist, or numbers whose
                sums would no longer be exact.
        """
        _check_money(self.budget, self.projects)
        _check_ballots(self.ballots, len(self.projects))

    def place_of(self, project: str) -> int:
        """Return the place of a project's id; KeyError where there is none."""
        return {one.id: place for place, one in enumerate(self.projects)}[project]


def _check_money(budget: Money, projects: tuple[Project, ...]) -> None:
    if budget < 0:
        raise InvalidElection(f"the budget is negative: {budget}")
    seen: set[str] = set()
    for project in projects:
        if project.cost < 0:
            raise InvalidElection(f"project {project.id!r} has a negative cost: {project.cost}")
        if project.id in seen:
            raise InvalidElection(f"two projects have the id {project.id!r}")
        seen.add(project.id)


def _check_ballots(ballots: Ballots, projects: int) -> None:
    if len(ballots.starts) != ballots.profiles + 1 or ballots.starts[0] != 0:
        raise InvalidElection("the ballots do not fit together")
    if int(ballots.starts[-1]) != len(ballots.projects) or len(ballots.values) != len(ballots.projects):
        raise InvalidElection("the ballots do not fit together")
    if len(ballots.projects) and not 0 <= int(ballots.projects.min()) <= int(ballots.projects.max()) < projects:
        raise InvalidElection("a ballot names a project that does not exist")
    if ballots.profiles and int(ballots.counts.min()) < 1:
        raise InvalidElection("a profile that nobody cast")
    largest = int(np.abs(ballots.values).max()) if len(ballots.values) else 0
    if largest * ballots.voters * max(projects, 1) >= EXACT:
        raise InvalidElection("the points are too large to be counted exactly")
