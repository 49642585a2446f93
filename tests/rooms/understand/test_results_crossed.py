"""Crossed tables in the database: counted there, frozen with the others, and the same after every withdrawal."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from smilecity.city.models import District
from smilecity.collect.surveys import actions as surveys
from smilecity.collect.surveys import queries as survey_queries
from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.models import Participation
from smilecity.collect.surveys.rules import Condition, Feature, Kind, Option
from smilecity.understand.results import actions, queries, reading
from smilecity.understand.results.models import Publication
from smilecity.understand.results.reading import Result
from smilecity.understand.results.rules import Crossed, Hidden, Tally
from tests.factories import AT, CLOSES_AT, ONE, SCALE, Made, closed, make_survey, opened
from tests.factories_contributions import make_district
from tests.support.statements import statements

PUBLISHED_AT = CLOSES_AT + timedelta(days=7)
pytestmark = pytest.mark.django_db


def answered(survey: Made, given: Mapping[UUID, Any], profile: Mapping[str, str], times: int) -> None:
    """Have these answers counted, so often."""
    answers = {str(question): value for question, value in given.items()}
    Participation.objects.bulk_create(
        Participation(survey_id=survey.id, answers=answers, profile=dict(profile)) for _ in range(times)
    )


@pytest.fixture
def survey() -> Made:
    """A closed survey: women and men, some who told neither, and three who drive."""
    made = make_survey(open=True, features=[Feature.SEX])
    one, several, scale, short, _long = made.questions
    answered(made, {one: "bus", several: ["bench", "tree"], scale: 5, short: "[]"}, {"sex": "female"}, 30)
    answered(made, {one: "bike", several: ["bench"], scale: 4}, {"sex": "female"}, 20)
    answered(made, {one: "bus", several: ["bench", "light"], scale: 4}, {"sex": "male"}, 15)
    answered(made, {one: "bike", several: ["tree"], scale: 5}, {"sex": "male"}, 25)
    answered(made, {one: "bus", several: ["tree", "light"], scale: 5}, {}, 8)
    answered(made, {one: "bike"}, {}, 7)
    closed(made)
    return made


def now(survey: Made) -> Result:
    result = queries.preview(survey.id)
    assert result
    return result


def publish(survey: Made, days: int = 0) -> None:
    actions.publish(survey=survey.id, by=survey.staff, at=PUBLISHED_AT + timedelta(days=days))


def public(survey: Made) -> Result | None:
    row = survey_queries.by_id(survey.id)
    page = queries.published(row.slug) if row else None
    return page.result if page else None


def shown(crossed: Crossed) -> dict[str, tuple[tuple[int | None, ...], int | None, int | None]]:
    return {group.key: (group.counts, group.base, group.unanswered) for group in crossed.groups}


def test_every_question_but_free_texts_is_crossed_with_every_feature(survey: Made) -> None:
    tables = now(survey).crossed
    assert [(UUID(table.question), table.feature) for table in tables] == [
        (question, Feature.SEX) for question in survey.questions[:3]
    ]


def test_what_each_group_said_is_counted_in_the_database(survey: Made) -> None:
    found = reading.crossings_of(survey.id, [str(question) for question in survey.questions[:3]], ["sex"])
    one, several, scale = (found[str(question), "sex"] for question in survey.questions[:3])
    assert one == {"female": Tally(50, {"bus": 30, "bike": 20}), "male": Tally(40, {"bus": 15, "bike": 25})}
    assert several["female"] == Tally(50, {"bench": 50, "tree": 30})
    assert several["male"] == Tally(40, {"bench": 15, "light": 15, "tree": 25})
    assert scale["male"] == Tally(40, {"4": 15, "5": 25})


def test_large_groups_stand_with_their_base_and_those_who_told_nothing(survey: Made) -> None:
    one = now(survey).crossed[0]
    female, male, diverse, unsaid = (group for group in one.groups)
    assert (female.counts[:2], male.counts[:2], unsaid.counts[:2]) == ((30, 20), (15, 25), (8, 7))
    assert (female.base, male.unanswered, diverse.base, unsaid.base) == (50, 0, 0, 15)


def test_a_group_that_gave_one_answer_is_not_shown_to_have_done_so(survey: Made) -> None:
    several = now(survey).crossed[1]
    # By lot the whole table may have to go.
    assert {group.counts[0] for group in several.groups if group.key == "female"} <= {None}


def test_crossed_tables_are_frozen_with_the_others(survey: Made) -> None:
    before = now(survey)
    publish(survey)
    Participation.objects.all().delete()
    assert public(survey) == before
    assert len(before.by_feature(str(survey.questions[0]))) == 1


def test_what_was_published_before_there_were_crossed_tables_can_still_be_read(survey: Made) -> None:
    publish(survey)
    row = Publication.objects.get()
    del row.tables["crossed"]
    row.save()
    result = public(survey)
    assert result
    assert (len(result.tables), result.crossed) == (5, [])


def test_a_result_published_anew_is_the_old_one_whatever_has_changed_since(survey: Made, settings: Any) -> None:
    """Another secret would hide other cells, and answers that came or went would show in the difference."""
    publish(survey)
    first = public(survey)
    actions.withdraw(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    assert public(survey) is None
    settings.SECRET_KEY = "another secret, as after a restore on another machine"
    answered(survey, {survey.questions[0]: "car"}, {"sex": "diverse"}, 1)
    assert now(survey) == first, "staff see what will be public"
    publish(survey, days=1)
    assert public(survey) == first
    assert Publication.objects.get().published_at == PUBLISHED_AT + timedelta(days=1)


def test_a_part_of_town_that_is_gone_does_not_change_a_result_published_anew() -> None:
    for name in ("Hafen", "Markt", "Werft"):
        make_district(name)
    made = make_survey(open=True, features=[Feature.DISTRICT])
    for row, times in zip(District.objects.order_by("name"), (20, 30, 2), strict=True):
        answered(made, {made.questions[0]: "bus"}, {"district": row.code}, times)
    closed(made)
    publish(made)
    first = public(made)
    actions.withdraw(survey=made.id, by=made.staff, at=PUBLISHED_AT)
    District.objects.filter(name="Werft").delete()
    publish(made, days=1)
    assert public(made) == first


def test_a_withdrawn_result_stands_in_no_list(survey: Made) -> None:
    publish(survey)
    actions.withdraw(survey=survey.id, by=survey.staff, at=PUBLISHED_AT)
    assert (queries.published_list(), queries.published_among([survey.id])) == ([], set())
    assert not queries.is_published(survey.id)


def test_the_same_answers_are_hidden_alike_before_and_after_publication(survey: Made) -> None:
    assert now(survey) == now(survey)


def test_few_people_are_in_no_frozen_table(survey: Made) -> None:
    answered(survey, {survey.questions[0]: "car"}, {"sex": "male"}, 6)
    answered(survey, {survey.questions[0]: "car"}, {"sex": "female"}, 2)
    publish(survey)
    one = public(survey)
    assert one
    cells = [count for table in one.crossed for group in table.groups for count in group.counts]
    assert not {1, 2, 3, 4} & set(cells)
    assert one.crossed[0].hidden is Hidden.SOME


def test_who_would_rather_not_say_counts_among_those_who_gave_no_answer() -> None:
    made = make_survey(open=True, features=[Feature.SEX], questions=[replace(ONE, abstains=True), SCALE])
    for answer, times in (("bus", 20), ("bike", 15), ("car", 12), ({}, 6)):
        for sex in ("female", "male"):
            answered(made, {made.questions[0]: answer}, {"sex": sex}, times)
    closed(made)
    female = now(made).crossed[0].groups[0]
    assert (female.counts, female.base, female.unanswered) == ((20, 15, 12), 47, 6)


def test_lines_numbers_and_what_only_some_were_asked_are_not_crossed() -> None:
    lines = QuestionFields(
        kind=Kind.MATRIX, text={"de": "Wie gut?"}, options=[Option("a", {"de": "A"}), Option("b", {"de": "B"})]
    )
    number = QuestionFields(kind=Kind.NUMBER, text={"de": "Wie oft?"})
    made = make_survey(features=[Feature.SEX], questions=[ONE, lines, number])
    one, *_others = made.questions
    only_some = replace(SCALE, condition=Condition(str(one), ("bus",)))
    later = make_survey_after(made, only_some)
    answered(made, {one: "bus", made.questions[1]: {"a": 4}, made.questions[2]: 3, later: 4}, {"sex": "male"}, 30)
    answered(made, {one: "bike", made.questions[1]: {"a": 2}, made.questions[2]: 9}, {"sex": "female"}, 30)
    opened(made)
    closed(made)
    result = now(made)
    assert {table.question for table in result.crossed} == {str(one)}
    assert [table.base for table in result.tables] == [60, 60, 0, 60, 30]


def test_who_was_asked_a_later_question_does_not_tell_a_hidden_answer_of_an_earlier_one() -> None:
    made = make_survey(features=[], questions=[ONE])
    later = make_survey_after(
        made, replace(SCALE, required=True, condition=Condition(str(made.questions[0]), ("bike",)))
    )
    answered(made, {made.questions[0]: "bus"}, {}, 90)
    answered(made, {made.questions[0]: "bike", later: 4}, {}, 20)
    answered(made, {made.questions[0]: "car"}, {}, 3)
    opened(made)
    closed(made)
    first, second = now(made).tables
    assert [row.count for row in first.rows] == [90, None, None]
    assert (second.base, second.hidden, {row.count for row in second.rows}) == (None, Hidden.LINKED, {None})


def make_survey_after(made: Made, fields: QuestionFields) -> UUID:
    """Add a question to a survey that is still written."""
    return surveys.add_question(survey=made.id, fields=fields, by=made.staff, at=AT)


def test_a_survey_that_asks_for_no_feature_crosses_nothing() -> None:
    made = make_survey(open=True, features=())
    answered(made, {made.questions[0]: "bus"}, {}, 9)
    closed(made)
    with statements() as asked:
        assert now(made).crossed == []
    assert not [statement for statement in asked if "grouped AS" in statement]
