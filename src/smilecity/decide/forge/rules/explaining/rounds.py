"""Who paid for what was chosen. In: an outcome with its ledger. Out: rounds whose payments add up to the money spent.

What a few paid is not told apart: where those who paid in full or those who paid less are fewer than five, only what
all of them paid together is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from smilecity.decide.forge.rules.election import Election, Money
from smilecity.decide.forge.rules.outcome import By, Outcome, Payment, Round
from smilecity.decide.forge.rules.support import support
from smilecity.understand.results.rules import THRESHOLD


@dataclass(frozen=True, slots=True)
class Paid:
    """What some supporters paid: `each`, if all of them paid the same, and `together`."""

    voters: int
    each: Money | None
    together: Money


@dataclass(frozen=True, slots=True)
class Told:
    """A chosen project. `paid` by its supporters (in full, then less), `rest` from money that belongs to nobody.

    `supporters` voted for it; `effective` is how many it would have had if all of them had paid in full; `left` is what
    remains of the budget after it. Rules without money of voters take all from the rest.
    """

    project: int
    by: By
    cost: Money
    supporters: int
    effective: Fraction | None
    share: Money | None
    score: Fraction | None
    tied: tuple[int, ...]
    paid: tuple[Paid, ...]
    rest: Money
    left: Money


def rounds_of(election: Election, outcome: Outcome) -> tuple[Told, ...]:
    """Return the rounds of an outcome, told. For seats, which cost nothing, nobody pays."""
    votes = support(election, outcome.parameters.utility, outcome.parameters.borda).votes
    left, told = outcome.budget, []
    for number, one in enumerate(outcome.rounds):
        left -= election.projects[one.project].cost
        told.append(_told(election, outcome, number, one, int(votes[one.project]), left))
    return tuple(told)


def _told(election: Election, outcome: Outcome, number: int, one: Round, supporters: int, left: Money) -> Told:
    cost = election.projects[one.project].cost
    paid: tuple[Paid, ...] = ()
    if one.by is By.SHARES and outcome.ledger is not None and cost and not outcome.parameters.rule.of_seats:
        paid = aggregated(outcome.ledger.payments(number))
    rest = cost - sum((some.together for some in paid), Fraction())
    return Told(
        one.project, one.by, cost, supporters, one.effective, one.share, one.score, one.tied, paid, rest, left
    )  # fmt: skip


def aggregated(payments: Sequence[Payment]) -> tuple[Paid, ...]:
    """Return what those paid who paid most, and what all others paid, or only the sum where either are few."""
    most = max((one.amount for one in payments), default=Fraction())
    full = _together([one for one in payments if one.amount == most])
    less = _together([one for one in payments if one.amount < most])
    if less.voters and min(full.voters, less.voters) < THRESHOLD:
        return (Paid(full.voters + less.voters, None, full.together + less.together),)
    return tuple(one for one in (full, less) if one.voters)


def _together(payments: Sequence[Payment]) -> Paid:
    voters = sum(one.voters for one in payments)
    amounts = {one.amount for one in payments}
    each = amounts.pop() if len(amounts) == 1 else None
    return Paid(voters, each, sum((one.amount * one.voters for one in payments), Fraction()))
