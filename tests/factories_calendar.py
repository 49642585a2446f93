"""Builds events, registrations and who registers for tests, through actions only."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from smilecity.collect.calendar import actions
from smilecity.collect.calendar.actions import EventFields
from smilecity.collect.calendar.models import Occurrence
from smilecity.collect.calendar.rules import Settled, Span
from smilecity.people.register.models import Pending
from tests.factories import AT, make_resident, what_waits

SOON = AT + timedelta(days=10)
TWO_HOURS = timedelta(hours=2)
_numbers = count(1)


def span(starts_at: datetime = SOON, length: timedelta = TWO_HOURS) -> Span:
    """Return a time of two hours."""
    return Span(starts_at, starts_at + length)


def make_event(*dates: Span, publish: bool = True, title: str = "Werkstatt", at: datetime = AT, **fields: Any) -> UUID:
    """Make an event with these dates (none named: one, soon), shown to everybody."""
    made = actions.make_event(
        fields=EventFields(title={"de": title}, **fields), dates=dates or (span(),), by=None, at=at
    )
    if publish:
        actions.publish_event(event=made, by=None, at=at)
    return made


def make_date(*, at: datetime = AT, publish: bool = True, starts_at: datetime = SOON, **fields: Any) -> Occurrence:
    """Make an event with one date and registration; return the date."""
    event = make_event(span(starts_at), publish=publish, at=at, **({"registration": True} | fields))
    return Occurrence.objects.get(event=event)


def fresh(date: Occurrence) -> Occurrence:
    """Return a date as it is now."""
    return Occurrence.objects.select_related("event").get(pk=date.pk)


def ask(date: Occurrence, address: str, *, seats: int = 1, at: datetime = AT) -> UUID:
    """Have a guest ask for places; return what waits for the mail."""
    return actions.ask(
        occurrence=date.pk, seats=seats, address=address, about={"de": "Werkstatt"}, language="de", at=at
    )


def book_guest(date: Occurrence, address: str = "", *, seats: int = 1, at: datetime = AT) -> Settled:
    """Register a guest, confirmed by the link of the mail."""
    request = ask(date, address or f"gast-{next(_numbers)}@example.org", seats=seats, at=at)
    return actions.confirm_by_link(token=what_waits(Pending.objects.get(reference=request).reference).token, at=at)


def book(date: Occurrence, *, seats: int = 1, at: datetime = AT) -> Settled:
    """Register somebody with an account."""
    return actions.register(occurrence=date.pk, seats=seats, user=make_resident(at=at), language="de", at=at)
