"""Every kind of page about measured values: accessible in each language, light and dark, not too wide or heavy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.kinds import LOOKED_AT
from tests.support.looking import BUDGET, Look
from tests.support.person import Scales

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.shown_measured import Measured
    from tests.support.town import Town


@pytest.fixture(scope="module")
def measured(town: Town) -> Measured:
    """One of everything that is measured."""
    from tests.support.shown_measured import show

    return town.do(show)


@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
def test_every_page_is_accessible_in_light_and_dark_and_never_too_wide(
    person: NewPerson, measured: Measured, language: str
) -> None:
    anna = person(width=360)
    look, prefix = Look(anna, language), "" if language == "de" else f"/{language}"
    for name, path in measured.pages.items():
        anna.visit(prefix + path)
        anna.page.wait_for_load_state("networkidle")
        look.at(name)
    assert look.faults == {}
    assert LOOKED_AT["test_look_measured"] <= look.kinds


def test_a_page_without_scripts_is_accessible_too(person: NewPerson, measured: Measured) -> None:
    anna = person(width=360, javascript=False)
    anna.visit(measured.pages["series in means"])
    assert anna.page.locator(".plot__sheet--narrow").is_visible()
    assert anna.page.locator(".plot__sheet--wide").is_hidden()
    assert anna.overflow() <= 0


def test_a_page_loads_in_a_hundred_kilobytes(person: NewPerson, measured: Measured) -> None:
    weights = {}
    for name in ("measured", "thing", "series", "series in means", "series of several"):
        fresh = person(width=360)
        scales = Scales(fresh.page)
        fresh.visit(measured.pages[name])
        fresh.page.wait_for_load_state("networkidle")
        weights[name] = scales.bytes
    assert all(weight > 10_000 for weight in weights.values())
    assert {name: weight for name, weight in weights.items() if weight > BUDGET} == {}
