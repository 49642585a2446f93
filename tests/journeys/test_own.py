"""An author in a real browser, on a phone: changes the text, is told that a moderator was faster, and withdraws."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.looking import Look
from tests.support.person import Person

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town

TITLE, BETTER = "Eine Schaukel am Strand", "Zwei Schaukeln am Strand"


@pytest.mark.parametrize("javascript", [True, False])
def test_an_author_changes_the_text_reads_that_somebody_was_faster_and_withdraws(
    town: Town, person: NewPerson, *, javascript: bool
) -> None:
    from tests.support import authors

    mia, reader = person(width=360, javascript=javascript), person(width=360)
    session, written = town.do(lambda: authors.written_by_member(TITLE))
    mia.page.context.add_cookies([{"name": "sessionid", "value": session, "url": town.address}])
    look = Look(mia, "de")

    see = look.at if javascript else lambda _name: None

    mia.visit(written.path)
    change(mia, see, lambda: town.do(written.edit_as_moderator))
    withdraw(mia, see)
    reader.visit(written.path)
    reader.asked("Dieser Beitrag ist nicht mehr da.")
    reader.reads("Wer ihn geschrieben hat, hat diesen Beitrag zurückgezogen.")
    reader.visit(f"{written.path}zurueckziehen/")
    reader.asked("Hier ist kein Beitrag von Ihnen.")
    assert mia.overflow() <= 0
    assert look.faults == {}


def change(mia: Person, see: Callable[[str], None], meanwhile: Callable[[], object]) -> None:
    from tests.support.authors import FASTER

    mia.reads("Ihr Beitrag")
    see("own")
    mia.follow("Text ändern")
    mia.page.locator("#title").fill("")
    mia.press("Änderung speichern")
    mia.reads("Bitte geben Sie einen Titel an.")
    mia.page.locator("#title").fill(BETTER)
    meanwhile()
    mia.press("Änderung speichern")
    mia.reads("Der Text wurde inzwischen geändert.", "So lautet der Text jetzt", FASTER)
    expect(mia.page.locator("#title")).to_have_value(BETTER)
    see("conflict")
    mia.press("Änderung speichern")
    mia.asked(BETTER)
    mia.reads("Gespeichert.")


def withdraw(mia: Person, see: Callable[[str], None]) -> None:
    mia.follow("Zurückziehen")
    mia.asked("Möchten Sie Ihren Beitrag zurückziehen?")
    see("withdraw")
    mia.press("Beitrag zurückziehen")
    mia.asked("Ihr Beitrag ist zurückgezogen.")
    see("withdrawn")


def test_a_member_chooses_the_language_of_the_mails(town: Town, person: NewPerson) -> None:
    from tests.support import authors

    mia = person(width=360)
    session, _written = town.do(lambda: authors.written_by_member("Noch eine Schaukel"))
    mia.page.context.add_cookies([{"name": "sessionid", "value": session, "url": town.address}])
    look = Look(mia, "de")
    mia.visit("/abos/")
    mia.page.locator("form[action='/abos/sprache/'] label").filter(has_text="English").click()
    look.at("language")
    mia.press("Sprache speichern")
    mia.reads("Gespeichert.")
    expect(mia.page.get_by_label("English", exact=True)).to_be_checked()
    assert look.faults == {}
