"""In which language a page is shown. Pure: texts and reviews in, the choice out. No Django, no clock.

German is always there. English counts once it has a title. Leichte Sprache counts once somebody has checked exactly
the text that would be shown.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

GERMAN, ENGLISH, SIMPLE = "de", "en", "de-simple"
# Behind the name of a field: its text in a language.
SUFFIX = {GERMAN: "", ENGLISH: "_en", SIMPLE: "_simple"}


@dataclass(frozen=True)
class Choice:
    """`shown`: the language of the text; `asked`: that of the page around it."""

    asked: str
    shown: str

    @property
    def is_other(self) -> bool:
        """Whether the reader gets another language than they asked for."""
        return self.asked != self.shown

    @property
    def lang(self) -> str:
        """The tag of the text (BCP 47) where it differs from that of the page; Leichte Sprache is German."""
        asked, shown = self.asked.partition("-")[0], self.shown.partition("-")[0]
        return shown if asked != shown else ""


def choose(asked: str, *, english: bool, simple: bool) -> Choice:
    """Return which text somebody reads. `english`, `simple`: whether there is one that may be shown."""
    there = {GERMAN: True, ENGLISH: english, SIMPLE: simple}
    return Choice(asked, asked if there.get(asked) else GERMAN)


def digest(parts: Sequence[str]) -> str:
    """Return what stands for exactly this text: another word, another digest."""
    # The lengths keep two texts apart that only meet at another place.
    told = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()


def is_written(parts: Sequence[str]) -> bool:
    """Say whether there is anything to read: a text begins with its title."""
    return bool(parts and parts[0].strip())
