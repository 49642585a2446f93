"""Who comes first where two projects are exactly as good: one order of all projects, the same whoever sorts them."""

from hashlib import sha256

import numpy as np

from smilecity.decide.forge.rules.election import Election, Ints
from smilecity.decide.forge.rules.outcome import Tie


def ranks(election: Election, votes: Ints, ties: tuple[Tie, ...], seed: str) -> Ints:
    """Return the rank of each project (0 is first). The lot comes last always, so that no two are equal."""
    keys = [
        (*(_key(election, votes, place, tie, seed) for tie in ties), lot(seed, project.id), project.id)
        for place, project in enumerate(election.projects)
    ]
    ranked = np.empty(len(keys), np.int64)
    ranked[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return ranked


def lot(seed: str, project: str) -> str:
    """Return the lot a project drew: anybody who knows the seed can draw it again."""
    return sha256(f"{seed}\n{project}".encode()).hexdigest()


def _key(election: Election, votes: Ints, place: int, tie: Tie, seed: str) -> object:
    project = election.projects[place]
    return {Tie.COST: project.cost, Tie.VOTES: -int(votes[place]), Tie.LOT: lot(seed, project.id)}[tie]
