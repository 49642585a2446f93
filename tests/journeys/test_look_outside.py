"""Every kind of page that crews see: accessible in each language, light and dark, never too wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.kinds import LOOKED_AT
from tests.support.looking import Look

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town


@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
def test_every_page_is_accessible_in_light_and_dark_and_never_too_wide(
    town: Town, person: NewPerson, language: str
) -> None:
    from tests.support import on_the_road, shown_outside

    prefix, kinds = "" if language == "de" else f"/{language}", set()
    for make in (shown_outside.show, shown_outside.show_nothing, shown_outside.show_left):
        shown, jo = town.do(make), person(width=360)
        look = Look(jo, language)
        jo.page.context.add_cookies([{"name": "sessionid", "value": shown.session, "url": town.address}])
        for name, path in shown.pages.items():
            jo.visit(prefix + path)
            on_the_road.ready(jo)
            look.at(name)
        if "crew order" in shown.pages:
            open_each_form(look, prefix + shown.pages["crew order"])
        assert look.faults == {}
        kinds |= look.kinds
    assert LOOKED_AT["test_look_outside"] <= kinds


def open_each_form(look: Look, path: str) -> None:
    """Look at each of the forms, at one that was refused, and at what waits without reception."""
    from tests.support import on_the_road

    jo = look.person
    jo.visit(path)
    on_the_road.ready(jo)
    for kind in ("photos", "done", "returned"):
        jo.page.locator(f".crew-act--{kind} summary").click()
        look.at(f"crew form {kind}")
    jo.page.locator(".crew-act--returned button[type=submit]").click()
    look.at("crew form refused")
    jo.page.locator("#said-returned").fill("Da steht ein Auto.")
    on_the_road.go_offline(jo)
    jo.page.locator(".crew-act--returned button[type=submit]").click()
    jo.page.locator("[data-crew-saved]").wait_for()
    look.at("crew waits")
    jo.page.goto("about:blank")
    on_the_road.quiet(jo)
