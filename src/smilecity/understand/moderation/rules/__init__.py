"""The law of moderation: grounds, what may be decided about what, who may, until when it may be taken back or appealed.

Articles are those of the Digital Services Act (Regulation (EU) 2022/2065).
"""

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from smilecity.collect.contributions.rules import Publicity
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.rules import DESK_ROLES, Role

# A decision may be taken back so long; only then those it concerns are told.
UNDO_WITHIN = timedelta(minutes=10)
# Article 20 (1): at least six months for a complaint. The reporter's address lives as long, and no longer.
APPEAL_MONTHS = 6
REASON_MOST = 3_000
FACTS_MOST = 1_000
LAW_MOST = 200
FLAG_MOST = 3_000
APPEAL_MOST = 5_000
TEMPLATE_NAME_MOST = 80


@dataclass(frozen=True)
class Target:
    """What is decided on: a contribution, or one of its comments."""

    contribution: UUID
    comment: UUID | None = None

    @property
    def id(self) -> UUID:
        """The id of the thing itself."""
        return self.comment or self.contribution


@dataclass(frozen=True)
class Seen:
    """What a moderator had on the screen; a decision about anything else is refused."""

    publicity: Publicity
    revision: int


class Why(StrEnum):
    """Why something lies in the queue."""

    WAITING = "waiting"
    FLAGGED = "flagged"
    UNSEEN = "unseen"


class Ground(StrEnum):
    """Why something is reported or not shown."""

    ILLEGAL = "illegal"
    HATE = "hate"
    INSULT = "insult"
    PERSONAL_DATA = "personal_data"
    COPYRIGHT = "copyright"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    DUPLICATE = "duplicate"
    OTHER = "other"


GROUND_WORDS: dict[Ground, str] = {
    Ground.ILLEGAL: sentence("Verstößt gegen ein Gesetz"),
    Ground.HATE: sentence("Hetzt gegen Menschen"),
    Ground.INSULT: sentence("Beleidigt oder bedroht jemanden"),
    Ground.PERSONAL_DATA: sentence("Nennt persönliche Daten"),
    Ground.COPYRIGHT: sentence("Verletzt ein Urheberrecht"),
    Ground.ADVERTISING: sentence("Werbung oder Spam"),
    Ground.OFF_TOPIC: sentence("Gehört nicht zum Thema"),
    Ground.DUPLICATE: sentence("Steht hier schon"),
    Ground.OTHER: sentence("Anderer Grund"),
}

# Article 17 (3) (d) and (e): the statement says whether the law or our own rules speak against it.
UNLAWFUL = frozenset({Ground.ILLEGAL, Ground.HATE, Ground.INSULT, Ground.PERSONAL_DATA, Ground.COPYRIGHT})


class Outcome(StrEnum):
    """What was decided. `kept`: read, and stays as it is; `restored`: an edit was taken back; `removed`: for good."""

    RELEASED = "released"
    HIDDEN = "hidden"
    KEPT = "kept"
    EDITED = "edited"
    RESTORED = "restored"
    REMOVED = "removed"


class Change(StrEnum):
    """What an edit changed: title and text, a photo by boxes over parts of it, or a photo by hiding all of it."""

    TEXT = "text"
    COVERED = "covered"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Changed:
    """What an edit changed. `revision`: the one that the text had before; `photo`: which one."""

    change: Change
    revision: int | None = None
    photo: UUID | None = None


# What takes something from its author, who therefore gets a statement of reasons (article 17 (1)).
RESTRICTING = frozenset({Outcome.HIDDEN, Outcome.EDITED, Outcome.REMOVED})
# What answers open reports, and means that somebody has looked: after a change, whether it was enough is decided anew.
ANSWERING = frozenset({Outcome.RELEASED, Outcome.HIDDEN, Outcome.KEPT, Outcome.REMOVED})
# What is erased cannot come back; what was given back is simply hidden or covered again.
UNDOABLE = frozenset({Outcome.RELEASED, Outcome.HIDDEN, Outcome.KEPT, Outcome.EDITED})

