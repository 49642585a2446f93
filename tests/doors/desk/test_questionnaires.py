"""Questionnaires at the desk: looked at before they are taken over, and given to others."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from smilecity.collect.surveys import queries
from smilecity.people.rules import DESK_ROLES, Role
from tests.factories import ONE, Made, make_survey
from tests.rooms.collect.test_surveys_adopting import TABS
from tests.support.colleague import Colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Made:
    return make_survey(questions=[ONE])


@pytest.fixture
def editor() -> Colleague:
    return Colleague(Role.EDITOR)


def path(survey: Made) -> str:
    return f"umfragen/{survey.id}/fragebogen/"


def upload(content: bytes = TABS) -> SimpleUploadedFile:
    return SimpleUploadedFile("survey.txt", content)


def test_a_file_is_looked_at_and_then_taken_over(survey: Made, editor: Colleague) -> None:
    editor.opens(f"umfragen/{survey.id}/").says("Fragebogen einlesen", "Fragebogen als Datei")
    seen = editor.sends(path(survey), datei=upload())
    seen.says(
        "Aus „Gut leben hier“ kommen diese Fragen. Noch ist nichts gespeichert.",
        "Was anders wird",
        "„Laden Sie ein Bild hoch“ fehlt",
        "Wie viele Minuten?",
        "Mit dem Bus · Mit dem Rad & zu Fuß · Sonstiges",
    )
    assert len(queries.questions_of(survey.id)) == 1
    editor.sends(path(survey), gelesen=seen.fields["gelesen"]).says("5 Fragen sind übernommen.", "Wie viele Minuten?")
    assert len(queries.questions_of(survey.id)) == 6


def test_what_cannot_be_read_is_said_and_nothing_happens(survey: Made, editor: Colleague) -> None:
    editor.sends(path(survey), datei=upload(b"nichts")).says("Diese Datei ist kein Fragebogen")
    editor.sends(path(survey)).says("Bitte wählen Sie eine Datei aus.")
    editor.sends(path(survey), gelesen="{}").says("Diese Datei ist kein Fragebogen")
    assert len(queries.questions_of(survey.id)) == 1


def test_markup_of_others_is_only_text(survey: Made, editor: Colleague) -> None:
    page = editor.sends(
        path(survey), datei=upload(TABS.replace(b"Nur <i>eine</i> Antwort", b"&lt;script&gt;x&lt;/script&gt;"))
    )
    assert "<script>x" not in page.html


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_only_editors_take_over(survey: Made, role: Role) -> None:
    may = role in {Role.EDITOR, Role.ADMINISTRATOR}
    page = Colleague(role).opens(path(survey))
    assert ("Datei ansehen" in page.words) == may


def test_the_questionnaire_of_a_survey_is_a_file_for_others(survey: Made, editor: Colleague) -> None:
    got = editor.client.get(f"/desk/umfragen/{survey.id}/fragebogen.json")
    assert got["Content-Disposition"].startswith("attachment;")
    assert got.json()["format"] == "smile-city-questionnaire"
    editor.sends(path(survey), datei=upload(got.content)).says("Wie kommen Sie")
