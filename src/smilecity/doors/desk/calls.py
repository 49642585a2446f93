"""The calls at the desk: the list, a new one, what is said of one. Opening and closing is a matter of their dates."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.messages import validation_error

from smilecity.collect.contributions import actions, queries, rules
from smilecity.collect.contributions.actions.calls import NOT_YOURS, TAKEN
from smilecity.collect.contributions.queries import CallRow
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.surveys.rules import State
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.call_form import MODERATIONS, CallForm
from smilecity.doors.desk.shell import crumbs, page, sent, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick

_pages = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """List every call."""
    at = clock.now()
    return page(
        request,
        "desk/calls.html",
        _("Aufrufe"),
        crumbs(here=_("Aufrufe")),
        icon="comment",
        rows=[_listed(row, at) for row in queries.all_calls()],
        may_write=rules.may_steer_calls(staff(request).role_set),
    )


def _listed(row: CallRow, at: datetime) -> dict[str, Any]:
    state = _state(row, at)
    return {
        "url": reverse("desk:edit_call", args=[row.id]),
        "title": pick(row.title, "de"),
        "kind": said.CALL_KINDS[row.kind],
        "state": state.value,
        "state_text": words.STATES[state],
        "when": _when(row, at),
        "moderation": MODERATIONS[row.moderation],
        "public_url": _public(row) if state is State.OPEN else "",
        "generated": row.generated,
    }


def _state(row: CallRow, at: datetime) -> State:
    """Return where a call stands, in the words of surveys: draft, open, closed."""
    if row.opens_at is None or at < row.opens_at:
        return State.DRAFT
    return State.OPEN if row.accepts(at) else State.CLOSED


def _when(row: CallRow, at: datetime) -> str:
    if row.opens_at is None:
        return _("noch kein Anfang festgelegt")
    if at < row.opens_at:
        return _("ab {moment}").format(moment=words.moment(row.opens_at))
    if row.closes_at is None:
        return _("ohne festes Ende")
    if at >= row.closes_at:
        return _("beendet am {day}").format(day=words.day(row.closes_at))
    return f"{_('bis {moment}').format(moment=words.moment(row.closes_at))} ({words.time_left(row.closes_at, at)})"


def _public(row: CallRow) -> str:
    return reverse(f"web:{row.kind}_call", args=[row.slug])


@_pages
def new(request: HttpRequest) -> HttpResponse:
    """Make a call."""
    away = _turned_away(request)
    if away:
        return away
    form = CallForm(sent(request))
    if form.is_valid() and _make(request, form):
        messages.success(request, _("Der Aufruf ist angelegt."))
        return redirect("desk:calls")
    return _form_page(request, form, _("Neuer Aufruf"), _("Aufruf anlegen"))


def _make(request: HttpRequest, form: CallForm) -> bool:
    """Make the call; where its address is taken, the year or a number tells the two apart."""
    at, slug, kind = clock.now(), form.slug or "aufruf", form.kind_chosen
    for attempt in (slug, f"{slug[:70]}-{at.year}", *(f"{slug[:70]}-{at.year}-{n}" for n in range(2, 20))):
        try:
            actions.make_call(slug=attempt, kind=kind, fields=form.fields_written(), by=staff(request), at=at)
        except Refused as refusal:
            if refusal.sentence != TAKEN:
                form.add_error(None, words.said(refusal))
                return False
        else:
            return True
    form.add_error("title_de", _(TAKEN))
    return False


@_pages
def edit(request: HttpRequest, call: UUID) -> HttpResponse:
    """Change what is said of a call, or when it is open."""
    away = _turned_away(request)
    if away:
        return away
    row = queries.call_by_id(call)
    if row is None:
        raise Http404
    form = CallForm(sent(request), known=row)
    if form.is_valid() and _edit(request, row, form):
        messages.success(request, _("Der Aufruf ist gespeichert."))
        return redirect("desk:calls")
    public = request.build_absolute_uri(_public(row))
    return _form_page(request, form, _("Aufruf ändern"), _("Aufruf speichern"), kind=row.kind, public_url=public)


def _edit(request: HttpRequest, row: CallRow, form: CallForm) -> bool:
    try:
        actions.edit_call(call=row.id, fields=form.fields_written(), by=staff(request), at=clock.now())
    except Refused as refusal:
        form.add_error(None, words.said(refusal))
        return False
    return True


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    if rules.may_steer_calls(staff(request).role_set):
        return None
    messages.error(request, _(NOT_YOURS))
    return redirect("desk:calls")


def _form_page(
    request: HttpRequest, form: CallForm, title: str, save: str, *, kind: Kind | None = None, public_url: str = ""
) -> HttpResponse:
    if form.errors:
        validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    return page(
        request,
        "desk/call_form.html",
        title,
        crumbs((reverse("desk:calls"), _("Aufrufe")), here=title),
        icon="comment",
        form=form,
        submit_button_label=save,
        kind=said.CALL_KINDS[kind] if kind else "",
        public_url=public_url,
    )
