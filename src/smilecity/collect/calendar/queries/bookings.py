"""Registrations: one's own by link or account, those of a date for the desk, what waits for its mail."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from smilecity.collect.calendar.models import Booking, Request
from smilecity.collect.calendar.queries.rows import DateRow, date_row
from smilecity.collect.calendar.reading.tokens import token_hash_of, token_of
from smilecity.collect.calendar.rules import Standing
from smilecity.people.contacts import queries as contacts


@dataclass(frozen=True)
class BookingRow:
    """One's own registration. `token`: opens it; `ahead`: how many registrations wait before it."""

    id: UUID
    date: DateRow
    seats: int
    standing: Standing
    token: str
    ahead: int


@dataclass(frozen=True)
class Guest:
    """A registration as the desk sees it: an address, or what staff wrote down."""

    id: UUID
    who: str
    by_staff: bool
    seats: int
    standing: Standing
    made_at: datetime


def of_token(token: str) -> BookingRow | None:
    """Return the registration that a link opens. 1 SQL."""
    row = _in_line().filter(token_hash=token_hash_of(token)).first()
    return _row(row) if row else None


def of_contact(contact: UUID, *, since: datetime) -> list[BookingRow]:
    """Return the registrations of a person for what is not over at `since`, in order. 1 SQL."""
    rows = _in_line().filter(contact=contact, occurrence__ends_at__gt=since)
    return [_row(row) for row in rows.order_by("occurrence__starts_at", "id")]


def _in_line() -> QuerySet[Booking]:
    """Return registrations, each with how many wait for the same date since before it."""
    waiting = Booking.objects.filter(occurrence=OuterRef("occurrence"), standing=Standing.WAITING)
    before = waiting.filter(made_at__lt=OuterRef("made_at")).order_by().values("occurrence")
    count = Coalesce(Subquery(before.annotate(number=Count("id")).values("number")), 0)
    return Booking.objects.select_related("occurrence__event").annotate(before=count)


def _row(row: Booking) -> BookingRow:
    return BookingRow(
        id=row.pk,
        date=date_row(row.occurrence),
        seats=row.seats,
        standing=Standing(row.standing),
        token=token_of(bytes(row.salt)),
        ahead=vars(row)["before"] if row.standing == Standing.WAITING else 0,
    )


def requested(request: UUID) -> tuple[DateRow, int] | None:
    """Return what waits for its mail: the date and how many places. 1 SQL."""
    row = Request.objects.select_related("occurrence__event").filter(pk=request).first()
    return (date_row(row.occurrence), row.seats) if row else None


def guests(occurrence: int) -> list[Guest]:
    """Return who has registered for a date: first those with a place, then those who wait, in their order. 2 SQL."""
    rows = list(Booking.objects.filter(occurrence=occurrence).order_by("standing", "made_at", "id"))
    reached = contacts.reach(row.contact_id for row in rows if row.contact_id)
    return [
        Guest(
            id=row.pk,
            who=row.label or (reached[row.contact_id].address if row.contact_id in reached else ""),
            by_staff=row.contact_id is None,
            seats=row.seats,
            standing=Standing(row.standing),
            made_at=row.made_at,
        )
        for row in rows
    ]
