"""The map for real: opens under the strict policy, asks nobody else, works by keys, and says what the list says."""

from __future__ import annotations

import re
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, Locator, Route, expect

from smilecity.city import actions as city
from smilecity.collect.contributions.queries import call_by_id
from smilecity.collect.contributions.rules import Kind
from smilecity.ground import clock
from tests.factories_contributions import make_call, make_contribution
from tests.support.person import Person, Scales

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town

TITLES = {
    "Bänke am Hafen": (12.13, 54.0915),
    "Mehr Licht im Tunnel": (12.07, 54.17),
    "Radweg durch die Heide": (12.22, 54.21),
}
UNKNOWN_NUMBER = "Hausnummer 999 kennen wir nicht. Gemeint ist die Straße."
LIST = "/ideen/?ansicht=karte&suche=kartenprobe"


@pytest.fixture(scope="module")
def ideas(town: Town) -> None:
    """Three ideas far apart, which one word of theirs tells from those of other tests."""

    def make() -> None:
        at = clock.now()
        call = make_call(Kind.IDEA, opens_at=at, at=at)
        for title, (lon, lat) in TITLES.items():
            make_contribution(call, title=title, text="Kartenprobe", lon=lon, lat=lat, at=at, shown=True)

    town.do(make)


def opened(anna: Person, path: str = LIST) -> Locator:
    """Open a list with its map and wait until the map is drawn."""
    anna.visit(path)
    shown = anna.page.locator("[data-map][data-map-ready]")
    shown.wait_for(timeout=60_000)
    return shown


def until_still(anna: Person) -> None:
    anna.page.wait_for_load_state("networkidle")


def pins(shown: Locator) -> Locator:
    return shown.locator(".map__pin")


@pytest.mark.usefixtures("ideas")
class TestTheMapBesideTheList:
    def test_map_and_list_show_the_same(self, person: NewPerson) -> None:
        anna = person()
        shown = opened(anna)
        expect(pins(shown)).to_have_count(len(TITLES))
        named = {pins(shown).nth(n).get_attribute("aria-label") for n in range(len(TITLES))}
        assert named == {f"{title}, eingegangen" for title in TITLES}
        numbers = anna.page.locator("[data-number]")
        assert numbers.count() == len(TITLES)

    def test_a_pin_is_chosen_by_keys_says_what_it_is_and_marks_its_item(self, person: NewPerson) -> None:
        anna = person()
        shown = opened(anna)
        pin = shown.get_by_role("button", name="Bänke am Hafen, eingegangen")
        pin.focus()
        anna.page.keyboard.press("Enter")
        link = shown.locator("[data-map-panel] a")
        expect(link).to_have_text("Bänke am Hafen")
        expect(link).to_be_focused()
        expect(pin).to_have_attribute("aria-pressed", "true")
        marked = anna.page.locator("[data-number].is-marked")
        expect(marked).to_contain_text("Bänke am Hafen")
        assert str(link.get_attribute("href")).endswith(f"/{marked.get_attribute('data-number')}/")
        assert list(anna.violations()) == []
        anna.page.keyboard.press("Escape")
        expect(shown.locator("[data-map-panel]")).to_be_hidden()
        expect(pin).to_be_focused()

    def test_the_map_is_moved_and_brought_nearer_by_keys(self, person: NewPerson) -> None:
        anna = person()
        shown = opened(anna)
        canvas = shown.locator("canvas")
        expect(canvas).to_have_attribute("aria-label", re.compile("Pfeiltasten"))
        canvas.focus()
        for key in ("+", "+", "+", "+"):
            with anna.page.expect_response(re.compile("/karte/daten/")):
                anna.page.keyboard.press(key)
        assert pins(shown).count() < len(TITLES)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_nothing_bars_anybody_on_a_phone(self, person: NewPerson, scheme: str) -> None:
        anna = person(width=320, scheme=scheme)
        opened(anna)
        until_still(anna)
        assert list(anna.violations()) == []
        assert anna.overflow() <= 0

    def test_without_a_script_there_is_the_list(self, person: NewPerson) -> None:
        anna = person(javascript=False)
        anna.visit(LIST)
        anna.reads(*TITLES)
        # Playwright looks for no text within <noscript>.
        expect(anna.page.locator("noscript p").first).to_have_text(
            "Die Karte braucht JavaScript. Die Liste sagt dasselbe."
        )
        expect(anna.page.locator("[data-map]")).to_be_hidden()

    def test_the_ground_of_the_map_is_light_and_fetched_once(self, person: NewPerson) -> None:
        anna = person(width=360)
        asked: list[str] = []
        anna.page.on("requestfinished", lambda request: asked.append(request.url))
        opened(anna)
        until_still(anna)
        grounds = [url for url in asked if "/karte/grund/" in url]
        assert len(grounds) == 2
        anna.visit(LIST.replace("karte&", "karte&sortierung=neu&"))
        until_still(anna)
        scales = Scales(anna.page)
        # Everything anew: list, MapLibre with its worker, and the city.
        opened(anna)
        until_still(anna)
        assert 100_000 < scales.bytes < 750_000

    def test_a_list_without_its_map_loads_nothing_of_it(self, person: NewPerson) -> None:
        anna = person()
        asked: list[str] = []
        anna.page.on("request", lambda request: asked.append(request.url))
        anna.visit(LIST.replace("ansicht=karte&", ""))
        until_still(anna)
        assert [url for url in asked if "maplibre" in url or "/karte/" in url] == []


