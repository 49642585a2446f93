"""Looks at pages in a real browser: accessible, light and dark, never too wide; takes pictures on request."""

import os
from collections.abc import Iterator
from pathlib import Path

from tests.support.person import Person

# Bytes that a page may load the first time.
BUDGET = 100_000
WIDTHS = (320, 1280)
# Names a folder: pictures of every page are put there, to be looked at.
PICTURES = os.environ.get("SMILECITY_PICTURES")


class Look:
    """Looks at each page a person comes to, at every width and in both schemes, without loading it again."""

    def __init__(self, person: Person, language: str) -> None:
        self.person, self.language = person, language
        self.faults: dict[str, list[str]] = {}

    def at(self, name: str) -> None:
        """Note what is wrong with the page the person is on."""
        found = list(self._faults())
        if found:
            self.faults[f"{self.language} {name}"] = found
        if PICTURES:
            self._take_pictures(Path(PICTURES) / f"{self.language}-{name}")

    def _faults(self) -> Iterator[str]:
        page = self.person.page
        yield from self.person.violations()
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        # Only colours can differ.
        yield from (f"dark: {fault}" for fault in self.person.violations("color-contrast"))
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if self.person.overflow() > 0:
                yield f"wider than {width} px"
        yield from self.person.violations("color-contrast", "target-size", "region")
        page.set_viewport_size({"width": 360, "height": 800})

    def _take_pictures(self, path: Path) -> None:
        page = self.person.page
        for width, scheme in ((360, "light"), (360, "dark"), (1280, "light")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.screenshot(path=f"{path}-{width}-{scheme}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 800})
