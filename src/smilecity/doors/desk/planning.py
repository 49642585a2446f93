"""What happens by itself later: a survey opens, a result is published. Its moment is chosen or taken back here."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.messages import validation_error

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.queries import SurveyRow, planned
from smilecity.collect.surveys.queries.planned import Planned
from smilecity.collect.surveys.rules import Act
from smilecity.collect.surveys.rules import planning as rules
from smilecity.doors.desk import words
from smilecity.doors.desk.fields import on_city_clock
from smilecity.doors.desk.shell import attempt, page, reason_against, sent, staff, survey_crumbs, survey_or_404
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.understand.results import actions as result_actions
from smilecity.understand.results import queries as results

_pages = require_http_methods(["GET", "HEAD", "POST"])
_NO_DAY = gettext_lazy("Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026.")
_NO_TIME = gettext_lazy("Bitte geben Sie eine Uhrzeit ein, zum Beispiel 18:00.")


class MomentForm(forms.Form):
    """Day and time on the city's clock; `moment` in the cleaned data is the instant."""

    day = forms.DateField(
        label=gettext_lazy("Datum"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _NO_DAY, "required": _NO_DAY},
    )
    clock = forms.TimeField(
        label=gettext_lazy("Uhrzeit"),
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M", "%H"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _NO_TIME, "required": _NO_TIME},
    )

    def __init__(self, *args: Any, check: Callable[[datetime], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check = check

    def clean(self) -> dict[str, Any]:
        """Join day and time and check the moment. Adds an error at the field that has to be changed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            cleaned["moment"] = on_city_clock(cleaned["day"], cleaned["clock"])
            self.check(cleaned["moment"])
        except ValidationError as error:
            self.add_error("day", error)
        except Refused as refusal:
            self.add_error("day", words.said(refusal))
        return cleaned


def _initial(known: Planned | None) -> dict[str, Any]:
    if known is None:
        return {}
    local = known.when.astimezone(words.city_zone())
    return {"day": local.date(), "clock": local.time()}


@_pages
def plan_opening(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Choose when a draft opens by itself."""
    row, at = survey_or_404(survey), clock.now()
    reason = reason_against(request, Act.PLAN_OPENING, row)
    if reason:
        messages.error(request, reason)
        return redirect("desk:survey", row.id)
    if "zuruecknehmen" in request.POST:
        back = partial(actions.unplan_opening, survey=row.id, by=staff(request), at=at)
        attempt(request, back, _("Die Umfrage öffnet nicht mehr von selbst."))
        return redirect("desk:survey", row.id)
    known = planned.opening(row.id)
    check = partial(rules.check_opening, closes_at=row.closes_at, at=at)
    form = MomentForm(sent(request), check=check, initial=_initial(known))
    if form.is_valid():
        moment = form.cleaned_data["moment"]
        act = partial(actions.plan_opening, survey=row.id, opens_at=moment, by=staff(request), at=at)
        attempt(request, act, _("Die Umfrage öffnet von selbst: {moment}.").format(moment=words.moment(moment)))
        return redirect("desk:survey", row.id)
    said = (row.title, row.summary, row.what_happens)
    lacking = rules.lacking_unseen(said, queries.questions_of(row.id), row.closes_at, at)
    return _page(
        request,
        row,
        form,
        known,
        _("Zeitpunkt zum Öffnen wählen"),
        opening=True,
        lacking=[words.said(why) for why in lacking],
        closes=words.moment(row.closes_at) if row.closes_at else "",
    )


@_pages
def plan_result(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Choose when a result is published by itself."""
    row, at = survey_or_404(survey), clock.now()
    reason = reason_against(request, Act.PLAN_PUBLISHING, row)
    if reason or results.is_published(row.id):
        messages.error(request, reason or _(result_actions.ALREADY))
        return redirect("desk:survey", row.id)
    if "zuruecknehmen" in request.POST:
        back = partial(result_actions.unplan, survey=row.id, by=staff(request), at=at)
        attempt(request, back, _("Das Ergebnis erscheint nicht mehr von selbst."))
        return redirect("desk:survey", row.id)
    known, ends = results.planned(row.id), row.closed_at or row.closes_at
    form = MomentForm(
        sent(request), check=partial(rules.check_publishing, closes_at=ends, at=at), initial=_initial(known)
    )
    if form.is_valid():
        moment = form.cleaned_data["moment"]
        act = partial(result_actions.plan, survey=row.id, publish_at=moment, by=staff(request), at=at)
        attempt(request, act, _("Das Ergebnis erscheint von selbst: {moment}.").format(moment=words.moment(moment)))
        return redirect("desk:survey", row.id)
    title = _("Zeitpunkt für das Ergebnis wählen")
    return _page(request, row, form, known, title, opening=False, closes=words.moment(ends) if ends else "")


def _page(
    request: HttpRequest, row: SurveyRow, form: MomentForm, known: Planned | None, title: str, **shown: Any
) -> HttpResponse:
    if form.errors:
        validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    return page(
        request,
        "desk/plan.html",
        title,
        survey_crumbs(row, title),
        form=form,
        submit_button_label=_("Zeitpunkt speichern"),
        planned=in_words(known) if known else None,
        **shown,
    )


def in_words(known: Planned) -> dict[str, Any]:
    """Return a moment as templates show it; `held`: it has come, and nothing was done, for these reasons."""
    return {
        "when": words.moment(known.when),
        "held": known.held_at is not None,
        "reasons": [words.said(why) for why in known.reasons],
    }


def block(row: SurveyRow) -> dict[str, Any]:
    """Return what the page of a survey says of what happens by itself. 2 SQL."""
    opening, result = planned.opening(row.id), results.planned(row.id)
    return {
        "opening": in_words(opening) if opening else None,
        "result": in_words(result) if result else None,
    }
