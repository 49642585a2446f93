"""Made-up elections in which something is known of each voter, for explanations and bundles."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from smilecity.decide.forge.rules.election import Election, Feature, Kind, Voters
from smilecity.decide.forge.rules.profiles import Gathering
from tests.support.elections import election


def known(
    costs: Sequence[int], ballots: Sequence[Sequence[int]], budget: int, features: Mapping[str, Sequence[str]]
) -> Election:
    """Return an election of approvals whose voters are called 0, 1, 2 ... and have these features, in their order."""
    gathering = Gathering()
    profiles = [gathering.add((place, 1) for place in ballot) for ballot in ballots]
    told = {name: _feature(labels) for name, labels in features.items()}
    voters = Voters([str(number) for number in range(len(ballots))], np.array(profiles, np.int32), told)
    return replace(election(list(costs), [list(one) for one in ballots], budget), voters=voters)


def _feature(labels: Sequence[str]) -> Feature:
    names = tuple(dict.fromkeys(labels))
    return Feature(names, np.array([names.index(label) for label in labels], np.int32))


@st.composite
def elections(draw: st.DrawFn, voters: int = 14, projects: int = 6) -> Election:
    """Any small election of any kind, with ties, free projects, empty ballots and a budget that may be too small."""
    kind = draw(st.sampled_from(Kind))
    many = draw(st.integers(1, projects))
    costs: list[int] = draw(st.lists(st.integers(0, 12) | st.just(5), min_size=many, max_size=many))
    budget = draw(st.integers(1, 30))
    named = st.lists(st.integers(0, many - 1), unique=True, max_size=many)
    ballots: list[list[int]] = draw(st.lists(named, min_size=1, max_size=voters))
    if kind is Kind.APPROVAL:
        return election(list(costs), ballots, budget)
    if kind is Kind.ORDINAL:
        ranked = [{place: number for number, place in enumerate(one, 1)} for one in ballots]
        return election(list(costs), ranked, budget, kind)
    points = [{place: draw(st.integers(1, 4)) for place in one} for one in ballots]
    return election(list(costs), points, budget, kind)
