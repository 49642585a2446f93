"""Take the pictures of the README and the handbook from a running demo, in real Chromium. `make pictures`.

The demo runs in a folder of its own and is gone afterwards. Its town is always the same; only its dates move on, and
free texts come in the random order in which every survey's do.
"""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.look import FLAGS

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs/pictures"
EACH, TOGETHER = 120_000, 1_400_000
_COLOURS = 96
STREETS = "team-strassen@smile-city.example"
PROGRAM = [sys.executable, "-m", "smilecity"]


@dataclass(frozen=True)
class Demo:
    """A running demo and how its staff sign in."""

    url: str
    email: str
    password: str
    environment: dict[str, str]

    def code(self) -> str:
        """The sign-in code of this half minute."""
        command = [*PROGRAM, "demo", "--code"]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout.strip()


@contextmanager
def running() -> Iterator[Demo]:
    """Run the demo on free ports with a home of its own."""
    with tempfile.TemporaryDirectory(prefix="smilecity-pictures-") as home:
        # Root's PostgreSQL runs as another user: where that one cannot enter, its data would lie elsewhere, and stay.
        Path(home).chmod(0o711)
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"SMILECITY_HOME": home, "SMILECITY_DIE_WITH_PARENT": "1"}
        command = [*PROGRAM, "demo", "--port", str(_free_port())]
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            yield _announced(process, environment)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _announced(process: subprocess.Popen[str], environment: dict[str, str]) -> Demo:
    """Read what the demo says until it has said everything."""
    said = ""
    for line in process.stdout or ():
        said += line
        if "Beenden" in line:
            url, email, password = (_said(said, label) for label in ("Smile City", "E-Mail", "Passwort"))
            return Demo(url, email, password, environment)
    raise RuntimeError(f"The demo did not start:\n{said}")


def _said(text: str, label: str) -> str:
    found = re.search(rf"^ *{label} +(\S+)", text, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"The demo did not say its {label}.")
    return found[1]


# On the first page: a survey that is open, and one with its result.
_SURVEYS = ("[href*='/umfragen/']:not([href$='/ergebnis/'])", "[href$='/ergebnis/']")


def phone(browser: Browser, demo: Demo) -> Iterator[str]:
    """What residents see on a phone."""
    page = browser.new_page(
        viewport={"width": 360, "height": 780}, device_scale_factor=2, locale="de-DE", reduced_motion="reduce"
    )
    page.goto(demo.url)
    yield _keep(page, "home-phone")
    survey, result = (page.locator(f"main a{which}").first.evaluate("link => link.href") for which in _SURVEYS)
    page.goto(survey)
    page.get_by_role("button", name="Umfrage beginnen").click()
    page.get_by_text("4", exact=True).click()
    yield _keep(page, "question-phone")
    page.goto(result)
    page.locator("main section").nth(1).evaluate("part => part.scrollIntoView()")
    yield _keep(page, "result-phone")
    yield from _voices(page, demo)
    yield from _reports(page, demo)
    yield from _measured(page, demo)
    yield from _site(page, demo)
    page.close()


def _voices(page: Page, demo: Demo) -> Iterator[str]:
    """Show ideas as a list, one with its answer, and the form's first screen."""
    page.goto(f"{demo.url}/ideen/")
    yield _keep(page, "ideas-phone")
    page.goto(f"{demo.url}/ideen/?status=umgesetzt")
    page.locator(".contribution h3 a").first.click()
    yield _keep(page, "idea-phone")
    page.goto(f"{demo.url}/ideen/neu/")
    page.get_by_label("Titel", exact=True).fill("Mehr Schatten am Stadthafen")
    yield _keep(page, "write-phone")


