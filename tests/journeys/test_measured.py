"""From the list of what the city measures to a single value: with a mouse, without scripts, and while values arrive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, expect

from smilecity.ground import clock
from smilecity.sense.things.models import Datastream
from tests.factories_sense import make_observation

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.person import Person
    from tests.support.shown_measured import Measured
    from tests.support.town import Town


@pytest.fixture(scope="module")
def measured(town: Town) -> Measured:
    """One of everything that is measured."""
    from tests.support.shown_measured import show

    return town.do(show)


def narrow(anna: Person) -> None:
    """Find the gauge among everything else."""
    anna.visit("/messwerte/")
    anna.asked("Was die Stadt misst")
    if anna.page.locator(".filters__fold").is_visible():
        anna.page.locator(".filters__fold").click()
    anna.page.get_by_label("Was wird gemessen?").select_option("Wasserstand")
    anna.page.locator("label[for=aktuell]").click()
    anna.write("Suche", "Pegel")
    anna.press("Anzeigen")
    anna.reads("1 Messstelle für Wasserstand mit dem Wort „Pegel“, nur aktuelle")


def go_to_the_series(anna: Person) -> None:
    anna.follow("Pegel Warnemünde")
    anna.asked("Pegel Warnemünde")
    anna.reads("Was hier gemessen wird", "Wasserstraßenamt")
    # How many have passed since then depends on what ran before; that they are counted right is tested elsewhere.
    expect(anna.page.get_by_text(re.compile(r"vor \d+ Minuten")).first).to_be_visible()
    anna.follow("Wasserstand")
    anna.asked("Wasserstand Pegel Warnemünde")
    expect(anna.page.get_by_text(re.compile(r"m – vor \d+ Minuten gemessen")).first).to_be_visible()
    anna.reads("In den letzten 24 Stunden: zwischen 0 m und 9 m")


def choose_a_period(anna: Person) -> None:
    anna.follow("30 Tage")
    expect(anna.page.locator("figcaption")).to_contain_text("Die Linie zeigt das Mittel jedes Tages")
    expect(anna.page.locator("nav [aria-current=true]").filter(has_text="30 Tage")).to_be_visible()
    anna.page.get_by_text("Zahlen als Tabelle").click()
    expect(anna.page.locator("table.kern-table tbody tr").first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_list_to_the_numbers_of_a_month(person: NewPerson, measured: Measured, *, javascript: bool) -> None:
    anna = person(width=360, javascript=javascript)
    narrow(anna)
    go_to_the_series(anna)
    choose_a_period(anna)
    expect(anna.page.locator(".plot__sheet--narrow")).to_be_visible()
    anna.page.locator("figure").hover()
    expect(anna.page.locator(".uplot")).to_have_count(1 if javascript else 0)
    expect(anna.page.locator(".plot__sheet--narrow")).to_be_visible(visible=not javascript)
    if javascript:
        expect(anna.page.locator("[data-plot-told]")).to_contain_text("kleinster")


def test_the_map_of_the_list_leads_to_the_same_things(person: NewPerson, measured: Measured) -> None:
    anna = person()
    anna.visit("/messwerte/?ansicht=karte&suche=pegel")
    shown = anna.page.locator("[data-map][data-map-ready]")
    shown.wait_for(timeout=60_000)
    expect(shown.locator(".map__pin")).to_have_count(2)
    listed = anna.page.locator("[data-number]")
    assert listed.count() == 2
    shown.locator(".map__pin").first.press("Enter")
    expect(shown.locator("[data-map-panel] a")).to_be_focused()
    expect(anna.page.locator("[data-number].is-marked")).to_have_count(1)


def test_the_map_of_a_thing_shows_this_one_only(person: NewPerson, measured: Measured) -> None:
    anna = person()
    anna.visit(measured.pages["thing"])
    anna.page.get_by_role("button", name="Karte öffnen").click()
    shown = anna.page.locator("[data-map][data-map-ready]")
    shown.wait_for(timeout=60_000)
    expect(shown.locator(".map__pin")).to_have_count(1)


class TestWhileValuesArrive:
    @pytest.fixture
    def anna(self, person: NewPerson, measured: Measured) -> Person:
        """Somebody whose browser's clock a test may move."""
        anna = person()
        anna.page.clock.install()
        anna.visit(measured.pages["series of several"])
        expect(self.told(anna)).to_contain_text("alle 30 Sekunden")
        return anna

    @staticmethod
    def told(anna: Person) -> Locator:
        return anna.page.locator("[data-live-told]")

    @staticmethod
    def arrives(town: Town, measured: Measured, warmth: float) -> None:
        number = int(measured.pages["series of several"].split("/")[-2])
        town.do(lambda: make_observation(Datastream.objects.get(pk=number), [warmth, 4.0], at=clock.now()))

    def test_a_new_value_shows_and_is_read_out(self, anna: Person, town: Town, measured: Measured) -> None:
        self.arrives(town, measured, 21.5)
        anna.page.clock.fast_forward(31_000)
        anna.reads("Gerade eben gemessen: 21,5 °C; 4 m/s")
        expect(anna.page.locator("[data-live-said]")).to_have_text(re.compile("Gerade eben gemessen: 21,5"))

    def test_whoever_stops_it_is_left_in_peace(self, anna: Person, town: Town, measured: Measured) -> None:
        anna.page.get_by_role("button", name="Nicht mehr aktualisieren").click()
        expect(self.told(anna)).to_contain_text("Angehalten")
        self.arrives(town, measured, 22.5)
        before = anna.page.locator("[data-live-sentence]").text_content()
        anna.page.clock.fast_forward(120_000)
        expect(anna.page.locator("[data-live-sentence]")).to_have_text(before or "")
        anna.page.get_by_role("button", name="Weiter aktualisieren").click()
        anna.page.clock.fast_forward(31_000)
        anna.reads("gemessen: 22,5 °C")


def test_the_request_for_programs_can_be_copied(person: NewPerson, measured: Measured) -> None:
    anna = person()
    anna.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    anna.visit(measured.pages["series"])
    anna.page.get_by_role("button", name="Kopieren").last.click()
    anna.reads("Kopiert")
    copied = anna.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("curl 'http")
    assert f"Datastreams({measured.series})/Observations" in copied
