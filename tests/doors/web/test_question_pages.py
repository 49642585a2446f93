"""Answering numbers, days, places and lines without JavaScript; "keine Angabe", sections, help, questions skipped."""

from dataclasses import replace
from decimal import Decimal

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.models import Draft
from smilecity.collect.surveys.rules import Condition, Limits
from tests.factories import AT, LONG, ONE, SCALE, SEVERAL, SHORT, Made, make_survey, opened
from tests.factories_questions import DATE, MATRIX, MORE_KINDS, NUMBER, RANKING
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db


def visitor(*questions: QuestionFields) -> Visitor:
    guest = Visitor(make_survey(open=True, features=(), questions=questions))
    guest.begin()
    return guest


def answered(guest: Visitor, number: int = 1, **fields: object) -> Page:
    return guest.post(guest.path(f"frage/{number}/"), {name.replace("_", "-"): value for name, value in fields.items()})


def kept(guest: Visitor) -> list[object]:
    """The answers of the draft in the order of the questions."""
    answers = Draft.objects.get().answers
    return [answers.get(question.id) for question in queries.questions_of(guest.survey.id)]


def test_all_kinds_are_answered_checked_in_words_and_changed(time: Clock) -> None:
    guest = visitor(*MORE_KINDS)
    answered(guest, 1, answer="1.250")
    answered(guest, 2, answer="1.5.2019")
    answered(guest, 3, answer_way="3", answer_park="1", answer_bus="2")
    answered(guest, 4, answer_clean="4", answer_light="0")
    assert kept(guest) == ["1250", "2019-05-01", ["park", "bus", "way"], {"clean": 4, "light": 0}]
    page = guest.get(guest.path("pruefen/"))
    page.says("1.250 Meter", "1. Mai 2019", "Platz 1: Parks", "Platz 3: Wege", "Sauberkeit: 4 von 5")
    page.says("Licht am Abend: Keine Angabe")
    assert 'value="2019-05-01"' in guest.get(guest.path("frage/2/")).html
    assert guest.get(guest.path("frage/3/")).html.count(" selected") == 3
    assert guest.get(guest.path("frage/4/")).html.count(" checked") == 2


