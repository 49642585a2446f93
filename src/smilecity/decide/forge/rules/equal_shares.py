"""The Method of Equal Shares: everybody gets an equal share of the budget and pays only for what they voted for.

Source: Peters, Pierczynski, Skowron, *Proportional Participatory Budgeting with Additive Utilities* (NeurIPS 2021);
completions as used in towns: equalshares.net. In each round the project with the lowest price per unit of utility is
bought: its supporters pay in proportion to what it is worth to them, and who has less pays all they have.

It promises, without completion: nothing is overspent; the outcome is priceable (nobody pays for what they do not want,
and what is left does not suffice for any further project) and proportional for every group that agrees (EJR up to one
project). What completions add beyond is not paid for by shares and keeps no such promise, except that it always fits
the budget. What costs nothing and anybody wants is chosen first.

Complexity of a run: O(projects * ballots * rounds) at worst; prices only rise, so in practice few are looked at.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from fractions import Fraction

from smilecity.decide.forge.rules import greedy
from smilecity.decide.forge.rules.comparing import prefer
from smilecity.decide.forge.rules.election import Election, Ints
from smilecity.decide.forge.rules.outcome import By, Completion, Outcome, Parameters, Round, Rule, Until
from smilecity.decide.forge.rules.shares.ledger import Paid
from smilecity.decide.forge.rules.shares.run import Bought, Run
from smilecity.decide.forge.rules.shares.steps import Stepped, Steps
from smilecity.decide.forge.rules.shares.table import Table, table
from smilecity.decide.forge.rules.support import Support

_BY_SHARES_ALONE = frozenset({Completion.NONE, Completion.ADD1})
_WITHOUT_STEPS = frozenset({Completion.NONE, Completion.UTILITY})


def count(
    election: Election, parameters: Parameters, held: Support, ranks: Ints, progress: Callable[[float], None]
) -> Outcome:
    """Count by Equal Shares with the completion that is asked for."""
    prepared = table(election, held, ranks, parameters.increment)
    stepped = _stepped(election, parameters, prepared, progress)
    rounds = [Round(place, By.SHARES, Fraction(), Fraction()) for place in prepared.free]
    rounds += [_round(one, prepared.smallest, held.unit) for one in stepped.run.bought]
    if parameters.completion not in _BY_SHARES_ALONE:
        chosen = [one.project for one in rounds]
        left = election.budget - sum((election.projects[place].cost for place in chosen), Fraction())
        rounds += greedy.completing(election, held, ranks, chosen, left)
    outcome = _outcome(election, parameters, prepared, stepped, rounds)
    if parameters.completion is Completion.ADD1_COMPARED:
        return _compared(election, parameters, held, ranks, outcome)
    return outcome


def _stepped(election: Election, parameters: Parameters, prepared: Table, progress: Callable[[float], None]) -> Stepped:
    budget, increment = election.budget * prepared.smallest, parameters.increment * prepared.smallest
    first = budget / prepared.voters
    if parameters.whole:
        first = first // increment * increment
    if parameters.completion in _WITHOUT_STEPS:
        return Stepped(Run.begin(prepared, first).finish(), 0, 1)

    def enough(bought: Collection[int]) -> bool:
        return parameters.until is Until.EXHAUSTIVE and _exhaustive(prepared, bought, int(budget))

    return Steps(prepared, first, increment, budget, enough, progress).last()


def _exhaustive(prepared: Table, bought: Collection[int], budget: int) -> bool:
    """Return whether no project that anybody wants fits into what is left."""
    left = budget - sum(one.cost for one in prepared.candidates if one.place in bought)
    return all(one.cost > left for one in prepared.candidates if one.place not in bought)


def _round(bought: Bought, smallest: int, unit: int) -> Round:
    share = bought.share * unit / smallest
    cost = Fraction(bought.candidate.cost, smallest)
    price = share / bought.candidate.factor
    return Round(bought.candidate.place, By.SHARES, share, price, cost / share, tied=bought.tied)


def _outcome(
    election: Election, parameters: Parameters, prepared: Table, stepped: Stepped, rounds: list[Round]
) -> Outcome:
    endowment = Fraction(stepped.run.purses.start, stepped.run.purses.denominator * prepared.smallest)
    return Outcome(
        tuple(one.project for one in rounds),
        sum((election.projects[one.project].cost for one in rounds), Fraction()),
        election.budget,
        parameters,
        tuple(rounds),
        endowed=endowment * prepared.voters,
        increments=stepped.increments,
        ledger=Paid(stepped.run, len(prepared.free)),
        runs=stepped.runs,
    )


def _compared(election: Election, parameters: Parameters, held: Support, ranks: Ints, shares: Outcome) -> Outcome:
    """Return the greedy outcome instead where more voters prefer it."""
    rounds = greedy.by_rule(election, held, ranks, Rule.GREEDY_VOTES)
    chosen = tuple(one.project for one in rounds)
    for_shares, for_greedy = prefer(election, held, shares.selected, chosen)
    if for_greedy <= for_shares:
        return replace(shares, compared=(for_shares, for_greedy))
    cost = sum((election.projects[place].cost for place in chosen), Fraction())
    return Outcome(
        chosen, cost, election.budget, parameters, tuple(rounds), runs=shares.runs, compared=(for_shares, for_greedy)
    )
