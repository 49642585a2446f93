"""What was answered is read with its question, whatever became of category and question since."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.reports.rules import Answered, Attribute, AttributeKind, Option, answered

WOOD, STONE = Option("holz", {"de": "Holz", "en": "wood"}), Option("stein", {"de": "Stein"})
MAST = Attribute("mast", AttributeKind.STRING, {"de": "Nummer am Mast?"}, required=True)
MADE_OF = Attribute("material", AttributeKind.SEVERAL, {"de": "Woraus?"}, options=(WOOD, STONE))
SINCE = Attribute("seit", AttributeKind.DATETIME, {"de": "Seit wann?"})
DEPTH = Attribute("tiefe", AttributeKind.NUMBER, {"de": "Wie tief?"})


def test_answers_stand_in_the_order_of_their_questions_and_free_words_are_not_public() -> None:
    kept = {"seit": "2026-03-02T12:00:00", "material": ["holz", "stein"], "mast": "A 17"}
    assert answered([MAST, MADE_OF, SINCE, DEPTH], [], kept) == [
        Answered(MAST.label, ["A 17"], public=False),
        Answered(MADE_OF.label, [WOOD.label, STONE.label], public=True),
        Answered(SINCE.label, [datetime.fromisoformat("2026-03-02T12:00:00")], public=True),
    ]


def test_answers_to_questions_of_a_former_category_stay_and_are_not_public() -> None:
    kept = {"tiefe": "2.5", "mast": "A 17"}
    assert answered([MAST], [DEPTH], kept) == [
        Answered(MAST.label, ["A 17"], public=False),
        Answered(DEPTH.label, ["2.5"], public=False),
    ]


def test_what_nobody_asks_any_more_is_called_by_its_code() -> None:
    assert answered([MAST], [], {"farbe": ["rot", "blau"]}) == [Answered("farbe", ["rot", "blau"], public=False)]
    assert answered([MADE_OF], [], {"material": ["blech", "holz"]}) == [
        Answered(MADE_OF.label, ["blech", WOOD.label], public=False)
    ]


def test_of_two_questions_with_one_code_the_one_is_meant_that_this_can_answer() -> None:
    other = Attribute("material", AttributeKind.STRING, {"de": "Welches Material?"})
    assert answered([MADE_OF], [other], {"material": "Blech"}) == [Answered(other.label, ["Blech"], public=False)]
    assert answered([MADE_OF], [other], {"material": ["holz"]}) == [Answered(MADE_OF.label, [WOOD.label], public=True)]


def test_words_that_became_the_answer_to_a_question_of_another_kind_are_neither_public_nor_an_error() -> None:
    for kind in (AttributeKind.DATETIME, AttributeKind.NUMBER):
        changed = Attribute("mast", kind, {"de": "Und jetzt?"})
        assert answered([changed], [], {"mast": "bei Frau Muster"}) == [
            Answered(changed.label, ["bei Frau Muster"], public=False)
        ]


@given(
    st.dictionaries(
        st.sampled_from(["mast", "material", "seit", "tiefe", "farbe"]), st.text() | st.lists(st.text()), max_size=5
    )
)
def test_whatever_is_kept_each_answer_is_there_once(kept: dict[str, str | list[str]]) -> None:
    assert len(answered([MAST, SINCE], [MADE_OF, DEPTH], kept)) == sum(bool(value) for value in kept.values())
