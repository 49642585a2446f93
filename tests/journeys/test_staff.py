"""Staff make a survey in three languages, open it by three ways, moderate, publish; residents answer and read it."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING
from uuid import UUID

from playwright.sync_api import expect

from tests.support.person import Person
from tests.support.processes import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town

EMAIL, PASSWORD = "kim.amt@example.org", "vier Kräne stehen am Hafen"
# German, English, Leichte Sprache.
TITLE = ("Wie gut sind unsere Radwege?", "How good are our cycle paths?", "Wie gut sind die Rad-Wege?")
SUMMARY = ("Sagen Sie uns, wo es hakt.", "Tell us what is wrong.", "Sagen Sie uns: Was ist schlecht?")
NEXT = ("Das Amt für Mobilität liest alles.", "The mobility office reads everything.", "Das Amt liest alles.")
QUESTION = ("Wie oft fahren Sie Rad?", "How often do you cycle?", "Wie oft fahren Sie mit dem Rad?")
DAILY = ("Jeden Tag", "Every day", "An jedem Tag")
SOMETIMES = ("Manchmal", "Sometimes", "Nicht oft")
MISSING = ("Wo fehlt ein Radweg?", "Where is a cycle path missing?", "Wo fehlt ein Rad-Weg?")
KILOMETRES = ("Wie viele Kilometer sind es?", "How many kilometres is it?", "Wie weit fahren Sie?")
LANGUAGES = ("Deutsch", "Englisch", "Leichte Sprache")


def test_a_survey_from_the_first_word_to_the_published_report(town: Town, person: NewPerson, tmp_path: Path) -> None:
    town.staff(EMAIL, PASSWORD)
    kim, anna = person(), person(width=360)
    sign_in_and_set_up_the_second_factor(kim)
    make_the_survey(kim)
    look_at_the_preview(kim)
    code = allow_more_ways(kim, tmp_path)
    find_the_survey(kim)
    kim.page.get_by_role("link", name="Umfrage öffnen").click()
    kim.press("Umfrage jetzt öffnen")

    take_part_in_english(town, anna, "anna.radelt@example.org")
    take_part_by_code(person(width=360, javascript=False), code)
    type_in_a_sheet_of_paper(kim)
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
    read_the_report(anna, tmp_path)


def sign_in_and_set_up_the_second_factor(kim: Person, email: str = EMAIL) -> None:
    from smilecity.demo.staff import current_code

    kim.visit("/desk/")
    kim.write("E-Mail-Adresse", email)
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
    for name, texts in (("title", TITLE), ("summary", SUMMARY), ("what_happens", NEXT)):
        side_by_side(kim, name, texts)
    kim.press("Umfrage anlegen")
    kim.reads("Die Umfrage ist angelegt. Jetzt fehlen noch die Fragen.")
    kim.page.get_by_role("link", name="Frage hinzufügen").click()
    kim.choose("Eine Antwort auswählen")
    side_by_side(kim, "text", QUESTION)
    for number, texts in enumerate((DAILY, SOMETIMES)):
        for language, text in zip(("de", "en", "de-simple"), texts, strict=True):
            kim.page.locator(f"#option-{number}-{language}").fill(text)
    kim.page.get_by_label("Diese Frage muss beantwortet werden").check()
    kim.press("Speichern und nächste Frage")
    kim.choose("Zahl")
    side_by_side(kim, "text", KILOMETRES)
    kim.page.get_by_text("Wann wir diese Frage stellen").click()
    kim.page.get_by_label(re.compile(DAILY[0])).check()
    kim.press("Speichern und nächste Frage")
    kim.choose("Langer Text")
    side_by_side(kim, "text", MISSING)
    kim.page.locator("form").get_by_role("button", name=re.compile("speichern|hinzufügen", re.IGNORECASE)).first.click()
    kim.reads(QUESTION[0], KILOMETRES[0], MISSING[0])
    expect(kim.page.get_by_role("region", name="Sprachen").locator("li")).to_have_count(3)


def side_by_side(kim: Person, name: str, texts: tuple[str, str, str]) -> None:
    """Write a text in each language into the fields that stand side by side."""
    row = kim.page.locator(f"[data-texts={name}]")
    for language, text in zip(LANGUAGES, texts, strict=True):
        row.get_by_role("textbox", name=language).fill(text)


def look_at_the_preview(kim: Person) -> None:
    kim.page.get_by_role("link", name="Vorschau").first.click()
    kim.asked(TITLE[0])
    kim.reads(QUESTION[0], DAILY[0], MISSING[0])
    kim.page.get_by_role("link", name="Zurück zum Arbeitsbereich").click()


def allow_more_ways(kim: Person, folder: Path) -> str:
    """Take codes and paper as well, print a sheet of codes; return the first code on it, read from the file."""
    survey = kim.page.url
    kim.visit(f"{survey}wege/")
    for way in ("code", "paper"):
        kim.page.locator(f"#id_ways_{way}").check()
    kim.press("Wege speichern")
    kim.visit(f"{survey}codes/")
    kim.write("Name", "Briefe an die Südstadt")
    kim.write("Wie viele Codes?", "2")
    kim.press("Codes anlegen")
    with kim.page.expect_download() as printed:
        kim.page.get_by_role("button", name=re.compile("PDF drucken")).click()
    text = words_of(printed.value.path(), folder)
    found = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b", text)
    assert found, text
    kim.visit(survey)
    return found[0]


def words_of(pdf: Path, folder: Path) -> str:
    """Return what stands in a PDF."""
    out = folder / "words.txt"
    subprocess.run(["pdftotext", "-layout", pdf, out], check=True, timeout=60)
    return out.read_text()


def take_part_in_english(town: Town, anna: Person, email: str) -> None:
    anna.visit("/en/")
    anna.follow(TITLE[1])
    anna.press("Start the survey")
    anna.choose(DAILY[1])
    anna.go_on()
    anna.write(KILOMETRES[1], "7")
    anna.go_on()
    anna.write(MISSING[1], "An der <b>Warnow</b> & am Kanal 🚲")
    anna.go_on()
    anna.write("Which email address", email)
    anna.go_on()
    anna.go_on()
    anna.visit(town.link(email))
    anna.go_on()
    anna.reads(NEXT[1])


def take_part_by_code(ben: Person, code: str) -> None:
    """Without a script, in Leichte Sprache: the number is not asked for, since Ben does not cycle each day."""
    ben.visit("/de-simple/")
    ben.follow(TITLE[2])
    ben.page.get_by_role("link", name=re.compile("Code")).first.click()
    ben.page.locator("#code").fill(code)
    ben.go_on()
    ben.go_on()
    ben.choose(SOMETIMES[2])
    ben.go_on()
    ben.asked(MISSING[2])
    ben.go_on()
    ben.go_on()
    ben.reads(NEXT[2])


def type_in_a_sheet_of_paper(kim: Person) -> None:
    find_the_survey(kim)
    kim.page.get_by_role("link", name="Bogen eintragen").click()
    kim.page.get_by_label(SOMETIMES[0]).check()
    kim.press("Eintragen und nächster Bogen")
    kim.reads("Der Bogen zählt. Auf Papier sind es jetzt: 1.")


def others_take_part(town: Town) -> None:
    """Enough people that a count may be shown: eleven more, five of them less often on the bike."""
    from smilecity.collect.surveys import actions, queries
    from smilecity.ground import clock, hashes

    def act() -> None:
        survey = next(row.survey for row in queries.open_at(clock.now()) if row.survey.title["de"] == TITLE[0])
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
    kim.page.get_by_role("link", name=TITLE[0]).click()


def release_the_text(kim: Person) -> None:
    find_the_survey(kim)
    kim.page.get_by_role("link", name="Freie Texte prüfen").click()
    kim.reads("An der <b>Warnow</b> & am Kanal 🚲")
    # Where scripts run, the page stays and only its list changes.
    kim.page.get_by_role("button", name="Freigeben", exact=True).click()
    expect(kim.page.get_by_text("Alle Texte sind geprüft.")).to_be_visible()


def read_the_result(anna: Person) -> None:
    anna.visit("/")
    anna.page.locator("li", has_text=TITLE[0]).get_by_role("link").click()
    anna.asked(TITLE[0])
    anna.reads(DAILY[0], SOMETIMES[0], "An der <b>Warnow</b> & am Kanal 🚲", NEXT[0])
    anna.page.get_by_text("Zahlen als Tabelle").first.click()
    row = anna.page.get_by_role("row", name=re.compile(DAILY[0]))
    expect(row).to_contain_text("7")
    anna.reads("nicht repräsentativ")


def read_the_report(anna: Person, folder: Path) -> None:
    """The worker draws it; until it is there, the page offers the other files."""
    report, page = anna.page.get_by_role("link", name="Bericht zum Ausdrucken"), anna.page.url

    def is_there() -> bool:
        anna.visit(page)
        return report.count() == 1

    until(is_there, 120)
    with anna.page.expect_download() as got:
        # A browser with a reader would show it; headless it is taken as a file.
        report.evaluate("link => link.download = ''")
        report.click()
    text = words_of(got.value.path(), folder)
    for words in (TITLE, QUESTION, NEXT):
        assert words[0] in text
    assert re.search(rf"{DAILY[0]}\s.*\b7\b", text), text
