"""All translations of a survey at once: German stays, what is written comes, two who write are both told."""

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.actions.translating import edition_of
from smilecity.collect.surveys.rules import CHANGED
from smilecity.collect.surveys.rules.translating import Place, places
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role
from tests.factories import AT, ONE, SCALE, Made, make_staff, make_survey

pytestmark = pytest.mark.django_db


def texts(made: Made) -> list[Place]:
    row = queries.by_id(made.id)
    assert row
    return places([row.title, row.summary, row.what_happens], queries.questions_of(made.id))


def test_every_text_can_be_translated_and_german_stays() -> None:
    made = make_survey(questions=[ONE, SCALE])
    before = texts(made)
    written = {place.address: {"de": "falsch", "en": f"T{n}", "de-simple": ""} for n, place in enumerate(before)}
    actions.translate(survey=made.id, texts=written, by=made.staff, at=AT, seen=edition_of(before))
    after = texts(made)
    assert [place.texts["de"] for place in after] == [place.texts["de"] for place in before]
    assert [place.texts.get("en") for place in after] == [f"T{n}" for n in range(len(before))]
    assert not any("de-simple" in place.texts for place in after)
    assert [option.key for option in queries.questions_of(made.id)[0].options] == ["bus", "bike", "car"]


def test_places_that_are_not_named_stay() -> None:
    made = make_survey(questions=[ONE])
    actions.translate(survey=made.id, texts={("", "title", ""): {"en": "Living well"}}, by=made.staff, at=AT)
    title, question, *_options = texts(made)
    assert title.texts == {"de": "Gut leben hier", "en": "Living well"}
    assert question.texts == ONE.text


def test_the_later_of_two_translators_overwrites_nothing() -> None:
    made = make_survey(questions=[ONE])
    seen = edition_of(texts(made))
    actions.translate(survey=made.id, texts={("", "title", ""): {"en": "One"}}, by=made.staff, at=AT, seen=seen)
    with pytest.raises(Refused, match=CHANGED[:20]):
        actions.translate(survey=made.id, texts={("", "title", ""): {"en": "Two"}}, by=made.staff, at=AT, seen=seen)
    assert texts(made)[0].texts["en"] == "One"


def test_an_opened_survey_and_who_may_not_write_translate_nothing() -> None:
    opened, draft = make_survey(open=True), make_survey()
    for survey, by in ((opened.id, opened.staff), (draft.id, make_staff(Role.MODERATOR))):
        with pytest.raises(Refused):
            actions.translate(survey=survey, texts={}, by=by, at=AT)