def _reports(page: Page, demo: Demo) -> Iterator[str]:
    """Show the first step of a report, a year of them in numbers, and what a crew has to do."""
    page.goto(f"{demo.url}/meldungen/neu/")
    _show(page, ".kinds")
    yield _keep(page, "report-phone")
    page.goto(f"{demo.url}/meldungen/statistik/")
    _show(page, "main h1")
    yield _keep(page, "statistics-phone")
    page.goto(f"{demo.url}/einsatz/")
    _enter(page, demo, STREETS)
    _pass_code(page, demo, "/einsatz/")
    page.reload()  # without the greeting of the sign-in
    yield _keep(page, "crew-phone")
    page.context.clear_cookies()


def _measured(page: Page, demo: Demo) -> Iterator[str]:
    """Show what the city measures: the list, a weather station, its temperature."""
    page.goto(f"{demo.url}/messwerte/")
    _show(page, "#gefunden")
    yield _keep(page, "measured-phone")
    page.goto(f"{demo.url}/messwerte/?suche=wetterstation")
    page.locator(".thing h3 a").first.click()
    _show(page, ".measured__head .kicker")
    yield _keep(page, "thing-phone")
    page.locator(".tile h3 a").first.click()
    _show(page, ".measured__head .kicker")
    yield _keep(page, "series-phone")


def _site(page: Page, demo: Demo) -> Iterator[str]:
    """Show the calendar, the search, who is responsible, and what is stored of somebody who signed in."""
    page.goto(f"{demo.url}/kalender/")
    _show(page, "#gefunden")
    yield _keep(page, "calendar-phone")
    page.goto(f"{demo.url}/suche/?suche=radweg")
    _show(page, ".search-head")
    yield _keep(page, "search-phone")
    page.goto(f"{demo.url}/zustaendig/?suche=schlagloch")
    _show(page, "main h1")
    yield _keep(page, "office-phone")
    page.goto(f"{demo.url}/mein-bereich/daten/")
    _enter(page, demo, "anna@smile-city.example")
    _show(page, "main h1")
    yield _keep(page, "own-data-phone")


def _show(page: Page, what: str) -> None:
    """Let a small screen begin here."""
    page.locator(what).evaluate("part => part.scrollIntoView()")


def desktop(browser: Browser, demo: Demo) -> Iterator[str]:
    """What residents see on a large screen, and what staff see at the desk."""
    page = browser.new_page(locale="de-DE", reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 1120})
    page.goto(demo.url)
    yield _keep(page, "home-desktop")
    page.goto(f"{demo.url}/orte/?ansicht=karte")
    page.locator("[data-map] canvas").wait_for()
    page.wait_for_timeout(2000)  # the map draws itself: nothing on the page says when it has
    yield _keep(page, "map-desktop")
    page.goto(f"{demo.url}/was-wurde-daraus/")
    yield _keep(page, "outcomes-desktop")
    page.goto(f"{demo.url}/messwerte/?suche=pegel")
    page.locator(".reading a").first.click()
    yield _keep(page, "series-desktop")
    page.goto(f"{demo.url}/so-geht-mitmachen/")
    yield _keep(page, "page-desktop")
    page.set_viewport_size({"width": 1180, "height": 620})
    _sign_in(page, demo)
    yield _keep(page, "desk-home")
    yield from _desk_site(page, demo)
    page.goto(f"{demo.url}/desk/")
    page.get_by_role("link", name=re.compile("^Prüfen")).click()
    yield _keep(page, "desk-texts")
    page.set_viewport_size({"width": 1180, "height": 760})
    page.goto(f"{demo.url}/desk/moderation/")
    yield _keep(page, "desk-moderation")
    page.goto(f"{demo.url}/desk/eingang/")
    yield _keep(page, "desk-inbox")
    page.set_viewport_size({"width": 1180, "height": 620})
    page.goto(f"{demo.url}/desk/umfragen/?stand=open")
    page.locator("tbody a").first.click()
    page.set_viewport_size({"width": 1180, "height": 860})
    yield _keep(page, "desk-survey")
    _begin_question(page, demo)
    yield _keep(page, "desk-question")
    page.close()


