"""The one clock: from when it runs, by when an office answers, when it is reminded, when the day has passed.

In: days, and the two letters of the Land whose holidays count. All days are the town hall's.
"""

from datetime import date
from enum import StrEnum

from smilecity.collect.contributions.rules import OPEN, Channel, Status
from smilecity.ground.text import sentence
from smilecity.ground.workdays import add_workdays

# How many working days an office has if it has not said otherwise.
DAYS = 20
DAYS_MOST = 120
REMIND_BEFORE = 3
EXTEND_MOST = 120

NEEDS_REASON = sentence("Bitte schreiben Sie öffentlich, warum die Antwort länger dauert.")
NOT_LATER = sentence("Das neue Datum muss nach dem bisherigen und nach heute liegen.")
TOO_FAR = sentence("So weit lässt sich die Antwort nicht verschieben: höchstens {most} Arbeitstage ab heute.")
ONCE_ONLY = sentence("Das Datum wurde schon einmal verschoben. Ein zweites Mal darf nur die Leitung.")
NO_DATE = sentence("Dieser Beitrag hat kein Datum, das sich verschieben ließe.")


class Late(StrEnum):
    """How near the promised day is."""

    CALM = "calm"
    SOON = "soon"
    OVERDUE = "overdue"


def starts_on(channel: Channel, submitted_on: date, today: date) -> date:
    """Return the day from which the working days count.

    The day it came in; what was imported from elsewhere was promised nothing here before it came to this town hall.
    """
    return today if channel is Channel.IMPORT else submitted_on


def promised_on(start: date, days: int, land: str) -> date:
    """Return the day by which there is an answer: so many working days after the start."""
    return add_workdays(start, days, land)


def reminds_on(due_on: date, land: str) -> date:
    """Return the day on which clerks are reminded, so that there is still time to answer."""
    return add_workdays(due_on, -REMIND_BEFORE, land)


def lateness(status: Status, due_on: date | None, today: date, land: str) -> Late:
    """Say how near the promised day of a contribution is; who has an answer waits for nothing."""
    if due_on is None or status not in OPEN:
        return Late.CALM
    if due_on < today:
        return Late.OVERDUE
    return Late.SOON if reminds_on(due_on, land) <= today else Late.CALM


def why_not_extend(
    due_on: date | None, new: date, today: date, land: str, *, has_words: bool, extended: int, leads: bool
) -> str | None:
    """Return the reason why an answer may not be promised for `new` instead; None: it may."""
    if due_on is None:
        return NO_DATE
    if extended and not leads:
        return ONCE_ONLY
    if new <= due_on or new <= today:
        return NOT_LATER
    if new > add_workdays(today, EXTEND_MOST, land):
        return TOO_FAR
    return None if has_words else NEEDS_REASON
