"""How a form of the desk ends: who may not is sent back, a refusal is said in the form, what is wrong above it."""

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from wagtail.admin.messages import validation_error

from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act
from smilecity.doors.desk import words
from smilecity.doors.desk.shell import reason_against
from smilecity.ground.refusals import Refused

NOT_SAVED = gettext_lazy("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder.")


def turned_away(request: HttpRequest, act: Act, row: SurveyRow) -> HttpResponse | None:
    """Send back to the survey, with the reason, who cannot do this now; None: they can."""
    reason = reason_against(request, act, row)
    if reason is None:
        return None
    messages.error(request, reason)
    return redirect("desk:survey", row.id)


def done(
    form: forms.Form, act: Callable[[], object], at: Mapping[str, str] | None = None, *, field: str | None = None
) -> bool:
    """Do an act; a refusal is said at the field that `at` names for its sentence, else at `field`, else above all."""
    try:
        act()
    except Refused as refusal:
        form.add_error((at or {}).get(refusal.sentence, field), words.said(refusal))
        return False
    return True


def tell(request: HttpRequest, form: forms.Form, sentence: object = NOT_SAVED) -> None:
    """Say above a form with errors that nothing was saved."""
    if form.errors:
        validation_error(request, sentence, form)