def _desk_site(page: Page, demo: Demo) -> Iterator[str]:
    """Show where editors write pages and enter events, what the law wants said, and what an office says of itself."""
    page.set_viewport_size({"width": 1680, "height": 960})
    page.goto(f"{demo.url}/desk/pages/")
    page.get_by_role("link", name=re.compile("So geht Mitmachen")).first.click()
    yield _keep(page, "desk-page")
    page.set_viewport_size({"width": 1180, "height": 760})
    page.goto(f"{demo.url}/desk/kalender/")
    page.get_by_role("link", name="Sprechstunde Smart City").first.click()
    yield _keep(page, "desk-event")
    page.goto(f"{demo.url}/desk/recht/")
    yield _keep(page, "desk-legal")
    page.goto(f"{demo.url}/desk/eingang/verzeichnis/")
    page.get_by_role("link", name="Straßen, Wege und Brücken").click()
    yield _keep(page, "desk-office")


def _sign_in(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/desk/")
    _enter(page, demo, demo.email)
    _pass_code(page, demo, "/desk/")
    page.reload()  # without the greeting of the sign-in


def _enter(page: Page, demo: Demo, email: str) -> None:
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort", exact=True).fill(demo.password)
    page.get_by_role("button", name="Anmelden").click()


def _pass_code(page: Page, demo: Demo, to: str) -> None:
    # A code may run out between being asked for and being typed.
    for _try in range(3):
        page.get_by_label("Code").fill(demo.code())
        page.get_by_role("button", name="Anmelden").click()
        page.wait_for_load_state("networkidle")
        if page.url.endswith(to):
            return
    raise RuntimeError("The demo did not let its staff in.")


def _begin_question(page: Page, demo: Demo) -> None:
    """Make a survey of its own and begin its first question, which is not saved."""
    page.set_viewport_size({"width": 1180, "height": 1120})
    page.goto(f"{demo.url}/desk/umfragen/neu/")
    page.locator("[name=title_de]").fill("Wie gut kommen Sie mit dem Rad voran?")
    page.get_by_role("button", name="Umfrage anlegen").click()
    page.get_by_role("link", name="Frage hinzufügen").click()
    page.reload()  # without the word of praise for the survey
    page.locator("[name=text_de]").fill("Wie oft fahren Sie mit dem Rad?")
    page.locator("[name=text_en]").fill("How often do you cycle?")
    page.locator("[name=text_de-simple]").fill("Fahren Sie oft Rad?")
    for place, answer in enumerate(("fast jeden Tag", "manchmal", "nie")):
        page.locator("[name=option_de]").nth(place).fill(answer)


def _keep(page: Page, name: str) -> str:
    """Take the picture, with few colours so that it stays small; return its name."""
    page.evaluate("document.fonts.ready")
    # Pictures that come late (icons of the desk) are there, and nothing blinks.
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur()")
    taken = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    few = taken.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(OUT / f"{name}.png", optimize=True)
    return name


def _weighed(names: list[str]) -> Iterator[str]:
    """Yield what is too heavy."""
    sizes = {name: (OUT / f"{name}.png").stat().st_size for name in names}
    yield from (f"{name}.png has {size} bytes, at most {EACH}" for name, size in sizes.items() if size > EACH)
    if sum(sizes.values()) > TOGETHER:
        yield f"all pictures have {sum(sizes.values())} bytes, at most {TOGETHER}"


def main() -> int:
    """Take all pictures; exit code 1 where one is too heavy."""
    OUT.mkdir(parents=True, exist_ok=True)
    with running() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        names = [*phone(browser, demo), *desktop(browser, demo)]
        browser.close()
    heavy = list(_weighed(names))
    print("\n".join(heavy) or f"{len(names)} pictures in {OUT.relative_to(ROOT)}. Look at each before you keep it.")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
