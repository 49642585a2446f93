"""Where people are happy and where not: places counted by district and feeling."""

from collections import Counter

from smilecity.collect.contributions import queries
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.places.rules import Feeling


def per_district() -> dict[int | None, Counter[Feeling]]:
    """Return the number of places by district and feeling; under None what is told in words only. 1 SQL."""
    counts: dict[int | None, Counter[Feeling]] = {}
    for (district, category), number in queries.per_district_and_category(Kind.PLACE).items():
        if category in set(Feeling):
            counts.setdefault(district, Counter())[Feeling(category)] += number
    return counts


def per_feeling() -> dict[Feeling, int]:
    """Return the number of places by feeling, also those of 0. 1 SQL."""
    totals = sum(per_district().values(), Counter[Feeling]())
    return {feeling: totals[feeling] for feeling in Feeling}
