"""Rights over one's own data in a real browser: a resident takes everything along and erases it; a guest by a link."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.looking import Look
from tests.support.member import PASSWORD, make_account, sign_in
from tests.support.processes import until

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.person import Person
    from tests.support.town import Town

_LINK = re.compile(r"https?://\S+/meine-daten/link/\S+")


def test_a_resident_takes_everything_along_and_erases_it(town: Town, person: NewPerson) -> None:
    mia, email = person(width=360), "mia.nimmt.mit@example.org"
    look = Look(mia, "de")
    make_account(town, mia, email)
    sign_in(mia, email)
    mia.visit("/mein-bereich/")
    mia.follow("Meine Daten: ansehen, mitnehmen, löschen")
    mia.asked("Meine Daten")
    mia.reads(f"Das alles haben wir zu {email} gespeichert.", "Mitnehmen", "Berichtigen", "Löschen")
    mia.page.locator("details.details").first.click()
    look.at("listing")
    copy = taken_along(mia)
    assert copy["data"]["people"]["account"][0]["email"] == email
    assert copy["data"]["sign_in"]["addresses"][0]["verified"] is True
    mia.follow("Konto und Daten löschen")
    mia.asked("Sind Sie es?")
    mia.write("Passwort", PASSWORD)
    mia.press("Weiter")
    mia.asked("Möchten Sie Ihr Konto und Ihre Daten löschen?")
    look.at("erase")
    mia.press("Konto und Daten löschen")
    mia.asked("Ihre Daten sind gelöscht")
    look.at("erased")
    until(lambda: any("Das ist unsere letzte E-Mail." in mail for mail in town.mails(email)), 60)
    mia.visit("/konto/login/")
    mia.write("E-Mail-Adresse", email)
    mia.write("Passwort", PASSWORD)
    mia.press("Anmelden")
    mia.reads("E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides.")
    assert mia.overflow() <= 0
    assert look.faults == {}


def taken_along(mia: Person) -> dict[str, dict[str, dict[str, list[dict[str, object]]]]]:
    """Press the button and read the file that comes."""
    with mia.page.expect_download() as coming:
        mia.page.get_by_role("link", name="Meine Daten herunterladen").click()
    copy: dict[str, dict[str, dict[str, list[dict[str, object]]]]] = json.loads(Path(coming.value.path()).read_text())
    return copy


@pytest.mark.parametrize("javascript", [True, False])
def test_a_guest_reaches_the_same_by_a_link_in_a_mail(town: Town, person: NewPerson, *, javascript: bool) -> None:
    otto, email = person(width=360, javascript=javascript), f"otto.{javascript}@example.org".lower()
    look = Look(otto, "de")
    see = look.at if javascript else lambda _name: None
    otto.visit("/kontakt/")
    see("contact")
    otto.follow("Was haben Sie über mich gespeichert?")
    otto.write("Ihre E-Mail-Adresse", email)
    see("ask")
    otto.press("Link schicken")
    otto.asked("Schauen Sie in Ihr Postfach")
    until(lambda: any(map(_LINK.search, town.mails(email))), 60)
    otto.visit(next(found[0] for mail in town.mails(email) if (found := _LINK.search(mail))))
    otto.asked("Möchten Sie Ihre Daten sehen?")
    see("open")
    otto.press("Meine Daten zeigen")
    otto.reads("Außer diesem Link haben wir zu dieser Adresse nichts gespeichert.")
    otto.follow("Meine Daten löschen")
    otto.asked("Möchten Sie Ihre Daten löschen?")
    otto.press("Meine Daten löschen")
    otto.asked("Ihre Daten sind gelöscht")
    assert look.faults == {}


def test_somebody_reports_a_barrier_without_an_e_mail_address(town: Town, person: NewPerson) -> None:
    anna = person(width=320, javascript=False)
    anna.visit("/barrierefreiheit/")
    anna.page.locator("footer").get_by_role("link", name="Barriere melden").click()
    anna.asked("Was geht für Sie nicht?")
    anna.press("Meldung absenden")
    anna.reads("Bitte beschreiben Sie kurz, was nicht geht.")
    anna.page.locator("#was").fill("Die Karte spricht nicht.")
    anna.press("Meldung absenden")
    anna.asked("Danke für Ihre Meldung")
    assert anna.overflow() <= 0
