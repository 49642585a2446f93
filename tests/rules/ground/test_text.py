"""Texts in several languages fall back to German; German names sort as a phone book does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.ground import text


@pytest.mark.parametrize(
    ("texts", "language", "shown"),
    [
        ({"de": "Hafen", "en": "Harbour"}, "en", "Harbour"),
        ({"de": "Hafen", "en": "Harbour"}, "de-simple", "Hafen"),
        ({"de": "Hafen", "en": "  "}, "en", "Hafen"),
        ({"de": " Hafen\n"}, "de", "Hafen"),
        ({"en": "Harbour"}, "de", ""),
        ({}, "de", ""),
    ],
)
def test_a_text_is_shown_in_the_readers_language_or_else_in_german(
    texts: dict[str, str], language: str, shown: str
) -> None:
    assert text.pick(texts, language) == shown


def test_only_what_was_written_counts_as_being_there() -> None:
    texts = {"de": "Hafen", "en": " "}
    assert [text.has(texts, language) for language in text.LANGUAGES] == [True, False, False]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Östliche Altstadt", "ostliche altstadt"),
        ("Groß Klein", "gross klein"),
        ("GROẞ KLEIN", "gross klein"),
        ("Lütten Klein", "lutten klein"),
        ("Café René", "cafe rene"),
        ("O\u0308stlich", "ostlich"),
        ("  Reutershagen ", "reutershagen"),
    ],
)
def test_umlauts_sort_as_their_vowels_and_sharp_s_as_ss(name: str, key: str) -> None:
    assert text.german_key(name) == key


def test_names_come_in_the_order_of_a_german_index() -> None:
    names = ["Zander", "Östlich", "Ost", "Ähre", "Afrika", "strasse", "Straße", "Strassen"]
    assert sorted(names, key=text.german_key) == [
        "Afrika", "Ähre", "Ost", "Östlich", "strasse", "Straße", "Strassen", "Zander",
    ]  # fmt: skip


@given(st.text())
def test_a_sorting_key_is_the_same_for_every_spelling_of_the_same_characters(name: str) -> None:
    import unicodedata

    assert text.german_key(unicodedata.normalize("NFD", name)) == text.german_key(name)


@given(st.text())
def test_a_sorting_key_is_its_own_key(name: str) -> None:
    assert text.german_key(text.german_key(name)) == text.german_key(name)


def test_a_sentence_is_only_marked_not_changed() -> None:
    assert text.sentence("Bitte {n} Mal") == "Bitte {n} Mal"
