"""The law of free texts that are not shown as they were written: why, and that nothing but words is taken away.

What was taken out reads "[entfernt: Grund]". A redacted text is the original with passages replaced by such marks, so
nobody can put words into anybody's mouth.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum

from smilecity.collect.surveys.rules.answers import clean_text
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

# As long as the original of a redacted contribution: long enough to undo a slip.
ORIGINAL_KEPT = timedelta(days=14)


class Why(StrEnum):
    """Why a text, or words of it, are not shown."""

    PERSON = "person"
    INSULT = "insult"
    LAW = "law"
    ADVERT = "advert"
    TOPIC = "topic"


WHY: Mapping[Why, str] = {
    Why.PERSON: sentence("Angaben zu einem Menschen"),
    Why.INSULT: sentence("Beleidigung"),
    Why.LAW: sentence("verbotener Inhalt"),
    Why.ADVERT: sentence("Werbung"),
    Why.TOPIC: sentence("gehört nicht zur Frage"),
}
MARK = sentence("[entfernt: {why}]")
NO_WHY = sentence("Bitte sagen Sie, warum der Text nicht gezeigt wird.")
NOTHING_REMOVED = sentence("Sie haben noch nichts entfernt. Markieren Sie die Stelle und wählen Sie den Grund.")
ONLY_REMOVED = sentence("Von diesem Text bleibt nichts übrig. Halten Sie ihn lieber ganz zurück.")
REWORDED = sentence("Bitte entfernen Sie nur Stellen. Was stehen bleibt, muss so bleiben, wie es geschrieben wurde.")
TEXT_CHANGED = sentence("Jemand anderes hat diesen Text inzwischen geändert. Bitte lesen Sie ihn noch einmal.")
ORIGINAL_GONE = sentence("Der ursprüngliche Text ist schon gelöscht. Er lässt sich nicht mehr zurückholen.")
_MARKED = re.compile(r"\[entfernt(?:: ([^\[\]]*))?\]")
_BY_WORDS = {words: why for why, words in WHY.items()}


def mark(why: Why) -> str:
    """Return what stands in the place of words that were taken out, as it is kept."""
    return MARK.format(why=WHY[why])


def why_of(given: str) -> Why:
    """Return the reason that a form gives. Raises Refused."""
    if given not in set(Why):
        raise Refused(NO_WHY)
    return Why(given)


def redacted(now: str, written: str, why: Why) -> str:
    """Return the text `now` with the passages taken out that `written` has marks for. Raises Refused.

    A mark that names no reason we know ("[entfernt]") gets `why`.
    """
    written = clean_text(written)
    parts = _MARKED.split(written)[::2]
    if len(parts) == 1:
        raise Refused(NOTHING_REMOVED if written == now else REWORDED)
    if not _only_taken_out(now, parts):
        raise Refused(REWORDED)
    if not any(part.strip() for part in parts):
        raise Refused(ONLY_REMOVED)
    text = _MARKED.sub(lambda found: mark(_BY_WORDS.get(found[1] or "", why)), written)
    if text == now:
        raise Refused(NOTHING_REMOVED)
    return text


def _only_taken_out(now: str, parts: list[str]) -> bool:
    """Say whether `now` is these parts with something between each two: the earliest place for each suffices."""
    first, *middle = parts[:-1]
    last, at = parts[-1], len(first)
    if not now.startswith(first):
        return False
    for part in middle:
        at = now.find(part, at + 1)
        if at < 0:
            return False
        at += len(part)
    return now.endswith(last) and at + 1 <= len(now) - len(last)


def reasons_in(text: str) -> list[Why]:
    """Return why words were taken out of a text, each reason once."""
    found = [_BY_WORDS[words] for words in _MARKED.findall(text) if words in _BY_WORDS]
    return [why for why in Why if why in found]


def said_in(text: str, translate: Callable[[str], str]) -> str:
    """Return a text with its marks in the reader's language; nothing else of it is touched."""

    def said(found: re.Match[str]) -> str:
        why = _BY_WORDS.get(found[1] or "")
        return translate(MARK).format(why=translate(WHY[why])) if why else found[0]

    return _MARKED.sub(said, text)
