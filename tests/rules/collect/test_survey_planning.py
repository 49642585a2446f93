"""What may be set for later, and what keeps a survey from opening when nobody looks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import Kind, Option, Question, planning
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


def _reason(act: object, *args: object) -> str | None:
    try:
        act(*args)  # type: ignore[operator] # one of two functions, told apart by the tables below
    except Refused as refused:
        return refused.sentence
    return None


@pytest.mark.parametrize(
    ("opens_in", "closes_in", "reason"),
    [
        (HOUR, None, None),
        (HOUR, 2 * HOUR, None),
        (timedelta(microseconds=1), None, None),
        (timedelta(0), None, planning.IN_THE_PAST),
        (-HOUR, None, planning.IN_THE_PAST),
        (HOUR, HOUR, planning.OPENS_TOO_LATE),
        (2 * HOUR, HOUR, planning.OPENS_TOO_LATE),
    ],
)
def test_a_survey_opens_in_the_future_and_before_its_end(
    opens_in: timedelta, closes_in: timedelta | None, reason: str | None
) -> None:
    closes_at = AT + closes_in if closes_in is not None else None
    assert _reason(planning.check_opening, AT + opens_in, closes_at, AT) == reason


@pytest.mark.parametrize(
    ("publish_in", "closes_in", "reason"),
    [
        (HOUR, None, None),
        (HOUR, HOUR, None),
        (HOUR, -HOUR, None),
        (timedelta(0), -HOUR, planning.IN_THE_PAST),
        (HOUR, 2 * HOUR, planning.PUBLISHED_TOO_EARLY),
    ],
)
def test_a_result_is_published_in_the_future_and_not_before_the_end(
    publish_in: timedelta, closes_in: timedelta | None, reason: str | None
) -> None:
    closes_at = AT + closes_in if closes_in is not None else None
    assert _reason(planning.check_publishing, AT + publish_in, closes_at, AT) == reason


def test_the_hour_that_comes_twice_in_autumn_is_told_apart() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    second = first.replace(fold=1)
    assert _reason(planning.check_opening, second, None, first) is None
    assert _reason(planning.check_opening, first, None, second) == planning.IN_THE_PAST
    assert _reason(planning.check_publishing, first + HOUR * 3, second, first) is None
    assert _reason(planning.check_publishing, first, second, AT) == planning.PUBLISHED_TOO_EARLY


def _lacking(said: Sequence[Texts], *questions: Question) -> list[str]:
    return [why.sentence for why in planning.lacking_unseen(said, questions, None, AT)]


def _question(text: Texts, *options: Texts) -> Question:
    shown = tuple(Option(f"o{number}", option) for number, option in enumerate(options))
    return Question(id="q", kind=Kind.ONE if options else Kind.SHORT, text=text, options=shown)


DE = {"de": "Wort"}
BOTH = {"de": "Wort", "en": "Word"}
HALF = planning.HALF_TRANSLATED["en"]


@pytest.mark.parametrize(
    ("said", "question", "reasons"),
    [
        ([DE, {}, {}], _question(DE), []),
        ([BOTH, {}, {}], _question(BOTH), []),
        ([BOTH, {}, {}], _question(DE), [HALF]),
        ([DE, {}, {}], _question(BOTH), [HALF]),
        ([BOTH, DE, {}], _question(BOTH), [HALF]),
        ([BOTH, {}, {}], _question(BOTH, {"de": "ja", "en": "yes"}, {"de": "nein"}), [HALF]),
        # A text that is there in English only has nothing to be missing in.
        ([DE, {"en": "Word"}, {}], _question(DE), []),
        ([{}, {}, {}], _question(DE), [rules.NO_TITLE]),
    ],
)
def test_a_translation_left_half_way_keeps_a_survey_closed_and_one_never_begun_does_not(
    said: Sequence[Texts], question: Question, reasons: list[str]
) -> None:
    assert _lacking(said, question) == reasons


def test_what_keeps_it_from_being_opened_by_hand_keeps_it_from_opening_by_itself() -> None:
    closes_at = AT
    assert [why.sentence for why in planning.lacking_unseen([DE, {}, {}], [], closes_at, AT)] == [
        rules.NO_QUESTION,
        rules.PAST_DEADLINE,
    ]
