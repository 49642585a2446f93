"""The map of everything for real: filters hold for map and list, the address follows, one page may be framed."""

from __future__ import annotations

import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Frame, Locator, expect

from smilecity.collect.contributions.rules import Kind
from smilecity.ground import clock
from tests.factories_contributions import make_call, make_contribution
from tests.support.person import Person

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town

IDEAS = {"Bänke am Fluss": (12.13, 54.0915), "Licht unter der Brücke": (12.07, 54.17)}
PLACES = {"Der alte Garten": (12.22, 54.21)}
WORD = "suche=alleskarte"


@pytest.fixture(scope="module")
def said(town: Town) -> None:
    """Ideas and a place far apart, which one word of theirs tells from those of other tests."""

    def make() -> None:
        at = clock.now()
        for kind, titles in ((Kind.IDEA, IDEAS), (Kind.PLACE, PLACES)):
            call, category = make_call(kind, opens_at=at, at=at), "happy" if kind is Kind.PLACE else ""
            for title, (lon, lat) in titles.items():
                make_contribution(
                    call, title=title, text="Alleskarte", category=category, lon=lon, lat=lat, at=at, shown=True
                )

    town.do(make)


def opened(anna: Person, query: str = WORD) -> Locator:
    """Open the page and wait until the map is drawn."""
    anna.visit(f"/karte/?{query}")
    shown = anna.page.locator("[data-map][data-map-ready]")
    shown.wait_for(timeout=60_000)
    return shown


def pins(shown: Locator | Frame) -> Locator:
    return shown.locator(".map__pin")


def listed(anna: Person) -> set[str]:
    return set(anna.page.locator(".map-item h3").all_inner_texts())


@pytest.mark.usefixtures("said")
class TestMapAndList:
    def test_a_filter_holds_for_map_and_list(self, person: NewPerson) -> None:
        anna = person()
        shown = opened(anna)
        expect(pins(shown)).to_have_count(3)
        assert listed(anna) == {*IDEAS, *PLACES}
        anna.page.get_by_label("Art", exact=True).select_option("Orte")
        anna.press("Anzeigen")
        shown = anna.page.locator("[data-map][data-map-ready]")
        shown.wait_for(timeout=60_000)
        expect(pins(shown)).to_have_count(1)
        assert listed(anna) == set(PLACES)
        assert "art=orte" in anna.page.url
        assert "suche=alleskarte" in anna.page.url

    def test_the_address_follows_the_map_without_filling_the_history(self, person: NewPerson) -> None:
        anna = person()
        shown = opened(anna)
        before = anna.page.evaluate("history.length")
        shown.locator("canvas").focus()
        for key in ("+", "ArrowLeft"):
            old = anna.page.url
            anna.page.keyboard.press(key)
            anna.page.wait_for_function("old => location.href !== old", arg=old)
        assert re.search(r"ausschnitt=\d+(\.\d+)?/5\d\.\d+/1\d\.\d+", anna.page.url)
        assert anna.page.evaluate("history.length") == before
        assert anna.page.locator("input[name=ausschnitt]").input_value() in anna.page.url
        code = anna.page.locator("[data-map-code]").input_value()
        assert f"ausschnitt={anna.page.locator('input[name=ausschnitt]').input_value()}" in code
        bela = person()
        bela.visit(anna.page.url)
        bela.page.locator("[data-map][data-map-ready]").wait_for(timeout=60_000)
        assert sorted(_labels(bela)) == sorted(_labels(anna))

    def test_the_list_of_the_visible_part(self, person: NewPerson) -> None:
        anna = person()
        opened(anna, f"{WORD}&ausschnitt=14/54.21/12.22")
        anna.page.locator("canvas").focus()
        anna.page.keyboard.press("ArrowUp")
        anna.follow("Liste nur für diesen Ausschnitt")
        anna.page.locator("[data-map][data-map-ready]").wait_for(timeout=60_000)
        assert listed(anna) == set(PLACES)
        anna.follow("Liste für die ganze Stadt")
        assert listed(anna) == {*IDEAS, *PLACES}

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_nothing_bars_anybody_on_a_phone(self, person: NewPerson, scheme: str) -> None:
        anna = person(width=360, scheme=scheme)
        anna.visit(f"/karte/?{WORD}")
        expect(anna.page.locator("canvas")).to_have_count(0)
        anna.page.get_by_role("button", name="Karte öffnen").click()
        anna.page.locator("[data-map][data-map-ready]").wait_for(timeout=60_000)
        anna.page.wait_for_load_state("networkidle")
        assert list(anna.violations()) == []
        assert anna.overflow() <= 0

    def test_without_a_script_it_is_a_list_with_filters(self, person: NewPerson) -> None:
        anna = person(javascript=False)
        anna.visit(f"/karte/?{WORD}")
        assert listed(anna) == {*IDEAS, *PLACES}
        anna.page.get_by_label("Art", exact=True).select_option("Ideen")
        anna.press("Anzeigen")
        assert listed(anna) == set(IDEAS)


def _labels(anna: Person) -> list[str]:
    found = anna.page.locator(".map__pin, .map__group")
    return [str(found.nth(n).get_attribute("aria-label")) for n in range(found.count())]


@contextmanager
def somebody_elses_site(body: str) -> Generator[str]:
    """Serve a page from another origin: another host of this machine, on a port of its own."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = (
                f"<!doctype html><html lang=de><title>Verein</title><main><h1>Unser Verein</h1>{body}</main>".encode()
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.mark.usefixtures("said")
class TestInAFrame:
    def test_the_code_works_on_a_page_of_another_origin(self, person: NewPerson) -> None:
        anna = person()
        opened(anna)
        code = anna.page.locator("[data-map-code]").input_value()
        code = re.sub(r'src="https?://[^/"]+', f'src="{anna.address}', code)
        bela = person()
        with somebody_elses_site(code) as site:
            bela.visit(site)
            frame = bela.page.frame_locator("iframe")
            expect(frame.locator("[data-map][data-map-ready]")).to_be_attached(timeout=60_000)
            expect(frame.locator(".map__pin")).to_have_count(3)
            assert set(frame.locator(".map-item h3").all_inner_texts()) == {*IDEAS, *PLACES}
            assert bela.page.context.cookies() == []
            assert list(bela.violations()) == []
            with bela.page.expect_popup() as popup:
                frame.get_by_role("link", name="Alles ansehen und mitmachen").click()
            assert "/karte/" in popup.value.url
        # The one other site that was asked is the one we came from.
        bela.complaints = [one for one in bela.complaints if site not in one]

    @pytest.mark.parametrize("path", ["/karte/", "/ideen/", "/", "/konto/login/", "/desk/"])
    def test_every_other_page_refuses(self, person: NewPerson, path: str) -> None:
        anna = person()
        with somebody_elses_site(f'<iframe src="{anna.address}{path}"></iframe>') as site:
            anna.visit(site)
            anna.page.wait_for_load_state("networkidle")
            assert anna.page.frames[1].url.startswith("chrome-error:")
            assert any("frame-ancestors" in one for one in anna.complaints)
        anna.complaints = [one for one in anna.complaints if site not in one and "frame-ancestors" not in one]
