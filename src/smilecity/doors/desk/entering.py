"""Staff write down what somebody said by telephone, on a card, at a stall or in a letter; then tell them the number."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.messages import validation_error

from smilecity.city import queries as city
from smilecity.collect.contributions import queries as trunk
from smilecity.collect.contributions import rules
from smilecity.collect.contributions.rules import Channel, Kind
from smilecity.collect.ideas import actions as idea_actions
from smilecity.collect.places import actions as place_actions
from smilecity.collect.reports import actions as report_actions
from smilecity.collect.reports import queries as reports
from smilecity.deliver.answers import queries as answers
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.case import detail_or_404
from smilecity.doors.desk.entry_form import EntryForm
from smilecity.doors.desk.shell import crumbs, page, sent, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick

_ENTER = {Kind.IDEA: idea_actions.enter, Kind.PLACE: place_actions.enter, Kind.REPORT: report_actions.enter}


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Write down a contribution; a POST searches the place (`ort`) or enters it."""
    away = _turned_away(request)
    if away:
        return away
    at = clock.now()
    calls = [row for row in trunk.all_calls() if row.accepts(at)]
    given = sent(request)
    found = city.places_named(given.get("place", "")) if given is not None else []
    searches = given is not None and "ort" in given
    # A search is no attempt to enter: nothing is complained of, and what was typed stays.
    rubrics = reports.categories() if any(call.kind is Kind.REPORT for call in calls) else []
    offered: dict[str, Any] = {"calls": calls, "themes": city.themes(), "found": found, "rubrics": rubrics}
    form = EntryForm(None if searches else given, initial=_typed(given) if searches else _first(calls), **offered)
    number = _enter(request, form) if form.is_valid() else None
    if number is not None:
        return redirect("desk:entered", number)
    if form.errors:
        validation_error(request, _("Noch nicht eingetragen. Bitte prüfen Sie die markierten Felder."), form)
    return page(
        request,
        "desk/enter.html",
        _("Beitrag eintragen"),
        crumbs(here=_("Beitrag eintragen")),
        icon="edit",
        form=form,
        submit_button_label=_("Beitrag eintragen"),
        has_calls=bool(calls),
        searched=searches,
        found=bool(found),
    )


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    """Send to the first page, with the reason, who may not enter for others."""
    if rules.may_enter(staff(request).role_set):
        return None
    messages.error(request, _(rules.NOT_ENTERER))
    return redirect("wagtailadmin_home")


def _typed(given: Any) -> dict[str, Any]:
    return {name: given.getlist(name) if name == "themes" else given.get(name, "") for name in EntryForm.base_fields}


def _first(calls: list[trunk.CallRow]) -> dict[str, Any]:
    """Return what the form begins with: the only call, where there is one."""
    return {"call": str(calls[0].id)} if len(calls) == 1 else {}


def _enter(request: HttpRequest, form: EntryForm) -> int | None:
    """Enter what the form says; return its public number, or None where the rules refuse it."""
    call, kind = form.chosen_call
    channel = Channel(form.cleaned_data["channel"])
    try:
        made = _ENTER[kind](call=call, content=form.content(), channel=channel, by=staff(request), at=clock.now())
    except Refused as refusal:
        form.add_error(None, words.said(refusal))
        return None
    row = trunk.by_id(made)
    return row.number if row else None


@require_safe
def entered(request: HttpRequest, number: int) -> HttpResponse:
    """Say what to tell the person: the number, the office, the day."""
    away = _turned_away(request)
    if away:
        return away
    detail = detail_or_404(number)
    promise = answers.promise_of(detail.id, at=clock.now())
    return page(
        request,
        "desk/entered.html",
        _("Eingetragen"),
        crumbs((reverse("desk:enter"), _("Beitrag eintragen")), here=_("Eingetragen")),
        icon="edit",
        name=said.name(detail.kind, detail.number),
        number=detail.number,
        said_title=detail.title,
        office=pick(promise.name, "de") if promise else "",
        due=said.on_weekday(promise.due_on) if promise else "",
        waits=not detail.visible,
        public_url=request.build_absolute_uri(reverse(f"web:{detail.kind}", args=[number])),
    )
