"""Staff make a survey, open it, close it, release a text and publish the result; residents answer and read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from playwright.sync_api import expect

from tests.support.person import Person

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town

EMAIL, PASSWORD = "kim.amt@example.org", "vier Kräne stehen am Hafen"
TITLE, QUESTION = "Wie gut sind unsere Radwege?", "Wie oft fahren Sie Rad?"
OPEN_QUESTION = "Wo fehlt ein Radweg?"


def test_a_survey_from_the_first_word_to_the_published_result(town: Town, person: NewPerson) -> None:
    town.staff(EMAIL, PASSWORD)
    kim, anna = person(), person(width=360)
    sign_in_and_set_up_the_second_factor(kim)
    make_the_survey(kim)
    look_at_the_preview(kim)
    kim.page.get_by_role("link", name="Umfrage öffnen").click()
    kim.press("Umfrage jetzt öffnen")

    take_part(town, anna, "anna.radelt@example.org")
    others_take_part(town)

    find_the_survey(kim)
    kim.page.get_by_role("link", name="Umfrage schließen").click()
    kim.press("Umfrage endgültig schließen")
    release_the_text(kim)
    find_the_survey(kim)
    kim.page.get_by_role("link", name="Ergebnis ansehen und veröffentlichen").click()
    kim.press("Ergebnis jetzt veröffentlichen")
    kim.reads("Alle können dieses Ergebnis sehen:")

    read_the_result(anna)


def sign_in_and_set_up_the_second_factor(kim: Person) -> None:
    from smilecity.demo.staff import current_code

    kim.visit("/desk/")
    kim.write("E-Mail-Adresse", EMAIL)
    kim.write("Passwort", PASSWORD)
    kim.press("Anmelden")
    kim.reads("Für den Arbeitsbereich brauchen Sie einen zweiten Schlüssel.")
    kim.asked("Sind Sie es?")
    kim.write("Passwort", PASSWORD)
    kim.go_on()
    kim.asked("Zweiten Schlüssel einrichten")
    secret = kim.page.locator("code.secret").inner_text()
    kim.write("Code aus der App", current_code(secret))
    kim.press("Einrichten")
    kim.page.wait_for_load_state()


def make_the_survey(kim: Person) -> None:
    kim.visit("/desk/umfragen/")
    kim.page.get_by_role("link", name=re.compile("Neue Umfrage|Erste Umfrage anlegen")).first.click()
    in_german(kim, "title", TITLE)
    in_german(kim, "summary", "Sagen Sie uns, wo es hakt.")
    in_german(kim, "what_happens", "Das Amt für Mobilität liest alles.")
    kim.press("Umfrage anlegen")
    kim.reads("Die Umfrage ist angelegt. Jetzt fehlen noch die Fragen.")
    kim.page.get_by_role("link", name="Frage hinzufügen").click()
    kim.choose("Eine Antwort auswählen")
    in_german(kim, "text", QUESTION)
    for number, option in enumerate(("Jeden Tag", "Manchmal")):
        kim.page.locator(f"#option-{number}-de").fill(option)
    kim.page.get_by_label("Diese Frage muss beantwortet werden").check()
    kim.press("Speichern und nächste Frage")
    kim.choose("Langer Text")
    in_german(kim, "text", OPEN_QUESTION)
    kim.page.locator("form").get_by_role("button", name=re.compile("speichern|hinzufügen", re.IGNORECASE)).first.click()
    kim.reads(QUESTION, OPEN_QUESTION)


def in_german(kim: Person, name: str, text: str) -> None:
    kim.page.locator(f"[data-texts={name}]").get_by_role("textbox", name="Deutsch").fill(text)


def look_at_the_preview(kim: Person) -> None:
    kim.page.get_by_role("link", name="Vorschau").first.click()
    kim.asked(TITLE)
    kim.reads(QUESTION, "Jeden Tag", OPEN_QUESTION)
    kim.page.get_by_role("link", name="Zurück zum Arbeitsbereich").click()


def take_part(town: Town, anna: Person, email: str) -> None:
    anna.visit("/")
    anna.page.get_by_role("link", name=TITLE).click()
    anna.press("Umfrage beginnen")
    anna.choose("Jeden Tag")
    anna.press("Weiter")
    anna.write(OPEN_QUESTION, "An der <b>Warnow</b> & am Kanal 🚲")
    anna.press("Weiter")
    anna.write("An welche E-Mail-Adresse", email)
    anna.press("Weiter")
    anna.press("Antworten absenden")
    anna.visit(town.link(email))
    anna.press("Teilnahme bestätigen")
    anna.asked("Danke, Ihre Antworten zählen.")
    anna.reads("Das Amt für Mobilität liest alles.")


def others_take_part(town: Town) -> None:
    """Enough people that a count may be shown: eleven more, five of them less often on the bike."""
    from smilecity.collect.surveys import actions, queries
    from smilecity.ground import clock, hashes

    def act() -> None:
        survey = next(row.survey for row in queries.open_at(clock.now()) if row.survey.title["de"] == TITLE)
        asked = queries.questions_of(survey.id)[0]
        for number in range(11):
            draft, at = actions.begin(survey=survey.id, language="de", at=clock.now()), clock.now()
            value = asked.options[number % 2].key
            actions.answer(draft=draft, question=UUID(asked.id), value=value, at=at)
            secret = hashes.new_secret()
            actions.submit_as_member(draft=draft, address=f"rad-{number}@example.org", secret=secret, at=at)

    town.do(act)


def find_the_survey(kim: Person) -> None:
    kim.visit("/desk/umfragen/")
    kim.page.get_by_role("link", name=TITLE).click()


def release_the_text(kim: Person) -> None:
    find_the_survey(kim)
    kim.page.get_by_role("link", name="Freie Texte prüfen").click()
    kim.reads("An der <b>Warnow</b> & am Kanal 🚲")
    # Where scripts run, the page stays and only its list changes.
    kim.page.get_by_role("button", name="Freigeben", exact=True).click()
    expect(kim.page.get_by_text("Alle Texte sind geprüft.")).to_be_visible()


def read_the_result(anna: Person) -> None:
    anna.visit("/")
    anna.page.locator("li", has_text=TITLE).get_by_role("link").click()
    anna.asked(TITLE)
    anna.reads("Jeden Tag", "Manchmal", "An der <b>Warnow</b> & am Kanal 🚲", "Das Amt für Mobilität liest alles.")
    anna.page.get_by_text("Zahlen als Tabelle").first.click()
    row = anna.page.get_by_role("row", name=re.compile("Jeden Tag"))
    expect(row).to_contain_text("7")
    anna.reads("nicht repräsentativ")
