"""What the desk asks: all events, drafts included, and the dates of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.aggregates import BoolAnd
from django.db.models import Count, Min, Q, Sum

from smilecity.collect.calendar.models import Event, Occurrence
from smilecity.collect.calendar.queries.rows import DateRow, EventRow, date_row, event_row


@dataclass(frozen=True)
class EventCard:
    """An event in the desk's list. `next_at`: its next date that is not over, or None. `all_day`: all dates are."""

    event: EventRow
    dates: int
    coming: int
    next_at: datetime | None
    first_at: datetime
    all_day: bool
    taken: int
    waiting: int


@dataclass(frozen=True)
class Events:
    """A page of events. `next`: the offset of the next page, None on the last."""

    rows: Sequence[EventCard]
    next: int | None


def events(at: datetime, *, past: bool = False, offset: int = 0, most: int = 50) -> Events:
    """Return events: those to come by their next date; or those that are over. 1 SQL.

    By offset: the desk's list is short, and its order is a sum over dates that no index holds.
    """
    coming = Q(occurrences__ends_at__gt=at)
    rows = Event.objects.annotate(
        dates=Count("occurrences"),
        coming=Count("occurrences", filter=coming),
        next_at=Min("occurrences__starts_at", filter=coming),
        first_at=Min("occurrences__starts_at"),
        all_day=BoolAnd("occurrences__all_day"),
        taken=Sum("occurrences__taken", default=0),
        waiting=Sum("occurrences__waiting", default=0),
    )
    rows = rows.filter(coming=0) if past else rows.filter(coming__gt=0)
    order = ("-first_at", "id") if past else ("next_at", "id")
    found = list(rows.order_by(*order)[offset : offset + most + 1])
    return Events([_card(row) for row in found[:most]], offset + most if len(found) > most else None)


def _card(row: Event) -> EventCard:
    said = vars(row)
    names = ("dates", "coming", "next_at", "first_at", "all_day", "taken", "waiting")
    return EventCard(event_row(row), **{name: said[name] for name in names})


def event(event: UUID) -> EventRow | None:
    """Return an event, be it a draft. 1 SQL."""
    row = Event.objects.filter(pk=event).first()
    return event_row(row) if row else None


def dates_of(event: UUID) -> list[DateRow]:
    """Return all dates of an event, in order. 1 SQL."""
    rows = Occurrence.objects.select_related("event").filter(event=event).order_by("starts_at", "pk")
    return [date_row(row) for row in rows]
