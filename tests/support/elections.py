"""Made-up elections: small ones full of ties for comparing, and large ones like those of real towns."""

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction

from smilecity.decide.forge.rules.election import Ballots, Election, Kind, Project
from smilecity.decide.forge.rules.profiles import approvals, valued


def election(
    costs: Sequence[int | Fraction],
    ballots: list[list[int]] | list[dict[int, int]],
    budget: int | Fraction,
    kind: Kind = Kind.APPROVAL,
) -> Election:
    """Return an election of projects a, b, c ... with these costs; ballots name them by place."""
    projects = tuple(Project(_name(place), Fraction(cost)) for place, cost in enumerate(costs))
    return Election(kind, Fraction(budget), projects, _ballots(ballots))


def ids(one: Election, places: tuple[int, ...]) -> list[str]:
    """Return the ids of projects."""
    return [one.projects[place].id for place in places]


def small(seed: int, kind: Kind = Kind.APPROVAL, *, cheapest: int = 1) -> Election:
    """Return an election of few voters and round costs, so that ties are common."""
    chance = random.Random(f"{seed} {kind}")
    many, voters = chance.randint(1, 9), chance.randint(1, 12)
    costs: list[int | Fraction] = [max(cheapest, _cost(chance)) for _ in range(many)]
    budget = chance.randint(max(costs, default=1).__ceil__(), max(1, int(sum(costs))) + 3)
    named = [[place for place in range(many) if chance.random() < 0.4] for _ in range(voters)]
    if kind is Kind.APPROVAL:
        return election(costs, named, budget)
    if kind is Kind.ORDINAL:
        for one in named:
            chance.shuffle(one)
        return election(costs, [{place: number for number, place in enumerate(one, 1)} for one in named], budget, kind)
    return election(costs, [{place: chance.randint(1, 5) for place in one} for one in named], budget, kind)


def _cost(chance: random.Random) -> int:
    return chance.choice([chance.randint(1, 6), chance.randint(1, 20), 10 * chance.randint(1, 4)])


def _name(place: int) -> str:
    return chr(ord("a") + place) if place < 26 else f"p{place}"


def _ballots(ballots: list[list[int]] | list[dict[int, int]]) -> Ballots:
    pointed = [one for one in ballots if isinstance(one, Mapping)]
    return valued(pointed) if pointed else approvals([list(one) for one in ballots])
