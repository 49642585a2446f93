"""The dates of an event at the desk: added, moved, cancelled, taken back, documented."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from smilecity.collect.calendar import actions, queries
from smilecity.collect.calendar.queries import DateRow
from smilecity.collect.calendar.rules.rights import Act
from smilecity.doors.desk import calendar_words as said
from smilecity.doors.desk.calendar_form import MoveForm, NoteForm, ReportForm
from smilecity.doors.desk.calendar_place import date_or_404, event_or_404, form_page, turned_away
from smilecity.doors.desk.calendar_span_form import DatesForm, initial_span
from smilecity.doors.desk.ending import done
from smilecity.doors.desk.fields import initial_texts
from smilecity.doors.desk.shell import attempt, sent, staff
from smilecity.ground import clock
from smilecity.ground.pictures import MOST_BYTES

_pages = require_http_methods(["GET", "HEAD", "POST"])


@_pages
def add(request: HttpRequest, event: UUID) -> HttpResponse:
    """Add dates to an event."""
    away = turned_away(request, Act.WRITE)
    if away:
        return away
    row = event_or_404(event)
    form = DatesForm(sent(request))
    if form.is_valid() and done(
        form, partial(actions.add_dates, event=event, dates=form.dates(), by=staff(request), at=clock.now())
    ):
        messages.success(request, _("Die Termine sind eingetragen."))
        return redirect("desk:event", event)
    return form_page(
        request, "desk/calendar_add.html", form, _("Termine hinzufügen"), _("Termine eintragen"), event=row
    )


@_pages
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Move a date to another time."""
    away = turned_away(request, Act.STEER)
    if away:
        return away
    row = date_or_404(number)
    form = MoveForm(sent(request), initial=initial_span(row.span))
    if form.is_valid():
        span, note = form.cleaned_data["span"], form.texts_of("note")
        act = partial(actions.move, occurrence=number, span=span, note=note, by=staff(request), at=clock.now())
        if done(form, act):
            messages.success(request, _("Der Termin ist verlegt. Alle Angemeldeten bekommen eine E-Mail."))
            return redirect("desk:event", row.event.id)
    title = _("Termin verlegen")
    return form_page(request, "desk/calendar_move.html", form, title, title, event=row.event, **_told(row))


@_pages
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a date does not take place."""
    away = turned_away(request, Act.STEER)
    if away:
        return away
    row = date_or_404(number)
    form = NoteForm(sent(request))
    if form.is_valid():
        act = partial(actions.cancel, occurrence=number, note=form.texts_of("note"), by=staff(request), at=clock.now())
        if done(form, act):
            messages.success(request, _("Der Termin ist abgesagt. Alle Angemeldeten bekommen eine E-Mail."))
            return redirect("desk:event", row.event.id)
    title = _("Termin absagen")
    return form_page(request, "desk/calendar_cancel.html", form, title, title, event=row.event, **_told(row))


def _told(row: DateRow) -> dict[str, object]:
    """Return which date it is, and how many hear of it."""
    return _named(row) | {"guests": row.taken + row.waiting}


def _named(row: DateRow) -> dict[str, object]:
    return {"name": said.title_of(row), "when": said.when(row.span)}


@require_POST
def revive(request: HttpRequest, number: int) -> HttpResponse:
    """Take a cancellation back."""
    row = date_or_404(number)
    act = partial(actions.revive, occurrence=number, by=staff(request), at=clock.now())
    attempt(request, act, _("Der Termin findet wieder statt. Alle Angemeldeten bekommen eine E-Mail."))
    return redirect("desk:event", row.event.id)


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Delete a date of a draft."""
    row = date_or_404(number)
    act = partial(actions.remove_date, occurrence=number, by=staff(request), at=clock.now())
    attempt(request, act, _("Der Termin ist gelöscht."))
    return redirect("desk:event", row.event.id)


@_pages
def document(request: HttpRequest, number: int) -> HttpResponse:
    """Say what came of a date."""
    away = turned_away(request, Act.DOCUMENT)
    if away:
        return away
    row = date_or_404(number)
    links = "\n".join(f"{link['url']} {link['text']}" for link in row.report_links)
    form = ReportForm(sent(request), initial={**initial_texts(report=row.report), "links": links})
    if form.is_valid():
        act = partial(
            actions.document,
            occurrence=number,
            report=form.texts_of("report"),
            links=form.links_written(),
            by=staff(request),
            at=clock.now(),
        )
        if done(form, act):
            messages.success(request, _("Der Rückblick ist gespeichert."))
            return redirect("desk:document_date", number)
    shown = _named(row) | {"photos": queries.photos(number), "number": number}
    title, save = _("Rückblick schreiben"), _("Rückblick speichern")
    return form_page(request, "desk/calendar_document.html", form, title, save, event=row.event, **shown)


@require_POST
def add_photo(request: HttpRequest, number: int) -> HttpResponse:
    """Add a picture to what came of a date."""
    away = turned_away(request, Act.DOCUMENT)
    if away:
        return away
    file = request.FILES.get("picture")
    content = file.read(MOST_BYTES + 1) if file else b""
    words_of = request.POST.get("description", "")
    act = partial(
        actions.add_photo,
        occurrence=number,
        picture=content,
        description=words_of,
        by=staff(request),
        at=clock.now(),
    )
    attempt(request, act, _("Das Bild ist hinzugefügt."))
    return redirect("desk:document_date", number)


@require_POST
def remove_photo(request: HttpRequest, number: int, photo: UUID) -> HttpResponse:
    """Erase a picture."""
    act = partial(actions.remove_photo, photo=photo, by=staff(request), at=clock.now())
    attempt(request, act, _("Das Bild ist gelöscht."))
    return redirect("desk:document_date", number)
