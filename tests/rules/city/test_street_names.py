"""Street names: written in full, and found however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.city.street_names import asked_key, core, in_full, search_key


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Rungestr.", "Rungestraße"),
        ("Lange Str.", "Lange Straße"),
        ("Fritz-Reuter-Str.", "Fritz-Reuter-Straße"),
        ("Lange Straße", "Lange Straße"),
        ("Str. der Einheit", "Straße der Einheit"),
        ("Am Strom", "Am Strom"),
        ("Strandweg", "Strandweg"),
        ("St.-Georg-Str.", "St.-Georg-Straße"),
        ("", ""),
    ],
)
def test_a_name_is_written_in_full(short: str, full: str) -> None:
    assert in_full(short) == full


@pytest.mark.parametrize(
    "typed",
    [
        "Lange Straße",
        "lange strasse",
        "Lange Str.",
        "lange str",
        "LANGE STR. 12",
        "Lange Straße 12a",
        "Lange Straße 12-14",
        "Lange Straße 3, 18055 Rostock",
        "Lange Straße 3 18055 Rostock",
        "  Lange  Straße ",
    ],
)
def test_a_street_is_asked_for_in_many_ways(typed: str) -> None:
    assert asked_key(typed) == search_key("Lange Str.") == "lange strasse"


def test_umlauts_and_hyphens_do_not_matter() -> None:
    assert search_key("Große-Wasser-Straße") == "grosse wasser strasse"
    assert search_key("Kröpeliner Straße") == search_key("Kropeliner Strasse")


@pytest.mark.parametrize("nothing", ["", "   ", "18055", "18055 Rostock", "???", ","])
def test_what_names_no_street_asks_for_nothing(nothing: str) -> None:
    assert asked_key(nothing) == ""


def test_what_a_third_of_all_streets_share_tells_none_apart() -> None:
    assert core("lange strasse") == "lange"
    assert core("strasse") == "strasse"
    assert core("am strom") == "am strom"


@given(st.text(max_size=300))
def test_whatever_is_typed_becomes_a_key_that_stays_itself(text: str) -> None:
    key = asked_key(text)
    assert search_key(key) == key
    assert len(key) <= 500
