"""A guest's whole way in a real browser: answers, mail, confirmation, second thoughts, and the result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.person import Person, answer_everything

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town


def test_a_guest_answers_confirms_on_another_device_and_changes_an_answer(town: Town, person: NewPerson) -> None:
    slug, anna = town.survey(), person(width=360)
    find_the_survey(anna, slug)
    leave_out_what_is_required(anna)
    answer_everything(anna, slug, "anna@example.org")
    anna.reads("Mit dem Bus", "Bänke", "4 von 5", "Der Hafen", "30 bis 44 Jahre", "anna@example.org")
    change_from_the_check(anna, "Mit dem Rad")
    anna.press("Antworten absenden")
    anna.asked("Fast geschafft: Schauen Sie in Ihr Postfach")
    anna.reads("Wir haben eine E-Mail an anna@example.org geschickt.")

    other_device = person(width=360, scheme="dark")
    other_device.visit(town.link("anna@example.org"))
    other_device.asked("Soll Ihre Teilnahme zählen?")
    other_device.press("Teilnahme bestätigen")
    other_device.asked("Danke, Ihre Antworten zählen.")
    other_device.reads("Ihre Teilnahme hat die Nummer 1.")
    change_link = other_device.page.get_by_role("link", name="/aendern/").inner_text()

    anna.visit(f"/umfragen/{slug}/postfach/")
    anna.asked("Hier wartet nichts mehr auf Sie.")

    third_device = person(width=360)
    third_device.visit(change_link)
    third_device.press("Antworten öffnen")
    third_device.reads("Mit dem Rad")
    change_from_the_check(third_device, "Auto")
    third_device.press("Änderung speichern")
    third_device.asked("Ihre geänderten Antworten zählen.")
    assert all_answers(town, slug) == ["car"]


def find_the_survey(anna: Person, slug: str) -> None:
    anna.visit("/")
    anna.page.locator(f"a[href='/umfragen/{slug}/']").first.click()
    anna.asked("Gut leben hier")
    anna.reads("Sie können den Anfang machen", "Sie brauchen kein Konto.")


def leave_out_what_is_required(anna: Person) -> None:
    anna.press("Umfrage beginnen")
    anna.asked("Wie kommen Sie meist in die Stadt?")
    anna.reads("Schritt 1 von 8")
    anna.press("Weiter")
    expect(anna.page).to_have_title("Fehler: Wie kommen Sie meist in die Stadt? – Gut leben hier – Smile City Rostock")
    expect(anna.page.get_by_role("alert")).to_be_focused()
    anna.page.get_by_role("alert").get_by_role("link", name="Bitte wählen Sie eine Antwort aus.").click()
    expect(anna.page.get_by_label("Mit dem Bus")).to_be_focused()


def change_from_the_check(anna: Person, one: str) -> None:
    anna.page.get_by_role("link", name=re.compile("Ändern ?: Wie kommen Sie")).click()
    anna.choose(one)
    anna.press("Übernehmen")
    anna.asked("Prüfen Sie Ihre Antworten")
    anna.reads(one)


def all_answers(town: Town, slug: str) -> list[object]:
    """What counts for the first question."""
    from smilecity.collect.surveys.models import Participation, Question

    def read() -> list[object]:
        first = str(Question.objects.get(survey__slug=slug, position=1).pk)
        return [counted.answers[first] for counted in Participation.objects.filter(survey__slug=slug)]

    return town.do(read)


def test_a_guest_types_the_code_on_the_device_that_waits(town: Town, person: NewPerson) -> None:
    slug, anna = town.survey(), person()
    answer_everything(anna, slug, "code@example.org")
    mistype_the_address(anna, "code@example.org")
    anna.press("Antworten absenden")
    anna.write("Code aus der E-Mail", "AAAA-BBBB")
    anna.press("Teilnahme bestätigen")
    expect(anna.page.get_by_role("alert")).to_be_focused()
    anna.reads("Dieser Code passt nicht. Bitte vergleichen Sie ihn mit der E-Mail.")
    anna.write("Code aus der E-Mail", town.code("code@example.org").lower().replace("-", " "))
    anna.press("Teilnahme bestätigen")
    anna.asked("Danke, Ihre Antworten zählen.")
    assert all_answers(town, slug) == ["bus"]


def mistype_the_address(anna: Person, address: str) -> None:
    """What was typed stays in the form, with what is wrong about it."""
    anna.page.get_by_role("link", name=re.compile("Ändern ?: E-Mail-Adresse")).click()
    anna.write("An welche E-Mail-Adresse", "code@example")
    anna.press("Weiter")
    expect(anna.page).to_have_title(re.compile("^Fehler: Ihre E-Mail-Adresse"))
    expect(anna.page.get_by_role("alert")).to_be_focused()
    expect(anna.page.locator("#email")).to_have_value("code@example")
    anna.write("An welche E-Mail-Adresse", address)
    anna.press("Weiter")


def test_without_javascript_everything_works(town: Town, person: NewPerson) -> None:
    slug, anna = town.survey(), person(width=320, javascript=False)
    find_the_survey(anna, slug)
    anna.press("Umfrage beginnen")
    anna.press("Weiter")
    anna.reads("Bitte prüfen Sie Ihre Angaben", "Bitte wählen Sie eine Antwort aus.")
    answer_everything(anna, slug, "ohne@example.org")
    change_from_the_check(anna, "Auto")
    anna.press("Antworten absenden")
    anna.press("Andere Adresse angeben")
    anna.write("An welche E-Mail-Adresse", "ohne-js@example.org")
    anna.press("Weiter")
    anna.press("Antworten absenden")
    anna.visit(town.link("ohne-js@example.org"))
    anna.press("Teilnahme bestätigen")
    anna.asked("Danke, Ihre Antworten zählen.")
    assert all_answers(town, slug) == ["car"]


def test_the_keyboard_alone_is_enough(town: Town, person: NewPerson) -> None:
    slug, anna = town.survey(), person()
    anna.visit(f"/umfragen/{slug}/")
    anna.page.keyboard.press("Tab")
    expect(anna.page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
    anna.page.keyboard.press("Enter")
    by_keys(anna, "Umfrage beginnen", "Enter")
    by_keys(anna, "Mit dem Bus", "Space", "ArrowDown")
    expect(anna.page.get_by_label("Mit dem Rad")).to_be_checked()
    by_keys(anna, "Weiter", "Enter")
    by_keys(anna, "Bänke", "Space")
    by_keys(anna, "Licht", "Space")
    by_keys(anna, "Weiter", "Enter")
    by_keys(anna, "1", "ArrowRight", "ArrowRight")
    by_keys(anna, "Weiter", "Enter")
    by_keys(anna, "Ihr liebster Ort?", "Der Hafen", "Enter")
    by_keys(anna, "Was möchten Sie uns noch sagen?", "Mehr Bänke")
    by_keys(anna, "Weiter", "Enter")
    anna.asked("Ein paar Angaben zu Ihnen")
    by_keys(anna, "Weiter", "Enter")
    by_keys(anna, "An welche E-Mail-Adresse", "tastatur@example.org", "Enter")
    anna.reads("Mit dem Rad", "Bänke", "3 von 5", "Der Hafen", "Mehr Bänke", "tastatur@example.org")
    by_keys(anna, "Antworten absenden", "Enter")
    by_keys(anna, "Code aus der E-Mail", town.code("tastatur@example.org"), "Enter")
    anna.asked("Danke, Ihre Antworten zählen.")


def by_keys(anna: Person, name: str, *keys: str) -> None:
    """Press Tab until what bears this name has the focus, then these keys; what is no key is typed."""
    tab_to(anna, name)
    for key in keys:
        if key == "Enter":
            with anna.page.expect_navigation():
                anna.page.keyboard.press(key)
        elif key in {"Space", "ArrowDown", "ArrowRight"}:
            anna.page.keyboard.press(key)
        else:
            anna.page.keyboard.type(key)


def tab_to(anna: Person, name: str) -> None:
    """Press Tab until what bears this name has the focus, which must be seen."""
    for _ in range(40):
        anna.page.keyboard.press("Tab")
        focused = anna.page.evaluate(
            "(({id, labels, innerText}) => (labels?.[0]?.innerText ?? innerText).trim())(document.activeElement)"
        )
        if str(focused).startswith(name):
            assert anna.page.evaluate("document.activeElement.matches(':focus-visible')")
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


def test_at_320_pixels_nothing_has_to_be_scrolled_sideways(town: Town, person: NewPerson) -> None:
    slug, anna = town.survey(), person(width=320)
    too_wide = {}
    anna.visit("/")
    too_wide["home"] = anna.overflow()
    answer_everything(anna, slug, "eine-sehr-lange-adresse-ohne-bindestriche-aber-mit-umbruch@example.org")
    for step in ("", "frage/1/", "frage/2/", "frage/3/", "frage/4/", "frage/5/", "angaben/", "kontakt/", "pruefen/"):
        anna.visit(f"/umfragen/{slug}/{step}")
        too_wide[step] = anna.overflow()
    anna.press("Antworten absenden")
    too_wide["wait"] = anna.overflow()
    anna.visit(town.link("eine-sehr-lange-adresse-ohne-bindestriche-aber-mit-umbruch@example.org"))
    too_wide["confirm"] = anna.overflow()
    anna.press("Teilnahme bestätigen")
    too_wide["thanks"] = anna.overflow()
    assert {page: pixels for page, pixels in too_wide.items() if pixels > 0} == {}
