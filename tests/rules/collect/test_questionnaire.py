"""A questionnaire as a document: what is written is read again, and what cannot be read is named by its place."""

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.surveys.rules import (
    Condition,
    Feature,
    Kind,
    Limits,
    Option,
    Question,
    of_kind,
    questionnaire,
)
from smilecity.collect.surveys.rules.questionnaire import Questionnaire
from smilecity.ground.refusals import Refused

TEXTS = st.dictionaries(st.sampled_from(["de", "en", "de-simple"]), st.text(min_size=1, max_size=20), max_size=3)
KEYS = st.text("abcdefgh0123456789-", min_size=1, max_size=8)
LIMITS = st.builds(
    Limits,
    least=st.none() | st.decimals(-1000, 1000, places=2),
    most=st.none() | st.decimals(-1000, 1000, places=2),
    places=st.sampled_from([0, 1, 2, 3, 5]),
    unit=TEXTS,
    first=st.none() | st.dates(date(1900, 1, 1)),
    last=st.none() | st.dates(date(1900, 1, 1)),
    by_year=st.booleans(),
)


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    questions: list[Question] = []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(Kind))
        options = draw(st.lists(st.builds(Option, KEYS, TEXTS), max_size=4, unique_by=lambda option: option.key))
        keys = st.lists(KEYS, min_size=1, max_size=3).map(tuple)
        earlier = st.builds(Condition, st.sampled_from([q.id for q in questions] or [""]), keys, st.booleans())
        questions.append(
            Question(
                id=f"q{number + 1}",
                kind=kind,
                options=tuple(options),
                limits=of_kind(draw(LIMITS), kind),
                condition=draw(st.none() | earlier) if questions else None,
                required=draw(st.booleans()),
                abstains=draw(st.booleans()),
                **{name: draw(TEXTS) for name in ("text", "hint", "help", "section", "intro", "low", "high")},  # type: ignore[arg-type] # texts only
            )
        )
    features = tuple(draw(st.lists(st.sampled_from(Feature), unique=True)))
    return Questionnaire(tuple(questions), draw(TEXTS), draw(TEXTS), draw(TEXTS), features)


@given(questionnaires())
def test_what_is_written_is_read_again(asked: Questionnaire) -> None:
    document = json.loads(json.dumps(questionnaire.written(asked)))
    assert questionnaire.read(document) == asked


def test_questions_get_names_of_their_own_and_conditions_follow() -> None:
    asked = Questionnaire(
        (
            Question("0b6a", Kind.ONE, {"de": "Kommen Sie oft?"}, options=(Option("ja", {"de": "Ja"}),)),
            Question("77aa", Kind.NUMBER, {"de": "Wie oft?"}, condition=Condition("0b6a", ("ja",)),
                     limits=Limits(Decimal(1), Decimal(7))),
        )
    )  # fmt: skip
    first, second = questionnaire.written(asked)["questions"]
    assert (first["id"], second["condition"]) == ("q1", {"question": "q1", "keys": ["ja"], "negated": False})
    assert second["limits"] == {"least": "1", "most": "7"}
    assert "0b6a" not in json.dumps(questionnaire.written(asked))


def document(**question: Any) -> dict[str, Any]:
    one = {"id": "a", "kind": "one", "options": [{"key": "x", "text": {"de": "X"}}]}
    return {"format": questionnaire.FORMAT, "version": 1, "questions": [one, {"kind": "short", **question}]}


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ({"kind": "essay"}, "questions/2/kind"),
        ({"kind": ["one"]}, "questions/2/kind"),
        ({"id": ""}, "questions/2/id"),
        ({"id": "a"}, "questions/2/id"),
        ({"text": "Wie?"}, "questions/2/text"),
        ({"text": {"fr": "Comment ?"}}, "questions/2/text"),
        ({"required": "ja"}, "questions/2/required"),
        ({"options": {}}, "questions/2/options"),
        ({"options": [{"text": {}}]}, "questions/2/options/1/key"),
        ({"options": [{"key": "x"}, {"key": "x"}]}, "questions/2/options/2/key"),
        ({"options": [{"key": "x", "text": 1}]}, "questions/2/options/1/text"),
        ({"limits": {"least": 1}}, "questions/2/limits"),
        ({"limits": {"least": "viel"}}, "questions/2/limits"),
        ({"limits": {"most": "NaN"}}, "questions/2/limits"),
        ({"limits": {"first": "gestern"}}, "questions/2/limits"),
        ({"limits": {"places": 9}}, "questions/2/limits"),
        ({"limits": {"farbe": "rot"}}, "questions/2/limits"),
        ({"condition": {"question": "b", "keys": ["x"]}}, "questions/2/condition"),
        ({"condition": {"question": "a", "keys": []}}, "questions/2/condition/keys"),
        ({"condition": {"question": "a", "keys": [1]}}, "questions/2/condition/keys"),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else None,
)
def test_what_cannot_be_read_is_named_by_its_place(question: dict[str, Any], place: str) -> None:
    with pytest.raises(Refused) as refused:
        questionnaire.read(document(**question))
    assert refused.value.values["place"] == place


@pytest.mark.parametrize("given", [None, [], "x", {}, {"format": "other"}, {"questions": []}])
def test_what_is_no_questionnaire_is_said_to_be_none(given: object) -> None:
    with pytest.raises(Refused, match="kein Fragebogen"):
        questionnaire.read(given)


def test_a_newer_one_is_said_to_be_newer() -> None:
    with pytest.raises(Refused, match="Fassung") as refused:
        questionnaire.read(document() | {"version": 2})
    assert refused.value.values == {"version": "2", "ours": 1}


def test_more_questions_than_anybody_answers_are_refused() -> None:
    with pytest.raises(Refused, match="beantwortet niemand gern"):
        questionnaire.read(document() | {"questions": [{"kind": "short"}] * 61})


NAMES = st.sampled_from(["id", "kind", "text", "options", "limits", "condition", "key", "de"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_nothing_else_than_a_refusal_comes_of_nonsense(nonsense: Any) -> None:
    with suppress(Refused):
        questionnaire.read(document() | {"questions": nonsense})
