"""The dates of an event: added, moved, cancelled, taken back. Whoever has registered is told of each change once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.calendar import findable, rules
from smilecity.collect.calendar.actions.acting import held_date, held_event, record, require
from smilecity.collect.calendar.actions.seating import move_up
from smilecity.collect.calendar.events import BookingNews
from smilecity.collect.calendar.models import Booking, Event, Occurrence
from smilecity.collect.calendar.rules import Span, State
from smilecity.collect.calendar.rules.rights import Act
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.search import actions as search
from smilecity.ground.text import Texts, sentence
from smilecity.people.models import User

THERE_ALREADY = sentence("Zu dieser Zeit gibt es schon einen Termin dieser Veranstaltung.")
ONLY_DATE = sentence("Das ist der einzige Termin. Bitte löschen Sie die ganze Veranstaltung.")
HAS_BOOKINGS = sentence("Zu diesem Termin haben sich schon Menschen angemeldet. Bitte sagen Sie ihn ab.")
WAS_SHOWN = sentence("Dieser Termin ist öffentlich und steht vielleicht schon in Kalendern. Bitte sagen Sie ihn ab.")
IS_CANCELLED = sentence("Dieser Termin ist abgesagt. Bitte nehmen Sie zuerst die Absage zurück.")
IS_OVER = sentence("Dieser Termin ist vorbei.")


def make_dates(event: Event, spans: Sequence[Span], at: datetime) -> int:
    """Add dates to a locked event; those that are there already stay as they are. Return how many were added."""
    there = set(Occurrence.objects.filter(event=event).values_list("planned_at", flat=True))
    fresh = {span.starts_at: span for span in spans if span.starts_at not in there}
    if len(there) + len(fresh) > rules.DATES_MOST:
        raise Refused(rules.TOO_MANY_DATES, most=rules.DATES_MOST)
    Occurrence.objects.bulk_create(
        Occurrence(
            event=event,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            all_day=span.all_day,
            planned_at=span.starts_at,
            changed_at=at,
        )
        for _start, span in sorted(fresh.items())
    )
    return len(fresh)


@transaction.atomic
def add_dates(*, event: UUID, dates: Sequence[Span], by: User | None, at: datetime) -> int:
    """Add dates to an event; return how many are new. Raises Refused."""
    require(Act.WRITE, by)
    rules.check_spans(dates)
    added = make_dates(held_event(event), dates, at)
    if not added:
        raise Refused(THERE_ALREADY)
    search.changed(findable.SOURCE, [event])
    record("add_dates", f"event:{event}", by, at, dates=added)
    return added


@transaction.atomic
def move(*, occurrence: int, span: Span, note: Texts, by: User | None, at: datetime) -> None:
    """Move a date to another time; everybody registered is told once. Raises Refused."""
    require(Act.STEER, by)
    rules.check_span(span)
    said = rules.clean_texts(note, rules.NOTE_MOST, long=True)
    row = held_date(occurrence)
    _require_coming(row, at)
    if row.state == State.CANCELLED:
        raise Refused(IS_CANCELLED)
    if (row.starts_at, row.ends_at, row.all_day) == (span.starts_at, span.ends_at, span.all_day):
        return
    row.starts_at, row.ends_at, row.all_day, row.note = span.starts_at, span.ends_at, span.all_day, said
    _changed(row, at)
    search.changed(findable.SOURCE, [row.event_id])
    record("move", f"date:{occurrence}", by, at)


@transaction.atomic
def cancel(*, occurrence: int, note: Texts, by: User | None, at: datetime) -> None:
    """Say that a date does not take place; everybody registered is told once. Raises Refused."""
    require(Act.STEER, by)
    said = rules.clean_texts(note, rules.NOTE_MOST, long=True)
    row = held_date(occurrence)
    _require_coming(row, at)
    if row.state == State.CANCELLED:
        return
    row.state, row.note = State.CANCELLED, said
    _changed(row, at)
    search.changed(findable.SOURCE, [row.event_id])
    record("cancel", f"date:{occurrence}", by, at)


@transaction.atomic
def revive(*, occurrence: int, by: User | None, at: datetime) -> None:
    """Take a cancellation back; everybody registered is told once. Raises Refused."""
    require(Act.STEER, by)
    row = held_date(occurrence)
    _require_coming(row, at)
    if row.state == State.PLANNED:
        return
    row.state, row.note = State.PLANNED, {}
    _changed(row, at)
    move_up(row)
    search.changed(findable.SOURCE, [row.event_id])
    record("revive", f"date:{occurrence}", by, at)


@transaction.atomic
def remove_date(*, occurrence: int, by: User | None, at: datetime) -> None:
    """Delete a date that nobody outside has seen. Raises Refused."""
    require(Act.STEER, by)
    row = held_date(occurrence)
    if row.event.published_at:
        raise Refused(WAS_SHOWN)
    if Booking.objects.filter(occurrence=row).exists():
        raise Refused(HAS_BOOKINGS)
    if not Occurrence.objects.filter(event=row.event_id).exclude(pk=occurrence).exists():
        raise Refused(ONLY_DATE)
    row.delete()
    record("remove_date", f"date:{occurrence}", by, at)


def _require_coming(row: Occurrence, at: datetime) -> None:
    if row.ends_at <= at:
        raise Refused(IS_OVER)


def _changed(row: Occurrence, at: datetime) -> None:
    """Save a locked date and have it told. SEQUENCE grows with what its calendars have to know (RFC 5545, 3.8.7.4)."""
    announce(row, at)
    row.save()


def announce(row: Occurrence, at: datetime) -> None:
    """Have everybody registered for a locked date be told of its state, once, whatever else happens to it by then."""
    row.sequence += 1
    row.news += 1
    row.changed_at = at
    row.save(update_fields=["sequence", "news", "changed_at"])
    publish(BookingNews(occurrence_id=row.pk))
