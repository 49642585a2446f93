"""From an empty survey to an open one, step by step: where it stands, what is missing, where one goes on."""

from uuid import UUID

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.actions import QuestionFields, SurveyFields
from smilecity.collect.surveys.models import Survey
from smilecity.collect.surveys.rules import Condition, Kind
from smilecity.doors.desk import survey_path
from smilecity.doors.desk.survey_path import Standing, Step
from smilecity.people.rules import Role
from tests.doors.desk.test_editions import form
from tests.factories import AT, ONE, SHORT, make_staff, make_survey
from tests.support.colleague import Colleague
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Colleague:
    return Colleague(Role.EDITOR)


def standings(survey: UUID) -> dict[str, str]:
    row = queries.by_id(survey)
    assert row
    guide = survey_path.overview(row, queries.questions_of(survey), AT)
    return {str(step["url"]).partition("=")[2]: step["standing"] for step in guide["steps"]}


def path(survey: UUID, step: Step) -> str:
    row = queries.by_id(survey)
    assert row
    return survey_path.url_of(step, row).removeprefix("/desk/")


AT_FIRST = {
    "thema": "better",
    "wege": "done",
    "person": "done",
    "hinweis": "better",
    "fragen": "missing",
    "zeit": "better",
    "sprachen": "better",
    "vorschau": "look",
    "oeffnen": "missing",
}


def begin(editor: Colleague) -> UUID:
    """Make a survey with a title, and go the first half of the way: up to its questions."""
    editor.sends("umfragen/neu/", title_de="Bänke am Hafen").says("Schritt für Schritt", "Weiter: Welche Fragen")
    survey = Survey.objects.get().pk
    assert standings(survey) == AT_FIRST
    page = editor.opens(path(survey, Step.TOPIC))
    page.says("Schritt 1 von 9", "Speichern und weiter", "Alle Schritte")
    assert "Was passiert damit?" not in page.words
    page = editor.sends(path(survey, Step.TOPIC), **form(page) | {"summary_de": "Wo fehlen Bänke?"})
    page.says("Die Angaben sind gespeichert.", "Schritt 2 von 9", "Dahinter steht")
    page = editor.sends(path(survey, Step.WAYS), ways=["member", "guest", "paper"])
    page.says("Schritt 3 von 9", "Angaben zur Person")
    page = editor.sends(path(survey, Step.PERSON), **form(page) | {"features": ["age_group"]})
    page.says("Schritt 4 von 9", "Was leer ist, sagt das Programm")
    page = editor.sends(path(survey, Step.NOTICE), purpose_de="Wir planen Bänke.")
    page.says("Schritt 5 von 9", "Aus einer früheren Umfrage", "Weiter: Bis wann")
    return survey


def test_an_empty_survey_is_led_to_its_opening_and_every_step_is_kept(editor: Colleague) -> None:
    survey = begin(editor)
    page = editor.sends(
        f"umfragen/{survey}/fragen/neu/?schritt=fragen", kind="short", text_de="Wo?", **{"text_de-simple": "Wo?"}
    )
    page.says("Schritt 5 von 9", "Die Frage ist gespeichert.", "Wo?")
    page = editor.opens(path(survey, Step.TIME))
    page.says("Schritt 6 von 9")
    page = editor.sends(
        path(survey, Step.TIME),
        **form(page) | {"ends_on": "2026-12-24", "what_happens_de": "Der Ortsbeirat liest mit."},
    )
    page.says("Schritt 7 von 9", "Englisch: 4 von 4 Texten fehlen.", "Leichte Sprache: 3 von 4 Texten fehlen.")
    texts = {f"t{n}_{code}": "Text" for n in range(4) for code in ("en", "de-simple")}
    page = editor.sends(path(survey, Step.LANGUAGES), **form(page) | texts)
    page.says("Schritt 8 von 9", "Weiter: Prüfen und öffnen")
    editor.opens(path(survey, Step.OPEN)).says("Schritt 9 von 9", "Umfrage jetzt öffnen")
    assert set(standings(survey).values()) == {"done", "look"}
    row = queries.by_id(survey)
    assert row
    assert (row.title["de"], row.summary["de"]) == ("Bänke am Hafen", "Wo fehlen Bänke?")
    assert [feature.value for feature in row.features] == ["age_group"]
    editor.sends(f"umfragen/{survey}/oeffnen/").says("Die Umfrage ist jetzt offen.")
    assert "Schritt für Schritt" not in editor.opens(f"umfragen/{survey}/").words


