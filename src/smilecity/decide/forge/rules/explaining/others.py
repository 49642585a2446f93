"""What the other rules would have chosen from the same ballots, and whom that serves. Out: outcomes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from smilecity.decide.forge.rules.counting import RULES, Progress, count
from smilecity.decide.forge.rules.election import Election
from smilecity.decide.forge.rules.explaining.reach import Reach, reach_of
from smilecity.decide.forge.rules.outcome import Outcome, Parameters, Rule


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """What a rule chooses, and whom it serves."""

    outcome: Outcome
    reach: Reach


def others_of(election: Election, parameters: Parameters, progress: Progress | None = None) -> tuple[Other, ...]:
    """Return what each rule of the same kind (money or seats) would have chosen that was not the one."""
    own = parameters.rule
    return side_by_side(
        election,
        parameters,
        [rule for rule in RULES if rule is not own and rule.of_seats is own.of_seats],
        progress,
    )


def side_by_side(
    election: Election, parameters: Parameters, rules: Iterable[Rule], progress: Progress | None = None
) -> tuple[Other, ...]:
    """Count by several rules with otherwise the same parameters."""
    asked = list(rules)
    told = []
    for number, rule in enumerate(asked):
        outcome = count(election, replace(parameters, rule=rule), _part(progress, number, len(asked)))
        told.append(Other(outcome, reach_of(election, outcome.selected, outcome.parameters)))
    return tuple(told)


def _part(progress: Progress | None, number: int, of: int) -> Progress | None:
    if progress is None:
        return None
    heard = progress
    return lambda done: heard((number + done) / of)
