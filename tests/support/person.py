"""A person in front of a real browser: does what people do by what they read, and notes whatever goes wrong."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

_REFUSED_BY_US = re.compile(r"the server responded with a status of 4\d\d|GL Driver Message")

# Half a megabyte: each page gets it once, however often it is looked at.
_AXE = Axe().axe_script


class Scales:
    """Weighs what a page loads, as it comes over the wire."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        session = page.context.new_cdp_session(page)
        session.on("Network.loadingFinished", self._weigh)
        session.send("Network.enable")
        session.send("Network.clearBrowserCache")

    def _weigh(self, finished: dict[str, float]) -> None:
        self.bytes += int(finished["encodedDataLength"])


class Person:
    """One browser window. Everything it loads must come from `address`, and its console must stay silent."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._watch)

    def _hear(self, message: ConsoleMessage) -> None:
        # That a form was refused is said on the page itself; Chromium repeats the status. A machine without a graphics
        # card tells how slowly it draws.
        if message.type in {"error", "warning"} and not _REFUSED_BY_US.search(message.text):
            self.complaints.append(f"console: {message.text}")

    def _watch(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme != "data" and f"{url.scheme}://{url.netloc}" != self.address:
            self.complaints.append(f"asked somebody else: {request.url}")

    def visit(self, path: str) -> None:
        """Open an address of the site, or a whole one."""
        self.page.goto(path if path.startswith("http") else self.address + path)

    def press(self, name: str) -> None:
        """Press a button that sends a form."""
        self._leave_by(self.page.get_by_role("button", name=name, exact=True))

    def go_on(self) -> None:
        """Press the main button of the page, in whatever language."""
        self._leave_by(self.page.locator("main form .kern-btn--primary").first)

    def follow(self, name: str) -> None:
        """Follow a link."""
        self._leave_by(self.page.get_by_role("link", name=name).first)

    def unfold_menu(self) -> None:
        """Open the menu of areas, which a phone keeps folded."""
        self.page.get_by_text("Menü", exact=True).click()

    def _leave_by(self, way: Locator) -> None:
        """Click, and wait for the page that answers: until it comes, the old one would take the next click."""
        with self.page.expect_navigation():
            way.click()

    def choose(self, *labels: str) -> None:
        """Choose answers by their words, as a finger does: the words lie over the small circle or box."""
        for label in labels:
            self.page.locator(f"label:text-is('{label}')").click()
            expect(self.page.get_by_label(label, exact=True)).to_be_checked()

    def write(self, label: str, text: str) -> None:
        """Write into a field."""
        self.page.locator("input, textarea").and_(self.page.get_by_label(label)).fill(text)

    def reads(self, *sentences: str) -> None:
        """Assert that all of this is on the page, and seen."""
        for sentence in sentences:
            expect(self.page.get_by_text(sentence).first).to_be_visible()

    def asked(self, heading: str) -> None:
        """Assert what the page is about: its one heading."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    @property
    def path(self) -> str:
        """Where the person is."""
        return urlsplit(self.page.url).path

    @property
    def status(self) -> int:
        """How the server answered for the page that is open."""
        return int(self.page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus"))

    def violations(self, *rules: str, but: Iterable[str] = ()) -> Iterator[str]:
        """What axe finds on this page (by all its rules, or by these, or by all but some)."""
        options = {"resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in but}}
        if rules:
            options["runOnly"] = list(rules)
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_AXE)
        for violation in self.page.evaluate("options => axe.run(options)", options)["violations"]:
            yield from (f"axe {violation['id']}: {node['target']}" for node in violation["nodes"])

    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def answer_everything(person: Person, slug: str, address: str = "", *, one: str = "Mit dem Bus") -> None:
    """Take part in the small survey from its first page up to the check of the answers."""
    person.visit(f"/umfragen/{slug}/")
    person.press("Umfrage beginnen")
    person.choose(one)
    person.press("Weiter")
    person.choose("Bänke", "Licht")
    person.press("Weiter")
    person.choose("4")
    person.press("Weiter")
    person.write("Ihr liebster Ort?", "Der Hafen")
    person.press("Weiter")
    person.write("Was möchten Sie uns noch sagen?", "Mehr Bänke, bitte. Und Bäume 🌳.")
    person.press("Weiter")
    person.choose("30 bis 44 Jahre")
    person.press("Weiter")
    if address:
        person.write("An welche E-Mail-Adresse dürfen wir die Bestätigung schicken?", address)
        person.press("Weiter")
    person.asked("Prüfen Sie Ihre Antworten")
