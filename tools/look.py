"""Take pictures of every public page and check each: axe, security policy, width, weight. No database needed.

``python tools/look.py --out /somewhere [--only home,one] [--no-pictures]``; needs Chromium (CHROMIUM= names it).
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
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
BUDGET = 100_000
CITY = {
    "name": "Rostock", "official_name": "Hanse- und Universitätsstadt Rostock", "email": "mitreden@rostock.example",
    "phone": "0381 381-0", "street": "Neuer Markt 1", "postal_code": "18055", "town": "Rostock",
}  # fmt: skip
LANGUAGES = [
    {"code": "de", "name": "Deutsch", "url": "/home", "current": True, "lang": "de"},
    {"code": "en", "name": "English", "url": "/en/home", "current": False, "lang": "en"},
    {"code": "de-simple", "name": "Leichte Sprache", "url": "/de-simple/home", "current": False, "lang": "de"},
]


def _settings() -> None:
    settings.configure(
        DEBUG=True,
        SECRET_KEY="only for looking",
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["127.0.0.1"],
        LANGUAGE_CODE="de",
        USE_I18N=True,
        STATIC_URL="/static/",
        INSTALLED_APPS=["django.contrib.staticfiles"],
        STATICFILES_DIRS=[ROOT / "src/smilecity/doors/web/static"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [ROOT / "src/smilecity/doors/web/templates"],
                "OPTIONS": {"string_if_invalid": ""},
            }
        ],
    )
    django.setup()


_settings()

from django.shortcuts import render  # noqa: E402 - needs the settings above
from tools.look_pages import PAGES  # noqa: E402

from smilecity.doors.web import styleguide  # noqa: E402


def show(request: HttpRequest, name: str) -> HttpResponse:
    """One page of the list, under the policy the real site sends."""
    if name == "styleguide":
        template, values = "styleguide", {"parts": list(styleguide.parts())}
    else:
        template, values = PAGES[name]
    response = render(request, f"web/{template}.html", {"city": CITY, "languages": LANGUAGES, **values})
    response["Content-Security-Policy"] = POLICY
    return response


def colours(request: HttpRequest) -> HttpResponse:
    return HttpResponse(os.environ.get("LOOK_COLOURS", ""), content_type="text/css")


_web = ([path(name, show, {"name": name}, name=name) for name in ("home", "imprint", "privacy", "accessibility", "simple")], "web")
urlpatterns = [
    path("farben.css", colours),
    path("konto/anmelden", show, {"name": "home"}, name="account_login"),
    path("konto/abmelden", show, {"name": "home"}, name="account_logout"),
    path("<str:name>", show),
    path("x/", include(_web)),
]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: only findings are printed."""


@contextmanager
def served() -> Iterator[str]:
    server: WSGIServer = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def _check(page: "Page", name: str, width: int, scheme: str) -> list[str]:
    """What is wrong with the page as it stands in the browser."""
    found = [
        f"axe {violation['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append(f"wider than {width} px")
    return [f"{name} {width} {scheme}: {line}" for line in found]


def visit(browser: "Browser", base: str, name: str, out: Path | None) -> Iterator[str]:
    """Look at one page in every width and scheme."""
    for width, scheme in [(320, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]:
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]  # a plain string from the list above
        said: list[str] = []
        weights: list[int] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("response", lambda response, weights=weights: weights.append(_weight(response)))
        page.goto(f"{base}/{name}", wait_until="networkidle")
        yield from (f"{name} {width}: console: {text}" for text in said)
        yield from _check(page, name, width, scheme)
        if sum(weights) > BUDGET:
            yield f"{name}: {sum(weights)} bytes"
        if out is not None:
            page.screenshot(path=out / f"{name}-{width}-{scheme}.png", full_page=True)
        page.close()


def _weight(response: "Response") -> int:
    """What would go over the wire: text packed, fonts as they are."""
    body = response.body()
    return len(body) if response.url.endswith("woff2") else len(gzip.compress(body))


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--out", type=Path, default=ROOT / "var/look")
    options.add_argument("--only", default="")
    options.add_argument("--no-pictures", action="store_true")
    given = options.parse_args()
    out = None if given.no_pictures else given.out
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    names = given.only.split(",") if given.only else [*PAGES, "styleguide"]
    flags = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-gpu"]
    with served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=flags)
        findings = [line for name in names for line in visit(browser, base, name, out)]
        browser.close()
    print("\n".join(findings) or f"{len(names)} pages: nothing wrong")
    return 1 if findings else 0


if __name__ == "__main__":
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser, Page, Response, sync_playwright

    sys.exit(main())
