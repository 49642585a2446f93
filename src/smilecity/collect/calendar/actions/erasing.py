"""What is erased: registrations some time after their date, and what is kept here of one person altogether."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.calendar import rules
from smilecity.collect.calendar.actions.acting import held_date
from smilecity.collect.calendar.actions.seating import move_up, recount
from smilecity.collect.calendar.models import Booking


def forget_old(*, at: datetime) -> int:
    """Erase the registrations of dates that are long over; return how many. The counts of the dates stay."""
    deleted, _ = Booking.objects.filter(occurrence__ends_at__lt=rules.forgotten_before(at)).delete()
    return deleted


@transaction.atomic
def erase_person(*, contact: UUID) -> None:
    """Erase the registrations of one person; others move up. Repeating it changes nothing."""
    dates = Booking.objects.filter(contact=contact).order_by("occurrence").values_list("occurrence", flat=True)
    for occurrence in list(dates):
        date = held_date(occurrence)
        Booking.objects.filter(occurrence=date, contact=contact).delete()
        recount(date)
        move_up(date)
