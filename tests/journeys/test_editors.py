"""An editor writes a page in three languages, pastes from Word, publishes; residents read it; a group checks a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.looking import Look
from tests.support.person import Person

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town

EMAIL, PASSWORD = "mika.redaktion@example.org", "fünf Möwen sitzen am Kai"
GERMAN, ENGLISH, SIMPLE = "Die neue Kaikante", "The new quayside", "Die Mauer am Wasser"
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang=DE>
<h2 style="color:red">Was geplant ist</h2>
<p class=MsoNormal style="margin:0cm"><span style="font-family:Calibri">Im <b>Herbst</b> beginnt der Bau.</span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p></body></html>"""
_PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "Was geplant ist");
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


def test_an_editor_publishes_a_page_in_three_languages(town: Town, person: NewPerson) -> None:
    secret, parent = town.do(prepare)
    mika, anna = person(width=1500), person(width=360)
    sign_in(mika, secret)
    write(mika, parent)

    read(anna, "", GERMAN, "Im Herbst beginnt der Bau.")
    read(anna, "/en", ENGLISH, "Work begins in autumn.")
    # Nobody has checked the third text yet.
    read(anna, "/de-simple", GERMAN, "Diese Seite gibt es noch nicht in Leichter Sprache.")

    check_the_simple_text(mika)
    read(anna, "/de-simple", SIMPLE, "Die Mauer wird neu.")

    for language, prefix in (("de", ""), ("en", "/en"), ("de-simple", "/de-simple")):
        look = Look(anna, language)
        anna.visit(f"{prefix}/die-neue-kaikante/")
        look.at("page of editors")
        assert look.faults == {}


def prepare() -> tuple[str, int]:
    """Make the editor's account; return the secret of their second factor, and the first page's number."""
    from smilecity.demo.staff import make_staff
    from smilecity.doors.web.models import Front
    from smilecity.doors.web.pages import tree
    from smilecity.ground import clock

    tree.plant()
    return make_staff(email=EMAIL, password=PASSWORD, at=clock.now()), int(Front.objects.get().pk)


def sign_in(mika: Person, secret: str) -> None:
    from smilecity.demo.staff import current_code

    mika.visit("/desk/")
    mika.write("E-Mail-Adresse", EMAIL)
    mika.write("Passwort", PASSWORD)
    mika.press("Anmelden")
    mika.page.locator("input[name=code]").fill(current_code(secret))
    mika.go_on()
    mika.page.wait_for_url("**/desk/")


def write(mika: Person, parent: int) -> None:
    page = mika.page
    mika.visit(f"/desk/pages/add/web/infopage/{parent}/")
    for name, text in (
        ("title", GERMAN),
        ("title_en", ENGLISH),
        ("title_simple", SIMPLE),
        ("lead", "Das Ufer wird befestigt."),
        ("lead_en", "Work begins in autumn."),
        ("lead_simple", "Die Mauer wird neu."),
    ):
        page.locator(f"#id_{name}").fill(text)
    body = page.locator("[data-contentpath=body]")
    body.get_by_role("button", name="Einen Block einfügen").first.click()
    page.get_by_role("option", name="Text", exact=True).click()
    editor = body.locator("[contenteditable=true]").first
    editor.click()
    page.evaluate(_PASTE, WORD)
    expect(editor).to_contain_text("Im Herbst beginnt der Bau.")
    # The field hands its text to the form a moment later.
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile("Herbst"))
    page.get_by_role("button", name="Mehr Aktionen").last.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Veröffentlichen", exact=True).click()


def read(anna: Person, prefix: str, title: str, sentence: str) -> None:
    anna.visit(f"{prefix}/die-neue-kaikante/")
    anna.asked(title)
    anna.reads(sentence)
    if not prefix:
        expect(anna.page.get_by_role("heading", level=2, name="Was geplant ist")).to_be_visible()
        assert anna.page.locator("article [style], article [class*=Mso], article span").count() == 0


def check_the_simple_text(mika: Person) -> None:
    mika.visit("/desk/")
    mika.page.get_by_role("link", name="Leichte Sprache").click()
    mika.page.get_by_role("link", name=GERMAN).click()
    mika.reads(SIMPLE, "Die Mauer wird neu.")
    mika.write("Wer hat den Text geprüft?", "Prüfgruppe am Hafen")
    mika.press("Als geprüft eintragen")
    mika.reads("geprüft von Prüfgruppe am Hafen")
