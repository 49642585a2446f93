"""Law and privacy at the desk: what is missing on the legal pages, the city's words for them, barriers people met."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.messages import validation_error

from smilecity.city import actions as city_actions
from smilecity.city import queries as city
from smilecity.doors.desk import words
from smilecity.doors.desk.ending import done
from smilecity.doors.desk.legal_form import LegalForm
from smilecity.doors.desk.legal_place import turned_away, way
from smilecity.doors.desk.shell import attempt, crumbs, page, sent, staff
from smilecity.ground import clock
from smilecity.people.barriers import actions, queries
from smilecity.people.barriers.queries import BarrierRow
from smilecity.people.privacy import rules
from smilecity.people.rules import Role

Need = dict[str, str]
_LABELS = {name: field.label for name, field in LegalForm.base_fields.items()}
_TITLE = gettext_lazy("Recht und Datenschutz")


def needs(roles: frozenset[Role]) -> list[Need]:
    """Return what of this waits for somebody who comes to the desk. 2 SQL, none for others."""
    if not rules.may_change(roles):
        return []
    found = []
    gaps, waiting = city.profile().gaps(), queries.waiting()
    if gaps:
        missing = ngettext("{n} Angabe fehlt", "{n} Angaben fehlen", len(gaps)).format(n=len(gaps))
        found.append(_need(_("Impressum, Datenschutz, Barrierefreiheit"), missing, _("Ergänzen"), "desk:legal_texts"))
    if waiting:
        told = ngettext("{n} Meldung wartet", "{n} Meldungen warten", waiting).format(n=words.number(waiting))
        found.append(_need(_("Gemeldete Barrieren"), told, _("Ansehen"), "desk:barriers"))
    return found


def _need(title: str, what: str, go: str, address: str) -> Need:
    return {"title": title, "what": what, "go": go, "url": reverse(address)}


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Show the way to everything about law and privacy, and what is missing."""
    away = turned_away(request)
    if away:
        return away
    gaps = [str(_LABELS[name]) for name in city.profile().gaps()]
    return page(request, "desk/legal.html", str(_TITLE), crumbs(here=str(_TITLE)), icon="lock", gaps=gaps)


@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    """Show what the legal pages say of the city; a POST keeps it."""
    away = turned_away(request)
    if away:
        return away
    profile = city.profile()
    form = LegalForm(sent(request), initial={name: getattr(profile, name) for name in LegalForm.base_fields})
    if form.is_valid() and _keep(request, form):
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("desk:legal")
    if form.errors:
        validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    title = _("Impressum, Datenschutz, Barrierefreiheit")
    shown = {"form": form, "gaps": profile.gaps(), "submit_button_label": _("Angaben speichern")}
    return page(request, "desk/legal_texts.html", title, way(here=title), icon="lock", **shown)


def _keep(request: HttpRequest, form: LegalForm) -> bool:
    return done(form, partial(city_actions.set_legal, texts=form.written(), by=staff(request).pk, at=clock.now()))


@require_safe
def barriers(request: HttpRequest) -> HttpResponse:
    """List the barriers people told us of, those that wait first."""
    away = turned_away(request)
    if away:
        return away
    title = _("Gemeldete Barrieren")
    rows = [_barrier(row) for row in queries.barriers()]
    return page(request, "desk/barriers.html", title, way(here=title), icon="warning", rows=rows)


def _barrier(row: BarrierRow) -> dict[str, object]:
    reach = " · ".join(filter(None, [row.name, row.phone, row.address]))
    return {
        "id": row.id,
        "page": row.page,
        "text": row.text,
        "reach": reach,
        "received": words.moment(row.received_at),
        "settled": words.day(row.settled_at) if row.settled_at else "",
    }


@require_POST
def settle_barrier(request: HttpRequest, barrier: UUID) -> HttpResponse:
    """Say that a barrier was taken care of."""
    act = partial(actions.settle, barrier=barrier, by=staff(request), at=clock.now())
    attempt(request, act, _("Die Meldung ist erledigt."))
    return redirect("desk:barriers")
