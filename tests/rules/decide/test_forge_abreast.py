"""Steps that are counted abreast, in floats, buy exactly what exact runs buy, or say that they are not certain."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.decide.forge.rules.election import Kind
from smilecity.decide.forge.rules.outcome import Borda, Parameters, Utility
from smilecity.decide.forge.rules.shares.abreast import Abreast
from smilecity.decide.forge.rules.shares.run import Run
from smilecity.decide.forge.rules.shares.table import table
from smilecity.decide.forge.rules.support import support
from smilecity.decide.forge.rules.ties import ranks
from tests.support.elections import small


@settings(max_examples=60)
@given(
    st.integers(0, 10**6),
    st.sampled_from(Kind),
    st.sampled_from(Utility),
    st.sampled_from([Fraction(1, 7), Fraction(1, 2), Fraction(3)]),
)
def test_what_is_certain_abreast_is_bought_exactly(seed: int, kind: Kind, utility: Utility, step: Fraction) -> None:
    election = small(seed, kind)
    held = support(election, utility, Borda.LONGEST)
    prepared = table(election, held, ranks(election, held.votes, Parameters().ties, ""), step)
    endowments = [(1 + number) * step * prepared.smallest for number in range(24)]
    ends = Abreast(prepared, np.array([float(one) for one in endowments])).ends()
    for column, endowment in enumerate(endowments):
        if ends.certain[column]:
            exact = {one.candidate.place for one in Run.begin(prepared, endowment).finish().bought}
            rows = np.flatnonzero(ends.bought[:, column])
            assert {prepared.candidates[row].place for row in rows} == exact


def test_most_choices_are_certain() -> None:
    certain = total = 0
    for seed in range(40):
        election = small(seed)
        held = support(election, Utility.COST, Borda.LONGEST)
        prepared = table(election, held, ranks(election, held.votes, Parameters().ties, ""), Fraction(1))
        ends = Abreast(prepared, np.arange(1.0, 30.0)).ends()
        certain, total = certain + int(ends.certain.sum()), total + len(ends.certain)
    assert certain / total > 0.8
