"""The stages of a survey: which states follow each other, who may do what when, how taking part may end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.register.rules import Way
from smilecity.people.rules import DESK_ROLES, Role


class State(StrEnum):
    """Where a survey stands. It only ever moves forward: after the close the answers are shuffled for good."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class End(StrEnum):
    """How the attempt to be counted ended. Each has a page that says so."""

    COUNTED = "counted"
    REPEATED = "repeated"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Settled:
    """How an attempt to be counted ended, and in which survey (None: the link was never ours)."""

    end: End
    survey: UUID | None = None


class Act(StrEnum):
    """What staff do with a survey."""

    EDIT = "edit"
    PREVIEW = "preview"
    OPEN = "open"
    EXTEND = "extend"
    CLOSE = "close"
    RELEASE = "release"
    PUBLISH = "publish"
    WATCH = "watch"
    CHOOSE_WAYS = "choose_ways"
    PRINT_CODES = "print_codes"
    ENTER_PAPER = "enter_paper"
    RUN_KIOSK = "run_kiosk"
    PLAN_OPENING = "plan_opening"
    PLAN_PUBLISHING = "plan_publishing"
    ERASE = "erase"


_EDITORS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
_MODERATORS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})
# Who types in paper or stands beside a tablet need not write surveys.
_ON_SITE = frozenset({Role.EDITOR, Role.CLERK, Role.ADMINISTRATOR})
_STAFF = DESK_ROLES
_ANY = frozenset(State)

# role & state: the whole law of who may do what when.
RIGHTS: dict[Act, tuple[frozenset[Role], frozenset[State]]] = {
    Act.EDIT: (_EDITORS, frozenset({State.DRAFT})),
    Act.PREVIEW: (_STAFF, _ANY),
    Act.OPEN: (_EDITORS, frozenset({State.DRAFT})),
    Act.EXTEND: (_EDITORS, frozenset({State.OPEN})),
    Act.CLOSE: (_EDITORS, frozenset({State.OPEN})),
    Act.RELEASE: (_MODERATORS, frozenset({State.CLOSED})),
    Act.PUBLISH: (_EDITORS, frozenset({State.CLOSED})),
    Act.WATCH: (_STAFF, _ANY),
    Act.CHOOSE_WAYS: (_EDITORS, frozenset({State.DRAFT, State.OPEN})),
    # Letters are printed before a survey opens.
    Act.PRINT_CODES: (_EDITORS, frozenset({State.DRAFT, State.OPEN})),
    Act.ENTER_PAPER: (_ON_SITE, frozenset({State.OPEN})),
    Act.RUN_KIOSK: (_ON_SITE, frozenset({State.OPEN})),
    # Whoever may do it by hand may set a time for it.
    Act.PLAN_OPENING: (_EDITORS, frozenset({State.DRAFT})),
    Act.PLAN_PUBLISHING: (_EDITORS, frozenset({State.OPEN, State.CLOSED})),
    # Sooner than it would happen by itself.
    Act.ERASE: (_EDITORS, frozenset({State.CLOSED})),
}
_WHY_STATE = {
    Act.EDIT: sentence("Diese Umfrage wurde schon geöffnet. Ihre Fragen bleiben, wie sie sind."),
    Act.OPEN: sentence("Diese Umfrage wurde schon geöffnet."),
    Act.EXTEND: sentence("Nur eine offene Umfrage kann verlängert werden."),
    Act.CLOSE: sentence("Nur eine offene Umfrage kann geschlossen werden."),
    Act.RELEASE: sentence("Freie Texte können erst nach dem Ende der Umfrage geprüft werden."),
    Act.PUBLISH: sentence("Ein Ergebnis kann erst nach dem Ende der Umfrage veröffentlicht werden."),
    Act.CHOOSE_WAYS: sentence("Diese Umfrage ist beendet. Die Wege zum Mitmachen stehen fest."),
    Act.PRINT_CODES: sentence("Diese Umfrage ist beendet. Codes würden nicht mehr zählen."),
    Act.ENTER_PAPER: sentence("Bögen können Sie nur eintragen, solange die Umfrage offen ist."),
    Act.PLAN_OPENING: sentence("Diese Umfrage wurde schon geöffnet."),
    Act.PLAN_PUBLISHING: sentence("Wann das Ergebnis erscheint, können Sie wählen, sobald die Umfrage offen ist."),
    Act.RUN_KIOSK: sentence("Ein Tablet können Sie nur einrichten, solange die Umfrage offen ist."),
    Act.ERASE: sentence("Einzelne Antworten können Sie erst nach dem Ende der Umfrage löschen."),
}
WAYS_AT_FIRST = (Way.MEMBER, Way.GUEST)
NO_WAY = sentence("Bitte wählen Sie mindestens einen Weg zum Mitmachen.")
# Why one cannot take part in this way; each names the ways there are at the place where it is said.
NOT_THIS_WAY = {
    Way.MEMBER: sentence("Bei dieser Umfrage zählt ein Konto nicht als Teilnahme."),
    Way.GUEST: sentence("Bei dieser Umfrage reicht eine E-Mail-Adresse nicht zum Mitmachen."),
    Way.CODE: sentence("Bei dieser Umfrage gibt es keine Codes."),
    Way.PAPER: sentence("Bei dieser Umfrage gibt es keine Bögen auf Papier."),
    Way.KIOSK: sentence("Bei dieser Umfrage gibt es kein Tablet vor Ort."),
}


def require_way(way: Way, ways: Collection[str]) -> None:
    """Raise Refused unless a survey takes answers in this way."""
    if way not in ways:
        raise Refused(NOT_THIS_WAY[way])


NOT_YOUR_ROLE = sentence("Dafür fehlt Ihrem Konto die Berechtigung.")


def why_not(act: Act, roles: frozenset[Role], state: State) -> str | None:
    """Return the reason why staff with `roles` may not do `act` in `state`; None: they may."""
    allowed_roles, allowed_states = RIGHTS[act]
    if not roles & allowed_roles:
        return NOT_YOUR_ROLE
    return None if state in allowed_states else _WHY_STATE[act]


def require(act: Act, roles: frozenset[Role], state: State) -> None:
    """Raise Refused unless staff with `roles` may do `act` in `state`."""
    reason = why_not(act, roles, state)
    if reason:
        raise Refused(reason)


def accepts(state: State, closes_at: datetime | None, at: datetime) -> bool:
    """Say whether answers are taken: exactly until the deadline, even before the closing job has run."""
    return state is State.OPEN and not is_over(closes_at, at)


def is_over(closes_at: datetime | None, at: datetime) -> bool:
    """Say whether the deadline has come. The deadline itself is over."""
    # In UTC: Python compares two times of one zone by the clock on the wall, which shows an hour twice in autumn.
    return closes_at is not None and at.astimezone(UTC) >= closes_at.astimezone(UTC)
