"""What an iCal file says, entry by entry: what can be taken, and what cannot, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from smilecity.collect.calendar.rules import Span
from smilecity.ground.text import sentence

BYTES_MOST = 1_000_000
ENTRIES_MOST = 500

TOO_BIG = sentence("Die Datei ist größer als {megabytes} MB. Bitte teilen Sie sie auf.")
TOO_MANY = sentence("Die Datei hat mehr als {most} Einträge. Bitte teilen Sie sie auf.")
NOT_ICAL = sentence("Das ist keine iCal-Datei. Solche Dateien enden meist auf .ics.")
NOTHING_IN_IT = sentence("In der Datei steht keine Veranstaltung.")


@dataclass(frozen=True)
class Entry:
    """An event that can be taken. `spans`: its dates; `endless`: the rule has no end, and the dates were cut off."""

    uid: str
    title: str
    spans: tuple[Span, ...]
    description: str = ""
    place: str = ""
    link_url: str = ""
    lon: float | None = None
    lat: float | None = None
    cancelled: bool = False
    sequence: int = 0
    endless: bool = False


@dataclass(frozen=True)
class Refusal:
    """An entry that cannot be taken: what it is called, and why (a sentence and its values)."""

    title: str
    sentence: str
    values: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadFile:
    """What a file holds."""

    entries: Sequence[Entry]
    refusals: Sequence[Refusal]


class Fate(StrEnum):
    """What taking an entry does, or why it is left."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Taken:
    """What became of an entry, or would. `event`: what it is here; `reason`: why it was refused."""

    entry: Entry
    fate: Fate
    event: UUID | None = None
    reason: str = ""
    values: dict[str, str | int] = field(default_factory=dict)
