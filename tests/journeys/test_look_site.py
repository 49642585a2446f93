"""Every other kind of page that strangers come to: dates, offices, search, editors' pages, secret links, waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.kinds import LOOKED_AT
from tests.support.looking import BUDGET, Look
from tests.support.person import Scales

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.shown_site import Site
    from tests.support.town import Town


@pytest.fixture(scope="module")
def site(town: Town) -> Site:
    """One of everything."""
    from tests.support.shown_site import show

    return town.do(show)


@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
def test_every_page_is_accessible_in_light_and_dark_and_never_too_wide(
    person: NewPerson, site: Site, language: str
) -> None:
    anna = person(width=360)
    look, prefix = Look(anna, language), "" if language == "de" else f"/{language}"
    for name, path in site.pages.items():
        anna.visit(prefix + path)
        look.at(name)
    ask_and_wait(look, f"{prefix}/kalender/{site.date}/anmelden/", "booking", email=f"termin-{language}@example.org")
    ask_and_wait(look, f"{prefix}/abos/neu/?art=ideen", "subscription", email=f"abo-{language}@example.org")
    comment = {"text": "Gute Idee!", "author_name": "Toni", "email": f"wort-{language}@example.org"}
    ask_and_wait(look, f"{prefix}/ideen/{site.idea}/kommentieren/", "comment", **comment)
    assert look.faults == {}
    assert LOOKED_AT["test_look_site"] <= look.kinds


def ask_and_wait(look: Look, path: str, name: str, **fields: str) -> None:
    """Send a form with nothing in it, then with what it asks for; look at the refusal and at the page that waits."""
    anna = look.person
    anna.visit(path)
    anna.go_on()
    look.at(f"{name} refused")
    for field, value in fields.items():
        anna.page.locator(f"#{field}").fill(value)
    anna.go_on()
    look.at(f"{name} waits")


def test_a_page_loads_in_a_hundred_kilobytes(person: NewPerson, site: Site) -> None:
    weights = {}
    for name in ("calendar", "event", "taking part", "news", "search", "offices"):
        fresh = person(width=360)
        scales = Scales(fresh.page)
        fresh.visit(site.pages[name])
        fresh.page.wait_for_load_state("networkidle")
        weights[name] = scales.bytes
    assert all(weight > 10_000 for weight in weights.values())
    assert {name: weight for name, weight in weights.items() if weight > BUDGET} == {}
