"""Outcomes as JSON: money and figures as numbers, projects by their ids, everything that a count depends on."""

from fractions import Fraction

from smilecity.decide.forge.rules.bundle.packing import parameters_of
from smilecity.decide.forge.rules.election import Election
from smilecity.decide.forge.rules.outcome import Completion, Outcome, Parameters, Rule


def as_json(election: Election, outcome: Outcome) -> dict[str, object]:
    """Return an outcome; `selected` is in order of choice."""
    return {
        "selected": [election.projects[place].id for place in outcome.selected],
        "cost": figure(outcome.cost),
        "budget": figure(outcome.budget),
        "rule": outcome.parameters.rule.value,
        "completion": completion_of(outcome.parameters).value,
        "seconds": round(outcome.seconds, 6),
        "voters": election.ballots.voters,
        "projects": len(election.projects),
        "endowed": optional(outcome.endowed),
        "increments": outcome.increments,
        "parameters": parameters_of(outcome),
    }


def completion_of(parameters: Parameters) -> Completion:
    """Return how the rule was completed: only Equal Shares leaves money that asks for it."""
    return parameters.completion if parameters.rule is Rule.EQUAL_SHARES else Completion.NONE


def figure(value: Fraction) -> int | float:
    """Return a number as JSON has it: whole where it is whole."""
    return value.numerator if value.denominator == 1 else float(value)


def optional(value: Fraction | None) -> int | float | None:
    """Return a number, or null."""
    return None if value is None else figure(value)
