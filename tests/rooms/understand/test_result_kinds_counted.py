"""Matrix, ranking, number, date and "keine Angabe" counted in the database, in as many statements as ever."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest

from smilecity.collect.surveys.models import Participation
from smilecity.collect.surveys.rules import Answer
from smilecity.understand.results import actions, queries
from tests.factories import AT, LONG, ONE, SEVERAL, closed, make_survey
from tests.factories_questions import MORE_KINDS
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def said(survey: UUID, answers: Mapping[UUID, Answer], times: int) -> None:
    kept = {str(question): value for question, value in answers.items()}
    Participation.objects.bulk_create(
        Participation(survey_id=survey, answers=kept, profile={}) for _time in range(times)
    )


def test_every_kind_is_counted_by_its_parts() -> None:
    survey = make_survey(open=True, features=(), questions=MORE_KINDS)
    number, day, ranking, matrix = survey.questions
    said(survey.id, {number: "100", day: "2019-05-01", ranking: ["way", "park", "bus"], matrix: {"clean": 5}}, 12)
    said(survey.id, {number: "900", day: "2021-01-31", ranking: ["bus", "park", "way"]}, 8)
    said(survey.id, {matrix: {"clean": 0, "light": 2}}, 6)
    closed(survey)
    actions.publish(survey=survey.id, by=survey.staff, at=AT)
    row = queries.published(_slug(survey.id))
    assert row
    tables = row.result.tables
    assert [table.base for table in tables] == [20, 20, 20, 12, 6]
    assert [row.count for row in tables[1].rows][::2] == [12, 8]
    assert [row.counts for row in tables[2].ranked] == [(12, 0, 8), (0, 20, 0), (8, 0, 12)]
    assert [(table.part["de"], table.abstained) for table in tables[3:]] == [("Sauberkeit", 6), ("Licht am Abend", 0)]
    assert tables[0].unit == {"de": "Meter"}


def _slug(survey: UUID) -> str:
    from smilecity.collect.surveys import queries as surveys

    row = surveys.by_id(survey)
    assert row
    return row.slug


def test_keine_angabe_is_no_answer_of_any_kind_and_counts_apart() -> None:
    kinds = tuple(replace(fields, abstains=True) for fields in (ONE, SEVERAL, LONG, *MORE_KINDS[:3]))
    survey = make_survey(open=True, features=(), questions=kinds)
    said(survey.id, {question: {} for question in survey.questions}, 7)
    said(survey.id, {survey.questions[0]: "bus"}, 9)
    row = queries.preview(survey.id)
    assert row
    assert [table.base for table in row.tables] == [9, 0, 0, 0, 0, 0]
    assert {table.abstained for table in row.tables} == {7}


def test_ten_times_as_many_participations_cost_no_statement_more() -> None:
    survey = make_survey(open=True, features=(), questions=(ONE, *MORE_KINDS))
    answers: dict[UUID, Answer] = dict(
        zip(survey.questions[1:], ["5", "2020-01-01", ["bus", "way", "park"], {"light": 1}], strict=True)
    )
    said(survey.id, answers, 5)
    with statements() as few:
        queries.preview(survey.id)
    said(survey.id, answers, 50)
    with statements() as many:
        queries.preview(survey.id)
    assert len(many) == len(few) <= 13
