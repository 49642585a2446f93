"""Every kind of page about reports: accessible in each language, light and dark, never too wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.kinds import LOOKED_AT
from tests.support.looking import BUDGET, Look
from tests.support.person import Scales
from tests.support.pictures import photo

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town


@pytest.fixture(scope="module")
def pages(town: Town) -> dict[str, str]:
    """One of everything; the address of each page by its name."""
    from tests.support.shown_reports import show

    return town.do(show)


@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
def test_every_page_is_accessible_in_light_and_dark_and_never_too_wide(
    person: NewPerson, pages: dict[str, str], language: str
) -> None:
    anna = person(width=360)
    look, prefix = Look(anna, language), "" if language == "de" else f"/{language}"
    for name, path in pages.items():
        anna.visit(prefix + path)
        look.at(name)
    # What a category asks, who else is responsible, and words of an emergency lie behind a choice.
    for tile, name in ((0, "what exactly"), (1, "questions"), (3, "not ours")):
        anna.visit(f"{prefix}{pages['what']}")
        anna.page.locator("label.kinds__label").nth(tile).click()
        anna.page.locator("#text").fill("Hier brennt es!")
        anna.go_on()
        look.at(name)
    anna.visit(f"{prefix}{pages['what']}")
    picture = photo(size=(1200, 900))
    anna.page.locator("#photos").set_input_files({"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": picture})
    anna.page.locator("button[name=cover]").click()
    anna.page.wait_for_url("**/verdecken/")
    anna.page.locator(".cover__field").nth(3).check()
    look.at("cover")
    assert look.faults == {}
    assert LOOKED_AT["test_look_reports"] <= look.kinds


def test_a_year_in_numbers_loads_in_a_hundred_kilobytes(person: NewPerson, pages: dict[str, str]) -> None:
    fresh = person(width=360)
    scales = Scales(fresh.page)
    fresh.visit(pages["statistics of a year"])
    fresh.page.wait_for_load_state("networkidle")
    assert 10_000 < scales.bytes <= BUDGET
