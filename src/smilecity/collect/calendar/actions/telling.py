"""What people who registered are told: taken off to become mails, and marked in the same transaction.

Whatever the job does, each is told once: of their own standing (`owed`), and of the last change they do not know of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from smilecity.collect.calendar.models import Booking, Occurrence
from smilecity.collect.calendar.reading.tokens import token_of
from smilecity.collect.calendar.rules import LetterKind, Owed, Standing, State
from smilecity.ground.text import Texts
from smilecity.people.contacts import queries as contacts
from smilecity.people.contacts.queries import Reach


@dataclass(frozen=True)
class Letter:
    """One mail to one person. `known_at`: the beginning they knew of; `token`: opens their registration."""

    booking: UUID
    contact: UUID
    address: str
    language: str
    kind: LetterKind
    occurrence: int
    title: Texts
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    known_at: datetime
    place: str
    street: str
    online_url: str
    note: Texts
    seats: int
    standing: Standing
    token: str


@transaction.atomic(savepoint=False)
def take_letters(*, occurrence: int, most: int, at: datetime) -> list[Letter] | None:
    """Take at most so many mails that are owed for a date; None: nothing is left to take. At most 4 SQL.

    To be called within the transaction in which the mails are kept: both commit, or neither.
    """
    date = Occurrence.objects.select_related("event").filter(pk=occurrence).first()
    if date is None:
        return None
    behind = Q(told__lt=date.news) | ~Q(owed=Owed.NOTHING)
    owed = Booking.objects.select_for_update().filter(behind, occurrence=date, contact__isnull=False)
    rows = list(owed.order_by("made_at", "id")[:most])
    if not rows:
        return None
    taken = Booking.objects.filter(pk__in=[row.pk for row in rows])
    taken.update(told=date.news, owed=Owed.NOTHING, known_at=date.starts_at)
    if date.ends_at <= at:
        return []
    reached = contacts.reach(row.contact_id for row in rows if row.contact_id)
    return list(_letters(rows, date, reached))


def _letters(rows: Sequence[Booking], date: Occurrence, reached: dict[UUID, Reach]) -> Sequence[Letter]:
    return [_letter(row, date, reached[row.contact_id]) for row in rows if row.contact_id in reached]


def _letter(row: Booking, date: Occurrence, reach: Reach) -> Letter:
    event = date.event
    return Letter(
        booking=row.pk,
        contact=reach.contact,
        address=reach.address,
        language=reach.language,
        kind=_kind(row, date),
        occurrence=date.pk,
        title=event.title,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        all_day=date.all_day,
        known_at=row.known_at,
        place=event.place,
        street=event.address,
        online_url=event.online_url,
        note=date.note,
        seats=row.seats,
        standing=Standing(row.standing),
        token=token_of(bytes(row.salt)),
    )


def _kind(row: Booking, date: Occurrence) -> LetterKind:
    """Return what weighs most of all that somebody has to be told."""
    if date.state == State.CANCELLED:
        return LetterKind.CANCELLED
    if row.owed == Owed.MOVED_UP:
        return LetterKind.MOVED_UP
    if row.owed == Owed.WELCOME:
        return LetterKind.BOOKED if row.standing == Standing.BOOKED else LetterKind.WAITING
    return LetterKind.MOVED if row.known_at != date.starts_at else LetterKind.CHANGED
