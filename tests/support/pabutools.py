"""The oracle: pabutools counts the same election, with our tie-break. Only tests know it; its licence is GPL 3."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pabutools.fractions
from pabutools.election import (
    Additive_Borda_Sat,
    Additive_Cardinal_Sat,
    ApprovalBallot,
    ApprovalProfile,
    CardinalBallot,
    Cardinality_Sat,
    CardinalProfile,
    Cost_Sat,
    Instance,
    OrdinalBallot,
    OrdinalProfile,
)
from pabutools.election import Project as Theirs
from pabutools.rules import (
    completion_by_rule_combination,
    exhaustion_by_budget_increase,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from pabutools.tiebreaking import TieBreakingRule

from smilecity.decide.forge.rules.election import Election, Kind
from smilecity.decide.forge.rules.outcome import Completion, Parameters, Rule, Until, Utility
from smilecity.decide.forge.rules.support import support
from smilecity.decide.forge.rules.ties import ranks

pabutools.fractions.FRACTION = "gmpy2"


def selected(election: Election, parameters: Parameters) -> list[str]:
    """Return the ids of what pabutools chooses, in its order."""
    return prepared(election, parameters)()


def prepared(election: Election, parameters: Parameters) -> Callable[[], list[str]]:
    """Return the count by pabutools, ready to begin."""
    instance, profile = _theirs(election)
    ranked = ranks(
        election, support(election, parameters.utility, parameters.borda).votes, parameters.ties, parameters.seed
    )
    places = {project.id: int(ranked[place]) for place, project in enumerate(election.projects)}
    ties = TieBreakingRule(lambda _instance, _profile, project: places[project.name])

    def begin() -> list[str]:
        outcome = _count(instance, profile, _sat(election, parameters), ties, parameters)
        return [project.name for project in outcome]

    return begin


def _count(instance: Any, profile: Any, sat: Any, ties: Any, parameters: Parameters) -> Any:
    if parameters.rule is Rule.PHRAGMEN:
        return sequential_phragmen(instance, profile, tie_breaking=ties)
    greedily: dict[str, Any] = {"sat_class": sat, "tie_breaking": ties}
    if parameters.rule is not Rule.EQUAL_SHARES:
        return greedy_utilitarian_welfare(instance, profile, **greedily)
    shares = _shares(parameters)
    if parameters.completion in {Completion.NONE, Completion.ADD1}:
        return shares(instance, profile, **greedily)
    rules = [shares, greedy_utilitarian_welfare]
    return completion_by_rule_combination(instance, profile, rules, [greedily, greedily])


def _shares(parameters: Parameters) -> Callable[..., Any]:
    """Return Equal Shares with ADD1, if that is asked for."""
    if parameters.completion in {Completion.NONE, Completion.UTILITY}:
        plain: Callable[..., Any] = method_of_equal_shares
        return plain
    if parameters.until is Until.EXHAUSTIVE:
        step = pabutools.fractions.frac(parameters.increment.numerator, parameters.increment.denominator)

        def iterated(*given: Any, **named: Any) -> Any:
            return method_of_equal_shares(*given, voter_budget_increment=step, **named)

        return iterated

    def overspent(instance: Any, profile: Any, resoluteness: bool = True, **named: Any) -> Any:
        step = parameters.increment * profile.num_ballots()
        return exhaustion_by_budget_increase(
            instance,
            profile,
            method_of_equal_shares,
            {name: value for name, value in named.items() if name != "initial_budget_allocation"},
            resoluteness=resoluteness,
            exhaustive_stop=False,
            budget_step=pabutools.fractions.frac(step.numerator, step.denominator),
            # All that is bought by then stays bought.
            budget_bound=sum(project.cost for project in instance) * profile.num_ballots() + instance.budget_limit,
        )

    return overspent


def _sat(election: Election, parameters: Parameters) -> Any:
    if parameters.rule is Rule.GREEDY_VOTES:
        return Cost_Sat
    if parameters.utility is Utility.ADDITIVE and election.kind is not Kind.APPROVAL:
        return Additive_Borda_Sat if election.kind is Kind.ORDINAL else Additive_Cardinal_Sat
    if parameters.rule is Rule.GREEDY_PER_COST:
        return Cardinality_Sat
    return Cost_Sat if parameters.utility is Utility.COST else Cardinality_Sat


def _theirs(election: Election) -> tuple[Any, Any]:
    """Return the election as pabutools knows it."""
    projects = [Theirs(one.id, _number(one.cost)) for one in election.projects]
    instance = Instance(projects, budget_limit=_number(election.budget))
    ballots = election.ballots
    cast = []
    for profile, count in enumerate(ballots.counts.tolist()):
        stretch = slice(int(ballots.starts[profile]), int(ballots.starts[profile + 1]))
        pairs = zip(ballots.projects[stretch].tolist(), ballots.values[stretch].tolist(), strict=True)
        ballot = [(projects[place], value) for place, value in pairs]
        cast += [_ballot(election.kind, ballot, ballots.unit) for _ in range(count)]
    made = {Kind.APPROVAL: ApprovalProfile, Kind.ORDINAL: OrdinalProfile}.get(election.kind, CardinalProfile)
    return instance, made(cast, instance=instance)


def _ballot(kind: Kind, pairs: list[tuple[Any, int]], unit: int) -> Any:
    if kind is Kind.APPROVAL:
        return ApprovalBallot([project for project, _ in pairs])
    if kind is Kind.ORDINAL:
        return OrdinalBallot([project for project, _ in sorted(pairs, key=lambda pair: pair[1])])
    return CardinalBallot({project: _number(Fraction(value, unit)) for project, value in pairs})


def _number(value: Fraction) -> Any:
    return pabutools.fractions.frac(value.numerator, value.denominator)
