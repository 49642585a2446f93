"""A guest's idea in a real browser: written, pinned, with a photo, checked, confirmed by mail; also without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.author import (
    IDEA_TITLE,
    give_contact,
    look,
    open_call,
    pin_by_search,
    send_photo,
    stored,
    write_idea_without_javascript,
    write_text,
)
from tests.support.pictures import photo

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town


@pytest.fixture(scope="module")
def call(town: Town) -> str:
    """A call for ideas that is open; its slug."""
    return town.do(open_call)


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A photo of 3 megapixels on the disk of the guest."""
    path = tmp_path / "Kaimauer.jpg"
    path.write_bytes(photo("JPEG", (2048, 1536)))
    return path


def test_a_guest_writes_pins_and_shows_an_idea_and_confirms_it_on_another_device(
    town: Town, person: NewPerson, call: str, snapshot: Path
) -> None:
    anna = person(width=360)
    faults = write_text(anna, call)
    anna.choose("Verkehr und Mobilität")
    anna.press("Weiter")
    faults |= pin_by_search(anna)
    faults |= send_photo(anna, snapshot)
    faults |= give_contact(anna, "pin@example.org")
    anna.asked("Prüfen Sie Ihre Idee")
    anna.reads(IDEA_TITLE, "Verkehr und Mobilität", "Reutershagen", "pin@example.org")
    expect(anna.page.get_by_alt_text("Eine leere Kaimauer")).to_be_visible()
    faults |= look(anna, "check")
    anna.press("Idee absenden")
    anna.asked("Fast geschafft: Schauen Sie in Ihr Postfach")
    faults |= look(anna, "wait")

    other_device = person(width=1280, scheme="dark")
    other_device.visit(town.link("pin@example.org"))
    other_device.asked("Soll Ihre Idee zu uns kommen?")
    faults |= look(other_device, "confirm")
    other_device.press("Idee bestätigen")
    other_device.asked("Danke, Ihre Idee ist bei uns.")
    other_device.reads("Ihre Idee hat die Nummer")
    faults |= look(other_device, "thanks")
    assert faults == {}
    made = town.do(stored)
    assert (made.district, made.photos, made.longest_side) == ("Reutershagen", ["Eine leere Kaimauer"], 1600)


def test_without_javascript_and_on_a_small_phone_the_same_works(
    town: Town, person: NewPerson, call: str, snapshot: Path
) -> None:
    anna = person(width=320, javascript=False)
    anna.visit(f"/ideen/neu/{call}/")
    anna.press("Weiter")
    anna.reads("Bitte prüfen Sie Ihre Angaben", "Bitte geben Sie einen Titel an.")
    wide = {"text refused": anna.overflow()}
    address = "ohne-skript-mit-einer-sehr-langen-adresse-ohne-umbruch@example.org"
    wide |= {page: anna.overflow() for page in write_idea_without_javascript(anna, call, snapshot, address)}
    anna.visit(town.link(address))
    wide["confirm"] = anna.overflow()
    anna.press("Idee bestätigen")
    anna.asked("Danke, Ihre Idee ist bei uns.")
    wide["thanks"] = anna.overflow()
    assert {page: pixels for page, pixels in wide.items() if pixels > 0} == {}
    assert town.do(stored).photos == ["Ohne Skript"]


def test_ideas_like_this_one_come_while_one_writes_and_wait_on_a_screen_of_their_own(
    town: Town, person: NewPerson, call: str
) -> None:
    title = town.do(lambda: open_similar(call))
    anna = person()
    anna.visit(f"/ideen/neu/{call}/")
    anna.page.get_by_label("Titel", exact=True).press_sequentially(title[:-1])
    similar = anna.page.locator("[data-similar-list]")
    expect(similar).to_contain_text(title)
    anna.page.locator("#text").fill("Weil es so schön wäre.")
    faults = look(anna, "similar while writing")
    anna.press("Weiter")
    anna.asked("Gibt es das schon?")
    faults |= look(anna, "similar")
    anna.follow("Meine Idee ist anders: Weiter")
    anna.asked("Worum geht es?")
    assert faults == {}


def open_similar(call: str) -> str:
    """Show an idea that others will find; return its title."""
    from tests.support.author import similar_idea

    return similar_idea(call)


def test_a_guest_supports_an_idea(town: Town, person: NewPerson, call: str) -> None:
    from tests.support.author import similar_idea, supports_of

    title = town.do(lambda: similar_idea(call, "Mehr Fahrradständer am Bahnhof"))
    anna = person(width=360)
    anna.visit(f"/ideen/{town.do(lambda: supports_of(title))[0]}/unterstuetzen/")
    anna.press("Nur unterstützen")
    expect(anna.page.get_by_role("alert")).to_be_focused()
    faults = look(anna, "support refused")
    anna.write("Ihre E-Mail-Adresse", "stuetze@example.org")
    anna.press("Nur unterstützen")
    anna.visit(town.link("stuetze@example.org"))
    anna.asked("Möchten Sie das unterstützen?")
    anna.press("Unterstützung bestätigen")
    anna.asked("Danke, Ihre Unterstützung zählt.")
    faults |= look(anna, "supported")
    assert faults == {}
    assert town.do(lambda: supports_of(title))[1] == 1
