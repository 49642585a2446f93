"""Districts while a survey runs: what staff may see of them, though the same numbers come again and again.

A district is an answer. Whoever looks before and after a neighbour takes part would learn it from exact numbers; so
they are taken anew only when many have come, and stand there in steps.
"""

from collections.abc import Mapping

from smilecity.understand.results.rules.disclosure import THRESHOLD

# As many must have come since the last time; each number is the least of a step of five.
NEWS = 20
STEP = THRESHOLD


def is_news(now: int, before: int | None) -> bool:
    """Say whether so many have taken part since the districts were counted last that they may be counted anew."""
    return now - (before or 0) >= NEWS


def in_steps(counts: Mapping[str, int]) -> dict[str, int]:
    """Return how many at least came from each district; one with fewer than five is left out, like one with nobody."""
    return {code: number - number % STEP for code, number in sorted(counts.items()) if number >= STEP}
