"""Parties at the desk: who provides data or has it shared with them; entered, renamed, ended."""

from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.messages import validation_error

from smilecity.doors.desk import measured_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.fields import WrittenField
from smilecity.doors.desk.inbox_words import on_day
from smilecity.doors.desk.measured_place import LARGEST_ID, NOT_SAVED, PAGE, parties_step, turned_away, way
from smilecity.doors.desk.shell import attempt, page, sent, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.keys import actions, queries
from smilecity.people.keys.queries import KeyRow, PartyRow
from smilecity.people.keys.rules import Scope

_pages = require_http_methods(["GET", "HEAD", "POST"])


class PartyForm(forms.Form):
    """What a party is called, and where it can be reached in public."""

    name = WrittenField(
        label=gettext_lazy("Name"),
        most=actions.NAME_MOST,
        help_text=gettext_lazy("Steht öffentlich als Anbieter neben den Werten. Zum Beispiel: Hafenamt"),
        error_messages={"required": gettext_lazy("Bitte geben Sie dem Partner einen Namen.")},
    )
    contact = WrittenField(
        label=gettext_lazy("Öffentlicher Kontakt"),
        most=actions.CONTACT_MOST,
        required=False,
        help_text=gettext_lazy("Freiwillig: eine E-Mail-Adresse, Telefonnummer oder Seite für Fragen zu den Daten."),
    )


@require_safe
def parties(request: HttpRequest) -> HttpResponse:
    """List the parties by name, a page at a time."""
    away = turned_away(request)
    if away:
        return away
    found = queries.parties(at=clock.now(), after=_after(request.GET.get("nach", "")), most=PAGE + 1)
    here, last = reverse("desk:parties"), found[PAGE - 1] if len(found) > PAGE else None
    mark = urlencode({"nach": f"{last.id} {last.name.lower()}"}) if last else ""
    return page(
        request,
        "desk/parties.html",
        _("Partner und Schlüssel"),
        way(here=_("Partner und Schlüssel")),
        icon="key",
        parties=[_listed(row) for row in found[:PAGE]],
        first_url=here if "nach" in request.GET else "",
        next_url=f"{here}?{mark}" if mark else "",
    )


def _after(raw: str) -> tuple[str, int] | None:
    """Return the party a page goes on after; nonsense begins at the top."""
    number, _sep, name = raw.partition(" ")
    return (name, int(number)) if number.isdecimal() and len(number) < 19 and "\0" not in name else None


def _listed(row: PartyRow) -> dict[str, Any]:
    return {
        "url": reverse("desk:party", args=[row.id]),
        "name": row.name,
        "contact": row.contact,
        "ended": words.day(row.ended_at) if row.ended_at else "",
        "keys": ngettext("{n} gültiger Schlüssel", "{n} gültige Schlüssel", row.keys).format(n=words.number(row.keys)),
    }


@_pages
def new(request: HttpRequest) -> HttpResponse:
    """Enter a party."""
    away = turned_away(request)
    if away:
        return away
    form = PartyForm(sent(request))
    made = _make(request, form) if form.is_valid() else None
    if made:
        messages.success(request, _("Der Partner ist eingetragen. Jetzt können Sie ihm einen Schlüssel geben."))
        return redirect("desk:party", made)
    if form.errors:
        validation_error(request, NOT_SAVED, form)
    return page(
        request,
        "desk/party_form.html",
        _("Neuer Partner"),
        way(parties_step(), here=_("Neuer Partner")),
        icon="key",
        form=form,
        submit_button_label=_("Partner eintragen"),
    )


def _make(request: HttpRequest, form: PartyForm) -> int | None:
    try:
        return actions.make_party(**form.cleaned_data, by=staff(request), at=clock.now())
    except Refused as refusal:
        form.add_error("name", words.said(refusal))
        return None


@_pages
def party(request: HttpRequest, party: int) -> HttpResponse:
    """Show a party with its keys, and change its name and contact."""
    away = turned_away(request)
    if away:
        return away
    at = clock.now()
    row = party_or_404(party, at)
    form = PartyForm(sent(request), initial={"name": row.name, "contact": row.contact})
    if form.is_valid() and _rename(request, party, form):
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("desk:party", party)
    if form.errors:
        validation_error(request, NOT_SAVED, form)
    return page(
        request,
        "desk/party.html",
        row.name,
        way(parties_step(), here=row.name),
        icon="key",
        form=form,
        party=party,
        ended=words.day(row.ended_at) if row.ended_at else "",
        keys=[_key(key, at) for key in queries.keys_of(party, at=at)],
        handle=queries.handle_of(party),
        series_url=f"{reverse('desk:measured')}?{urlencode({'anbieter': party})}",
    )


def party_or_404(party: int, at: datetime) -> PartyRow:
    """Return the party of an address."""
    row = queries.party(party, at=at) if party <= LARGEST_ID else None
    if row is None:
        raise Http404
    return row


def _rename(request: HttpRequest, party: int, form: PartyForm) -> bool:
    try:
        actions.rename_party(party=party, **form.cleaned_data, by=staff(request), at=clock.now())
    except Refused as refusal:
        form.add_error("name", words.said(refusal))
        return False
    return True


def _key(row: KeyRow, at: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "label": row.label,
        "hint": row.hint,
        "scopes": words.listed([said.SCOPES_SHORT[scope] for scope in row.scopes]),
        "observes": Scope.OBSERVE in row.scopes,
        "a_minute": words.number(row.a_minute),
        "state": _state(row),
        "good": row.good,
        "used": _used(row),
        "revoke_url": reverse("desk:revoke_key", args=[row.id]) if row.revoked_at is None else "",
    }


def _state(row: KeyRow) -> str:
    if row.revoked_at:
        return _("widerrufen am {day}").format(day=words.day(row.revoked_at))
    if row.expires_at is None:
        return _("gilt ohne Ende")
    said_day = words.day(row.expires_at)
    return (_("gilt bis {day}") if row.good else _("abgelaufen am {day}")).format(day=said_day)


def _used(row: KeyRow) -> str:
    if row.used_on is None:
        return _("noch nie benutzt")
    return _("zuletzt benutzt am {day}").format(day=on_day(row.used_on))


@_pages
def end(request: HttpRequest, party: int) -> HttpResponse:
    """Say what ending means, and end working with a party."""
    away = turned_away(request)
    if away:
        return away
    at = clock.now()
    row = party_or_404(party, at)
    if request.method == "POST":
        act = partial(actions.end_party, party=party, by=staff(request), at=at)
        attempt(request, act, _("Die Zusammenarbeit ist beendet. Die Schlüssel öffnen nichts mehr."))
        return redirect("desk:party", party)
    return page(
        request,
        "desk/party_end.html",
        _("Zusammenarbeit beenden?"),
        way(parties_step(), (reverse("desk:party", args=[party]), row.name), here=_("Beenden")),
        icon="key",
        name=row.name,
        keys=row.keys,
        party_url=reverse("desk:party", args=[party]),
    )
