"""How long single answers are kept, at the desk and for residents: chosen, said, shown, done sooner."""

from datetime import date

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import FreeText, Participation, Survey
from smilecity.collect.surveys.rules import Why
from smilecity.people.rules import DESK_ROLES, Role
from smilecity.understand.results import actions as results
from tests.factories import AT, CLOSES_AT, LONG, ONE, Made, closed, make_staff, make_survey, take_part_as_member
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.colleague import Colleague
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
DUE = CLOSES_AT.replace(year=2027)


@pytest.fixture
def editor() -> Colleague:
    return Colleague(Role.EDITOR)


@pytest.fixture
def survey() -> Made:
    made = make_survey(open=True, questions=[ONE, LONG], by=make_staff(), closes_at=None)
    for number in range(6):
        take_part_as_member(made, f"m{number}@example.org")
    closed(made)
    return made


def slug(survey: Made) -> str:
    return Survey.objects.get(pk=survey.id).slug


def test_the_term_is_chosen_with_the_rest_and_a_year_where_nobody_chooses(editor: Colleague) -> None:
    page = editor.opens("umfragen/neu/")
    page.says("Einzelne Antworten aufheben", "12 Monate nach dem Ende", "60 Monate nach dem Ende")
    editor.sends("umfragen/neu/", title_de="Ohne Wahl")
    editor.sends("umfragen/neu/", title_de="Kurz", keep_months="3")
    editor.sends("umfragen/neu/", title_de="Falsch", keep_months="4").says("Bitte wählen Sie eine der angebotenen")
    assert dict(Survey.objects.values_list("slug", "keep_months")) == {"ohne-wahl": 12, "kurz": 3}


def test_it_is_said_before_opening_and_to_residents_before_the_first_question(editor: Colleague) -> None:
    made = make_survey(questions=[ONE], by=make_staff(), closes_at=None)
    fields = actions.SurveyFields(title={"de": "Gut leben hier"}, keep_months=6)
    actions.edit(survey=made.id, fields=fields, by=made.staff, at=AT)
    editor.opens(f"umfragen/{made.id}/oeffnen/").says("werden 6 Monate nach dem Ende gelöscht")
    editor.opens(f"umfragen/{made.id}/").says("werden 6 Monate nach dem Ende gelöscht")
    actions.open_now(survey=made.id, by=made.staff, at=AT)
    Visitor().get(f"/umfragen/{slug(made)}/").says(
        "Einzelne Antworten", "Die einzelnen Antworten löschen wir 6 Monate nach dem Ende. Die Zahlen bleiben."
    )


def test_whose_survey_was_open_before_there_was_a_term_reads_what_they_read_then() -> None:
    made = make_survey(open=True, questions=[ONE], by=make_staff(), closes_at=None)
    Survey.objects.filter(pk=made.id).update(keep_months=None)
    Visitor().get(f"/umfragen/{slug(made)}/").says("Die Antworten selbst bleiben, ohne Namen und Adresse.")


def test_the_day_is_shown_and_answers_can_go_before_it(editor: Colleague, survey: Made, smtp: Inbox) -> None:
    here = f"umfragen/{survey.id}/"
    editor.opens(here).says("werden am 16. März 2027 gelöscht", "Früher löschen")
    page = editor.opens(f"{here}antworten-loeschen/")
    page.says("6 Teilnahmen", "am 16. März 2027", "noch nicht veröffentlicht", "6 freie Texte sind noch nicht gelesen")
    assert Participation.objects.count() == 6
    editor.sends(f"{here}antworten-loeschen/").says("werden jetzt gelöscht")
    run_jobs()
    assert (Participation.objects.count(), FreeText.objects.count()) == (0, 0)
    page = editor.opens(here)
    page.says("6 Teilnahmen und 6 freie Texte")
    assert "Früher löschen" not in page.words
    assert "Dateien zum Auswerten" not in page.words
    editor.opens(f"{here}dateien/").says("Die einzelnen Antworten sind gelöscht.")
    editor.opens(f"{here}antworten-loeschen/").says("schon gelöscht")
    editor.opens(f"{here}ergebnis/").says("6 Teilnahmen", "Mit dem Bus")
    Colleague(Role.MODERATOR).opens(f"{here}texte/").says("Die freien Texte wurden am")


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_who_may_not_does_not(survey: Made, role: Role) -> None:
    who, here = Colleague(role), f"umfragen/{survey.id}/antworten-loeschen/"
    may = role in {Role.EDITOR, Role.ADMINISTRATOR}
    assert ("Antworten endgültig löschen" in who.opens(here).words) == may
    assert ("Früher löschen" in who.opens(f"umfragen/{survey.id}/").words) == may
    who.client.post(f"/desk/{here}")
    day = Survey.objects.values_list("erase_on", flat=True).get(pk=survey.id)
    assert (day != date(2027, 3, 16)) == may


def test_an_open_survey_has_nothing_to_erase_yet(editor: Colleague) -> None:
    made = make_survey(open=True, questions=[ONE], by=make_staff())
    editor.opens(f"umfragen/{made.id}/antworten-loeschen/").says("erst nach dem Ende")


def test_the_public_result_stays_and_says_what_is_gone(survey: Made) -> None:
    text = queries.texts(survey.id)[0]
    actions.redact_text(
        text=text.id, written="[entfernt] Bäume 🌳.", why=Why.LAW, seen="", by=survey.staff, at=CLOSES_AT
    )
    results.publish(survey=survey.id, by=survey.staff, at=CLOSES_AT)
    here = f"/umfragen/{slug(survey)}/ergebnis/"
    Visitor().get(here).says("[entfernt: verbotener Inhalt] Bäume 🌳.")
    results.forget_due(at=DUE)
    page = Visitor().get(here)
    page.says("haben wir am 16. März 2027 gelöscht. Die Zahlen bleiben.", "6")
    assert "Bäume 🌳" not in page.words
