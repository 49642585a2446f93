"""Map tiles from nowhere, our own files, a source that we ask for everybody, or the browser itself."""

import os
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from smilecity.doors.web import limits, tiles
from smilecity.doors.web.middleware import security_headers
from smilecity.doors.web.views import maps
from smilecity.ground.env import WrongSetting
from smilecity.ground.geo import Box
from tests.support.statements import statements

PICTURE = b"\x89PNG\r\n\x1a\n" + b"a map" * 20
# Rostock's town hall lies in this tile, Munich's does not.
INSIDE, OUTSIDE = "/karte/kacheln/14/8744/5253", "/karte/kacheln/14/8718/5685"
CITY = Box(12.0, 54.05, 12.3, 54.25)


@dataclass
class Source:
    """A server of tiles: what it was asked, and what it says."""

    port: int = 0
    status: int = 200
    content: bytes = PICTURE
    location: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def source(settings: Settings, tmp_path: Path) -> Generator[Source]:
    """A real server of tiles on this machine; we are its proxy."""
    served = Source()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            self.send_response(served.status)
            if served.location:
                self.send_header("Location", served.location)
            self.send_header("Content-Length", str(len(served.content)))
            self.end_headers()
            self.wfile.write(served.content)

        def log_message(self, *_args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    served.port = server.server_address[1]
    settings.TILES = "proxy"
    settings.TILES_URL = f"http://127.0.0.1:{served.port}/{{z}}/{{x}}/{{y}}.png"
    settings.TILES_KEPT = tmp_path / "kept"
    tiles.forget()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()
    tiles.forget()


@pytest.fixture(autouse=True)
def _city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "_city_box", lambda _when: CITY)


def policy() -> str:
    request = RequestFactory().get("/")
    return security_headers(lambda _request: HttpResponse())(request)["Content-Security-Policy"]


class TestNoTiles:
    def test_by_default_there_are_none_and_nobody_is_asked(self, client: Client, settings: Settings) -> None:
        assert settings.TILES == "none"
        assert client.get(INSIDE).status_code == 404
        assert "http" not in policy()


class TestOurOwnFiles:
    @pytest.fixture(autouse=True)
    def _files(self, settings: Settings, tmp_path: Path) -> None:
        settings.TILES, settings.TILES_FOLDER = "self", tmp_path
        (tmp_path / "14/8744").mkdir(parents=True)
        (tmp_path / "14/8744/5253.png").write_bytes(PICTURE)
        (tmp_path / "14/8744/5254.png").write_bytes(b"<script>no picture</script>")

    def test_a_tile_is_given_as_it_is(self, client: Client) -> None:
        response = client.get(INSIDE)
        assert (response.content, response["Content-Type"]) == (PICTURE, "image/png")
        assert response["Cache-Control"] == "public, max-age=86400"

    def test_what_is_no_picture_is_not_given(self, client: Client) -> None:
        assert client.get("/karte/kacheln/14/8744/5254").status_code == 404

    def test_what_is_not_there_is_not_found(self, client: Client) -> None:
        assert client.get("/karte/kacheln/14/8744/5252").status_code == 404

    @pytest.mark.parametrize("path", ["14/8744/../../secret-key", "..%2f/1/1", "14/-1/5253", "x/1/1"])
    def test_no_address_leads_out_of_the_folder(self, client: Client, path: str) -> None:
        assert client.get(f"/karte/kacheln/{path}").status_code in {404, 301}


