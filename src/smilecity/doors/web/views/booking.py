"""Registering for a date: the form, the page that waits for the mail, its link and code, one's own registration.

The reply is the same whether or not an address is known. A member registers at once: their address is confirmed.
"""

from contextlib import suppress
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.collect.calendar import actions, queries, rules
from smilecity.collect.calendar.queries import BookingRow, DateRow
from smilecity.collect.calendar.rules import End, Settled
from smilecity.doors.web import calendar_booking, limits, waiting_page
from smilecity.doors.web.before import before
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.views.calendar import found
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.privacy.rules import Sort
from smilecity.people.register import queries as register

_STATUS = {End.EXPIRED: 410, End.UNKNOWN: 404, End.CLOSED: 409, End.FULL: 409}
_REQUESTS = "bookings"
_REQUESTS_MOST = 20


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, number: int) -> HttpResponse:
    """Ask how many places and for whom; a POST registers."""
    row, at = found(number), clock.now()
    reason = rules.why_closed(row.intake, at)
    if reason:
        messages.warning(request, _(reason))
        return redirect("web:event", number)
    seats, email = request.POST.get("seats", ""), request.POST.get("email", "")
    asked = before(Sort.EVENT)
    errors = asked.heard(request)
    if request.method == "POST" and not errors:
        try:
            asked.consents(request)
            return _booked(request, row, _number(seats), email)
        except Refused as refusal:
            errors = [("seats" if refusal.sentence == rules.BAD_SEATS else "email", said(refusal))]
    shown = calendar_booking.form(row, request, seats, email, at) | asked.shown(request)
    shown |= {"errors": errors, "at_fields": dict(errors)}
    return render(request, "web/calendar/book.html", shown, status=422 if errors else 200)


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 4 else 0


def _booked(request: HttpRequest, row: DateRow, seats: int, email: str) -> HttpResponse:
    at, language = clock.now(), get_language() or "de"
    if isinstance(request.user, User):
        limits.may_book(request, request.user, at)
        settled = actions.register(occurrence=row.number, seats=seats, user=request.user, language=language, at=at)
        return redirect("web:booking", settled.token) if settled.token else _ended(request, settled)
    limits.may_book(request, email, at)
    asked = actions.ask(
        occurrence=row.number, seats=seats, address=email, about=row.event.title, language=language, at=at
    )
    known = dict(list(request.session.get(_REQUESTS, {}).items())[-_REQUESTS_MOST:])
    request.session[_REQUESTS] = known | {str(asked): row.number}
    return redirect("web:book_wait", asked)


def _own(request: HttpRequest, asked: UUID) -> int:
    """Return the date for which this browser asked. Raises Http404 for what others asked."""
    known: dict[str, int] = request.session.get(_REQUESTS, {})
    if str(asked) not in known:
        raise Http404
    return known[str(asked)]


@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, asked: UUID) -> HttpResponse:
    """Say that the mail is on its way; a POST confirms by the code it holds."""
    number = _own(request, asked)
    at, code = clock.now(), request.POST.get("code", "")
    errors: Errors = []
    if request.method == "POST":
        limits.may_confirm(request, at)
        settled = actions.confirm_by_code(request=asked, code=code, at=at)
        if isinstance(settled, Settled):
            return _ended(request, settled)
        errors = [("code", said(Refused(settled)))]
    waiting = waiting_page.still(asked, at)
    if waiting is None:
        # Confirmed by the link on some device, or run out: this browser cannot know, and need not.
        return render(request, "web/calendar/settled.html", {"again_url": reverse("web:event", args=[number])})
    return waiting_page.page(request, "web/calendar/wait.html", calendar_booking.waiting(asked, waiting), code, errors)


@require_safe
def mail(request: HttpRequest, asked: UUID) -> HttpResponse:
    """Say where the mail is, for the page that waits."""
    _own(request, asked)
    waiting = waiting_page.still(asked, clock.now())
    return waiting_page.mail(request, calendar_booking.waiting(asked, waiting) if waiting else None)


@require_POST
def resend(request: HttpRequest, asked: UUID) -> HttpResponse:
    """Send the mail once more."""
    _own(request, asked)
    at = clock.now()
    limits.may_resend(request, register.waiting_for(asked, at), at)
    waiting_page.resend(request, partial(actions.resend, request=asked, at=at))
    return redirect("web:book_wait", asked)


@require_POST
def take_back(request: HttpRequest, asked: UUID) -> HttpResponse:
    """Go back to the address; the link that was sent no longer works."""
    number = _own(request, asked)
    with suppress(Refused):
        actions.take_back(request=asked)
    return redirect("web:book", number)


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Open the link of the mail: a GET asks, only a POST registers (see views/confirming)."""
    at = clock.now()
    if request.method == "POST":
        limits.may_confirm(request, at)
        return _ended(request, actions.confirm_by_link(token=token, at=at))
    waiting = register.waiting_by_token(token, at)
    if waiting is None or waiting.expired:
        return _ended(request, Settled(End.EXPIRED) if waiting else Settled(actions.fate(token)))
    return render(request, "web/calendar/confirm.html", calendar_booking.confirming(waiting))


def _ended(request: HttpRequest, settled: Settled) -> HttpResponse:
    """Show how the attempt to register ended."""
    shown = calendar_booking.ended(settled)
    name = f"web/calendar/end_{settled.end.value}.html"
    return render(request, name, shown, status=_STATUS.get(settled.end, 200))


@require_safe
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Show one's own registration."""
    return _page(request, queries.of_token(token), [])


def _page(request: HttpRequest, booking: BookingRow | None, errors: Errors) -> HttpResponse:
    if booking is None:
        return render(request, "web/calendar/gone.html", {"list_url": reverse("web:calendar")}, status=404)
    shown = calendar_booking.own(booking, clock.now()) | {"errors": errors}
    response = render(request, "web/calendar/booking.html", shown, status=422 if errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def seats(request: HttpRequest, token: str) -> HttpResponse:
    """Take more or fewer places."""
    try:
        actions.change_seats(token=token, seats=_number(request.POST.get("seats", "")), at=clock.now())
    except Refused as refusal:
        return _page(request, queries.of_token(token), [("seats", said(refusal))])
    messages.success(request, _("Gespeichert."))
    return redirect("web:booking", token)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End one's own registration: a GET asks, only a POST ends it (mail scanners open links)."""
    if request.method == "POST":
        number = actions.withdraw(token=token)
        shown = {"event": calendar_booking.about(found(number))} if number else {}
        return render(request, "web/calendar/ended.html", shown | {"list_url": reverse("web:calendar")})
    return redirect("web:booking", token)
