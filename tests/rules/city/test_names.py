"""Short names for addresses and codes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.city.rules import LAND_BY_KEY, LEGAL_FIELDS, CityProfile, slug


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Groß Klein", "gross-klein"),
        ("Seebad Warnemünde", "seebad-warnemuende"),
        ("Kröpeliner-Tor-Vorstadt", "kroepeliner-tor-vorstadt"),
        ("  Ö/Ä  ", "oe-ae"),
        ("Wu\N{COMBINING DIAERESIS}st", "wuest"),
        ("???", ""),
    ],
)
def test_umlauts_are_spelled_out(name: str, word: str) -> None:
    assert slug(name) == word


@given(st.text())
def test_a_short_name_is_a_word_and_names_itself(name: str) -> None:
    word = slug(name)
    assert re.fullmatch("([a-z0-9]+(-[a-z0-9]+)*)?", word)
    assert slug(word) == word


def test_there_are_sixteen_lands() -> None:
    assert len(set(LAND_BY_KEY.values())) == 16


def test_an_empty_profile_tells_every_gap() -> None:
    assert CityProfile().gaps() == list(LEGAL_FIELDS)
    assert "responsible" not in CityProfile(responsible="Stadt").gaps()
    assert CityProfile().box is None
    assert CityProfile(west=1, south=2, east=3, north=4).box == (1, 2, 3, 4)
