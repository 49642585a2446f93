"""Every kind of page about ideas and places: accessible in each language, light and dark, not too wide or heavy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.kinds import LOOKED_AT
from tests.support.looking import BUDGET, Look
from tests.support.person import Scales

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.shown import Shown
    from tests.support.town import Town


@pytest.fixture(scope="module")
def shown(town: Town) -> Shown:
    """An idea with everything a page can show of it, a place, one that is hidden, and calls that are open."""
    from tests.support.shown import show

    return town.do(show)


@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
def test_every_page_is_accessible_in_light_and_dark_and_never_too_wide(
    person: NewPerson, shown: Shown, language: str
) -> None:
    anna = person(width=360)
    look, prefix = Look(anna, language), "" if language == "de" else f"/{language}"
    for name, path in shown.pages.items():
        anna.visit(prefix + path)
        look.at(name)
    assert look.faults == {}
    assert LOOKED_AT["test_look_contributions"] <= look.kinds


def test_a_page_loads_in_a_hundred_kilobytes(person: NewPerson, shown: Shown) -> None:
    weights = {}
    for name in ("ideas", "idea", "places", "outcomes", "write an idea"):
        fresh = person(width=360)
        scales = Scales(fresh.page)
        # The list of its own ideas alone: others in this town have as many photos as chance put on the first page.
        fresh.visit(shown.pages[name] + ("?suche=ufer" if name == "ideas" else ""))
        fresh.page.wait_for_load_state("networkidle")
        weights[name] = scales.bytes
    assert all(weight > 10_000 for weight in weights.values())
    assert {name: weight for name, weight in weights.items() if weight > BUDGET} == {}
