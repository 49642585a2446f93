"""The same outcome as pabutools, project by project and in the same order, for every rule it has."""

from fractions import Fraction
from pathlib import Path

import pytest

from smilecity.decide.forge.rules.counting import count
from smilecity.decide.forge.rules.election import Election, Kind
from smilecity.decide.forge.rules.outcome import Borda, Completion, Parameters, Rule, Until, Utility
from smilecity.decide.forge.rules.pabulib import read
from smilecity.decide.forge.rules.support import support
from tests.support import pabutools
from tests.support.elections import ids, small

_SHARES = [
    Parameters(completion=completion, utility=utility, until=until, borda=Borda.OWN)
    for completion in (Completion.NONE, Completion.UTILITY, Completion.ADD1, Completion.ADD1U)
    for utility in (Utility.COST, Utility.CARDINALITY)
    for until in Until
    if until is Until.OVERSPENT or completion in {Completion.ADD1, Completion.ADD1U}
]
_GREEDY = [Parameters(rule=Rule.GREEDY_VOTES), Parameters(rule=Rule.GREEDY_PER_COST, utility=Utility.CARDINALITY)]
_POINTS = [
    Parameters(completion=completion, utility=Utility.ADDITIVE, until=until, borda=Borda.OWN)
    for completion in (Completion.NONE, Completion.UTILITY, Completion.ADD1)
    for until in Until
]
_CASES = [(Kind.APPROVAL, one) for one in [*_SHARES, *_GREEDY, Parameters(rule=Rule.PHRAGMEN)]]
_CASES += [(kind, one) for kind in (Kind.SCORING, Kind.CUMULATIVE, Kind.ORDINAL) for one in _POINTS]
_CASES += [
    (kind, Parameters(rule=Rule.GREEDY_PER_COST, utility=Utility.ADDITIVE, borda=Borda.OWN))
    for kind in (Kind.SCORING, Kind.CUMULATIVE, Kind.ORDINAL)
]


def _named(case: object) -> str:
    if isinstance(case, Parameters):
        return f"{case.rule}-{case.completion}-{case.utility}-{case.until}"
    return str(case)


def _same(kind: Kind, parameters: Parameters, seeds: range) -> None:
    for seed in seeds:
        election = small(seed, kind)
        ours = ids(election, count(election, parameters).selected)
        theirs = pabutools.selected(election, parameters)
        if parameters.rule is Rule.PHRAGMEN or _all_wanted(election, parameters) <= set(ours):
            # pabutools sorts what Phragmén chose, and goes on adding money when everything has been bought.
            ours, theirs = sorted(ours), sorted(theirs)
        assert ours == theirs, f"election {seed}"


def _all_wanted(election: Election, parameters: Parameters) -> set[str]:
    held = support(election, parameters.utility, parameters.borda)
    return {project.id for project, votes in zip(election.projects, held.votes, strict=True) if votes}


@pytest.mark.parametrize(("kind", "parameters"), _CASES, ids=_named)
def test_a_few_elections_come_out_as_in_pabutools(kind: Kind, parameters: Parameters) -> None:
    _same(kind, parameters, range(12))


@pytest.mark.long
@pytest.mark.parametrize(("kind", "parameters"), _CASES, ids=_named)
def test_a_thousand_elections_come_out_as_in_pabutools(kind: Kind, parameters: Parameters) -> None:
    _same(kind, parameters, range(1000))


@pytest.mark.parametrize("name", ["France_Toulouse_2022", "Netherlands_Amsterdam_289"])
@pytest.mark.parametrize(
    "parameters",
    [
        Parameters(completion=Completion.NONE),
        Parameters(completion=Completion.UTILITY, utility=Utility.CARDINALITY),
        Parameters(completion=Completion.ADD1, increment=Fraction(50)),
        Parameters(completion=Completion.ADD1U, increment=Fraction(10), until=Until.EXHAUSTIVE),
        Parameters(rule=Rule.PHRAGMEN),
        Parameters(rule=Rule.GREEDY_VOTES),
        Parameters(rule=Rule.GREEDY_PER_COST, utility=Utility.CARDINALITY),
    ],
    ids=lambda one: f"{one.rule}-{one.completion}-{one.utility}",
)
@pytest.mark.long
def test_real_elections_come_out_as_in_pabutools(reference_data: Path, name: str, parameters: Parameters) -> None:
    with (reference_data / "budgets" / f"{name}.pb").open("rb") as stream:
        town = read(stream).election
    ours, theirs = ids(town, count(town, parameters).selected), pabutools.selected(town, parameters)
    if parameters.rule is Rule.PHRAGMEN:
        ours, theirs = sorted(ours), sorted(theirs)
    assert ours == theirs