@pytest.mark.django_db
class TestProxy:
    def test_a_tile_is_fetched_once_and_kept(self, client: Client, source: Source) -> None:
        for _each in range(3):
            response = client.get(INSIDE)
            assert (response.content, response["Content-Type"]) == (PICTURE, "image/png")
        assert [path for path, _headers in source.asked] == ["/14/8744/5253.png"]

    def test_the_source_learns_nothing_about_the_visitor(self, client: Client, source: Source) -> None:
        client.get(
            INSIDE,
            REMOTE_ADDR="203.0.113.9",
            headers={
                "User-Agent": "Phone",
                "Referer": "https://stadt.example/ideen/7/",
                "X-Forwarded-For": "203.0.113.9",
                "Accept-Language": "tlh",
                "Cookie": "sessionid=secret",
            },
        )
        ((_path, headers),) = source.asked
        assert headers.keys() == {"host", "user-agent", "accept-encoding", "connection"}
        assert headers["user-agent"].startswith("SmileCity (http")
        assert "203.0.113.9" not in str(headers)

    @pytest.mark.parametrize("path", [OUTSIDE, "/karte/kacheln/20/559648/336232", "/karte/kacheln/2/2/1"])
    def test_nothing_is_fetched_beyond_the_city_or_too_near_or_too_far(
        self, client: Client, source: Source, path: str
    ) -> None:
        assert client.get(path).status_code == 404
        assert source.asked == []

    @pytest.mark.parametrize("status", [404, 410])
    def test_what_the_source_has_not_is_not_found(self, client: Client, source: Source, status: int) -> None:
        source.status = status
        assert client.get(INSIDE).status_code == 404

    def test_a_source_that_fails_is_left_alone_for_a_while(self, client: Client, source: Source) -> None:
        source.status = 500
        for path in (INSIDE, "/karte/kacheln/14/8744/5254"):
            response = client.get(path)
            assert (response.status_code, response["Retry-After"]) == (503, "30")
            assert response["Cache-Control"] == "no-store"
        assert len(source.asked) == 1

    def test_an_old_tile_is_better_than_none(self, client: Client, source: Source, settings: Settings) -> None:
        client.get(INSIDE)
        kept = settings.TILES_KEPT / "14/8744/5253"
        long_ago = time.time() - 40 * 24 * 3600
        os.utime(kept, (long_ago, long_ago))
        source.status = 500
        assert client.get(INSIDE).content == PICTURE
        assert len(source.asked) == 2

    def test_an_old_tile_is_fetched_anew(self, client: Client, source: Source, settings: Settings) -> None:
        client.get(INSIDE)
        os.utime(settings.TILES_KEPT / "14/8744/5253", (0, 0))
        source.content = PICTURE + b"new"
        assert client.get(INSIDE).content.endswith(b"new")

    @pytest.mark.parametrize("content", [b"<html>Anmeldung</html>", b"", b"\x89PNG" + b"x" * 1_000_001])
    def test_what_is_no_small_picture_is_neither_given_nor_kept(
        self, client: Client, source: Source, settings: Settings, content: bytes
    ) -> None:
        source.content = content
        assert client.get(INSIDE).status_code == 404
        assert not settings.TILES_KEPT.exists()

    def test_a_source_cannot_send_us_elsewhere(self, client: Client, source: Source) -> None:
        source.status, source.location = 302, f"http://127.0.0.1:{source.port}/desk/"
        assert client.get(INSIDE).status_code == 503
        assert len(source.asked) == 1

    def test_a_source_that_is_not_there_is_away(self, client: Client, source: Source, settings: Settings) -> None:
        settings.TILES_URL = "http://127.0.0.1:9/{z}/{x}/{y}.png"
        assert client.get(INSIDE).status_code == 503

    def test_the_disk_is_not_filled(self, client: Client, source: Source, settings: Settings) -> None:
        settings.TILES_MEGABYTES = 1
        source.content = PICTURE + b"x" * 300_000
        for number in range(8):
            client.get(f"/karte/kacheln/14/8744/{5247 + number}")
            time.sleep(0.01)  # the oldest are told by the time on the disk
        left = sorted(path.name for path in settings.TILES_KEPT.rglob("*") if path.is_file())
        assert 1 <= len(left) <= 3
        assert left[-1] == "5254"

    def test_who_wants_too_many_has_to_wait_but_not_for_what_we_keep(
        self, client: Client, source: Source, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client.get(INSIDE)
        real = limits._networks
        monkeypatch.setattr(limits, "_networks", lambda request, name, _most: real(request, name, 1))
        assert client.get("/karte/kacheln/14/8744/5254").status_code == 429
        assert client.get(INSIDE).status_code == 200

    def test_a_tile_that_we_keep_costs_no_statement(self, client: Client, source: Source) -> None:
        client.get(INSIDE)
        with statements() as sent:
            client.get(INSIDE)
        assert sent == []

    def test_the_policy_stays_strict(self, source: Source) -> None:
        assert "http" not in policy()


class TestDirect:
    @pytest.fixture(autouse=True)
    def _direct(self, settings: Settings) -> None:
        settings.TILES, settings.TILES_URL = "direct", "https://tiles.example.org/styles/{z}/{x}/{y}.png?k=1"

    def test_the_browser_may_ask_exactly_that_host_for_pictures(self) -> None:
        directives = dict(part.strip().split(" ", 1) for part in policy().split(";"))
        assert directives.pop("img-src") == "'self' data: https://tiles.example.org"
        assert directives.pop("connect-src") == "'self' https://tiles.example.org"
        assert "http" not in str(directives)

    def test_we_ourselves_give_none(self, client: Client) -> None:
        assert client.get(INSIDE).status_code == 404

    @pytest.mark.django_db
    def test_the_privacy_page_says_who_is_asked(self, client: Client) -> None:
        page = client.get("/datenschutz/").content.decode()
        assert "tiles.example.org" in page
        assert "fragt bei keinem fremden Anbieter etwas ab" not in page


@pytest.mark.django_db
def test_without_a_stranger_the_privacy_page_names_none(client: Client) -> None:
    page = client.get("/datenschutz/").content.decode()
    assert "fragt bei keinem fremden Anbieter etwas ab" in page
    assert "Kartenbilder" not in page


@pytest.mark.parametrize("mode", ["proxy", "direct"])
@pytest.mark.parametrize("address", ["", "https://tiles.example.org/", "https://tiles.example.org/{z}/{x}.png"])
def test_a_source_without_a_usable_address_ends_the_start(settings: Settings, mode: str, address: str) -> None:
    settings.TILES, settings.TILES_URL = mode, address
    with pytest.raises(WrongSetting, match="SMILECITY_TILES_URL"):
        tiles.check_settings()


@pytest.mark.parametrize(
    ("z", "x", "y", "touches"),
    [
        (14, 8744, 5253, True),
        (14, 8718, 5685, False),
        (6, 34, 20, True),
        (5, 17, 10, False),
        (19, 279_824, 168_116, True),
        (20, 559_648, 336_232, False),
        (14, 20_000, 5253, False),
        (14, -1, 5253, False),
    ],
)
def test_only_tiles_of_the_city_and_its_surroundings_are_there(z: int, x: int, y: int, touches: bool) -> None:
    assert tiles.touches(CITY, z, x, y) is touches
