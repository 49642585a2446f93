"""Which office has to do with a report: the most exact rule that fits, whatever the order in which rules were written.

In: the category with those above it, the district, the ground, and the rules. Out: an office, or none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """What a place is: land or water of the city, or none of it. A report without a point has no ground."""

    LAND = "land"
    WATER = "water"
    OUTSIDE = "outside"


class Where(StrEnum):
    """On which ground a rule is for."""

    ANY = "any"
    LAND = "land"
    WATER = "water"


@dataclass(frozen=True)
class Link:
    """A category in the chain from the chosen one up to the first level, with the office it names itself."""

    category: int
    office: int | None = None


@dataclass(frozen=True)
class Rule:
    """An office for a category, in one district (None: in all), on one ground."""

    category: int
    office: int
    district: int | None = None
    ground: Where = Where.ANY

    def fits(self, district: int | None, ground: Ground | None) -> bool:
        """Say whether the rule is for this place; what has no point falls under rules for any ground only."""
        here = self.ground is Where.ANY or (ground is not None and self.ground.value == ground.value)
        return here and self.district in (None, district)


def responsible(
    chain: Sequence[Link],
    district: int | None,
    ground: Ground | None,
    rules: Iterable[Rule],
    fallback: int | None = None,
) -> int | None:
    """Return the office. `chain`: the chosen category first, then its parent.

    Rules go before what categories name themselves: for the chosen category before its parent, with a district before
    without, with a ground before any. Then the category's own office, its parent's, and last the `fallback`. Of two
    rules that say the same, which the database does not allow, the smaller office.
    """
    depth = {link.category: number for number, link in enumerate(chain)}
    fitting = [rule for rule in rules if rule.category in depth and rule.fits(district, ground)]
    if fitting:
        return min(fitting, key=lambda rule: _rank(rule, depth[rule.category])).office
    return next((link.office for link in chain if link.office is not None), fallback)


def _rank(rule: Rule, depth: int) -> tuple[int, bool, bool, int]:
    return depth, rule.district is None, rule.ground is Where.ANY, rule.office
