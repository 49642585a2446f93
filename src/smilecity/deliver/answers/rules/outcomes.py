"""What became of a promise, in one of five words: the public numbers count nothing else."""

from datetime import date
from enum import StrEnum

from smilecity.collect.contributions.rules import OPEN, Status


class Outcome(StrEnum):
    """How the town hall kept its word. `undated`: answered, but nothing was promised (imported from elsewhere)."""

    ON_TIME = "on_time"
    LATE = "late"
    UNDATED = "undated"
    OPEN = "open"
    OVERDUE = "overdue"


def outcome(
    status: Status, due_on: date | None, promised_on: date | None, answered_on: date | None, today: date
) -> Outcome:
    """Return what became of a promise.

    `due_on`: the day promised now; `promised_on`, `answered_on`: as it stood when the waiting first ended.
    """
    if status in OPEN:
        return Outcome.OVERDUE if due_on is not None and due_on < today else Outcome.OPEN
    if promised_on is None or answered_on is None:
        return Outcome.UNDATED
    return Outcome.ON_TIME if answered_on <= promised_on else Outcome.LATE
