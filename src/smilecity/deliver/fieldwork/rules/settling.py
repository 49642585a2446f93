"""What may be said from the spot, what counts of what comes late, and which clock is believed."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from smilecity.collect.contributions.rules import Status
from smilecity.ground.text import sentence

SAID_MOST = 1_000
NOTE_MOST = 1_000
NAME_MOST = 80
PHOTOS_MOST = 4
NAMES_KEPT = timedelta(days=365)
# For how long a device may still send what its owner entered before they left a crew.
LEFT_KEPT = timedelta(days=14)
# Of a report that has its answer.
CLOSED = frozenset({Status.DONE, Status.DECLINED})

DONE_SENTENCE = sentence("Unser Team war vor Ort. Es ist erledigt.")
ORDERED_SENTENCE = sentence("Wir haben ein Team beauftragt. Es kümmert sich vor Ort darum.")
NEEDS_WORDS = sentence("Bitte schreiben Sie, warum es nicht geht. Die Stelle muss wissen, was zu tun ist.")
TOO_MANY_PHOTOS = sentence("Bitte schicken Sie höchstens {most} Fotos auf einmal.")


class State(StrEnum):
    """What became of an order: the crew did it, gave it back, or the office took it back."""

    OPEN = "open"
    DONE = "done"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Sort(StrEnum):
    """What a device sends: the end of an order, or photos of how it was found."""

    DONE = "done"
    RETURNED = "returned"
    PHOTOS = "photos"


class Weight(StrEnum):
    """What an entry does: `public`: the report is answered; `back`: it lies with the office again; `note`: it is kept.

    `hidden`, `answered`: it ends the order, but nobody reads of it, for the report is not shown or has its answer.
    Nothing is lost: what can no longer count is kept for the office, with its photos.
    """

    PUBLIC = "public"
    BACK = "back"
    NOTE = "note"
    HIDDEN = "hidden"
    ANSWERED = "answered"


def weigh(*, done: bool, state: State, of_crew: bool, shown: bool, status: Status) -> Weight:
    """Say what an entry does, as order and report stand when it arrives.

    `of_crew`: the order is still theirs. Work that is done is done, whoever has the order by now; that it cannot be
    done is for the crew to say that has it. `shown`, `status`: of the report; who has its answer is not told again.
    """
    if state is not State.OPEN:
        return Weight.NOTE
    if not done:
        return Weight.BACK if of_crew else Weight.NOTE
    return Weight.PUBLIC if shown and status not in CLOSED else unread(status)


def unread(status: Status) -> Weight:
    """Say why nobody reads of work that ended its order."""
    return Weight.ANSWERED if status in CLOSED else Weight.HIDDEN


def look_back(*, told: bool, shown: bool, status: Status) -> Weight:
    """Say what is true now of work that was done; `told`: its end was said in public then.

    A note where neither holds: it was told and the office has decided otherwise since, or it can be told by now.
    """
    if told:
        return Weight.PUBLIC if shown and status is Status.DONE else Weight.NOTE
    return Weight.NOTE if shown and status not in CLOSED else unread(status)


def why_not_settle(*, done: bool, has_words: bool, photos: int) -> str | None:
    """Return why an order may not end like this; None: it may. Giving it back needs words, doing it needs none."""
    if photos > PHOTOS_MOST:
        return TOO_MANY_PHOTOS
    return None if done or has_words else NEEDS_WORDS


def happened_at(made_at: datetime | None, *, ordered_at: datetime, received_at: datetime) -> datetime:
    """Return when something happened: as the device says, if its clock can be right; else when it was heard of."""
    if made_at is not None and ordered_at <= made_at <= received_at:
        return made_at
    return received_at


def days_late(due_on: date | None, today: date) -> int:
    """Return how many days ago it was promised; 0: in time, or nothing was promised."""
    return max((today - due_on).days, 0) if due_on else 0


def digest(order: UUID, sort: Sort, said: str, photos: Sequence[tuple[str, bytes]]) -> str:
    """Return what tells one entry from another: the same token must not mean two things. `photos`: stage, picture."""
    made = hashlib.sha256()
    for part in (order.bytes, sort.value.encode(), said.encode()):
        made.update(hashlib.sha256(part).digest())
    for stage, picture in photos:
        made.update(hashlib.sha256(stage.encode()).digest() + hashlib.sha256(picture).digest())
    return made.hexdigest()
