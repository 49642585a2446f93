"""What makes an idea and what makes a place, as a table; what is cleaned stays clean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.ideas import rules as ideas
from smilecity.collect.places import rules as places
from smilecity.collect.places.rules import Feeling
from smilecity.ground.refusals import Refused


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("Bäume", "Damit es kühler wird.", None),
        ("", "Damit es kühler wird.", rules.NO_TITLE),
        ("Bäume", "", ideas.NO_TEXT),
        ("?!", "Damit es kühler wird.", rules.NO_LETTERS),
        ("Bäume", "123 …", rules.NO_LETTERS),
        ("🌳 Bäume", "شجر", None),
    ],
)
def test_an_idea_has_a_title_and_a_text_in_words(title: str, text: str, reason: str | None) -> None:
    assert _reason(lambda: ideas.check(title, text)) == reason


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, None),
        ({"text": ""}, None),
        ({"category": ""}, places.NO_FEELING),
        ({"category": "angry"}, places.NO_FEELING),
        ({"has_point": False}, places.NO_PLACE),
        ({"has_point": False, "place": "12"}, places.NO_PLACE),
        ({"has_point": False, "place": "Am Hafen"}, None),
        ({"title": ""}, places.NO_NAME),
        ({"title": "…"}, rules.NO_LETTERS),
        ({"category": "improve", "text": ""}, places.NO_TEXT),
        ({"category": "improve"}, None),
    ],
)
def test_a_place_has_a_feeling_and_is_somewhere(said: dict[str, object], reason: str | None) -> None:
    whole: dict[str, object] = {
        "title": "Der Hafen",
        "text": "Weil hier das Wasser glitzert.",
        "category": "happy",
        "place": "",
        "has_point": True,
    }
    assert _reason(lambda: places.check(**(whole | said))) == reason  # type: ignore[arg-type] # mixed values


def _reason(check: object) -> str | None:
    assert callable(check)
    try:
        check()
    except Refused as refused:
        return refused.sentence
    return None


def test_each_feeling_has_its_words() -> None:
    assert set(places.WORDS) == set(Feeling)


@given(st.text())
def test_a_clean_line_stays_as_it_is_and_has_no_breaks(raw: str) -> None:
    line = rules.clean_line(raw, 10_000)
    assert rules.clean_line(line, 10_000) == line
    assert line == line.strip()
    assert not set(line) & {"\n", "\t", "\x00", "\u202e", "\ud800"}


@given(st.text(st.characters(categories=["L", "Zs", "Cc", "Cf", "Po"])))
def test_a_clean_text_stays_as_it_is_with_one_empty_line_at_most(raw: str) -> None:
    text = rules.clean_text(raw, 10_000)
    assert rules.clean_text(text, 10_000) == text
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("Ein\tTitel", "Ein Titel"),
        ("Ein\r\nTitel", "Ein Titel"),
        ("  Ein   Titel  ", "Ein Titel"),
        ("👩\u200d🌾 gräbt", "👩\u200d🌾 gräbt"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("un\u00adsicht\u200bbar", "unsichtbar"),
        ("Baume\u0308", "Baumë"),
    ],
)
def test_what_nobody_sees_is_dropped_and_what_parts_words_is_kept(raw: str, line: str) -> None:
    assert rules.clean_line(raw, 100) == line


def test_the_trunk_knows_the_feelings_of_places_by_the_same_words() -> None:
    assert {Kind.IDEA: {}, Kind.PLACE: dict(places.WORDS), Kind.REPORT: {}} == rules.CATEGORIES


@pytest.mark.parametrize(
    ("kind", "said", "category"),
    [
        *((Kind.PLACE, feeling.value, feeling.value) for feeling in Feeling),
        *((Kind.PLACE, word, feeling.value) for feeling, word in places.WORDS.items()),
        (Kind.PLACE, "  Macht mich   GLU\u0308CKLICH ", "happy"),
        (Kind.PLACE, "traurig", ""),
        (Kind.PLACE, "", ""),
        (Kind.IDEA, "happy", ""),
    ],
)
def test_a_feeling_is_known_by_our_word_and_by_the_german_one(kind: Kind, said: str, category: str) -> None:
    assert rules.category_of(kind, said) == category
