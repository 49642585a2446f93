"""Who comes to a date, at the desk: the list, somebody who called, somebody who cannot come."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.messages import validation_error

from smilecity.collect.calendar import actions, queries
from smilecity.collect.calendar.queries import Guest
from smilecity.collect.calendar.rules import BOOKINGS_KEPT, Standing
from smilecity.collect.calendar.rules.rights import Act
from smilecity.doors.desk import calendar_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.calendar_form import GuestForm
from smilecity.doors.desk.calendar_place import ICON, date_or_404, event_step, turned_away, way
from smilecity.doors.desk.ending import NOT_SAVED
from smilecity.doors.desk.shell import attempt, page, sent, staff
from smilecity.ground import clock


@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: HttpRequest, number: int) -> HttpResponse:
    """List who registered for a date; a POST takes somebody's registration."""
    away = turned_away(request, Act.GUESTS)
    if away:
        return away
    row = date_or_404(number)
    form = GuestForm(sent(request))
    if form.is_valid() and _enter(request, number, form):
        return redirect("desk:guests", number)
    if form.errors:
        validation_error(request, NOT_SAVED, form)
    return page(
        request,
        "desk/calendar_guests.html",
        _("Anmeldungen"),
        way(event_step(row.event), here=_("Anmeldungen")),
        icon=ICON,
        form=form,
        name=said.title_of(row),
        when=said.when(row.span),
        summary=said.guests(row.taken, row.waiting, row.event.capacity),
        guests=[_listed(guest, number) for guest in queries.guests(number)],
        kept_days=BOOKINGS_KEPT.days,
        may_enter=row.event.registration and row.ends_at > clock.now(),
    )


def _enter(request: HttpRequest, number: int, form: GuestForm) -> bool:
    act = partial(actions.enter, occurrence=number, **form.cleaned_data, by=staff(request), at=clock.now())
    return attempt(request, act, _("Die Anmeldung ist eingetragen."))


def _listed(guest: Guest, number: int) -> dict[str, Any]:
    waits = guest.standing is Standing.WAITING
    return {
        "who": guest.who or _("nicht mehr erreichbar"),
        "by_staff": guest.by_staff,
        "seats": guest.seats,
        "waits": waits,
        "since": words.moment(guest.made_at),
        "remove_url": reverse("desk:remove_guest", args=[number, guest.id]),
    }


@require_POST
def remove(request: HttpRequest, number: int, booking: UUID) -> HttpResponse:
    """End a registration for who asks for it."""
    act = partial(actions.remove_booking, booking=booking, by=staff(request), at=clock.now())
    attempt(request, act, _("Die Anmeldung ist gelöscht. Wer wartet, rückt nach."))
    return redirect("desk:guests", number)
