"""Tablets on site, at the desk: set up with a PIN, started by a link shown once, ended from here."""

from functools import partial
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.messages import validation_error

from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act
from smilecity.doors.desk import code_sheet, words
from smilecity.doors.desk.fields import WrittenField
from smilecity.doors.desk.shell import attempt, page, reason_against, sent, staff, survey_crumbs, survey_or_404
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.register.rules import Way


class KioskForm(forms.Form):
    """Where the tablet stands, and the PIN that ends it."""

    name = WrittenField(
        label=gettext_lazy("Name des Tablets"),
        most=80,
        help_text=gettext_lazy("Wo es steht. Zum Beispiel: Marktplatz"),
        error_messages={"required": gettext_lazy("Bitte geben Sie dem Tablet einen Namen, zum Beispiel: Marktplatz.")},
    )
    pin = forms.RegexField(
        r"\A[0-9]{4,8}\Z",
        label=gettext_lazy("PIN zum Beenden"),
        help_text=gettext_lazy("4 bis 8 Ziffern. Sie brauchen sie am Tablet; hier geht es auch ohne."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            key: gettext_lazy("Bitte geben Sie eine PIN aus 4 bis 8 Ziffern ein.") for key in ("required", "invalid")
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def kiosks(request: HttpRequest, survey: UUID) -> HttpResponse:
    """List the tablets that run; a POST sets up another and shows its link, once."""
    row = survey_or_404(survey)
    reason = reason_against(request, Act.RUN_KIOSK, row) or _not_this_way(row)
    if reason:
        messages.error(request, reason)
        return redirect("desk:survey", row.id)
    form = KioskForm(sent(request))
    secret = _make(request, row, form) if form.is_valid() else ""
    if form.errors:
        validation_error(request, _("Noch nicht eingerichtet. Bitte prüfen Sie die markierten Felder."), form)
    title = _("Tablet einrichten")
    if secret:
        link = settings.BASE_URL + reverse("web:kiosk_start", args=[secret])
        # Our own drawing of our own address.
        square = mark_safe(code_sheet.square(link))  # noqa: S308 -- a path of digits, nothing that anybody typed
        return page(
            request,
            "desk/kiosk_made.html",
            title,
            survey_crumbs(row, title),
            link=link,
            square=square,
            survey_id=row.id,
        )
    return page(
        request,
        "desk/kiosks.html",
        title,
        survey_crumbs(row, title),
        form=form,
        rows=[_shown(kiosk) for kiosk in queries.kiosks(row.id)],
        submit_button_label=_("Tablet einrichten"),
        survey_id=row.id,
    )


def _not_this_way(row: SurveyRow) -> str:
    return "" if Way.KIOSK in row.ways else _(rules.NOT_THIS_WAY[Way.KIOSK])


def _make(request: HttpRequest, row: SurveyRow, form: KioskForm) -> str:
    given = form.cleaned_data
    try:
        return actions.make_kiosk(
            survey=row.id, name=given["name"], pin=given["pin"], by=staff(request), at=clock.now()
        )
    except Refused as refusal:
        form.add_error(None, words.said(refusal))
        return ""


def _shown(kiosk: queries.KioskRow) -> dict[str, object]:
    waits = _("wartet auf seinen Link bis {moment}").format(moment=words.moment(kiosk.start_until))
    return {"id": kiosk.id, "name": kiosk.name, "state": _("läuft") if kiosk.begun else waits}


@require_POST
def end(request: HttpRequest, survey: UUID, kiosk: UUID) -> HttpResponse:
    """End a tablet, wherever it is."""
    row = survey_or_404(survey)
    act = partial(actions.end_kiosk, survey=row.id, kiosk=kiosk, by=staff(request), at=clock.now())
    attempt(request, act, _("Das Tablet ist beendet. Es nimmt keine Antworten mehr an."))
    return redirect("desk:kiosks", row.id)
