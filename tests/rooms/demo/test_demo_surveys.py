"""The demo's surveys: one is open with every kind that is asked in it, last year's shows what results look like."""

import pytest

from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.models import Participation
from smilecity.collect.surveys.rules import Kind
from smilecity.demo import surveys as demo
from smilecity.understand.results import queries
from tests.factories import AT, make_staff

pytestmark = pytest.mark.django_db


def test_last_years_result_shows_numbers_for_every_question_and_nobody_answered_what_was_not_asked() -> None:
    survey = demo.published_survey(by=make_staff(), at=AT, districts=["01"])
    row = surveys.by_id(survey)
    assert row
    page = queries.published(row.slug)
    assert page
    assert {table.kind for table in page.result.tables} == set(Kind) - {Kind.MATRIX, Kind.DATE, Kind.PLACE}
    assert len({table.key.partition("/")[0] for table in page.result.tables}) == 13
    assert [table.part["de"] for table in page.result.tables if table.abstained is not None and table.part]
    (ranking,) = [table for table in page.result.tables if table.kind is Kind.RANKING]
    assert [len(row.counts) for row in ranking.ranked] == [3] * 5
    easy, helps = (question.id for question in surveys.questions_of(survey)[9:11])
    answers = list(Participation.objects.values_list("answers", flat=True))
    assert any(helps in given for given in answers)
    assert all(given.get(easy) in {1, 2, 3} for given in answers if helps in given)


def test_the_open_survey_asks_thirteen_questions_in_three_languages() -> None:
    questions = surveys.questions_of(demo.open_survey(by=make_staff(), at=AT))
    assert len(questions) == 13
    texts = [text for each in questions for text in (each.text, each.help, each.section, each.intro, each.limits.unit)]
    assert all(set(text) == {"de", "en", "de-simple"} for text in texts if text)
