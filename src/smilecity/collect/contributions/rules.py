"""The law of the trunk: kinds, states, channels, what a text may be, what follows what, who may do what."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.rules import Role

TITLE_MOST = 120
TEXT_MOST = 5_000
COMMENT_MOST = 2_000
PLACE_MOST = 200
NAME_MOST = 60
THEMES_MOST = 4
PHOTOS_MOST = 4


class Kind(StrEnum):
    """What a contribution is."""

    IDEA = "idea"
    PLACE = "place"
    REPORT = "report"


# What a category may be, by kind, with the German word that files of other platforms have for it. What each means is
# the law of the kind's room, downstream; a test holds the two equal.
CATEGORIES: dict[Kind, dict[str, str]] = {
    Kind.IDEA: {},
    Kind.PLACE: {"happy": "macht mich glücklich", "improve": "sollte besser werden", "favourite": "Lieblingsort"},
    # Its room keeps a tree of its own, which the town hall writes.
    Kind.REPORT: {},
}


def category_of(kind: Kind, said: str) -> str:
    """Return the category that somebody means by our word or the German one; empty where there is none such."""
    asked = " ".join(unicodedata.normalize("NFC", said).casefold().split())
    found = (name for name, word in CATEGORIES[kind].items() if asked in {name, word.casefold()})
    return next(found, "")


class Publicity(StrEnum):
    """Whether a contribution or comment is shown. `waiting`: before moderation; `removed`: its text is erased."""

    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class Status(StrEnum):
    """What became of a contribution: the five words that everybody sees."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    DONE = "done"
    DECLINED = "declined"


# As long as one of these stands, somebody waits for the town hall.
OPEN = frozenset({Status.RECEIVED, Status.IN_REVIEW})


class Moderation(StrEnum):
    """When a call's contributions are read by moderators."""

    BEFORE = "before"
    AFTER = "after"


class Channel(StrEnum):
    """How a contribution came in; `program`: through an interface, with a key.

    All but `web`, `program` and `import` were written down by staff for somebody else.
    """

    WEB = "web"
    PROGRAM = "program"
    PHONE = "phone"
    CARD = "card"
    STALL = "stall"
    LETTER = "letter"
    IMPORT = "import"


ENTERED = frozenset({Channel.PHONE, Channel.CARD, Channel.STALL, Channel.LETTER})


class Verb(StrEnum):
    """What a step of the history says."""

    SUBMITTED = "submitted"
    SHOWN = "shown"
    HIDDEN = "hidden"
    EDITED = "edited"
    OFFICE = "office"
    DUE = "due"
    STATUS = "status"
    REPLIED = "replied"
    MERGED = "merged"
    PARTED = "parted"
    FILED = "filed"
    DELEGATED = "delegated"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    REMINDED = "reminded"
    ESCALATED = "escalated"


# What everybody may read of the history; the rest is for staff.
PUBLIC_VERBS = frozenset(
    {
        Verb.SUBMITTED,
        Verb.SHOWN,
        Verb.EDITED,
        Verb.OFFICE,
        Verb.DUE,
        Verb.STATUS,
        Verb.REPLIED,
        Verb.MERGED,
        Verb.PARTED,
        Verb.FILED,
        Verb.DELEGATED,
        Verb.RETURNED,
    }
)


class Stage(StrEnum):
    """When a photo was taken: by whoever wrote, or by the town hall once it was done."""

    BEFORE = "before"
    AFTER = "after"


class Sort(StrEnum):
    """The orders of a list."""

    NEW = "new"
    SUPPORTED = "supported"
    COMMENTED = "commented"
    UNANSWERED = "unanswered"


class End(StrEnum):
    """How the attempt to confirm ended. Each has a page that says so.

    `repeated`: this support counted before. `own`: one's own contribution needs no support of one's own. `closed`: the
    call has ended. `gone`: what was to be supported or commented on can no longer be read.
    """

    DONE = "done"
    REPEATED = "repeated"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    OWN = "own"
    GONE = "gone"


