"""The places of one date, under its lock: who gets one, who waits, who moves up; the counts that lists show."""

from django.db.models import Sum

from smilecity.collect.calendar import rules
from smilecity.collect.calendar.events import BookingNews
from smilecity.collect.calendar.models import Booking, Occurrence
from smilecity.collect.calendar.rules import Intake, Owed, Standing, State
from smilecity.ground.events import publish


def intake_of(date: Occurrence) -> Intake:
    """Return what decides whether somebody can register for a date."""
    event = date.event
    return Intake(
        registration=event.registration,
        state=State(date.state),
        starts_at=date.starts_at,
        closes_hours=event.closes_hours,
        capacity=event.capacity,
        taken=date.taken,
        waiting_list=event.waiting_list,
    )


def move_up(date: Occurrence) -> None:
    """Give free places of a locked date to those who wait, in their order, and have them told. At most 5 SQL."""
    if not date.waiting or date.state == State.CANCELLED:
        return
    queue = Booking.objects.filter(occurrence=date, standing=Standing.WAITING).order_by("made_at", "id")
    moved = rules.moving_up(intake_of(date).free, list(queue.values_list("pk", "seats")))
    if moved:
        Booking.objects.filter(pk__in=moved).update(standing=Standing.BOOKED, owed=Owed.MOVED_UP)
        recount(date)
        publish(BookingNews(occurrence_id=date.pk))


def recount(date: Occurrence) -> None:
    """Bring the counts of a locked date in line with its registrations. 2 SQL."""
    seats = dict(Booking.objects.filter(occurrence=date).order_by().values_list("standing").annotate(Sum("seats")))
    date.taken, date.waiting = seats.get(Standing.BOOKED, 0), seats.get(Standing.WAITING, 0)
    Occurrence.objects.filter(pk=date.pk).update(taken=date.taken, waiting=date.waiting)
