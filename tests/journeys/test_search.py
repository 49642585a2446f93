"""A resident looks for something: by the keyboard with suggestions, on a phone without a script, by everyday words.

In German once with everything; in the other languages once, from the first letter to nothing found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.looking import Look

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town


@pytest.fixture
def known(town: Town) -> None:
    """The words of everything there is are known: the worker learns them within a minute."""
    _learned(town)


def _learned(town: Town) -> None:
    from smilecity.ground.search import actions

    town.do(lambda: [None for _state in actions.rebuild()])
    town.do(actions.learn)


def test_suggestions_are_walked_through_with_the_keyboard(town: Town, person: NewPerson, known: None) -> None:
    ida = person(width=1280)
    ida.visit("/suche/")
    field = ida.page.get_by_role("combobox")
    field.press_sequentially("Straß")
    options = ida.page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    look = Look(ida, "de")
    look.at("suggestions")
    field.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("Straß")
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    ida.page.wait_for_url(lambda url: not url.endswith("/suche/"))
    assert look.faults == {}


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_finds_the_office_for_a_pothole_on_a_phone(
    town: Town, person: NewPerson, known: None, *, javascript: bool
) -> None:
    ida = person(width=360, javascript=javascript)
    look = Look(ida, "de")
    see = look.at if javascript else lambda _name: None
    ida.visit("/")
    ida.follow("Suche")
    ida.page.locator("#suche").fill("Schlagloc in der Straße")
    ida.press("Suchen")
    ida.reads("Treffer")
    see("found")
    ida.page.locator("#suche").fill("qwxyqwxy")
    ida.press("Suchen")
    ida.reads("Dazu haben wir nichts gefunden")
    see("nothing")
    ida.visit("/zustaendig/")
    see("directory")
    ida.page.locator("#suche").fill("Mein Schlagloch")
    ida.page.locator("#wo").fill("Lütten Klein")
    ida.press("Stelle finden")
    ida.reads("Zuständig in Lütten Klein", "Straßen, Wege und Brücken")
    ida.follow("Straßen, Wege und Brücken")
    ida.reads("So erreichen Sie die Stelle", "030 23125 104", "Öffnungszeiten")
    see("office")
    assert ida.overflow() <= 0
    assert look.faults == {}


@dataclass(frozen=True)
class Tongue:
    """What somebody types and reads in one language."""

    code: str
    tag: str
    typed: str
    word: str
    search: str
    survey: str
    asks: str
    nothing: str = "Dazu haben wir nichts gefunden"


TONGUES = (
    Tongue("en", "en", "stree", "street", "Search", "Survey", "Rostock asks", "We found nothing for this"),
    Tongue(
        "de-simple", "de", "kaput", "kaputt", "Suchen", "Umfrage", "Rostock fragt", "Dazu haben wir nichts gefunden"
    ),
)


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.code)
def test_in_every_language_one_searches_with_words_of_that_language(
    town: Town, person: NewPerson, tongue: Tongue
) -> None:
    town.demo_survey()
    _learned(town)
    ida = person(width=1280)
    look = Look(ida, tongue.code)
    ida.visit(f"/{tongue.code}/suche/")
    expect(ida.page.locator("html")).to_have_attribute("lang", tongue.tag)
    field = ida.page.get_by_role("combobox")
    field.press_sequentially(tongue.typed)
    option = ida.page.get_by_role("option", name=tongue.word, exact=True)
    expect(option).to_be_visible()
    while option.get_attribute("aria-selected") != "true":
        field.press("ArrowDown")
    field.press("Enter")
    ida.page.wait_for_url(f"**/{tongue.code}/suche/?suche={tongue.word}")
    look.at("found")
    ida.page.get_by_role("navigation").get_by_role("link", name=tongue.survey).click()
    chosen = ida.page.get_by_role("navigation").get_by_role("link", name=tongue.survey)
    expect(chosen).to_have_attribute("aria-current", "true")
    expect(ida.page.locator(".hit")).to_have_count(1)
    expect(ida.page.locator(".hit a")).to_contain_text(tongue.asks)
    field.fill("qwxyqwxy")
    ida.press(tongue.search)
    ida.reads(tongue.nothing)
    assert ida.path.startswith(f"/{tongue.code}/suche/")
    look.at("nothing")
    assert look.faults == {}