_POSSIBLE: dict[Outcome, frozenset[Publicity]] = {
    Outcome.RELEASED: frozenset({Publicity.WAITING, Publicity.HIDDEN}),
    Outcome.HIDDEN: frozenset({Publicity.WAITING, Publicity.SHOWN}),
    Outcome.KEPT: frozenset(Publicity) - {Publicity.WAITING},
    Outcome.EDITED: frozenset({Publicity.WAITING, Publicity.SHOWN, Publicity.HIDDEN}),
    Outcome.RESTORED: frozenset({Publicity.WAITING, Publicity.SHOWN, Publicity.HIDDEN}),
    Outcome.REMOVED: frozenset(Publicity) - {Publicity.REMOVED},
}


class Side(StrEnum):
    """Who complains about a decision."""

    AUTHOR = "author"
    REPORTER = "reporter"


class Remedy(StrEnum):
    """What follows from a complaint that is right, and whether an edit can be taken back.

    `erased`: the former text or photo is gone; `by_hand`: it was changed again since; `nothing`: it is as wanted, or
    nobody can change it any more.
    """

    SHOWN = "shown"
    HIDDEN = "hidden"
    RESTORED = "restored"
    ERASED = "erased"
    BY_HAND = "by_hand"
    NOTHING = "nothing"


_DECIDED_ANEW = sentence("Sie hatten recht: Wir haben neu entschieden.")
# What who complained reads, before our answer.
REMEDY_WORDS: dict[Remedy, str] = {
    Remedy.SHOWN: _DECIDED_ANEW,
    Remedy.HIDDEN: _DECIDED_ANEW,
    Remedy.RESTORED: sentence("Sie hatten recht: Wir haben unsere Änderung zurückgenommen."),
    Remedy.ERASED: sentence(
        "Sie hatten recht. Was vorher da stand, ist aber schon gelöscht. Wir können es nicht wieder zeigen."
    ),
    Remedy.BY_HAND: sentence("Sie hatten recht. Was wir nun ändern, steht in unserer Antwort."),
    Remedy.NOTHING: sentence("Sie hatten recht. Zu ändern war nichts mehr. Mehr dazu steht in unserer Antwort."),
}


class Act(StrEnum):
    """What staff do in moderation."""

    LOOK = "look"
    DECIDE = "decide"
    REMOVE = "remove"
    SETTLE = "settle"
    TEMPLATES = "templates"
    REPORT = "report"


_MODERATORS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})

# Who analyses needs no texts that are not public, but the figures of the yearly report.
RIGHTS: dict[Act, frozenset[Role]] = {
    Act.LOOK: _MODERATORS | {Role.EDITOR},
    Act.DECIDE: _MODERATORS,
    Act.REMOVE: frozenset({Role.ADMINISTRATOR}),
    Act.SETTLE: _MODERATORS,
    Act.TEMPLATES: _MODERATORS,
    Act.REPORT: DESK_ROLES,
}

