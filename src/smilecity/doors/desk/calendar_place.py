"""What the pages of the calendar at the desk have in common: who is let in, the way to a page, their forms."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.collect.calendar import queries
from smilecity.collect.calendar.queries import DateRow, EventRow
from smilecity.collect.calendar.rules import rights
from smilecity.collect.calendar.rules.rights import Act
from smilecity.doors.desk.ending import tell
from smilecity.doors.desk.shell import Crumb, crumbs, page, staff
from smilecity.ground.text import pick

ICON = "calendar"


def turned_away(request: HttpRequest, act: Act) -> HttpResponse | None:
    """Send back, with the reason, who may not do this."""
    roles = staff(request).role_set
    if rights.may(act, roles):
        return None
    messages.error(request, _(rights.NOT_YOUR_GUESTS if act is Act.GUESTS else rights.NOT_YOURS))
    return redirect("desk:calendar" if rights.may(Act.LOOK, roles) else "wagtailadmin_home")


def may(request: HttpRequest) -> dict[str, bool]:
    """Return what the person signed in may do, for templates."""
    roles = staff(request).role_set
    return {act.value: rights.may(act, roles) for act in Act}


def event_or_404(event: UUID) -> EventRow:
    """Return the event of an address."""
    row = queries.event(event)
    if row is None:
        raise Http404
    return row


def date_or_404(number: int) -> DateRow:
    """Return the date of an address, be it of a draft."""
    row = queries.find(number, drafts=True)
    if row is None:
        raise Http404
    return row


def way(*steps: tuple[str, str], here: str) -> list[Crumb]:
    """Return the way to a page of the calendar."""
    return crumbs((reverse("desk:calendar"), _("Kalender")), *steps, here=here)


def event_step(event: EventRow) -> tuple[str, str]:
    """Return the step of the way that leads to an event."""
    return reverse("desk:event", args=[event.id]), pick(event.title, "de")


def form_page(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    title: str,
    save: str,
    *,
    event: EventRow | None = None,
    **shown: object,
) -> HttpResponse:
    """Show a form, of an `event` that is there already; where it was not saved, that is said above it."""
    tell(request, form)
    steps = [event_step(event)] if event else []
    trail = way(*steps, here=title)
    return page(request, template, title, trail, icon=ICON, form=form, submit_button_label=save, **shown)
