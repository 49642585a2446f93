"""The pages for codes and for tablets on site, in a real browser: accessible, and the tablet forgets by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.ground import clock
from smilecity.people.codes.rules import new_code, show
from smilecity.people.register.rules import Way
from tests.factories import make_survey
from tests.factories_codes import allow, make_codes
from tests.support.kinds import LOOKED_AT
from tests.support.looking import Look
from tests.support.town import DAYS

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town


def open_survey(town: Town) -> tuple[str, str]:
    """Open a survey that takes every way; return its slug and the link that starts a tablet."""

    def make() -> tuple[str, str]:
        at = clock.now()
        made = make_survey(open=True, at=at, closes_at=at + DAYS)
        allow(made, *Way, at=at)
        make_codes(made, at=at)
        row = queries.by_id(made.id)
        assert row
        return row.slug, actions.make_kiosk(survey=made.id, name="Markt", pin="4711", by=made.staff, at=at)

    return town.do(make)


@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
def test_the_pages_for_codes_and_tablets_are_accessible(town: Town, person: NewPerson, language: str) -> None:
    anna = person(width=360)
    look, prefix = Look(anna, language), "" if language == "de" else f"/{language}"
    slug, secret = open_survey(town)
    survey = f"{prefix}/umfragen/{slug}/"
    anna.visit(f"{survey}code/")
    look.at("code")
    anna.go_on()
    look.at("code refused")
    anna.visit(f"{prefix}/vor-ort/{secret}/")
    look.at("kiosk start")
    anna.go_on()
    look.at("kiosk")
    anna.visit(f"{survey}vor-ort/ende/")
    look.at("kiosk end")
    anna.visit(f"{survey}vor-ort/danke/")
    look.at("kiosk done")
    assert look.faults == {}
    assert LOOKED_AT["test_look_ways"] <= look.kinds


def test_the_code_behind_the_hash_goes_into_the_field_and_out_of_the_address(town: Town, person: NewPerson) -> None:
    anna, code = person(), show(new_code(lambda most: most - 1))
    slug, _secret = open_survey(town)
    anna.visit(f"/umfragen/{slug}/code/#{code}")
    anna.page.wait_for_function("document.querySelector('[name=code]').value !== ''")
    assert anna.page.locator("#code").input_value() == code
    assert "#" not in anna.page.url


def test_a_tablet_nobody_touches_warns_and_then_forgets(town: Town, person: NewPerson) -> None:
    anna = person()
    slug, secret = open_survey(town)
    anna.page.clock.install()
    anna.visit(f"/vor-ort/{secret}/")
    anna.go_on()
    anna.go_on()
    anna.page.locator("label[for=answer]").first.click()
    anna.page.clock.fast_forward(75_000)
    anna.page.locator("[data-kiosk-warning]").wait_for(state="visible")
    anna.page.keyboard.press("Shift")
    anna.page.locator("[data-kiosk-warning]").wait_for(state="hidden")
    with anna.page.expect_navigation():
        anna.page.clock.fast_forward(95_000)
    assert anna.path == f"/umfragen/{slug}/"
    anna.page.go_back()
    assert anna.path == f"/umfragen/{slug}/"
