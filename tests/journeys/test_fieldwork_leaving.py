"""A phone in a real browser after its owner has left the crew: what waits is sent, what was kept is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.processes import until

if TYPE_CHECKING:
    from tests.support.on_the_road import Crew
    from tests.support.person import Person
    from tests.support.town import Town

_PATHS = "async () => (await (await caches.open('smilecity-crew')).keys()).map(({ url }) => new URL(url).pathname)"


def kept_below(jo: Person, home: str) -> list[str]:
    """Return the addresses of the pages that the device keeps below this one."""
    return [path for path in jo.page.evaluate(_PATHS) if path.startswith(home)]


def test_what_waits_on_the_phone_of_somebody_who_left_is_sent_and_their_orders_are_forgotten(
    town: Town, jo: Person, crew: Crew
) -> None:
    from tests.support import on_the_road

    order = crew.orders[0]
    on_the_road.go_offline(jo)
    jo.visit(f"/einsatz/{order}/")
    on_the_road.ready(jo)
    on_the_road.enter(jo, "Erledigt", "Zu.", "Als erledigt eintragen")
    jo.reads("1 Eintrag wartet auf Empfang.")
    town.do(lambda: on_the_road.leave(crew))
    jo.page.goto("about:blank")
    on_the_road.go_offline(jo, offline=False)
    jo.visit("/einsatz/")
    jo.reads("Sie gehören zu keinem Team mehr")
    until(lambda: town.do(lambda: on_the_road.known(order)).state == "done", 30)
    expect(jo.page.locator("[data-crew-box]")).to_be_hidden()
    until(lambda: kept_below(jo, "/einsatz/") == [], 30)
    assert town.do(lambda: on_the_road.known(order)).entries == 1
    on_the_road.quiet(jo)


def test_pages_of_another_language_are_off_the_device_after_a_week_too(jo: Person) -> None:
    from tests.support import on_the_road

    jo.visit("/en/einsatz/")
    on_the_road.ready(jo)
    until(lambda: len(kept_below(jo, "/en/einsatz/")) >= 3, 30)
    assert kept_below(jo, "/einsatz/")
    on_the_road.make_kept_older(jo, days=7.1)
    jo.visit("/en/einsatz/")
    on_the_road.ready(jo)
    assert kept_below(jo, "/einsatz/") == []
