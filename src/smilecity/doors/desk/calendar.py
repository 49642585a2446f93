"""The calendar at the desk: the list, a new event, what is said of one, its page, showing and hiding it."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.collect.calendar import actions, queries
from smilecity.collect.calendar.queries import DateRow, EventCard, EventRow
from smilecity.collect.calendar.rules.rights import Act
from smilecity.doors.desk import calendar_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.calendar_form import EventForm, NewEventForm
from smilecity.doors.desk.calendar_place import (
    ICON,
    event_or_404,
    event_step,
    form_page,
    may,
    turned_away,
    way,
)
from smilecity.doors.desk.ending import done
from smilecity.doors.desk.shell import attempt, crumbs, page, sent, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick

_pages = require_http_methods(["GET", "HEAD", "POST"])
_OFFSET_MOST = 1_000_000


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """List the events to come with their next date, or those that are over."""
    away = turned_away(request, Act.LOOK)
    if away:
        return away
    past, raw = request.GET.get("zeit") == "vergangen", request.GET.get("ab", "")
    offset = min(int(raw), _OFFSET_MOST) if raw.isascii() and raw.isdecimal() and len(raw) < 9 else 0
    at = clock.now()
    found = queries.events(at, past=past, offset=offset)
    here = f"{reverse('desk:calendar')}?{'zeit=vergangen&' if past else ''}"
    return page(
        request,
        "desk/calendar.html",
        _("Kalender"),
        crumbs(here=_("Kalender")),
        icon=ICON,
        rows=[_listed(row) for row in found.rows],
        tabs=[
            {"label": _("Kommende"), "url": reverse("desk:calendar"), "current": not past},
            {"label": _("Vergangene"), "url": f"{reverse('desk:calendar')}?zeit=vergangen", "current": past},
        ],
        may=may(request),
        first_url=here if offset else "",
        next_url=f"{here}ab={found.next}" if found.next else "",
    )


def _listed(row: EventCard) -> dict[str, Any]:
    event = row.event
    next_at = row.next_at or row.first_at
    return {
        "url": reverse("desk:event", args=[event.id]),
        "title": pick(event.title, "de"),
        "kind": said.KINDS[event.kind],
        "state": "open" if event.published_at else "draft",
        "state_text": _("Öffentlich") if event.published_at else _("Entwurf"),
        "when": words.on_day(next_at) if row.all_day else words.moment(next_at),
        "dates": said.dates(row.dates) if row.dates > 1 else "",
        "guests": said.guests(row.taken, row.waiting, None) if event.registration else "",
        "generated": event.generated,
    }


@_pages
def new(request: HttpRequest) -> HttpResponse:
    """Make an event with its dates."""
    away = turned_away(request, Act.WRITE)
    if away:
        return away
    form = NewEventForm(sent(request))
    made = _make(request, form) if form.is_valid() else None
    if made:
        messages.success(request, _("Die Veranstaltung ist angelegt. Noch sieht sie niemand."))
        return redirect("desk:event", made)
    return _form_page(request, form, _("Neue Veranstaltung"), _("Veranstaltung anlegen"))


def _make(request: HttpRequest, form: NewEventForm) -> UUID | None:
    try:
        fields, dates = form.fields_written(), form.dates()
        return actions.make_event(fields=fields, dates=dates, by=staff(request), at=clock.now())
    except Refused as refusal:
        form.add_error(None, words.said(refusal))
        return None


@_pages
def edit(request: HttpRequest, event: UUID) -> HttpResponse:
    """Change what is said of an event."""
    away = turned_away(request, Act.WRITE)
    if away:
        return away
    row = event_or_404(event)
    form = EventForm(sent(request), known=row)
    if form.is_valid() and done(
        form,
        lambda: actions.edit_event(event=event, fields=form.fields_written(), by=staff(request), at=clock.now()),
    ):
        messages.success(request, _("Die Veranstaltung ist gespeichert."))
        return redirect("desk:event", event)
    return _form_page(request, form, _("Angaben ändern"), _("Veranstaltung speichern"), row)


def _form_page(
    request: HttpRequest, form: EventForm, title: str, save: str, event: EventRow | None = None
) -> HttpResponse:
    shown = {"groups": form.group_of(), "with_dates": isinstance(form, NewEventForm)}
    return form_page(request, "desk/calendar_form.html", form, title, save, event=event, **shown)


@require_safe
def event(request: HttpRequest, event: UUID) -> HttpResponse:
    """Show an event with its dates and what can be done."""
    away = turned_away(request, Act.LOOK)
    if away:
        return away
    row, at = event_or_404(event), clock.now()
    dates = queries.dates_of(event)
    return page(
        request,
        "desk/calendar_event.html",
        pick(row.title, "de"),
        way(here=pick(row.title, "de")),
        icon=ICON,
        event=row,
        kind=said.KINDS[row.kind],
        published=bool(row.published_at),
        lead=pick(row.lead, "de"),
        where=", ".join(part for part in (row.place, row.address) if part),
        access=words.listed([said.ACCESS[access] for access in row.access]),
        dates=[_date(each, at) for each in dates],
        may=may(request),
    )


def _date(row: DateRow, at: datetime) -> dict[str, Any]:
    kind, text = said.state(row, at)
    return {
        "number": row.number,
        "when": said.when(row.span),
        "state": kind,
        "state_text": text,
        "guests": said.guests(row.taken, row.waiting, row.event.capacity) if row.event.registration else "",
        "over": row.ends_at <= at,
        "begun": row.starts_at <= at,
        "documented": row.is_documented,
    }


@require_POST
def publish(request: HttpRequest, event: UUID) -> HttpResponse:
    """Show an event to everybody."""
    act = partial(actions.publish_event, event=event, by=staff(request), at=clock.now())
    attempt(request, act, _("Die Veranstaltung steht jetzt im Kalender."))
    return redirect("desk:event", event)


@require_POST
def hide(request: HttpRequest, event: UUID) -> HttpResponse:
    """Make a draft of an event again."""
    act = partial(actions.hide_event, event=event, by=staff(request), at=clock.now())
    attempt(request, act, _("Die Veranstaltung ist wieder ein Entwurf."))
    return redirect("desk:event", event)


@_pages
def remove(request: HttpRequest, event: UUID) -> HttpResponse:
    """Ask, and delete a draft."""
    away = turned_away(request, Act.STEER)
    if away:
        return away
    row = event_or_404(event)
    if request.method == "POST":
        act = partial(actions.remove_event, event=event, by=staff(request), at=clock.now())
        done = attempt(request, act, _("Die Veranstaltung ist gelöscht."))
        return redirect("desk:calendar") if done else redirect("desk:event", event)
    return page(
        request,
        "desk/calendar_remove.html",
        _("Veranstaltung löschen?"),
        way(event_step(row), here=_("Löschen")),
        icon=ICON,
        name=pick(row.title, "de"),
        dates=len(queries.dates_of(event)),
        event_url=reverse("desk:event", args=[event]),
    )
