"""The city's accent is readable on light and dark pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.city import colours

any_colour = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that WCAG lets stand on white
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(any_colour, any_colour)
def test_contrast_is_the_same_in_both_directions(one: str, other: str) -> None:
    assert 1 <= colours.contrast(one, other) == colours.contrast(other, one) <= 21


@given(any_colour, st.sampled_from([colours.LIGHT_GROUND, colours.DARK_GROUND]))
def test_every_colour_has_a_readable_neighbour(colour: str, ground: str) -> None:
    found = colours.readable(colour, ground)
    assert colours.is_colour(found)
    assert colours.contrast_on(ground, found) >= colours.READABLE


@given(any_colour)
def test_a_readable_colour_stays_as_it_is(colour: str) -> None:
    if colours.contrast_on(colours.LIGHT_GROUND, colour) >= colours.READABLE:
        assert colours.readable(colour, colours.LIGHT_GROUND) == colour


def test_what_is_no_colour_is_told_apart() -> None:
    assert colours.is_colour("#00566b")
    assert not any(map(colours.is_colour, ["", "#00566B", "00566b", "#fff", "#00566b;}", "red"]))
