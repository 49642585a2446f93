"""Which status may follow which, and which change needs words that everybody can read. One small table."""

from smilecity.collect.contributions.rules import OPEN, Status, Verb
from smilecity.ground.text import sentence

NEXT: dict[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset({Status.IN_REVIEW, Status.ACCEPTED, Status.DONE, Status.DECLINED}),
    Status.IN_REVIEW: frozenset({Status.ACCEPTED, Status.DONE, Status.DECLINED}),
    Status.ACCEPTED: frozenset({Status.IN_REVIEW, Status.DONE, Status.DECLINED}),
    Status.DONE: frozenset({Status.IN_REVIEW, Status.ACCEPTED}),
    Status.DECLINED: frozenset({Status.IN_REVIEW, Status.ACCEPTED}),
}

# What a clerk has to know before deciding: none of these may happen unseen.
DECISIVE = (
    Verb.STATUS,
    Verb.REPLIED,
    Verb.OFFICE,
    Verb.DUE,
    Verb.EDITED,
    Verb.MERGED,
    Verb.PARTED,
    Verb.FILED,
    Verb.DELEGATED,
    Verb.RETURNED,
    Verb.HIDDEN,
    Verb.WITHDRAWN,
    Verb.REMOVED,
)

NOT_AFTER = sentence("Dieser Stand kann auf den jetzigen nicht folgen. Bitte wählen Sie einen anderen.")
NEEDS_REASON = sentence("Bitte begründen Sie öffentlich, warum das nicht umsetzbar ist.")
NEEDS_REPLY = sentence("Bitte schreiben Sie eine öffentliche Antwort. Kein Beitrag wird ohne Worte abgeschlossen.")
NEEDS_WHY_AGAIN = sentence("Bitte schreiben Sie öffentlich, warum Sie den Beitrag wieder öffnen.")
NOTHING_SAID = sentence("Bitte schreiben Sie eine Antwort oder wählen Sie einen anderen Stand.")


def reopens(old: Status, new: Status) -> bool:
    """Say whether somebody waits again who had an answer: the clock starts anew."""
    return old not in OPEN and new in OPEN


def needs_words(old: Status, new: Status) -> bool:
    """Say whether the change must not happen without a public reply: every end does, and every reopening."""
    return old is not new and (new not in OPEN or reopens(old, new))


def why_not(old: Status, new: Status, *, has_words: bool) -> str | None:
    """Return the reason why `new` may not follow `old`, with or without a public reply; None: it may."""
    if old is new:
        return None if has_words else NOTHING_SAID
    if new not in NEXT[old]:
        return NOT_AFTER
    if has_words or not needs_words(old, new):
        return None
    if reopens(old, new):
        return NEEDS_WHY_AGAIN
    return NEEDS_REASON if new is Status.DECLINED else NEEDS_REPLY