class Act(StrEnum):
    """What a draft is going to be once it is confirmed."""

    CONTRIBUTE = "contribute"
    SUPPORT = "support"
    COMMENT = "comment"


@dataclass(frozen=True)
class Settled:
    """How a confirmation ended, and what it was about: the act and the contribution, where there is one."""

    end: End
    act: Act | None = None
    contribution: UUID | None = None


def is_open(opens_at: datetime | None, closes_at: datetime | None, at: datetime) -> bool:
    """Say whether a call takes contributions at this moment; without a beginning it is a draft."""
    return opens_at is not None and opens_at <= at and (closes_at is None or at < closes_at)


def is_late(status: Status, due_on: date | None, today: date) -> bool:
    """Say whether an answer is overdue: the promised day is over and somebody still waits."""
    return due_on is not None and status in OPEN and due_on < today


# --- texts ---------------------------------------------------------------------------------------------------------

NO_TITLE = sentence("Bitte geben Sie einen Titel an.")
NO_TEXT = sentence("Bitte beschreiben Sie Ihr Anliegen in ein paar Worten.")
TOO_LONG = sentence("Der Text ist zu lang: höchstens {most} Zeichen, es sind {length}.")
NO_LETTERS = sentence("Bitte schreiben Sie Wörter, nicht nur Zeichen.")
_LINES = re.compile(r"\n{3,}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})


def clean_line(raw: str, most: int) -> str:
    """Return one line of text: no control characters, no spaces around or twice. Raises Refused when too long."""
    text = " ".join(_clean(raw).split())
    if len(text) > most:
        raise Refused(TOO_LONG, most=most, length=len(text))
    return text


def clean_text(raw: str, most: int) -> str:
    """Return a text with its line breaks, at most one empty line in a row. Raises Refused when too long."""
    lines = "\n".join(line.rstrip() for line in _clean(raw).split("\n"))
    text = _LINES.sub("\n\n", lines).strip()
    if len(text) > most:
        raise Refused(TOO_LONG, most=most, length=len(text))
    return text


def _clean(raw: str) -> str:
    """Drop what nobody sees: control and format characters, lone surrogates. Joiners stay, for emoji and Persian."""
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(c for c in text if c in "\n\u200c\u200d" or unicodedata.category(c) not in _UNSEEN)


def has_words(text: str) -> bool:
    """Say whether there is a letter in it."""
    return any(c.isalpha() for c in text)


# --- who may do what ------------------------------------------------------------------------------------------------

_EDITORS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
MODERATORS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})
MERGERS = MODERATORS | {Role.CLERK}
NOT_MODERATOR = sentence("Das darf nur die Moderation oder die Administration.")
NOT_MERGER = sentence("Das dürfen nur Moderation, Sachbearbeitung und Administration.")


ENTERERS = _EDITORS | {Role.MODERATOR, Role.CLERK}
NOT_ENTERER = sentence("Das dürfen nur Redaktion, Moderation, Sachbearbeitung und Administration.")


def may_enter(roles: frozenset[Role]) -> bool:
    """Say who writes down what somebody said by telephone, on a card, at a stall or in a letter."""
    return bool(roles & ENTERERS)


def may_steer_calls(roles: frozenset[Role]) -> bool:
    """Say who makes, opens and closes calls."""
    return bool(roles & _EDITORS)


# --- what authors do with their own -----------------------------------------------------------------------------------

LOST = frozenset({Publicity.REMOVED, Publicity.WITHDRAWN})
GONE = sentence("Dieser Beitrag wurde gelöscht oder zurückgezogen.")
ANSWERED = sentence("Die Stadt hat schon geantwortet. Der Text bleibt nun so, wie sie ihn gelesen hat.")
MERGED = sentence("Dieser Beitrag wurde mit einem anderen zusammengeführt.")


def why_not_rewrite(publicity: Publicity, *, answered: bool, merged: bool) -> str | None:
    """Return why authors may not change what they wrote (any more); None: they may."""
    if publicity in LOST:
        return GONE
    if answered:
        return ANSWERED
    return MERGED if merged else None
