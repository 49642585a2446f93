"""Paper, what stands beside the answers: "Keine Angabe", when a question applies, places in words or by district."""

from dataclasses import replace

import pytest

from smilecity.collect.surveys import actions
from smilecity.collect.surveys.models import Participation
from smilecity.collect.surveys.rules import Condition
from smilecity.people.register.rules import Way
from smilecity.people.rules import Role
from tests.factories import AT, LONG, ONE, SCALE, SEVERAL, Made, make_survey, opened
from tests.factories_codes import allow
from tests.factories_contributions import make_district
from tests.factories_questions import MATRIX, NUMBER, PLACE, RANKING
from tests.support.colleague import Colleague
from tests.support.visitor import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Colleague:
    return Colleague(Role.CLERK)


def typed(who: Colleague, survey: Made, **fields: object) -> Page:
    address = f"umfragen/{survey.id}/bogen/"
    return who.sends(address, form=who.opens(address).fields["form"], **fields)


def answers_of(survey: Made) -> list[object]:
    kept = Participation.objects.get(survey=survey.id).answers
    return [kept.get(str(question)) for question in survey.questions]


def test_keine_angabe_is_typed_in_wherever_the_question_offers_it(clerk: Colleague) -> None:
    kinds = [replace(fields, abstains=True) for fields in (ONE, SCALE, SEVERAL, RANKING, NUMBER, LONG, PLACE)]
    made = make_survey(open=True, questions=[*kinds, MATRIX])
    allow(made, *Way)
    page = clerk.opens(f"umfragen/{made.id}/bogen/")
    assert page.words.count("Keine Angabe") >= len(kinds)
    one, scale, *boxed, matrix = (f"frage-{question}" for question in made.questions)
    chosen: dict[str, object] = {one: "keine-angabe", scale: "keine-angabe", f"{matrix}-clean": "0"}
    page = typed(clerk, made, **chosen, **{f"{name}-abstain": "1" for name in boxed})
    assert page.says("Der Bogen zählt.")
    assert answers_of(made) == [{}] * 7 + [{"clean": 0}]


def test_where_it_is_not_offered_it_cannot_be_typed_in(clerk: Colleague) -> None:
    made = make_survey(open=True, questions=[ONE, LONG])
    allow(made, *Way)
    assert "Keine Angabe" not in clerk.opens(f"umfragen/{made.id}/bogen/").words


def test_an_answer_and_keine_angabe_at_once_is_said_and_both_stay(clerk: Colleague) -> None:
    made = make_survey(open=True, questions=[replace(NUMBER, abstains=True)])
    allow(made, *Way)
    name = f"frage-{made.questions[0]}"
    page = typed(clerk, made, **{name: "12", f"{name}-abstain": "1"})
    assert page.says("Bitte entscheiden Sie sich")
    assert 'value="12"' in page.html
    assert f'name="{name}-abstain" value="1" checked' in page.html


def test_a_question_for_some_only_says_when_it_applies(clerk: Colleague) -> None:
    made = make_survey(questions=[ONE])
    why = replace(LONG, condition=Condition(str(made.questions[0]), ("car",)))
    actions.add_question(survey=made.id, fields=why, by=made.staff, at=AT)
    allow(opened(made), *Way)
    assert clerk.opens(f"umfragen/{made.id}/bogen/").says("Nur nach der Antwort auf Frage 1: „Auto“.")


def test_a_place_is_typed_in_as_a_district_or_in_words_that_are_looked_for(clerk: Colleague) -> None:
    make_district("Mitte")
    made = make_survey(open=True, questions=[PLACE])
    allow(made, *Way)
    name = f"frage-{made.questions[0]}"
    page = typed(clerk, made, **{f"{name}-address": "Mitte"})
    assert page.says("Bitte wählen Sie aus, welchen Ort Sie meinen.", "Welcher Ort steht auf dem Bogen?")
    page = typed(clerk, made, **{f"{name}-address": "Mitte", f"{name}-match": page.fields[f"{name}-match"]})
    assert page.says("Der Bogen zählt.")
    assert set(answers_of(made)[0]) == {"district", "lon", "lat"}  # type: ignore[call-overload] # a place
    Participation.objects.all().delete()
    assert typed(clerk, made, **{f"{name}-district": "mitte"}).says("Der Bogen zählt.")
    assert answers_of(made) == [{"district": "mitte"}]