def test_a_step_that_was_opened_by_itself_leads_back_to_the_survey(editor: Colleague) -> None:
    made = make_survey(questions=[ONE])
    page = editor.sends(f"umfragen/{made.id}/wege/", ways=["member"])
    page.says("Die Wege zum Mitmachen sind gespeichert.", "Schritt für Schritt")
    assert "von 9" not in page.words


def test_what_keeps_it_from_opening_stands_at_the_step_where_it_is_mended(editor: Colleague) -> None:
    fields = SurveyFields(title={}, closes_at=AT)
    survey = actions.make(slug="leer", fields=fields, by=editor.user, at=AT)
    found = standings(survey)
    assert {step for step, standing in found.items() if standing == "missing"} == {"thema", "fragen", "zeit", "oeffnen"}


def test_only_who_may_edit_is_led(editor: Colleague) -> None:
    made = make_survey(questions=[ONE])
    assert "Schritt für Schritt" in editor.opens(f"umfragen/{made.id}/").words
    moderator = Colleague(Role.MODERATOR)
    assert "Schritt für Schritt" not in moderator.opens(f"umfragen/{made.id}/").words
    for step in ("fragen/", "kopieren/", "uebersetzen/", "fragensammlung/"):
        page = moderator.opens(f"umfragen/{made.id}/{step}")
        page.says("Dafür fehlt Ihrem Konto die Berechtigung.")


def test_questions_of_an_earlier_survey_come_as_copies(editor: Colleague) -> None:
    earlier = make_survey(questions=[ONE], open=False)
    hangs = QuestionFields(
        kind=Kind.SHORT, text={"de": "Welche Linie?"}, condition=Condition(str(earlier.questions[0]), ("bus",))
    )
    second = actions.add_question(survey=earlier.id, fields=hangs, by=earlier.staff, at=AT)
    draft = make_survey(questions=[SHORT])
    start = f"umfragen/{draft.id}/kopieren/"
    editor.opens(start).says("Gut leben hier", "2 Fragen")
    source = f"{start}?von={earlier.id}&schritt=fragen"
    editor.opens(source).says("Welche Linie?", "Hängt an einer anderen Frage.")
    editor.sends(source).says("Bitte kreuzen Sie mindestens eine Frage an.")
    page = editor.sends(source, frage=str(second))
    page.says(
        "Eine Frage ist übernommen.", "Wird hier immer gestellt, weil die andere Frage fehlt: Frage 2", "Schritt 5"
    )
    editor.sends(source, frage=[str(earlier.questions[0]), str(second)]).says("2 Fragen sind übernommen.")
    taken = queries.questions_of(draft.id)
    assert [question.condition is None for question in taken] == [True, True, True, False]
    assert taken[3].condition
    assert taken[3].condition.question == taken[2].id
    for nonsense in ("von=x", f"von={draft.id}", "von=5b1e7a5e-0000-4000-8000-000000000000"):
        editor.opens(f"{start}?{nonsense}").says("Aus welcher Umfrage")


def test_a_translator_who_is_later_is_told(editor: Colleague) -> None:
    made, other = make_survey(questions=[SHORT]), Colleague(Role.EDITOR)
    page = f"umfragen/{made.id}/uebersetzen/"
    seen = {who: form(who.opens(page)) for who in (editor, other)}
    other.sends(page, **seen[other] | {"t0_en": "Living well here"}).says("Die Übersetzungen sind gespeichert.")
    told = editor.sends(page, **seen[editor] | {"t0_en": "A good life here"})
    told.says("Das wurde inzwischen geändert.", "Living well here", f"{other.user.name} hat hier zuletzt")
    assert told.fields["t0_en"] == "A good life here"
    editor.sends(page, **form(told) | {"t0_en": "x" * 500}).says("Noch nicht gespeichert.")


def test_the_way_costs_one_statement_however_many_questions_there_are() -> None:
    short, long = make_survey(questions=[ONE]), make_survey(questions=[ONE] * 8)
    for made in (short, long):
        row, asked = queries.by_id(made.id), queries.questions_of(made.id)
        assert row
        with statements() as sent:
            survey_path.overview(row, asked, AT)
        assert len(sent) == 1


def test_what_was_opened_has_no_steps() -> None:
    made = make_survey(open=True, by=make_staff())
    row = queries.by_id(made.id)
    assert row
    assert survey_path.overview(row, [], AT) == {}
    assert {Standing(value) for value in ("done", "missing", "better", "look")} == set(Standing)