@pytest.mark.parametrize(
    ("question", "fields", "sentence"),
    [
        (NUMBER, {"answer": "weit"}, "Das ist keine Zahl."),
        (NUMBER, {"answer": "9000"}, "Bitte geben Sie eine Zahl von 0 bis 5.000 ein."),
        (DATE, {"answer": "31.2.2019"}, "Diesen Tag gibt es nicht."),
        (RANKING, {"answer_way": "1", "answer_park": "1"}, "Platz 1 haben Sie mehrmals vergeben."),
        (replace(RANKING, required=True), {}, "Bitte vergeben Sie die Plätze von 1 bis 3."),
        (replace(SEVERAL, limits=Limits(most=Decimal(1))), {"answers": ["bench", "tree"]}, "höchstens 1 Antworten"),
        (replace(LONG, abstains=True), {"answer": "doch", "abstain": "1"}, "Bitte entscheiden Sie sich"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_stays_there(
    time: Clock, question: QuestionFields, fields: dict[str, object], sentence: str
) -> None:
    guest = visitor(question)
    page = answered(guest, 1, **fields)
    assert page.status == 422
    assert page.title.startswith("Fehler: ")
    page.says(sentence)
    assert 'href="#answer"' in page.html
    assert 'id="answer"' in page.html
    for value in fields.values():
        assert isinstance(value, list) or f'value="{value}"' in page.html or f">\n{value}<" in page.html
    assert kept(guest) == [None]


def test_a_day_that_is_none_comes_back_in_a_plain_field(time: Clock) -> None:
    guest = visitor(DATE)
    assert 'type="date"' in guest.get(guest.path("frage/1/")).html
    page = answered(guest, 1, answer="31.2.2019")
    assert 'type="date"' not in page.html
    assert page.fields["answer"] == "31.2.2019"


def test_a_matrix_says_at_each_line_that_an_answer_is_missing(time: Clock) -> None:
    guest = visitor(replace(MATRIX, required=True))
    page = answered(guest, 1, answer_clean="2")
    assert page.status == 422
    assert page.words.count("Bitte wählen Sie eine Antwort aus: Licht am Abend") == 2
    assert 'href="#answer-light"' in page.html
    assert 'id="answer-light"' in page.html
    assert page.html.count(" checked") == 1


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        (ONE, {"answer": "keine-angabe"}),
        (SCALE, {"answer": "keine-angabe"}),
        (SEVERAL, {"abstain": "1"}),
        (SHORT, {"abstain": "1", "answer": ""}),
        (NUMBER, {"abstain": "1", "answer": ""}),
        (DATE, {"abstain": "1", "answer": ""}),
        (RANKING, {"abstain": "1"}),
    ],
)
def test_keine_angabe_can_be_chosen_where_it_is_offered(
    time: Clock, question: QuestionFields, fields: dict[str, object]
) -> None:
    guest = visitor(replace(question, abstains=True, required=True))
    guest.get(guest.path("frage/1/")).says("Keine Angabe")
    assert answered(guest, 1, **fields).path != guest.path("frage/1/")
    assert kept(guest) == [{}]
    guest.get(guest.path("pruefen/")).says("Keine Angabe")
    assert guest.get(guest.path("frage/1/")).html.count(" checked") == 1


def test_a_text_of_the_very_words_of_our_radio_button_is_a_text(time: Clock) -> None:
    guest = visitor(replace(SHORT, abstains=True))
    answered(guest, 1, answer="keine-angabe")
    assert kept(guest) == ["keine-angabe"]


def test_help_section_and_introduction_stand_where_they_belong(time: Clock) -> None:
    begins = replace(SCALE, help={"de": "Mehr dazu hier."}, section={"de": "Wohnen"}, intro={"de": "Nun zur Wohnung."})
    guest = visitor(ONE, begins, SHORT)
    first, second, third = (guest.get(guest.path(f"frage/{number}/")) for number in (1, 2, 3))
    assert "Wohnen" not in first.words
    second.says("Schritt 2 von 5 · Wohnen", "Nun zur Wohnung.", "Mehr dazu hier.")
    third.says("Schritt 3 von 5 · Wohnen")
    assert "Nun zur Wohnung." not in third.words


# --- questions that are skipped ----------------------------------------------------------------------------------


@pytest.fixture
def forked(time: Clock) -> Visitor:
    """Somebody in a survey whose second question is only for those who come by bus."""
    survey = make_survey(features=(), questions=(ONE,))
    bus = replace(SHORT, required=True, condition=Condition(str(survey.questions[0]), ("bus",)))
    for fields in (bus, SCALE):
        actions.add_question(survey=survey.id, fields=fields, by=survey.staff, at=AT)
    guest = Visitor(_opened(survey))
    guest.begin()
    return guest


def _opened(survey: Made) -> Made:
    return opened(survey)


def test_a_question_is_asked_only_after_the_answer_it_hangs_on(forked: Visitor) -> None:
    assert answered(forked, 1, answer="bus").path == forked.path("frage/2/")
    forked.get(forked.path("frage/2/")).says("Schritt 2 von 5")
    skipped = answered(forked, 1, answer="bike")
    assert skipped.path == forked.path("frage/3/")
    skipped.says("Schritt 2 von 4")
    assert f'href="{forked.path("frage/1/")}"' in skipped.html
    assert forked.get(forked.path("frage/2/")).path == forked.path("frage/3/")


def test_the_check_shows_what_was_asked_and_leads_to_what_a_change_opens(forked: Visitor) -> None:
    answered(forked, 1, answer="bike")
    answered(forked, 3, answer="4")
    forked.post(forked.path("kontakt/"), {"email": "anna@example.org"})
    assert "Ihr liebster Ort?" not in forked.get(forked.path("pruefen/")).words
    page = forked.post(forked.path("frage/1/?pruefen"), {"answer": "bus"})
    assert page.path == forked.path("frage/2/?pruefen")
    assert forked.post(page.path, {"answer": "Hafen"}).path == forked.path("pruefen/")


def test_going_on_later_begins_at_the_first_question_asked_without_an_answer(forked: Visitor) -> None:
    answered(forked, 1, answer="bike")
    assert forked.begin().path == forked.path("frage/3/")
