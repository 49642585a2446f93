"""What the search takes for a word, for a filler, for a slip of the pen; and what it shows of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.ground.search.rules import (
    QUERY_MOST,
    WORDS_MOST,
    Candidate,
    Stems,
    ask,
    fold,
    folded,
    nearest,
    originals,
)
from smilecity.ground.search.rules.meant import slips_between
from smilecity.ground.search.rules.snippets import pieces, snippet

TEXT = st.text(max_size=300)
WORD = st.text(st.characters(categories=["Ll", "Lu", "Nd"], max_codepoint=0x24F), min_size=1, max_size=20)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Müll", "Muell", "Mull", "MÜLL", "mu\u0308ll"),
        ("Straße", "Strasse", "STRASSE"),
        ("Fähre", "Faehre", "Fahre"),
        ("Höhe", "Hoehe"),
        ("Café", "Cafe"),
    ],
)
def test_umlauts_may_be_written_in_every_way(spellings: tuple[str, ...]) -> None:
    assert len({folded(word) for word in spellings}) == 1


@pytest.mark.parametrize("word", ["neue", "Bauern", "Quelle", "Steuern", "treue"])
def test_an_e_that_belongs_to_the_word_stays(word: str) -> None:
    assert fold(word) == word.lower()


@given(TEXT)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = folded(text)
    assert folded(once) == once


@given(TEXT)
def test_folded_words_are_letters_and_digits_only(text: str) -> None:
    assert all(word.isalnum() for word in folded(text).split())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Wer ist zuständig für das Schlagloch?", ("schlagloch",)),
        ("Wo ist die Mülltonne", ("mulltonne",)),
        ("wie wo was", ("wie", "wo", "was")),
        ("Park park PARK", ("park",)),
        ("Tempo 30", ("tempo", "30")),
        ("", ()),
        ("?!\x00", ()),
    ],
)
def test_words_that_tell_nothing_are_left_out_unless_there_are_no_others(typed: str, words: tuple[str, ...]) -> None:
    assert ask(typed).words == words


def test_ten_thousand_letters_are_read_to_a_point_and_that_is_said() -> None:
    asked = ask("schlagloch " * 1000)
    assert asked.cut
    assert len(asked.text) <= QUERY_MOST
    assert asked.words == ("schlagloch",)
    assert len(ask(" ".join(f"wort{n}" for n in range(30))).words) <= WORDS_MOST
    assert len(ask("x" * 10_000).words[0]) < 100


@given(st.text(max_size=12_000))
def test_whatever_is_typed_can_be_asked(text: str) -> None:
    asked = ask(text)
    assert len(asked.words) <= WORDS_MOST
    assert all(word and word == folded(word) for word in asked.words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("schlagloc", "schlagloch"),
        ("shclagloch", "schlagloch"),
        ("multone", "mulltonne"),
        ("tonne", "mulltonne"),
        ("farrad", "fahrrad"),
        ("bibliotek", "bibliothek"),
        ("xyz", None),
        ("auto", None),
    ],
)
def test_a_slip_of_the_pen_is_understood(typed: str, meant: str | None) -> None:
    known = [Candidate(word, word) for word in ("schlagloch", "mulltonne", "fahrrad", "bibliothek", "hafen")]
    found = nearest(typed, known)
    assert (found.word if found else None) == meant


@given(WORD, WORD)
def test_slips_are_counted_the_same_in_both_directions(one: str, other: str) -> None:
    assert slips_between(one, other) == slips_between(other, one)
    assert (slips_between(one, other) == 0) == (one == other)


def test_swapped_neighbours_are_one_slip() -> None:
    assert slips_between("abcd", "abdc") == 1


def marked(text: str, *words: str, stems: tuple[str, ...] = ()) -> str:
    return "".join(f"[{each.text}]" if each.hit else each.text for each in snippet(text, Stems(words, stems)))


def test_what_was_looked_for_is_marked_whatever_its_ending_and_umlauts() -> None:
    text = "Mehr Bäume an der Straße! Ein Baum."
    assert marked(text, "baume", stems=("baum",)) == "Mehr [Bäume] an der Straße! Ein [Baum]."
    assert marked(text, "strasse") == "Mehr Bäume an der [Straße]! Ein Baum."


def test_the_beginning_of_a_word_is_marked_from_three_letters_on() -> None:
    assert marked("Radweg und Spielplatzfest", "sp", "rad") == "[Radweg] und Spielplatzfest"


def test_a_long_text_is_shown_around_the_first_hit() -> None:
    text = "Wort " * 200 + "Schlagloch " + "Wort " * 200
    shown = marked(text, "schlagloch")
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "[Schlagloch]" in shown
    assert len(shown) < 300


@given(TEXT, st.lists(WORD, max_size=3))
def test_pieces_make_up_the_text_again(text: str, words: list[str]) -> None:
    import unicodedata

    shown = pieces(text, Stems([folded(word) for word in words]))
    assert "".join(each.text for each in shown) == unicodedata.normalize("NFC", text)


@given(TEXT)
def test_a_snippet_says_nothing_that_is_not_in_the_text(text: str) -> None:
    import unicodedata

    line = " ".join(unicodedata.normalize("NFC", text).split())
    shown = "".join(each.text for each in snippet(text, Stems(("a",)))).removeprefix("… ").removesuffix(" …")
    assert shown in line


def test_words_are_kept_as_they_were_written() -> None:
    assert originals("Müll und 2026 am Kai") == {"mull": "Müll", "und": "und", "kai": "Kai"}
