"""What may be asked of the calendar: lists, months, one date, feeds, registrations, what the desk shows."""

from smilecity.collect.calendar.queries.bookings import (
    BookingRow,
    Guest,
    guests,
    of_contact,
    of_token,
    requested,
)
from smilecity.collect.calendar.queries.coming import upcoming
from smilecity.collect.calendar.queries.desk import EventCard, Events, dates_of, event, events
from smilecity.collect.calendar.queries.lists import (
    DateFilter,
    Dates,
    between,
    dates,
    feed,
    find,
    siblings,
    total,
)
from smilecity.collect.calendar.queries.photos import PhotoRow, photo, photos
from smilecity.collect.calendar.queries.rows import DateRow, EventRow

__all__ = [
    "BookingRow",
    "DateFilter",
    "DateRow",
    "Dates",
    "EventCard",
    "EventRow",
    "Events",
    "Guest",
    "PhotoRow",
    "between",
    "dates",
    "dates_of",
    "event",
    "events",
    "feed",
    "find",
    "guests",
    "of_contact",
    "of_token",
    "photo",
    "photos",
    "requested",
    "siblings",
    "total",
    "upcoming",
]
