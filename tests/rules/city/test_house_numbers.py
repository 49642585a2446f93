"""House numbers as they are written, and addresses as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.city.house_numbers import Asked, HouseNumber, asked, house_number

LANGE = ("lange strasse",)


@pytest.mark.parametrize(
    ("number", "letter", "shown"),
    [
        ("12", "", "12"),
        ("012", "", "12"),
        ("12a", "", "12a"),
        ("12 A", "", "12a"),
        ("12", "A", "12a"),
        ("12-14", "", "12–14"),
        ("12 – 14", "", "12–14"),
        ("12 a-c", "", "12a-c"),
        ("12 1/2", "", "12 1/2"),
        ("12", "1/2", "12 1/2"),
        ("9999", "", "9999"),
    ],
)
def test_a_house_number_is_written_in_many_ways(number: str, letter: str, shown: str) -> None:
    assert str(house_number(number, letter)) == shown


@pytest.mark.parametrize(
    ("number", "letter"),
    [("", ""), ("0", ""), ("a", ""), ("ohne", ""), ("12345", ""), ("12a", "b"), ("-1", ""), ("12", "x" * 11)],
)
def test_what_is_no_house_number_is_none(number: str, letter: str) -> None:
    assert house_number(number, letter) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Lange Str. 12a", Asked(LANGE, HouseNumber(12, "a", 12))),
        ("Lange Str.12 A", Asked(LANGE, HouseNumber(12, "a", 12))),
        ("lange strasse 12", Asked(LANGE, HouseNumber(12, "", 12))),
        ("Lange Straße Nr. 12", Asked(LANGE, HouseNumber(12, "", 12))),
        ("Lange Straße, 12", Asked(LANGE, HouseNumber(12, "", 12))),
        ("12 Lange Strasse", Asked(LANGE, HouseNumber(12, "", 12))),
        ("Lange Straße 12-14", Asked(LANGE, HouseNumber(12, "", 14))),
        ("Lange Straße", Asked(LANGE)),
        ("18055 Lange Straße", Asked(LANGE, postal_code="18055")),
        ("Lange Straße 3 18055 Rostock", Asked(LANGE, HouseNumber(3, "", 3), "18055")),
        ("18055 Rostock, Lange Straße 3", Asked(LANGE, HouseNumber(3, "", 3), "18055")),
        ("Lange Straße 3\n18055 Rostock", Asked(LANGE, HouseNumber(3, "", 3), "18055")),
        ("Am Strom, Warnemünde", Asked(("am strom",), near=("warnemunde",))),
        ("Warnemünde", Asked(("warnemunde",))),
        ("1. St.-Jürgen-Straße 5", Asked(("1 st jurgen strasse",), HouseNumber(5, "", 5))),
        ("Platz des 17. Juni", Asked(("platz des 17 juni",))),
        ("18055", Asked()),
        ("", Asked()),
    ],
)
def test_an_address_is_typed_in_many_ways(typed: str, meant: Asked) -> None:
    assert asked(typed, {"rostock"}, {"warnemunde"}) == meant


def test_a_district_behind_the_street_is_offered_as_such() -> None:
    meant = asked("Am Strom 5 Warnemünde", {"rostock"}, {"warnemunde"})
    assert (meant.streets[-1], meant.number, meant.near) == ("am strom", HouseNumber(5, "", 5), ("warnemunde",))


@given(st.text())
def test_any_text_may_be_typed(text: str) -> None:
    assert all(asked(text, {"rostock"}, {"warnemunde"}).streets) or asked(text).streets == ()


@given(st.integers(1, 9999), st.sampled_from(["", "a", "z", "1/2", "a-c"]), st.integers(0, 20))
def test_a_number_as_it_is_shown_is_read_again(number: int, letter: str, more: int) -> None:
    shown = HouseNumber(number, letter, number if letter else min(number + more, 9999))
    assert house_number(str(shown)) == shown