NOT_YOUR_ROLE = sentence("Dafür fehlt Ihrem Konto die Berechtigung.")
DECIDED_MEANWHILE = sentence("Inzwischen wurde hierüber schon entschieden. Bitte sehen Sie sich den neuen Stand an.")
CHANGED_MEANWHILE = sentence(
    "Der Text wurde gerade geändert. Bitte lesen Sie ihn noch einmal und entscheiden Sie dann."
)
NO_REASON = sentence("Bitte wählen Sie eine Vorlage oder schreiben Sie selbst, warum Sie so entscheiden.")
NO_GROUND = sentence("Bitte wählen Sie den Grund aus.")
TOO_LATE_TO_UNDO = sentence("Diese Entscheidung wurde schon mitgeteilt. Sie können neu entscheiden.")
UNDONE_BEFORE = sentence("Diese Entscheidung wurde schon zurückgenommen.")
NOT_THE_LAST = sentence("Seitdem wurde neu entschieden. Zurücknehmen lässt sich nur die letzte Entscheidung.")
NOT_UNDONE = sentence("Das lässt sich nicht zurücknehmen.")
NOT_BACK: dict[Remedy, str] = {
    Remedy.ERASED: sentence("Die frühere Fassung ist schon gelöscht. Sie lässt sich nicht wieder zeigen."),
    Remedy.BY_HAND: sentence("Seitdem wurde noch etwas geändert. Bitte ändern Sie es von Hand."),
    Remedy.NOTHING: sentence("Diese Änderung gilt schon nicht mehr."),
}
NOT_SURE = sentence("Bitte bestätigen Sie, dass alles gelöscht werden soll.")
APPEAL_OVER = sentence("Die Frist für eine Beschwerde ist abgelaufen.")
APPEALED_BEFORE = sentence("Zu dieser Entscheidung haben wir Ihre Beschwerde schon erhalten.")
APPEAL_ANSWERED = sentence("Diese Beschwerde wurde schon beantwortet.")
NOT_BY_THE_SAME = sentence(
    "Über eine Beschwerde entscheidet jemand anderes als bei der ersten Entscheidung. Bitte geben Sie sie weiter."
)


def may(act: Act, roles: frozenset[Role]) -> bool:
    """Say whether staff with `roles` may do `act`."""
    return bool(roles & RIGHTS[act])


def require(act: Act, roles: frozenset[Role]) -> None:
    """Raise Refused unless staff with `roles` may do `act`."""
    if not may(act, roles):
        raise Refused(NOT_YOUR_ROLE)


def possible(outcome: Outcome, publicity: Publicity) -> bool:
    """Say whether this can be decided about something in this state."""
    return publicity in _POSSIBLE[outcome]


def require_same(seen: Seen, publicity: Publicity, revision: int) -> None:
    """Raise Refused unless what was seen is what is there now."""
    if seen.revision != revision:
        raise Refused(CHANGED_MEANWHILE)
    if seen.publicity is not publicity:
        raise Refused(DECIDED_MEANWHILE)


def may_undo(decided_at: datetime, at: datetime) -> bool:
    """Say whether a decision may still be taken back; after that moment it is told."""
    return at < decided_at + UNDO_WITHIN


def appeal_until(told_at: datetime) -> datetime:
    """Return the end of the time for a complaint: six months after the decision was told (article 20 (1), (2))."""
    return _shifted(told_at, APPEAL_MONTHS)


def months_before(at: datetime) -> datetime:
    """Return the moment before which a decision that was told can no longer be appealed."""
    return _shifted(at, -APPEAL_MONTHS)


def _shifted(instant: datetime, months: int) -> datetime:
    """Return the same day so many months later, or the last one of a shorter month."""
    years, month = divmod(instant.month - 1 + months, 12)
    year, month = instant.year + years, month + 1
    return instant.replace(year=year, month=month, day=min(instant.day, calendar.monthrange(year, month)[1]))


def require_other(decider: UUID | None, by: UUID, *, others: bool) -> None:
    """Raise Refused where somebody would judge a complaint about themselves although others could (article 20 (6))."""
    if decider == by and others:
        raise Refused(NOT_BY_THE_SAME)


# --- what readers and authors send ---------------------------------------------------------------------------------

NO_EXPLANATION = sentence("Bitte erklären Sie kurz, was Sie stört.")
NOT_CONFIRMED = sentence("Bitte bestätigen Sie, dass Ihre Angaben nach bestem Wissen stimmen.")
NO_APPEAL = sentence("Bitte schreiben Sie, warum Sie die Entscheidung für falsch halten.")
NO_ANSWER = sentence("Bitte schreiben Sie eine Antwort.")
NO_NAME = sentence("Bitte geben Sie der Vorlage einen Namen.")
NO_GERMAN = sentence("Bitte schreiben Sie den Text auf Deutsch.")
