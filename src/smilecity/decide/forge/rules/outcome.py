"""What a count is asked (`Parameters`) and what it answers (`Outcome`).

Both are complete: the same parameters and the same election give the same outcome anywhere, whatever the order of
voters, ballots and projects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from smilecity.decide.forge.rules.election import Money, Places


class Rule(StrEnum):
    """How is counted. The values name rules on the command line and in audit bundles."""

    EQUAL_SHARES = "equal-shares"
    PHRAGMEN = "phragmen"
    GREEDY_VOTES = "greedy-votes"
    GREEDY_PER_COST = "greedy-votes-per-cost"
    GREEDY_SCORE = "greedy-score"
    SEATS_EQUAL_SHARES = "seats-equal-shares"
    SEATS_PAV = "seats-pav"
    SEATS_PHRAGMEN = "seats-phragmen"

    @property
    def of_seats(self) -> bool:
        """Return whether the rule fills a fixed number of seats, whatever the projects cost."""
        return self in {Rule.SEATS_EQUAL_SHARES, Rule.SEATS_PAV, Rule.SEATS_PHRAGMEN}


class Utility(StrEnum):
    """What a chosen project is worth to a voter who named it.

    COST: its cost (times the points): money spent as one wanted. CARDINALITY: 1 (any points above 0). ADDITIVE: the
    points or scores given; in a ranking see `Borda`; with approvals the same as CARDINALITY.
    """

    COST = "cost"
    CARDINALITY = "cardinality"
    ADDITIVE = "additive"


class Borda(StrEnum):
    """What a place in a ranking is worth, so that the first is worth most.

    LONGEST: as many points as the longest ballot is long for the first place, one less for each further place; so a
    short ballot says as much about its first as a long one. OWN: how many the same ballot ranks below it, the classical
    count; then the last of every ballot is worth nothing.
    """

    LONGEST = "longest"
    OWN = "own"


class Completion(StrEnum):
    """What happens with money that Equal Shares leaves.

    NONE: it is left. ADD1: everybody gets a little more (`increment`) on paper, again and again, as long as the outcome
    can be paid. UTILITY: projects are added greedily by utility for their cost. ADD1U: ADD1, then UTILITY.
    ADD1_COMPARED: ADD1U, and the greedy outcome instead where more voters prefer it.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1U = "add1u"
    UTILITY = "utility"
    ADD1_COMPARED = "add1-compared"


class Until(StrEnum):
    """When ADD1 ends: before the first outcome that costs too much, or at the first to which nothing can be added."""

    OVERSPENT = "overspent"
    EXHAUSTIVE = "exhaustive"


class Tie(StrEnum):
    """What decides between equals: lower cost, more votes, or the lot (a hash of seed and project id)."""

    COST = "cost"
    VOTES = "votes"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class Parameters:
    """All that a count depends on beside the election; part of every outcome.

    `increment` is money per voter and step of ADD1; `whole` starts it at a whole number of increments per voter.
    `ties` are asked in order; the lot always comes last. `seats` is for rules that fill seats.
    """

    rule: Rule = Rule.EQUAL_SHARES
    utility: Utility = Utility.COST
    completion: Completion = Completion.ADD1U
    increment: Fraction = Fraction(1)
    until: Until = Until.OVERSPENT
    whole: bool = False
    ties: tuple[Tie, ...] = (Tie.COST, Tie.VOTES, Tie.LOT)
    seed: str = ""
    borda: Borda = Borda.LONGEST
    seats: int = 7

    def __post_init__(self) -> None:
        """Refuse what would never end or means nothing."""
        if self.increment <= 0:
            raise ValueError("the increment must be more than 0")
        if self.seats < 1:
            raise ValueError("there must be at least one seat")


class By(StrEnum):
    """Why a project was chosen: its supporters paid for it, its score was the best left, or a completion added it."""

    SHARES = "shares"
    SCORE = "score"
    COMPLETION = "completion"


@dataclass(frozen=True, slots=True)
class Payment:
    """What each voter of these profiles paid for a project (or has left): `amount` each, `voters` of them."""

    amount: Money
    profiles: Places
    voters: int


class Ledger(Protocol):
    """Who paid what, exactly; worked out when asked, for it can be long."""

    def payments(self, number: int) -> Sequence[Payment]:
        """Return who paid for the project of round `number` (from 0); amounts times voters add up to its cost."""
        ...

    def left(self) -> Sequence[Payment]:
        """Return what everybody has left after the last round; with all payments it adds up to `Outcome.endowed`."""
        ...


@dataclass(frozen=True, slots=True)
class Round:
    """A project as it was chosen.

    `share` is the most that anybody pays per point given to it (an approval is one point): who has less pays all they
    have. `price` is that share for one unit of utility, the figure that rounds are decided by (lowest first).
    `effective` is cost / share: how many supporters it would have if all of them could pay in full. For Phragmén
    `share` is the time at which it was bought, with as much money per voter. All are None where a completion or a
    greedy rule chose; `score` says what those went by (votes, votes per cost, points). `tied`: what was as good.
    """

    project: int
    by: By
    share: Fraction | None = None
    price: Fraction | None = None
    effective: Fraction | None = None
    score: Fraction | None = None
    tied: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What was chosen, in order, and all that explains it. Places are those in `Election.projects`.

    `rounds` has one entry per project of `selected`, in the same order. `endowed` is the money all voters had on paper
    in the run that decided (the budget and what ADD1 added, `increments` steps); None where a rule knows no money.
    `ledger` holds payments of the rounds `By.SHARES`; None where nobody pays. `compared` says for ADD1_COMPARED how
    many voters prefer Equal Shares and how many the greedy outcome. `runs` is how often ADD1 counted exactly.
    """

    selected: tuple[int, ...]
    cost: Money
    budget: Money
    parameters: Parameters
    rounds: tuple[Round, ...]
    seconds: float = 0.0
    endowed: Money | None = None
    increments: int = 0
    ledger: Ledger | None = None
    compared: tuple[int, int] | None = None
    runs: int = 1
    notes: Mapping[str, str] = field(default_factory=dict)
