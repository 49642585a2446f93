"""Explanations as JSON. In: an explanation. Out: the same with projects by their ids."""

from smilecity.config.forge.shown import figure, optional
from smilecity.decide.forge.rules.election import Election
from smilecity.decide.forge.rules.explaining import Explanation
from smilecity.decide.forge.rules.explaining.losses import Loss
from smilecity.decide.forge.rules.explaining.needed import Needed
from smilecity.decide.forge.rules.explaining.others import Other
from smilecity.decide.forge.rules.explaining.reach import Reach
from smilecity.decide.forge.rules.explaining.representation import Group, Represented
from smilecity.decide.forge.rules.explaining.rounds import Paid, Told


def as_json(election: Election, explanation: Explanation) -> dict[str, object]:
    """Return an explanation; all payments and rests of `rounds` add up to the cost of the outcome."""
    return {
        "rounds": [_round(election, one) for one in explanation.rounds],
        "not_selected": [_loss(election, one) for one in explanation.losses],
        "other_rules": [other(election, one) for one in explanation.others],
        "reach": reach(explanation.reach),
        "representation": [_represented(one) for one in explanation.represented],
    }


def other(election: Election, one: Other) -> dict[str, object]:
    """Return what another rule chooses."""
    return {
        "rule": one.outcome.parameters.rule.value,
        "selected": [election.projects[place].id for place in one.outcome.selected],
        "cost": figure(one.outcome.cost),
        "reach": reach(one.reach),
    }


def reach(one: Reach) -> dict[str, object]:
    """Return whom an outcome serves."""
    return {
        "voters": one.voters,
        "served": one.served,
        "share": float(one.share),
        "utility": figure(one.utility),
        "projects": figure(one.projects),
        "money": optional(one.money),
        "quarters": list(one.quarters) if one.quarters else None,
    }


def _round(election: Election, one: Told) -> dict[str, object]:
    return {
        "project": election.projects[one.project].id,
        "by": one.by.value,
        "cost": figure(one.cost),
        "supporters": one.supporters,
        "effective": optional(one.effective),
        "share": optional(one.share),
        "score": optional(one.score),
        "tied": [election.projects[place].id for place in one.tied],
        "paid": [_paid(some) for some in one.paid],
        "rest": figure(one.rest),
        "left": figure(one.left),
    }


def _paid(some: Paid) -> dict[str, object]:
    return {"voters": some.voters, "each": optional(some.each), "together": figure(some.together)}


def _loss(election: Election, one: Loss) -> dict[str, object]:
    return {
        "project": election.projects[one.project].id,
        "cost": figure(one.cost),
        "supporters": one.supporters,
        "why": one.why.value,
        "had": optional(one.had),
        "lacked": optional(one.lacked),
        "needed": None if one.needed is None else _needed(one.needed),
    }


def _needed(one: Needed) -> dict[str, object]:
    return {"cost": optional(one.cost), "step": figure(one.step), "votes": one.votes}


def _represented(one: Represented) -> dict[str, object]:
    return {"feature": one.feature, "groups": [_group(group) for group in one.groups]}


def _group(one: Group) -> dict[str, object]:
    return {
        "labels": list(one.labels),
        "voters": one.voters,
        "served": one.served,
        "projects": optional(one.projects),
        "money": optional(one.money),
    }
