"""The library with its tables: entries are put in, found, changed and removed, and surveys take copies of them."""

from uuid import uuid4

import pytest

from smilecity.collect.library import actions, queries
from smilecity.collect.library.models import Entry
from smilecity.collect.library.rules import CONDITION_LEFT, NOT_YOURS
from smilecity.collect.surveys import actions as surveys
from smilecity.collect.surveys import queries as survey_queries
from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.rules import CHANGED, Condition, Feature, Kind
from smilecity.collect.surveys.rules.questionnaire import Questionnaire
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import AT, ONE, SCALE, SHORT, make_staff, make_survey
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_staff(Role.EDITOR)


def put(editor: User, fields: QuestionFields = ONE, name: str = "Unterwegs", tags: str = "Verkehr") -> actions.Put:
    made = make_survey(questions=[fields])
    return actions.put(question=made.questions[0], name=name, tags=tags, by=editor, at=AT)


def test_a_question_comes_back_into_a_survey_as_it_was(editor: User) -> None:
    entry, draft = put(editor), make_survey(questions=[SHORT], features=[Feature.SEX])
    assert actions.take(entries=[entry.id], survey=draft.id, by=editor, at=AT) == 1
    first, taken = survey_queries.questions_of(draft.id)
    assert first.kind is Kind.SHORT
    assert (taken.kind, taken.text, taken.required) == (ONE.kind, ONE.text, ONE.required)
    assert [(option.key, option.text) for option in taken.options] == [(o.key, o.text) for o in ONE.options]
    row = survey_queries.by_id(draft.id)
    assert row
    assert row.features == (Feature.SEX,)
    verbs = set(AuditEntry.objects.filter(actor=editor.pk).values_list("verb", flat=True))
    assert {"library.put", "surveys.adopt"} <= verbs


def test_a_condition_stays_behind_and_the_survey_it_came_from_keeps_it(editor: User) -> None:
    made = make_survey(questions=[ONE])
    later = QuestionFields(
        kind=Kind.SHORT, text={"de": "Warum?"}, condition=Condition(str(made.questions[0]), ("bus",))
    )
    question = surveys.add_question(survey=made.id, fields=later, by=made.staff, at=AT)
    done = actions.put(question=question, name="Warum", tags="", by=editor, at=AT)
    assert done.left == (CONDITION_LEFT,)
    entry = queries.entry(done.id)
    assert entry
    assert entry.worded.question
    assert entry.worded.question.condition is None
    assert survey_queries.questions_of(made.id)[1].condition is not None


def test_features_of_the_person_join_those_a_survey_asks_for(editor: User) -> None:
    actions.take_first_set(by=editor, at=AT)
    draft = make_survey(questions=[], features=[Feature.DISTRICT])
    ages = [row.id for row in queries.entries(words="Alter in Gruppen")]
    actions.take(entries=ages, survey=draft.id, by=editor, at=AT)
    row = survey_queries.by_id(draft.id)
    assert row
    assert row.features == (Feature.AGE_GROUP, Feature.DISTRICT)
    assert survey_queries.questions_of(draft.id) == []


def test_surveys_keep_their_copies_when_an_entry_changes_or_goes(editor: User) -> None:
    entry, draft = put(editor), make_survey(questions=[])
    actions.take(entries=[entry.id], survey=draft.id, by=editor, at=AT)
    new = surveys.as_written(SCALE)
    actions.edit(entry=entry.id, name="Gern", tags="", question=new, by=editor, at=AT)
    found = queries.entry(entry.id)
    assert found
    assert (found.worded.name, found.worded.tags) == ("Gern", ())
    assert [row.id for row in queries.entries(words="gern leben")] == [entry.id]
    assert queries.entries(words="bus") == []
    actions.remove(entry=entry.id, by=editor, at=AT)
    assert queries.entry(entry.id) is None
    (copy,) = survey_queries.questions_of(draft.id)
    assert copy.text == ONE.text