def picker(town: Town, anna: Person) -> Locator:
    """Go to the screen on which a place is chosen: with places it comes right after the feeling."""

    def make() -> str:
        at = clock.now()
        row = call_by_id(make_call(Kind.PLACE, opens_at=at, at=at))
        assert row
        return row.slug

    anna.visit(f"/orte/neu/{town.do(make)}/art/")
    anna.choose("Macht mich glücklich")
    anna.press("Weiter")
    return anna.page.locator("[data-pin]")


def numbered() -> None:
    """Give the town two houses."""
    table = ("strasse;hausnummer;lon;lat\nLange Straße;12;12.1351;54.0893\nLange Straße;12a;12.1353;54.0893\n").encode()
    city.import_addresses(file=BytesIO(table), by=None, at=clock.now())


def chosen(pin: Locator) -> tuple[float, float]:
    """Return the point that would be sent."""
    lon, lat = (pin.locator(f"input[name={name}]").input_value() for name in ("lon", "lat"))
    return float(lon), float(lat)


class TestChoosingAPlace:
    def test_an_address_comes_first(self, town: Town, person: NewPerson) -> None:
        anna = person(width=360)
        pin = picker(town, anna)
        pin.get_by_role("combobox").fill("lange str.")
        pin.get_by_role("option", name="Lange Straße Stadtmitte").click()
        expect(pin.get_by_role("status")).to_have_text("Gewählter Ort: Lange Straße, Stadtmitte.")
        assert chosen(pin) == pytest.approx((12.13, 54.09), abs=0.02)
        assert list(anna.violations()) == []

    def test_a_house_is_chosen_by_keys_alone(self, town: Town, person: NewPerson) -> None:
        town.do(numbered)
        anna = person(width=360)
        pin = picker(town, anna)
        field, keys, status = pin.get_by_role("combobox"), anna.page.keyboard, pin.get_by_role("status")
        field.focus()
        keys.type("lnage strase 12")
        expect(status).to_contain_text("Treffer: 2.")
        expect(field).to_have_attribute("aria-expanded", "true")
        assert list(anna.violations()) == []
        keys.press("ArrowDown")
        keys.press("ArrowDown")
        expect(pin.get_by_role("option", selected=True)).to_have_text("Lange Straße 12a Stadtmitte")
        keys.press("ArrowUp")
        keys.press("Enter")
        expect(status).to_have_text("Gewählter Ort: Lange Straße 12, Stadtmitte.")
        expect(field).to_have_attribute("aria-expanded", "false")
        expect(field).to_have_value("Lange Straße 12")
        assert chosen(pin) == (12.1351, 54.0893)
        keys.press("Control+a")
        keys.type("Lange Straße 999")
        expect(pin.get_by_role("option").first).to_contain_text(UNKNOWN_NUMBER)
        keys.press("Escape")
        expect(pin.get_by_role("option").first).to_be_hidden()
        expect(field).to_have_value("Lange Straße 999")
        assert anna.overflow() <= 0

    def test_a_late_answer_to_what_was_typed_before_is_dropped(self, town: Town, person: NewPerson) -> None:
        anna = person()
        pin = picker(town, anna)
        held: list[Route] = []
        anna.page.route("**/ort/suche/?q=Dobe", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks the handler, which a built-in does not take
        field = pin.get_by_role("combobox")
        field.type("Dobe")
        anna.page.wait_for_timeout(500)
        field.fill("Neuer Markt")
        expect(pin.get_by_role("option").first).to_contain_text("Neuer Markt")
        for route in held:
            with suppress(Error):  # the page has given it up itself
                route.continue_()
        anna.page.wait_for_timeout(500)
        assert held
        expect(pin.get_by_role("option").first).to_contain_text("Neuer Markt")

    def test_one_goes_on_without_the_map_at_any_time(self, town: Town, person: NewPerson) -> None:
        anna = person(width=360)
        pin = picker(town, anna)
        pin.get_by_role("button", name="Auf der Karte zeigen").click()
        anna.page.locator("[data-pin][data-map-ready]").wait_for(timeout=60_000)
        pin.get_by_role("button", name="Ohne Karte weiter").click()
        expect(pin.locator("canvas")).to_be_hidden()
        expect(pin.get_by_role("combobox")).to_be_focused()
        pin.get_by_role("button", name="Auf der Karte zeigen").click()
        expect(pin.locator("canvas")).to_be_visible()

    def test_the_crosshair_is_moved_by_keys_and_taken_by_a_button(self, town: Town, person: NewPerson) -> None:
        anna = person(width=360)
        pin = picker(town, anna)
        pin.get_by_role("button", name="Auf der Karte zeigen").click()
        anna.page.locator("[data-pin][data-map-ready]").wait_for(timeout=60_000)
        pin.get_by_role("button", name="Diesen Punkt nehmen").click()
        expect(pin.get_by_role("status")).to_contain_text("Gewählter Ort:")
        before = chosen(pin)
        said = pin.get_by_role("status").inner_text()
        pin.locator("canvas").focus()
        anna.page.keyboard.press("ArrowDown")
        anna.page.wait_for_timeout(500)
        pin.get_by_role("button", name="Diesen Punkt nehmen").click()
        expect(pin.get_by_role("status")).not_to_have_text(said)
        after = chosen(pin)
        assert after[0] == pytest.approx(before[0], abs=1e-4)
        assert after[1] < before[1] - 0.001
        assert list(anna.violations()) == []
        assert anna.overflow() <= 0

    def test_where_i_am_is_taken_if_it_is_in_the_city(self, town: Town, person: NewPerson) -> None:
        anna = person(width=360)
        context = anna.page.context
        context.grant_permissions(["geolocation"])
        context.set_geolocation({"longitude": 12.1313, "latitude": 54.0887})
        pin = picker(town, anna)
        pin.get_by_role("button", name="Meinen Standort nehmen").click()
        expect(pin.get_by_role("status")).to_contain_text("Stadtmitte")
        assert chosen(pin) == (12.1313, 54.0887)
        context.set_geolocation({"longitude": 18.4, "latitude": -33.9})
        pin.get_by_role("button", name="Meinen Standort nehmen").click()
        expect(pin.get_by_role("status")).to_contain_text("Dieser Punkt liegt nicht in Rostock.")
        assert chosen(pin) == (12.1313, 54.0887)

    def test_a_place_can_be_taken_back(self, town: Town, person: NewPerson) -> None:
        anna = person()
        pin = picker(town, anna)
        pin.get_by_role("combobox").fill("Doberaner Straße")
        pin.get_by_role("button", name="Suchen").click()
        pin.get_by_role("option", name="Doberaner Straße").first.click()
        pin.get_by_role("button", name="Ort wieder entfernen").click()
        expect(pin.get_by_role("status")).to_have_text("Es ist kein Ort gewählt.")
        assert pin.locator("input[name=lon]").input_value() == ""

    def test_who_types_anew_does_not_mean_the_point_of_before(self, town: Town, person: NewPerson) -> None:
        anna = person()
        pin = picker(town, anna)
        field = pin.get_by_role("combobox")
        field.fill("Doberaner Straße")
        pin.get_by_role("button", name="Suchen").click()
        pin.get_by_role("option", name="Doberaner Straße").first.click()
        assert chosen(pin)
        field.fill("Lange Straße")
        expect(pin.locator("input[name=lon]")).to_have_value("")
        pin.get_by_role("button", name="Auf der Karte zeigen").click()
        anna.page.locator("[data-pin][data-map-ready]").wait_for(timeout=60_000)
        pin.get_by_role("button", name="Diesen Punkt nehmen").click()
        expect(field).to_have_value("")
        assert chosen(pin)

    def test_without_a_script_the_address_does_all(self, town: Town, person: NewPerson) -> None:
        anna = person(width=320, javascript=False)
        pin = picker(town, anna)
        expect(pin.get_by_role("button", name="Meinen Standort nehmen")).to_be_hidden()
        pin.get_by_role("textbox").first.fill("lange str. 9999")
        anna.press("Suchen")
        anna.choose("Lange Straße, Stadtmitte (Hausnummer 9999 kennen wir nicht. Gemeint ist die Straße.)")
        anna.press("Weiter")
        assert not anna.path.endswith("/ort/")
