"""The library at the desk: found, looked at, written, put in from a survey, taken into one, from and to files."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from smilecity.collect.library import actions, queries
from smilecity.collect.library.models import Entry
from smilecity.collect.surveys import queries as surveys
from smilecity.ground.models import AuditEntry
from smilecity.people.rules import DESK_ROLES, Role
from tests.doors.desk.test_editions import form
from tests.factories import AT, ONE, SHORT, Made, make_survey
from tests.support.colleague import Colleague
from tests.support.statements import statements
from tests.support.visitor import Page

pytestmark = pytest.mark.django_db
EDITING = {Role.EDITOR, Role.ADMINISTRATOR}


@pytest.fixture
def editor() -> Colleague:
    return Colleague(Role.EDITOR)


@pytest.fixture
def survey() -> Made:
    return make_survey(questions=[ONE])


def put(editor: Colleague, survey: Made, name: str = "Unterwegs") -> Entry:
    path = f"umfragen/{survey.id}/fragen/{survey.questions[0]}/sammlung/"
    editor.sends(path, name=name, tags="Verkehr, Bus").says("Die Frage steht jetzt in der Sammlung.")
    return Entry.objects.get(name=name)


def test_a_question_goes_from_one_survey_by_the_library_into_another(editor: Colleague, survey: Made) -> None:
    editor.opens(f"umfragen/{survey.id}/").says("In die Sammlung", "Aus der Fragensammlung")
    entry = put(editor, survey)
    editor.opens("fragensammlung/?suche=bus").says("Unterwegs", "1 Frage", "Verkehr, Bus")
    editor.opens("fragensammlung/?suche=zebra").says("Dazu ist nichts in der Sammlung.", "0 Fragen")
    editor.opens("fragensammlung/?schlagwort=Verkehr").says("Unterwegs")
    editor.opens(f"fragensammlung/{entry.pk}/").says("How do you mostly get into town?", "Mit dem Bus")
    draft = make_survey(questions=[SHORT])
    editor.opens(f"umfragen/{draft.id}/fragensammlung/").says("Unterwegs", "In die Umfrage übernehmen")
    editor.sends(f"umfragen/{draft.id}/fragensammlung/", frage=str(entry.pk)).says("Eine Frage ist übernommen.")
    assert [question.text for question in surveys.questions_of(draft.id)] == [SHORT.text, ONE.text]


def test_an_empty_library_offers_the_first_set(editor: Colleague) -> None:
    editor.opens("fragensammlung/").says("Noch keine Frage in der Sammlung", "Mitgelieferte Fragen", "Ortsteil")
    page = editor.sends("fragensammlung/mitgeliefert/")
    page.says("Die mitgelieferten Fragen stehen jetzt in der Sammlung.", "Meistens unterwegs mit")
    ages = queries.entries(words="Alter in Gruppen")[0]
    editor.opens(f"fragensammlung/{ages.id}/").says("Angaben zur Person: Alter", "freiwillig um diese Angabe")


def test_an_entry_is_written_and_changed_with_the_form_of_a_question(editor: Colleague) -> None:
    asked = {"kind": "one", "text_de": "Wo?", "option_key": ["", ""], "option_de": ["Hier", "Dort"]}
    page = editor.sends("fragensammlung/neu/", **asked)
    page.says("Bitte geben Sie der Frage einen kurzen Namen.")
    assert "Hier" in page.html
    editor.sends("fragensammlung/neu/", name="Ort", tags="Orte", **asked).says("ist gespeichert", "Hier", "Dort")
    entry = Entry.objects.get()
    path = f"fragensammlung/{entry.pk}/bearbeiten/"
    again = form(editor.opens(path)) | asked | {"name": "Orte", "kind": "short"}
    editor.sends(path, **again).says("ist gespeichert", "Kurzer Text")
    assert Entry.objects.get().name == "Orte"
    editor.sends("fragensammlung/neu/", name="ORTE", **asked).says("So heißt schon eine Frage der Sammlung.")
    editor.sends("fragensammlung/neu/", name="Neu", rows="add", **asked).says("Antwort 3")
    assert Entry.objects.count() == 1


def test_the_later_of_two_is_told_and_nothing_of_theirs_is_lost(editor: Colleague, survey: Made) -> None:
    other, path = Colleague(Role.ADMINISTRATOR), f"fragensammlung/{put(editor, survey).pk}/bearbeiten/"
    asked = {"kind": "short", "text_de": "Wo sind Sie gern?"}
    seen = {who: form(who.opens(path)) | asked for who in (editor, other)}
    other.sends(path, **seen[other] | {"name": "Gern"}).says("ist gespeichert")
    told = editor.sends(path, **seen[editor] | {"name": "Lieblingsort"})
    told.says("Das wurde inzwischen geändert.", "Das steht jetzt dort", "Gern", f"{other.user.name} hat hier zuletzt")
    assert told.fields["name"] == "Lieblingsort"
    assert Entry.objects.get().name == "Gern"


def test_an_entry_goes_only_after_a_page_that_asks(editor: Colleague, survey: Made) -> None:
    entry = put(editor, survey)
    editor.opens(f"fragensammlung/{entry.pk}/loeschen/").says("behalten ihre Kopien")
    assert Entry.objects.exists()
    editor.sends(f"fragensammlung/{entry.pk}/loeschen/").says("steht nicht mehr in der Sammlung")
    assert not Entry.objects.exists()
    assert editor.opens(f"fragensammlung/{entry.pk}/").status == 404


def test_the_library_is_a_file_for_other_cities(editor: Colleague, survey: Made) -> None:
    put(editor, survey)
    got = editor.client.get("/desk/fragensammlung.json")
    assert json.loads(got.content)["format"] == "smile-city-questionnaire"
    Entry.objects.all().delete()
    seen = editor.sends("fragensammlung/einlesen/", datei=SimpleUploadedFile("x.json", got.content))
    seen.says("Noch ist nichts gespeichert.", "Wie kommen Sie meist in die Stadt?")
    assert not Entry.objects.exists()
    wrong = editor.sends("fragensammlung/einlesen/", gelesen=seen.fields["gelesen"], tags="x" * 40)
    wrong.says("ist zu lang", "Wie kommen Sie meist in die Stadt?")
    done = editor.sends("fragensammlung/einlesen/", gelesen=seen.fields["gelesen"], tags="Nachbarn")
    done.says("Eine Frage ist neu in der Sammlung.", "Nachbarn")
    again = editor.sends("fragensammlung/einlesen/", gelesen=seen.fields["gelesen"], tags="")
    again.says("0 Fragen sind neu", "Eine hieß wie eine, die es schon gibt.")
    editor.sends("fragensammlung/einlesen/", datei=SimpleUploadedFile("x", b"nichts")).says("ist kein Fragebogen")
    editor.sends("fragensammlung/einlesen/").says("Bitte wählen Sie eine Datei aus.")


SENDS = {
    "new": ("fragensammlung/neu/", {"name": "N", "kind": "short", "text_de": "Wo?"}),
    "edit": ("fragensammlung/{entry}/bearbeiten/", {"name": "N", "kind": "short", "text_de": "Wo?"}),
    "remove": ("fragensammlung/{entry}/loeschen/", {}),
    "first set": ("fragensammlung/mitgeliefert/", {}),
    "put": ("umfragen/{survey}/fragen/{question}/sammlung/", {"name": "N"}),
    "take": ("umfragen/{survey}/fragensammlung/", {"frage": "{entry}"}),
}


@pytest.mark.parametrize("what", SENDS)
@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_only_who_writes_surveys_changes_something(survey: Made, role: Role, what: str) -> None:
    actions.put(question=survey.questions[0], name="Da", tags="", by=survey.staff, at=AT)
    names = {"entry": Entry.objects.get().pk, "survey": survey.id, "question": survey.questions[0]}
    before = AuditEntry.objects.count()
    path, fields = SENDS[what]
    page: Page = Colleague(role).sends(path.format(**names), **{k: v.format(**names) for k, v in fields.items()})
    assert page.status == 200
    # Making a colleague gives a role, and that is an entry too.
    assert (AuditEntry.objects.count() > before + 1) == (role in EDITING), page.words


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_everybody_at_the_desk_may_read(survey: Made, role: Role) -> None:
    entry = actions.put(question=survey.questions[0], name="Da", tags="", by=survey.staff, at=AT)
    who = Colleague(role)
    assert ("Mitgelieferte Fragen" in who.opens("fragensammlung/").words) == (role in EDITING)
    assert ("Bearbeiten" in who.opens(f"fragensammlung/{entry.id}/").words) == (role in EDITING)


def test_the_list_costs_the_same_however_long_it_is(editor: Colleague, survey: Made) -> None:
    put(editor, survey)
    editor.opens("fragensammlung/")
    with statements() as short:
        editor.opens("fragensammlung/")
    editor.sends("fragensammlung/mitgeliefert/")
    with statements() as long:
        editor.opens("fragensammlung/")
    assert len(short) == len(long)
