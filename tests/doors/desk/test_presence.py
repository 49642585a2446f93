"""Two who have one editor open at once are both told; who left or was silent for a minute is not there any more."""

from datetime import timedelta
from uuid import UUID

import pytest

from smilecity.collect.surveys import actions
from smilecity.collect.surveys.models import Presence
from smilecity.ground.models import AuditEntry
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import ONE, SHORT, Made, make_survey
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.visitor import Page

pytestmark = pytest.mark.django_db

HERE = "bearbeitet gerade auch diese Umfrage."
ELSEWHERE = "bearbeitet gerade eine andere Stelle dieser Umfrage."


@pytest.fixture
def survey() -> Made:
    return make_survey(questions=[ONE, SHORT])


def _named(name: str) -> Colleague:
    who = Colleague(Role.EDITOR)
    User.objects.filter(pk=who.user.pk).update(name=name)
    return who


def _editor(survey: Made, question: UUID | None = None) -> str:
    return f"umfragen/{survey.id}/" + (f"fragen/{question}/" if question else "angaben/")


def _asks(who: Colleague, survey: Made, place: UUID | None = None, **sent: str) -> Page:
    return who.sends(f"umfragen/{survey.id}/anwesend/", platz=str(place or ""), **sent)


def test_both_are_told(survey: Made) -> None:
    kim, alex = _named("Kim Amt"), _named("Alex Rat")
    assert HERE not in kim.opens(_editor(survey)).words
    assert f"Kim Amt {HERE}" in alex.opens(_editor(survey)).words
    # The first by the page that asks, and without JavaScript on the next page.
    assert f"Alex Rat {HERE}" in _asks(kim, survey).words
    assert f"Alex Rat {HERE}" in kim.opens(_editor(survey)).words


def test_who_works_elsewhere_in_the_survey_is_told_apart(survey: Made) -> None:
    kim, alex = _named("Kim Amt"), _named("Alex Rat")
    first, second = survey.questions
    kim.opens(_editor(survey, first))
    assert f"Kim Amt {ELSEWHERE}" in alex.opens(_editor(survey)).words
    assert f"Kim Amt {ELSEWHERE}" in alex.opens(_editor(survey, second)).words
    assert "Kim Amt bearbeitet gerade auch diese Frage." in alex.opens(_editor(survey, first)).words
    assert "Alex Rat bearbeitet gerade auch diese Frage." in _asks(kim, survey, first).words


def test_nobody_is_told_of_themselves(survey: Made) -> None:
    kim = _named("Kim Amt")
    kim.opens(_editor(survey))
    assert "bearbeitet gerade" not in kim.opens(_editor(survey, survey.questions[0])).words
    assert Presence.objects.count() == 1


def test_after_a_minute_of_silence_somebody_is_gone(survey: Made, time: Clock) -> None:
    kim, alex = _named("Kim Amt"), _named("Alex Rat")
    kim.opens(_editor(survey))
    time.at += timedelta(seconds=59)
    assert HERE in alex.opens(_editor(survey)).words
    time.at += timedelta(seconds=1)
    assert HERE not in alex.opens(_editor(survey)).words
    assert [row.editor for row in Presence.objects.all()] == [alex.user.pk]


def test_who_closes_the_editor_is_gone_at_once(survey: Made) -> None:
    kim, alex = _named("Kim Amt"), _named("Alex Rat")
    kim.opens(_editor(survey))
    assert _asks(kim, survey, gehen="1").status == 204
    assert HERE not in alex.opens(_editor(survey)).words


def test_who_saves_is_gone_too(survey: Made) -> None:
    kim = _named("Kim Amt")
    page = kim.opens(_editor(survey))
    typed = {name: value for name, value in page.fields.items() if name != "csrfmiddlewaretoken"}
    kim.sends(_editor(survey), **typed | {"title_de": "Neu"}).says("Die Angaben sind gespeichert.")
    assert not Presence.objects.exists()


def test_it_stands_in_no_log_and_is_erased(survey: Made, time: Clock) -> None:
    kim, before = _named("Kim Amt"), AuditEntry.objects.count()
    kim.opens(_editor(survey))
    _asks(kim, survey)
    assert AuditEntry.objects.count() == before
    assert actions.forget_absent(at=time.at + timedelta(seconds=60)) == 1
    assert not Presence.objects.exists()


def test_the_page_stops_asking_when_nothing_can_be_written_any_more(survey: Made) -> None:
    reader = Colleague(Role.ANALYST)
    assert _asks(reader, survey).status == 286
    assert not Presence.objects.filter(editor=reader.user.pk).exists()


def test_a_place_that_is_none_is_the_survey_itself(survey: Made) -> None:
    kim = _named("Kim Amt")
    assert kim.sends(f"umfragen/{survey.id}/anwesend/", platz="x").status == 200
    assert Presence.objects.get().place is None
