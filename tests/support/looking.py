"""Looks at pages in a real browser: accessible, light and dark, never too wide; takes pictures on request.

In German every page is looked at in full, in the other languages what its words can change.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path

from django.conf import settings
from django.urls import Resolver404

from tests.support.kinds import kind_of
from tests.support.person import Person

# Bytes that a page may load the first time.
BUDGET = 100_000
WIDTHS = (320, 1280)
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    "p { margin-bottom: 2em !important }"
)
# A sheet of the browser's own: the pages' policy forbids any other.
_SPREAD = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }"
# Colours and sizes are the same in every language, and looking at them takes longest: one language is enough for every
# day, `make test-long` looks at all.
EVERYWHERE = bool(os.environ.get("SMILECITY_LOOK_EVERYWHERE"))
# Names a folder: pictures of every page are put there, to be looked at.
PICTURES = os.environ.get("SMILECITY_PICTURES")


class Look:
    """Looks at each page a person comes to, at every width and in both schemes, without loading it again."""

    def __init__(self, person: Person, language: str) -> None:
        self.person, self.language = person, language
        self.thorough = EVERYWHERE or language == settings.LANGUAGE_CODE
        self.faults: dict[str, list[str]] = {}
        # Names of addresses that answered with a page, not with a refusal.
        self.kinds: set[str] = set()

    def at(self, name: str) -> None:
        """Note what is wrong with the page the person is on."""
        self._note_kind()
        found = list(self._faults())
        if found:
            self.faults[f"{self.language} {name}"] = found
        if PICTURES:
            self._take_pictures(Path(PICTURES) / f"{self.language}-{name}")

    def _note_kind(self) -> None:
        if self.person.status >= 400:
            return
        with suppress(Resolver404):
            self.kinds.add(kind_of(self.person.path))

    def _faults(self) -> Iterator[str]:
        page = self.person.page
        yield from self.person.violations(but=() if self.thorough else ("color-contrast",))
        if self.thorough:
            yield from self._dark()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if self.person.overflow() > 0:
                yield f"wider than {width} px"
        if self.thorough:
            yield from self.person.violations("color-contrast", "target-size", "region")
        yield from self._spaced()
        page.set_viewport_size({"width": 360, "height": 800})

    def _dark(self) -> Iterator[str]:
        """Only colours can differ."""
        page = self.person.page
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        yield from (f"dark: {fault}" for fault in self.person.violations("color-contrast"))
        page.emulate_media(color_scheme="light", reduced_motion="reduce")

    def _spaced(self) -> Iterator[str]:
        """Spread letters, words and lines as WCAG 1.4.12 has it; what is cut off then only a person sees."""
        page = self.person.page
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.evaluate(_SPREAD, SPACING)
        if self.person.overflow() > 0:
            yield f"wider than {WIDTHS[0]} px with wider distances"
        page.evaluate("document.adoptedStyleSheets = []")

    def _take_pictures(self, path: Path) -> None:
        page = self.person.page
        for width, scheme in product((360, 1280), ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.screenshot(path=f"{path}-{width}-{scheme}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 800})
