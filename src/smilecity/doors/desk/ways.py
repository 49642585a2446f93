"""The ways to take part at the desk: which a survey takes, how sure each is, how many came by each."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from smilecity.collect.surveys import actions, rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act, State
from smilecity.doors.desk import words
from smilecity.doors.desk.ending import tell, turned_away
from smilecity.doors.desk.shell import attempt, page, sent, staff, survey_crumbs, survey_or_404
from smilecity.doors.desk.survey_path import after, path_of
from smilecity.ground import clock
from smilecity.people.register import queries as register
from smilecity.people.register.rules import SURE, Way

EXPLAINED = {
    Way.MEMBER: gettext_lazy("Wer ein Konto hat, macht angemeldet mit. Die Antworten zählen sofort."),
    Way.GUEST: gettext_lazy("Ohne Konto. Wer mitmacht, bestätigt am Ende per E-Mail."),
    Way.CODE: gettext_lazy("Sie drucken Codes für Briefe oder Karten. Jeder Code zählt einmal."),
    Way.PAPER: gettext_lazy("Menschen füllen einen Bogen aus, und Sie tippen ihn hier ein."),
    Way.KIOSK: gettext_lazy("Sie stellen ein Tablet auf, zum Beispiel auf dem Markt. Es vergisst jede Teilnahme."),
}


class WaysForm(forms.Form):
    """Which ways a survey takes; at least one."""

    ways = forms.MultipleChoiceField(
        label=gettext_lazy("Wie können Menschen mitmachen?"),
        choices=[(way.value, label) for way, label in words.WAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Bitte wählen Sie mindestens einen Weg zum Mitmachen.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Choose the ways of a survey."""
    row = survey_or_404(survey)
    away = turned_away(request, Act.CHOOSE_WAYS, row)
    if away:
        return away
    form = WaysForm(sent(request), initial={"ways": [way.value for way in row.ways]})
    if form.is_valid():
        chosen = [Way(way) for way in form.cleaned_data["ways"]]
        act = partial(actions.choose_ways, survey=row.id, ways=chosen, by=staff(request), at=clock.now())
        attempt(request, act, _("Die Wege zum Mitmachen sind gespeichert."))
        return redirect(after(request, row))
    tell(request, form)
    title = _("Wege zum Mitmachen")
    return page(
        request,
        "desk/ways_form.html",
        title,
        survey_crumbs(row, title),
        form=form,
        chosen=form["ways"].value() or [],
        rows=[
            {"way": way.value, "label": words.WAYS[way], "sure": _(SURE[way]), "help": EXPLAINED[way]} for way in Way
        ],
        is_open=row.state is State.OPEN,
        path=path_of(request, row),
        submit_button_label=_("Wege speichern"),
    )


def block(request: HttpRequest, row: SurveyRow) -> dict[str, Any]:
    """Return what the page of a survey says of its ways. 1 SQL."""
    counts = register.counts(row.process) if row.process and row.state is not State.DRAFT else {}
    # A way that was taken away later still shows what came by it.
    shown = [way for way in Way if way in row.ways or way in counts]
    return {
        "rows": [
            {"label": words.WAYS[way], "sure": _(SURE[way]), "count": words.number(counts.get(way, 0))} for way in shown
        ],
        "counted": row.state is not State.DRAFT,
        "links": list(_links(request, row)),
    }


def _links(request: HttpRequest, row: SurveyRow) -> Any:
    for act, way, label, address in (
        (Act.CHOOSE_WAYS, None, _("Wege wählen"), "desk:ways"),
        (Act.PRINT_CODES, None, _("Codes drucken"), "desk:codes"),
        (Act.ENTER_PAPER, Way.PAPER, _("Bogen eintragen"), "desk:paper"),
        (Act.RUN_KIOSK, Way.KIOSK, _("Tablet einrichten"), "desk:kiosks"),
    ):
        if (way is None or way in row.ways) and rules.why_not(act, staff(request).role_set, row.state) is None:
            yield {"label": label, "url": reverse(address, args=[row.id])}
