"""Take pictures of every public page and check each: axe, security policy, width, weight. Needs Chromium, no database.

``python -m tools.look --out FOLDER [--only home,one] [--no-pictures]``; ``CHROMIUM=`` names another browser.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

Scheme = Literal["light", "dark"]

ROOT = Path(__file__).resolve().parent.parent
BUDGET = 100_000
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-gpu"]
SCREENS: list[tuple[int, Scheme]] = [(320, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: only findings are printed."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the pages on a free port of this machine for as long as the block lasts."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    application = StaticFilesHandler(get_wsgi_application())
    server: WSGIServer = make_server("127.0.0.1", 0, application, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


class Visit:
    """One page on one screen: what the browser said, what was loaded, what axe and the eye's ruler find."""

    def __init__(self, browser: Browser, width: int, scheme: Scheme) -> None:
        self.width = width
        self.said: list[str] = []
        self.bytes = 0
        self.page: Page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        self.page.on("console", self._hear)
        self.page.on("response", self._weigh)

    def _hear(self, message: ConsoleMessage) -> None:
        self.said.append(message.text)

    def _weigh(self, response: Response) -> None:
        """Count what would go over the wire: text packed, fonts as they are."""
        body = response.body()
        self.bytes += len(body) if response.url.endswith("woff2") else len(gzip.compress(body))

    def findings(self) -> Iterator[str]:
        """All that is wrong, a sentence each."""
        yield from (f"console: {text}" for text in self.said)
        for violation in Axe().run(self.page).response["violations"]:
            yield from (f"axe {violation['id']}: {node['target']}" for node in violation["nodes"])
        if self.page.evaluate("document.documentElement.scrollWidth") > self.width:
            yield f"wider than {self.width} px"
        if self.bytes > BUDGET:
            yield f"{self.bytes} bytes"


def look_at(browser: Browser, url: str, out: Path | None = None) -> Iterator[str]:
    """Look at one page on every screen; ``out`` keeps the pictures."""
    name = url.rpartition("/")[2]
    for width, scheme in SCREENS:
        visit = Visit(browser, width, scheme)
        visit.page.goto(url)
        visit.page.evaluate("document.fonts.ready")
        yield from (f"{name} {width} {scheme}: {text}" for text in visit.findings())
        if out is not None:
            visit.page.screenshot(path=out / f"{name}-{width}-{scheme}.png", full_page=True)
        visit.page.close()


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser()
    options.add_argument("--out", type=Path, default=ROOT / "var/look")
    options.add_argument("--only", default="")
    options.add_argument("--no-pictures", action="store_true")
    return options.parse_args()


def main() -> int:
    """Look at all pages, or at those named, and print what is wrong."""
    given = _options()
    out: Path | None = None if given.no_pictures else given.out
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.look_site"
    from tools.look_pages import PAGES

    names = given.only.split(",") if given.only else [*PAGES, "styleguide"]
    with served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        findings = [line for name in names for line in look_at(browser, f"{base}/{name}", out)]
        browser.close()
    print("\n".join(findings) or f"{len(names)} pages, {len(SCREENS)} screens each: nothing wrong")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    sys.exit(main())
