"""How the town hall is organised for answers, for administrators: days, heads, clerks, responsibilities of offices."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.messages import validation_error

from smilecity.city import queries as city
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.places.rules import Feeling
from smilecity.deliver.answers import actions, queries
from smilecity.deliver.answers.queries import OfficeDesk
from smilecity.deliver.answers.rules import Act, Duty
from smilecity.deliver.answers.rules.dates import DAYS_MOST
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.inbox_place import Today, today, turned_away
from smilecity.doors.desk.shell import attempt, crumbs, page, sent, staff
from smilecity.ground.refusals import Refused


class RuleForm(forms.Form):
    """Days until the answer, who heads the office, and whether it takes the rest."""

    days = forms.IntegerField(
        label=gettext_lazy("Arbeitstage bis zur Antwort"),
        min_value=1,
        max_value=DAYS_MOST,
        help_text=gettext_lazy("Ohne Wochenenden und Feiertage. Was schon zugesagt ist, bleibt."),
        error_messages={
            key: gettext_lazy("Bitte geben Sie eine Zahl von 1 bis 120 ein.")
            for key in ("required", "invalid", "min_value", "max_value")
        },
    )
    head = forms.CharField(
        label=gettext_lazy("E-Mail-Adresse der Leitung"),
        required=False,
        help_text=gettext_lazy("Erfährt, wenn ein Datum verstrichen ist. Ohne Leitung erfährt es die Administration."),
    )
    fallback = forms.BooleanField(
        label=gettext_lazy("Auffangstelle: bekommt, was zu keiner anderen Stelle passt"), required=False
    )


@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Show every office with its days and people."""
    now = today(request)
    away = turned_away(request, now, Act.ORGANISE)
    if away:
        return away
    rows = queries.office_desks()
    return page(
        request,
        "desk/offices.html",
        _("Stellen"),
        crumbs((reverse("desk:inbox"), _("Eingang")), here=_("Stellen")),
        icon="group",
        offices=[_listed(row) for row in rows],
        no_fallback=len(rows) > 1 and not any(row.fallback for row in rows),
    )


def _listed(row: OfficeDesk) -> dict[str, Any]:
    return {
        "url": reverse("desk:office", args=[row.id]),
        "name": row.name,
        "days": ngettext("{n} Arbeitstag", "{n} Arbeitstage", row.days).format(n=row.days),
        "head": row.head,
        "fallback": row.fallback,
        "clerks": ", ".join(clerk.name for clerk in row.clerks),
        "duties": ngettext("{n} Zuständigkeit", "{n} Zuständigkeiten", row.duties).format(n=row.duties),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, office: int) -> HttpResponse:
    """Show an office, and change its rule."""
    now = today(request)
    away = turned_away(request, now, Act.ORGANISE)
    if away:
        return away
    row = _office_or_404(office)
    initial = {"days": row.days, "head": row.head_email, "fallback": row.fallback}
    form = RuleForm(sent(request), initial=initial)
    if form.is_valid() and _save(request, row, form, now):
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("desk:office", office)
    if form.errors:
        validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    return page(
        request,
        "desk/office.html",
        row.name,
        crumbs((reverse("desk:inbox"), _("Eingang")), (reverse("desk:offices"), _("Stellen")), here=row.name),
        icon="group",
        form=form,
        office=row.id,
        clerks=[{"user": clerk.user, "name": clerk.name, "email": clerk.email} for clerk in row.clerks],
        duties=[{"id": duty.id, "text": _duty(duty)} for duty in queries.duties(office)],
        choices=_choices(),
    )


def _office_or_404(office: int) -> OfficeDesk:
    row = next((row for row in queries.office_desks() if row.id == office), None)
    if row is None:
        raise Http404
    return row


def _save(request: HttpRequest, row: OfficeDesk, form: RuleForm, now: Today) -> bool:
    cleaned = form.cleaned_data
    try:
        actions.set_office_rule(office=row.id, by=staff(request), at=now.at, **cleaned)
    except Refused as refusal:
        form.add_error("head", words.said(refusal))
        return False
    return True


def _duty(row: queries.DutyRow) -> str:
    parts = [str(said.KINDS[Kind(row.kind)]) if row.kind else "", said.category(row.category), row.theme, row.district]
    return " · ".join(part for part in parts if part)


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Return what a responsibility may name."""
    return {
        "kinds": [(kind.value, str(said.KINDS[kind])) for kind in Kind],
        "categories": [(feeling.value, said.category(feeling)) for feeling in Feeling],
        "themes": [(str(row.id), row.name) for row in city.themes()],
        "districts": [(str(row.id), row.name) for row in city.districts()],
    }


@require_POST
def add_duty(request: HttpRequest, office: int) -> HttpResponse:
    """Make an office responsible for something."""
    given = request.POST

    def key(name: str) -> int | None:
        raw = given.get(name, "")
        return int(raw) if raw.isdecimal() and len(raw) < 9 else None

    duty = Duty(
        office,
        kind=Kind(given["kind"]) if given.get("kind") in set(Kind) else None,
        category=given.get("category", "") if given.get("category") in set(Feeling) else "",
        theme=key("theme"),
        district=key("district"),
    )
    act = partial(actions.add_duty, duty=duty, by=staff(request), at=today(request).at)
    attempt(request, act, _("Die Zuständigkeit gilt ab jetzt für neue Beiträge."))
    return redirect("desk:office", office)


@require_POST
def remove_duty(request: HttpRequest, office: int, duty: int) -> HttpResponse:
    """Take a responsibility away."""
    act = partial(actions.remove_duty, duty=duty, by=staff(request), at=today(request).at)
    attempt(request, act, _("Die Zuständigkeit ist entfernt. Was schon zugeordnet ist, bleibt."))
    return redirect("desk:office", office)


@require_POST
def add_clerk(request: HttpRequest, office: int) -> HttpResponse:
    """Let somebody answer for an office."""
    email = request.POST.get("email", "")[:254]
    act = partial(actions.add_clerk, office=office, email=email, by=staff(request), at=today(request).at)
    attempt(request, act, _("Diese Person kann jetzt für die Stelle antworten."))
    return redirect("desk:office", office)


@require_POST
def remove_clerk(request: HttpRequest, office: int, user: UUID) -> HttpResponse:
    """Let somebody no longer answer for an office."""
    act = partial(actions.remove_clerk, office=office, user=user, by=staff(request), at=today(request).at)
    attempt(request, act, _("Diese Person antwortet nicht mehr für die Stelle. Ihre Rolle behält sie."))
    return redirect("desk:office", office)
