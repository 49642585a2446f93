"""The menu on a phone: closed it takes no row of its own, it opens by finger and by keys, without JavaScript too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.person import Person

# Two rows of 56 and 44 pixels with their lines and distances; four more rows of areas would not fit.
HEAD_MOST = 140


def height(one: Person) -> float:
    box = one.page.locator(".site-header").bounding_box()
    assert box
    return box["height"]


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [320, 360])
def test_on_a_phone_the_areas_open_at_a_touch(person: NewPerson, width: int, javascript: bool) -> None:
    anna = person(width=width, javascript=javascript)
    anna.visit("/")
    areas, menu = anna.page.get_by_role("navigation", name="Bereiche"), anna.page.get_by_text("Menü", exact=True)
    assert height(anna) <= HEAD_MOST
    expect(areas).to_be_hidden()
    menu.click()
    expect(areas.get_by_role("link", name="Ideen")).to_be_visible()
    assert anna.overflow() == 0
    if javascript:
        assert list(anna.violations()) == []
    areas.get_by_role("link", name="Meldungen").click()
    anna.page.wait_for_url("**/meldungen/")


def test_by_keys_the_areas_follow_the_menu(person: NewPerson) -> None:
    anna = person(width=360)
    anna.visit("/")
    anna.page.get_by_text("Menü", exact=True).focus()
    anna.page.keyboard.press("Enter")
    anna.page.keyboard.press("Tab")
    first = anna.page.get_by_role("navigation", name="Bereiche").get_by_role("link").first
    expect(first).to_be_focused()


@pytest.mark.parametrize("language", ["en", "de-simple"])
def test_in_each_language_the_head_stays_two_rows(person: NewPerson, language: str) -> None:
    anna = person(width=360)
    anna.visit(f"/{language}/")
    assert height(anna) <= HEAD_MOST


def test_on_a_wide_screen_all_areas_stand_there(person: NewPerson) -> None:
    anna = person(width=1280)
    anna.visit("/")
    expect(anna.page.get_by_role("navigation", name="Bereiche").get_by_role("link", name="Ideen")).to_be_visible()
    expect(anna.page.get_by_text("Menü", exact=True)).to_be_hidden()
