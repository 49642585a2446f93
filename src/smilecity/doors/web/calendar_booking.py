"""Prepared values for registering: the form, the page that waits for the mail, each end, one's own registration."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.collect.calendar import queries
from smilecity.collect.calendar.queries import BookingRow, DateRow
from smilecity.collect.calendar.rules import BOOKINGS_KEPT, SEATS_MOST, Settled, Standing, State
from smilecity.doors.web import calendar_lists, waiting_page, words
from smilecity.doors.web import calendar_words as said
from smilecity.doors.web.calendar_lists import Values
from smilecity.ground.text import pick
from smilecity.people.register.queries import Waiting


def about(row: DateRow) -> Values:
    """Return what every page of the way says of the date."""
    return {
        "title": pick(row.event.title, get_language() or "de"),
        "when": said.when(row.span),
        "place": row.event.place,
        "url": reverse("web:event", args=[row.number]),
    }


def form(row: DateRow, request: HttpRequest, seats: str, email: str, at: datetime) -> Values:
    """Return what the page shows on which one registers."""
    intake = row.intake
    member = request.user.email if request.user.is_authenticated else ""
    return {
        "event": about(row),
        "places": said.places(intake, at),
        "waits": intake.free == 0 or (intake.capacity is not None and row.waiting > 0),
        "seats": _choices(seats or "1"),
        "email": email,
        "member_email": member,
        "login_url": f"{reverse('account_login')}?next={reverse('web:book', args=[row.number])}",
        "kept_days": BOOKINGS_KEPT.days,
        "city": city.profile(),
    }


def _choices(chosen: str) -> list[tuple[str, str, bool]]:
    return [(str(number), said.seats(number), str(number) == chosen) for number in range(1, SEATS_MOST + 1)]


def waiting(request: UUID, waits: Waiting) -> Values:
    """Return what the page says that waits for the mail."""
    asked = queries.requested(request)
    return waiting_page.told(waits) | {
        "survey": {"title": about(asked[0])["title"]} if asked else {},
        "code_url": reverse("web:book_wait", args=[request]),
        "mail_url": reverse("web:book_mail", args=[request]),
        "resend_url": reverse("web:book_resend", args=[request]),
        "change_url": reverse("web:book_take_back", args=[request]),
    }


def confirming(waits: Waiting) -> Values:
    """Return what the page says on which the link of the mail is confirmed."""
    asked = queries.requested(waits.reference)
    shown: Values = {"expires_text": words.until(waits.expires_at)}
    return shown | ({"event": about(asked[0]), "seats_text": said.seats(asked[1])} if asked else {})


def ended(settled: Settled) -> Values:
    """Return what the page says that ends the way."""
    row = queries.find(settled.occurrence) if settled.occurrence else None
    shown: Values = {"list_url": reverse("web:calendar")}
    if row:
        shown |= {"event": about(row), "ics_url": reverse("web:event_ics", args=[row.number])}
    return shown | ({"own_url": reverse("web:booking", args=[settled.token])} if settled.token else {})


def own(booking: BookingRow, at: datetime) -> Values:
    """Return what the page shows of one's own registration."""
    row = booking.date
    waits = booking.standing is Standing.WAITING
    return {
        "event": about(row),
        "cancelled": row.state is State.CANCELLED,
        "over": row.ends_at <= at,
        "waits": waits,
        "ahead": booking.ahead,
        "seats_text": said.seats(booking.seats),
        "seats": _choices(str(booking.seats)),
        "ics_url": reverse("web:event_ics", args=[row.number]),
        "seats_url": reverse("web:booking_seats", args=[booking.token]),
        "end_url": reverse("web:booking_end", args=[booking.token]),
        "kept_days": BOOKINGS_KEPT.days,
    }


def coming(contact: UUID, language: str, at: datetime) -> list[Values]:
    """Return what somebody has registered for and is not over, as their own page shows it. 1 SQL."""
    return [_coming(row, language, at) for row in queries.of_contact(contact, since=at)]


def _coming(booking: BookingRow, language: str, at: datetime) -> Values:
    row = booking.date
    card = calendar_lists.card(row, language, at)
    kind, text = _standing(booking)
    return card | {
        **calendar_lists.day(row.starts_at),
        "url": card["url"] if row.event.published_at else "",
        "state_kind": kind,
        "state": text,
        "places": "",
        "own_text": _("Meine Anmeldung") if card["cancelled"] else _("Plätze ändern oder absagen"),
        "own_url": reverse("web:booking", args=[booking.token]),
    }


def _standing(booking: BookingRow) -> tuple[str, str]:
    """Return the kind and words of the sign beside one's own registration."""
    if booking.date.state is State.CANCELLED:
        return "stop", _("Abgesagt")
    if booking.standing is Standing.WAITING:
        return "open", _("Warteliste, Platz {n}").format(n=booking.ahead + 1)
    return "done", _("Angemeldet: {seats}").format(seats=said.seats(booking.seats))
