"""Until when authors may change what they wrote: a truth table of publicity, answer and merger."""

from itertools import product

import pytest

from smilecity.collect.contributions.rules import ANSWERED, GONE, MERGED, Publicity, why_not_rewrite

HERE = (Publicity.WAITING, Publicity.SHOWN, Publicity.HIDDEN)
EXPECTED: dict[tuple[Publicity, bool, bool], str | None] = {
    **{
        (lost, answered, merged): GONE
        for lost in (Publicity.WITHDRAWN, Publicity.REMOVED)
        for answered, merged in product((True, False), repeat=2)
    },
    **{(here, True, merged): ANSWERED for here in HERE for merged in (True, False)},
    **{(here, False, True): MERGED for here in HERE},
    **{(here, False, False): None for here in HERE},
}


@pytest.mark.parametrize(("publicity", "answered", "merged"), list(product(Publicity, (True, False), (True, False))))
def test_a_text_stays_once_it_was_answered_merged_or_lost(
    publicity: Publicity, *, answered: bool, merged: bool
) -> None:
    assert why_not_rewrite(publicity, answered=answered, merged=merged) == EXPECTED[publicity, answered, merged]
