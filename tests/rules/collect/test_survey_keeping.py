"""The law of what goes again: the day on which answers are erased, and what may be taken out of a free text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import Why
from smilecity.ground.refusals import Refused

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("closed", "months", "erased"),
    [
        (date(2026, 3, 16), 12, date(2027, 3, 16)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_answers_go_on_the_day_that_residents_would_count_to(closed: date, months: int, erased: date) -> None:
    assert rules.erase_on(closed, months) == erased


@given(DAYS, st.sampled_from(rules.KEEP_MONTHS))
def test_they_are_never_kept_longer_than_was_said(closed: date, months: int) -> None:
    day = rules.erase_on(closed, months)
    assert day
    assert closed + timedelta(days=28 * months) <= day <= closed + timedelta(days=31 * months)
    assert (day.year * 12 + day.month) - (closed.year * 12 + closed.month) == months


def test_without_a_term_nothing_goes_by_itself() -> None:
    assert rules.erase_on(date(2026, 3, 16), None) is None
    assert not rules.is_soon(None, date(2100, 1, 1))


@pytest.mark.parametrize(("today", "soon"), [(8, False), (9, True), (16, True), (30, True)])
def test_staff_are_told_a_week_before_and_late_rather_than_never(today: int, soon: bool) -> None:
    assert rules.is_soon(date(2026, 3, 16), date(2026, 3, today)) is soon


@pytest.mark.parametrize("months", [0, 1, 13, -12, 1200])
def test_only_the_terms_that_are_offered_can_be_chosen(months: int) -> None:
    with pytest.raises(Refused, match="wie lange einzelne Antworten"):
        rules.check_months(months)


# --- taking words out ----------------------------------------------------------------------------------------------

MARK = "[entfernt: Angaben zu einem Menschen]"


@pytest.mark.parametrize(
    ("now", "written", "left"),
    [
        ("Frau Kowalski hilft gern", "[entfernt] hilft gern", f"{MARK} hilft gern"),
        ("Rufen Sie 0381 12 an", "Rufen Sie [entfernt: ] an", f"Rufen Sie {MARK} an"),
        ("a b a b a", "a [entfernt] a", f"a {MARK} a"),
        ("Mehr Bänke!\nIhr Max M.", "Mehr Bänke!\r\n[entfernt]", f"Mehr Bänke!\n{MARK}"),
        ("Du Dummkopf, mehr Bus", "[entfernt: Beleidigung], mehr Bus", "[entfernt: Beleidigung], mehr Bus"),
        ("x [mit Klammer] y", "x [entfernt] y", f"x {MARK} y"),
        (f"{MARK} und Herr Y auch", f"{MARK} und [entfernt] auch", f"{MARK} und {MARK} auch"),
        (f"{MARK} und Herr Y auch", "[entfernt: Werbung] auch", "[entfernt: Werbung] auch"),
        ("Herr Y da", "[entfernt: was auch immer] da", f"{MARK} da"),
    ],
)
def test_passages_are_replaced_by_their_reason(now: str, written: str, left: str) -> None:
    assert rules.redacted(now, written, Why.PERSON) == left


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("Mehr Busse, bitte", "noch nichts entfernt"),
        ("Mehr Autos, bitte", "nur Stellen"),
        ("Weniger [entfernt], bitte", "nur Stellen"),
        ("Mehr Busse, bitte[entfernt]", "nur Stellen"),
        ("[entfernt]Mehr Busse, bitte", "nur Stellen"),
        ("bitte [entfernt] Mehr", "nur Stellen"),
        ("Mehr [entfernt] Busse, bitte", "nur Stellen"),
        ("[entfernt]", "nichts übrig"),
        (" [entfernt] [entfernt] ", "nichts übrig|nur Stellen"),
        ("", "nur Stellen"),
    ],
)
def test_nothing_else_than_taking_away_is_let_through(written: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        rules.redacted("Mehr Busse, bitte", written, Why.PERSON)


WORDS = st.lists(st.text("ab \n🌳ä", min_size=1, max_size=6), min_size=2, max_size=7)


@given(WORDS, st.data())
def test_whatever_is_left_stood_there_before_and_what_is_gone_is_gone(parts: list[str], data: st.DataObject) -> None:
    now = "".join(f"{part}{number}" for number, part in enumerate(parts)).strip()
    first = data.draw(st.integers(0, len(now) - 1))
    last = data.draw(st.integers(first + 1, len(now)))
    written = f"{now[:first]}[entfernt]{now[last:]}"
    if not (now[:first] + now[last:]).strip():
        with pytest.raises(Refused, match="nichts übrig"):
            rules.redacted(now, written, Why.INSULT)
        return
    left = rules.redacted(now, written, Why.INSULT)
    before, after = left.split("[entfernt: Beleidigung]")
    assert now.startswith(before)
    assert now.endswith(after)
    assert len(before) + len(after) < len(now)
    assert rules.reasons_in(left) == [Why.INSULT]


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_form_that_was_tampered_with_puts_no_words_into_anybodys_mouth(now: str, written: str) -> None:
    now = rules.clean_text(now)
    try:
        left = rules.redacted(now, written, Why.PERSON)
    except Refused:
        return
    for part in left.split(MARK):
        assert part in now


def test_a_mark_is_said_in_the_language_of_the_reader_and_the_rest_is_left_alone() -> None:
    english = {"[entfernt: {why}]": "[removed: {why}]", "Beleidigung": "insult"}
    text = "[entfernt: Beleidigung] {x} [entfernt: Foo] [entfernt]"
    assert rules.said_in(text, lambda said: english[said]) == "[removed: insult] {x} [entfernt: Foo] [entfernt]"


@pytest.mark.parametrize("given_reason", ["", "zurueckhalten", "PERSON"])
def test_nothing_is_withheld_without_a_reason(given_reason: str) -> None:
    with pytest.raises(Refused, match="warum"):
        rules.why_of(given_reason)
