"""Street names: written in full, and found however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.city.street_names import core, deletions, in_full, loose, mended, search_key, slips


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


def test_umlauts_and_hyphens_do_not_matter() -> None:
    assert search_key("Große-Wasser-Straße") == "grosse wasser strasse"
    assert search_key("Kröpeliner Straße") == search_key("Kropeliner Strasse")


@pytest.mark.parametrize(
    "typed", ["Kroepeliner Strase", "Kröpelinerstrasse", "KRÖPELINER STRASSE", "Kröppeliner Straße"]
)
def test_what_people_leave_to_chance_is_left_out(typed: str) -> None:
    assert loose(search_key(typed)) == loose(search_key("Kröpeliner Straße"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lnage strase", "lnage strasse"),
        ("lange starsse", "lange strasse"),
        ("rungestrsse", "rungestrasse"),
        ("rungestrssae", "rungestrasse"),
        ("rungestraasse", "rungestrasse"),
        ("lange strasse", "lange strasse"),
        ("am strande", "am strande"),
        ("strase", "strase"),
        ("steinweg", "steinweg"),
    ],
)
def test_the_word_that_a_third_of_all_streets_end_in_is_mended(typed: str, meant: str) -> None:
    assert mended(typed) == meant


def test_the_end_that_streets_share_tells_nothing() -> None:
    assert core("lange strasse") == "lange"
    assert core("strasse") == "strasse"
    assert core("am strom") == "am strom"


WORDS = st.text(alphabet="abcdeß äs", min_size=1, max_size=12)


@given(WORDS, WORDS)
def test_slips_are_counted_the_same_both_ways(one: str, other: str) -> None:
    assert slips(one, other, most=20) == slips(other, one, most=20)
    assert (slips(one, other, most=20) == 0) == (one == other)
    assert slips(one, other, most=1) == min(slips(one, other, most=20), 2)


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [("lange", "lnage", 1), ("lange", "lage", 1), ("lange", "lannge", 1), ("lange", "lunge", 1), ("lange", "egnal", 4)],
)
def test_a_slip_is_a_letter_more_or_less_or_other_or_two_swapped(one: str, other: str, number: int) -> None:
    assert slips(one, other, most=9) == number


@given(st.data())
def test_whatever_is_one_slip_away_shares_a_deletion(data: st.DataObject) -> None:
    """The promise of the index: nothing one slip away is overlooked."""
    word = data.draw(st.text(alphabet="abcde", min_size=2, max_size=10))
    assert set(deletions(word)) & set(deletions(slipped(data, word)))


def slipped(data: st.DataObject, word: str) -> str:
    """Return a word with one slip of the pen."""
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcdemnr"))
    way = data.draw(st.sampled_from(("swap", "drop", "add", "other")))
    if way == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + ("" if way == "drop" else letter) + word[at + (way != "add") :]


@given(st.text())
def test_any_text_has_a_key(text: str) -> None:
    key = search_key(text)
    assert key == search_key(key) == key.strip()
    assert loose(key) == loose(search_key(text.upper().lower())) or text.upper().lower() != text.lower()