def test_the_later_of_two_editors_overwrites_nothing(editor: User) -> None:
    entry = put(editor)
    found = queries.entry(entry.id)
    assert found
    seen = found.worded.edition
    actions.edit(entry=entry.id, name="Eins", tags="", question=None, by=editor, at=AT, seen=seen)
    with pytest.raises(Refused, match=CHANGED[:20]):
        actions.edit(entry=entry.id, name="Zwei", tags="", question=None, by=editor, at=AT, seen=seen)
    assert Entry.objects.get().name == "Eins"


def test_a_name_is_there_once_whatever_its_case(editor: User) -> None:
    put(editor)
    with pytest.raises(Refused, match="So heißt schon"):
        put(editor, name="UNTERWEGS")


def test_an_opened_survey_takes_nothing_and_nothing_half(editor: User) -> None:
    entry, opened, draft = put(editor), make_survey(open=True), make_survey(questions=[])
    with pytest.raises(Refused):
        actions.take(entries=[entry.id], survey=opened.id, by=editor, at=AT)
    with pytest.raises(Refused, match="nicht mehr in der Sammlung"):
        actions.take(entries=[entry.id, uuid4()], survey=draft.id, by=editor, at=AT)
    with pytest.raises(Refused, match="mindestens eine"):
        actions.take(entries=[], survey=draft.id, by=editor, at=AT)
    assert survey_queries.questions_of(draft.id) == []


@pytest.mark.parametrize("role", sorted({*Role} - {Role.EDITOR, Role.ADMINISTRATOR}))
def test_who_may_not_write_surveys_changes_nothing(editor: User, role: Role) -> None:
    entry, draft, other = put(editor), make_survey(questions=[ONE]), make_staff(role)
    acts = AuditEntry.objects.count()
    for act in (
        lambda: actions.put(question=draft.questions[0], name="x", tags="", by=other, at=AT),
        lambda: actions.edit(entry=entry.id, name="x", tags="", question=None, by=other, at=AT),
        lambda: actions.remove(entry=entry.id, by=other, at=AT),
        lambda: actions.take(entries=[entry.id], survey=draft.id, by=other, at=AT),
        lambda: actions.take_first_set(by=other, at=AT),
        lambda: actions.take_file(asked=Questionnaire(()), tags="", by=other, at=AT),
    ):
        with pytest.raises(Refused, match=NOT_YOURS):
            act()
    assert AuditEntry.objects.count() == acts


def test_the_first_set_comes_once_and_leaves_alone_what_is_there(editor: User) -> None:
    put(editor, name="Noch etwas")
    number = actions.take_first_set(by=editor, at=AT)
    assert number >= 12
    assert actions.take_first_set(by=editor, at=AT) == 0
    kept = queries.entries(words="Noch etwas")
    assert [row.worded.question and row.worded.question.kind for row in kept if row.worded.name == "Noch etwas"] == [
        Kind.ONE
    ]


def test_the_questions_of_a_file_come_under_the_beginning_of_their_text(editor: User) -> None:
    made = make_survey(questions=[ONE, SHORT])
    asked = Questionnaire(tuple(survey_queries.questions_of(made.id)))
    assert actions.take_file(asked=asked, tags="Neu", by=editor, at=AT) == 2
    assert actions.take_file(asked=asked, tags="Neu", by=editor, at=AT) == 0
    assert [row.worded.name for row in queries.entries(tag="Neu")] == [
        "Ihr liebster Ort?",
        "Wie kommen Sie meist in die Stadt?",
    ]
    assert queries.tags() == [("Neu", 2)]


def test_a_list_costs_one_statement_however_long_it_is(editor: User) -> None:
    put(editor)
    with statements() as one:
        queries.entries(words="bus")
    actions.take_first_set(by=editor, at=AT)
    with statements() as many:
        queries.entries(words="bus")
    assert len(one) == len(many) == 1
