"""The way of staff in one piece: make, ask, open, people answer, close, read, publish, take back."""

from uuid import UUID

import pytest

from smilecity.collect.surveys import queries
from smilecity.collect.surveys.models import FreeText, Survey
from smilecity.collect.surveys.rules import Answer, State
from smilecity.people.rules import Role
from smilecity.understand.results import queries as results
from tests.factories import LONG, Made, take_part_as_member
from tests.support.colleague import Colleague
from tests.support.visitor import Visitor


@pytest.mark.django_db
def test_from_the_first_title_to_the_published_result() -> None:
    editor, moderator = Colleague(Role.EDITOR), Colleague(Role.MODERATOR)
    survey = make(editor)
    desk = f"umfragen/{survey}/"
    ask(editor, desk)
    open_it(editor, desk)
    six_people_answer(survey, editor)
    close(editor, desk)
    read_texts(moderator, desk)
    publish(editor, desk)
    assert results.is_published(survey)
    take_back(editor, desk)
    assert not results.is_published(survey)


def make(editor: Colleague) -> UUID:
    editor.sends("umfragen/neu/", title_de="Bänke am Hafen", ends_on="2026-04-01", ends_at="18:00")
    return Survey.objects.get().pk


def ask(editor: Colleague, desk: str) -> None:
    editor.opens(desk).says("Entwurf", "Die Umfrage hat noch keine Frage.")
    editor.sends(
        f"{desk}fragen/neu/",
        kind="one", text_de="Fehlen Bänke?", option_key=["", ""], option_de=["Ja", "Nein"],
    )  # fmt: skip
    editor.sends(f"{desk}fragen/neu/", kind="long", text_de="Wo denn?").says("Alles da.")
    assert Visitor().get("/umfragen/baenke-am-hafen/").status == 404


def open_it(editor: Colleague, desk: str) -> None:
    editor.opens(f"{desk}oeffnen/").says("Ab sofort können alle mitmachen", "Mittwoch, 1. April 2026, 18:00 Uhr")
    editor.sends(f"{desk}oeffnen/").says("Die Umfrage ist jetzt offen.", "Offen")
    Visitor().get("/umfragen/baenke-am-hafen/").says("Bänke am Hafen")


def six_people_answer(survey: UUID, editor: Colleague) -> None:
    one, where = queries.questions_of(survey)
    made = Made(survey, None, (), editor.user)
    for number in range(6):
        said: dict[UUID, Answer] = {UUID(one.id): one.options[0].key, UUID(where.id): f"Dort {number}"}
        take_part_as_member(made, f"{number}@example.org", answers=said)
    editor.opens(f"umfragen/{survey}/").says("Teilnahmen 6")


def close(editor: Colleague, desk: str) -> None:
    editor.opens(f"{desk}schliessen/").says(
        "Bisher: 6 Teilnahmen.", "Das Schließen ist endgültig.", "in zufälliger Reihenfolge"
    )
    editor.sends(f"{desk}schliessen/").says("Die Umfrage ist geschlossen.", "Beendet")
    assert Survey.objects.get().state == State.CLOSED


def read_texts(moderator: Colleague, desk: str) -> None:
    moderator.opens().says("6 Texte zu prüfen")
    for text in FreeText.objects.all():
        decision = "person" if text.text == "Dort 3" else "freigeben"
        page = moderator.sends(f"{desk}texte/{text.pk}/", entscheidung=decision)
    page.says("Alle Texte sind geprüft.", "Freigegeben 5", "Zurückgehalten 1")


def publish(editor: Colleague, desk: str) -> None:
    editor.opens(f"{desk}ergebnis/").says(
        "Noch nicht veröffentlicht", "Fehlen Bänke?", "„Ja“ (6 von 6", "Freigegeben: 5 Texte."
    )
    editor.sends(f"{desk}ergebnis/veroeffentlichen/").says("Das Ergebnis ist veröffentlicht.")
    editor.opens(desk).says("Ergebnis veröffentlicht")
    editor.sends(f"{desk}ergebnis/veroeffentlichen/").says("Das Ergebnis dieser Umfrage ist schon veröffentlicht.")
    public = Visitor().get("/umfragen/baenke-am-hafen/ergebnis/")
    public.says("Fehlen Bänke?", "Dort 1")
    assert "Dort 3" not in public.words


def take_back(editor: Colleague, desk: str) -> None:
    editor.opens(f"{desk}ergebnis/zuruecknehmen/").says("sofort nicht mehr zu sehen")
    editor.sends(f"{desk}ergebnis/zuruecknehmen/").says("Das Ergebnis ist nicht mehr öffentlich.")
    editor.sends(f"{desk}ergebnis/zuruecknehmen/").says("Das Ergebnis dieser Umfrage ist nicht veröffentlicht.")


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["ergebnis/", "texte/"])
def test_before_the_end_there_is_neither_result_nor_text(step: str) -> None:
    from tests.factories import make_survey

    survey = make_survey(open=True, questions=[LONG])
    page = Colleague(Role.ADMINISTRATOR).opens(f"umfragen/{survey.id}/{step}")
    assert page.path == f"/desk/umfragen/{survey.id}/"
    page.says("nach dem Ende der Umfrage")
