"""Numbers, days, places and lines from the editor to the counted answer; conditions that hold while editing."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.models import Draft, FreeText, Participation
from smilecity.collect.surveys.own_data import HOLDING
from smilecity.collect.surveys.rules import Answer, Condition, Kind, Limits
from smilecity.ground.refusals import Refused
from smilecity.people.owndata.rules import Person
from tests.factories import AT, LONG, ONE, SCALE, SHORT, Made, closed, make_draft, make_survey, take_part
from tests.factories_questions import DATE, MATRIX, MORE_KINDS, NUMBER, RANKING

pytestmark = pytest.mark.django_db

ANSWERS: list[Answer] = ["250", "2019-05-01", ["park", "way", "bus"], {"clean": 4, "light": 0}]


def test_a_question_comes_back_with_all_that_was_written_about_it() -> None:
    full = replace(
        NUMBER,
        help={"de": "So messen Sie."},
        section={"de": "Wege"},
        intro={"de": "Jetzt geht es um Wege."},
        abstains=True,
        limits=Limits(Decimal("0.5"), Decimal(9), 1, {"de": "km"}),
    )
    survey = make_survey(questions=(full, DATE, MATRIX))
    number, day, matrix = queries.questions_of(survey.id)
    assert (number.help, number.section, number.intro) == (full.help, full.section, full.intro)
    assert (number.limits, number.abstains) == (full.limits, True)
    assert day.limits == DATE.limits
    assert [option.key for option in matrix.options] == ["clean", "light"]


def test_limits_of_another_kind_are_not_kept_and_an_intro_needs_its_section() -> None:
    survey = make_survey(questions=(replace(NUMBER, kind=Kind.SHORT, limits=Limits(), intro={"de": "Los."}),))
    (kept,) = queries.questions_of(survey.id)
    assert (kept.limits, kept.intro) == (Limits(), {})


def test_answers_of_the_new_kinds_are_counted_as_they_were_given() -> None:
    survey = make_survey(open=True, questions=MORE_KINDS)
    take_part(survey, "anna@example.org", answers=dict(zip(survey.questions, ANSWERS, strict=True)))
    counted = Participation.objects.get().answers
    assert [counted[str(question)] for question in survey.questions] == ANSWERS


def test_keine_angabe_to_a_text_is_no_free_text_and_stays_countable_after_the_close() -> None:
    survey = make_survey(open=True, questions=(replace(LONG, abstains=True, required=True), SHORT))
    long, short = survey.questions
    take_part(survey, "anna@example.org", answers={long: {}, short: "Hafen"})
    take_part(survey, "ben@example.org", answers={long: "Mehr Bänke"})
    closed(survey)
    assert set(FreeText.objects.values_list("text", flat=True)) == {"Hafen", "Mehr Bänke"}
    assert sorted(map(len, Participation.objects.values_list("answers", flat=True))) == [0, 1]


# --- conditions --------------------------------------------------------------------------------------------------


def after(question: UUID, *keys: str, negated: bool = False) -> QuestionFields:
    return replace(SHORT, required=True, condition=Condition(str(question), keys, negated))


@pytest.fixture
def ridden() -> Made:
    """A survey whose second question is asked only of those who come by bus."""
    survey = make_survey(questions=(ONE,), features=())
    second = actions.add_question(survey=survey.id, fields=after(survey.questions[0], "bus"), by=survey.staff, at=AT)
    third = actions.add_question(survey=survey.id, fields=SCALE, by=survey.staff, at=AT)
    return replace(survey, questions=(*survey.questions, second, third))


def refused(act: object, **arguments: object) -> str:
    assert callable(act)
    with pytest.raises(Refused) as found:
        act(**arguments)
    return str(found.value)


def test_the_answer_to_a_skipped_question_is_dropped_when_it_is_sent_off(ridden: Made) -> None:
    actions.open_now(survey=ridden.id, by=ridden.staff, at=AT)
    one, second, scale = ridden.questions
    survey = replace(ridden, process=None)
    take_part(survey, "anna@example.org", answers={one: "bike", second: "war einmal Bus", scale: 4})
    assert Participation.objects.get().answers == {str(one): "bike", str(scale): 4}


def test_a_required_question_is_required_of_those_who_are_asked(ridden: Made) -> None:
    actions.open_now(survey=ridden.id, by=ridden.staff, at=AT)
    draft = actions.begin(survey=ridden.id, language="de", at=AT)
    actions.answer(draft=draft, question=ridden.questions[0], value="bus", at=AT)
    actions.give_address(draft=draft, address="anna@example.org", at=AT)
    reason = refused(actions.submit_as_guest, draft=draft, language="de", at=AT)
    assert reason == "Bitte beantworten Sie noch diese Frage: Ihr liebster Ort?"
    assert not Draft.objects.get().submitted


def test_a_question_that_another_depends_on_is_neither_deleted_nor_moved_behind_it(ridden: Made) -> None:
    first, second, _third = ridden.questions
    reason = "Das geht nicht: Frage 2 wird nur nach bestimmten Antworten auf diese Frage gestellt."
    assert refused(actions.remove_question, question=first, by=ridden.staff, at=AT) == reason
    moved = "Das geht nicht: Frage 2 hängt von einer Frage ab und muss nach ihr kommen."
    assert refused(actions.move_question, question=first, by_places=1, by=ridden.staff, at=AT) == moved
    assert refused(actions.move_question, question=second, by_places=-1, by=ridden.staff, at=AT) == moved
    assert [UUID(question.id) for question in queries.questions_of(ridden.id)] == list(ridden.questions)
    actions.move_question(question=second, by_places=1, by=ridden.staff, at=AT)
    actions.remove_question(question=second, by=ridden.staff, at=AT)
    actions.remove_question(question=first, by=ridden.staff, at=AT)


def test_a_question_that_another_depends_on_keeps_its_kind_and_the_answer(ridden: Made) -> None:
    reason = "Das geht nicht: Frage 2 wird nur nach bestimmten Antworten auf diese Frage gestellt."
    for changed in (replace(ONE, kind=Kind.SHORT), replace(ONE, options=ONE.options[1:])):
        first = ridden.questions[0]
        assert refused(actions.edit_question, question=first, fields=changed, by=ridden.staff, at=AT) == reason
    actions.edit_question(question=ridden.questions[0], fields=replace(ONE, kind=Kind.SEVERAL), by=ridden.staff, at=AT)


def test_a_question_cannot_depend_on_a_later_one_or_on_itself(ridden: Made) -> None:
    first, _second, third = ridden.questions
    for other in (first, third):
        reason = refused(actions.edit_question, question=first, fields=after(other, "1"), by=ridden.staff, at=AT)
        assert reason == "Frage 1 kann nur von einer früheren Frage abhängen."


def test_a_question_cannot_depend_on_a_question_of_another_survey(ridden: Made) -> None:
    other = make_survey(questions=(ONE,))
    reason = refused(
        actions.add_question, survey=other.id, fields=after(ridden.questions[0], "bus"), by=other.staff, at=AT
    )
    assert reason == "Frage 2 kann nur von einer früheren Frage abhängen."


def test_limits_nobody_can_keep_to_are_refused() -> None:
    survey = make_survey(questions=())
    ranking = replace(RANKING, limits=Limits(most=Decimal(4)))
    reason = refused(actions.add_question, survey=survey.id, fields=ranking, by=survey.staff, at=AT)
    assert reason == "Frage 1 verlangt oder erlaubt mehr Antworten, als zur Auswahl stehen."


def test_the_copy_of_ones_own_data_tells_questions_and_answers_in_words() -> None:
    survey = make_survey(open=True, questions=(*MORE_KINDS, ONE, replace(LONG, abstains=True)))
    answers = dict(zip(survey.questions, [*ANSWERS, "bus", {}], strict=True))
    make_draft(survey, address="anna@example.org", answers=answers)
    (row,) = HOLDING.export(Person("anna@example.org"))["drafts"]
    assert row["answers"] == {
        "Wie weit ist es zur Haltestelle?": "250",
        "Seit wann wohnen Sie hier?": "2019-05-01",
        "Was ist Ihnen am wichtigsten?": ["Parks", "Wege", "Busse"],
        "Wie zufrieden sind Sie?": {"Sauberkeit": 4, "Licht am Abend": 0},
        "Wie kommen Sie meist in die Stadt?": "Mit dem Bus",
        "Was möchten Sie uns noch sagen?": "Keine Angabe",
    }
