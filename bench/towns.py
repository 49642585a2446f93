"""Made-up elections as large as real ones: districts that know their own projects best, few projects that all know."""

import random
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log

from smilecity.decide.forge.rules.election import Election, Kind, Project
from smilecity.decide.forge.rules.profiles import Gathering

_DISTRICTS = 12


@dataclass(frozen=True, slots=True)
class Town:
    """How large an election is; costs lie between `cheapest` and `dearest`, ballots name about `named` projects."""

    ballots: int
    projects: int
    budget: int
    named: int
    cheapest: int
    dearest: int


def made(town: Town, seed: int = 7) -> Election:
    """Return the election; the same seed makes the same."""
    chance = random.Random(seed)
    projects = [Project(f"p{number}", _cost(town, chance)) for number in range(town.projects)]
    known = [
        _known(town.projects, district, random.Random(f"{seed} {district}"), seed) for district in range(_DISTRICTS)
    ]
    gathering, places = Gathering(), range(town.projects)
    for _ in range(town.ballots):
        wished = 1 + min(sum(chance.random() < 0.5 for _ in range(2 * (town.named - 1))), town.projects - 1)
        weights = known[chance.randrange(_DISTRICTS)]
        chosen = set(chance.choices(places, cum_weights=weights, k=wished))
        gathering.add((place, 1) for place in chosen)
    return Election(Kind.APPROVAL, Fraction(town.budget), tuple(projects), gathering.ballots())


def _cost(town: Town, chance: random.Random) -> Fraction:
    return Fraction(round(exp(chance.uniform(log(town.cheapest), log(town.dearest))), -2))


def _known(projects: int, district: int, own: random.Random, seed: int) -> list[float]:
    """Return how likely each project is named in a district, added up."""
    common = random.Random(f"{seed} common")
    total, summed = 0.0, []
    for _ in range(projects):
        fame, home = common.paretovariate(1.2), common.randrange(_DISTRICTS + 4)
        near = 4.0 if home == district else 1.0 if home >= _DISTRICTS else 0.15
        total += min(fame, 30.0) * near * own.uniform(0.7, 1.3)
        summed.append(total)
    return summed
