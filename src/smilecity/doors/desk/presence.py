"""Two at the editor of one survey at once are both told, with and without JavaScript. Nothing is locked or lost."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from smilecity.collect.surveys import actions
from smilecity.collect.surveys.queries import SurveyRow, presence
from smilecity.collect.surveys.rules import Act
from smilecity.doors.desk.shell import reason_against, staff, survey_or_404
from smilecity.ground import clock
from smilecity.people import queries as people

_ENOUGH = 286  # htmx asks no more


def block(request: HttpRequest, survey: SurveyRow, place: UUID | None = None) -> dict[str, Any]:
    """Note who has this editor open, and return what its page says of the others. 6 SQL."""
    actions.come(survey=survey.id, place=place, by=staff(request), at=clock.now())
    return {
        "url": reverse("desk:present", args=[survey.id]),
        "place": str(place) if place else "",
        "sentences": _sentences(request, survey, place),
    }


def _sentences(request: HttpRequest, survey: SurveyRow, place: UUID | None) -> list[str]:
    others = presence.others(survey.id, besides=staff(request).pk, at=clock.now())
    names = people.names(other.editor for other in others) if others else {}
    survey_here = _("{name} bearbeitet gerade auch diese Umfrage.")
    here = _("{name} bearbeitet gerade auch diese Frage.") if place else survey_here
    elsewhere = _("{name} bearbeitet gerade eine andere Stelle dieser Umfrage.")
    return [
        (here if other.place == place else elsewhere).format(name=names[other.editor])
        for other in others
        if other.editor in names
    ]


@require_POST
def present(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Hear from an open editor, and answer with who else is there; `gehen`: it was closed."""
    row = survey_or_404(survey)
    if "gehen" in request.POST:
        actions.leave(survey=row.id, by=staff(request))
        return HttpResponse(status=204)
    if reason_against(request, Act.EDIT, row):
        return HttpResponse(status=_ENOUGH)
    return render(request, "desk/presence_said.html", {"presence": block(request, row, _place(request))})


def _place(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("platz", ""))
    except ValueError:
        return None


def gone(request: HttpRequest, survey: SurveyRow) -> None:
    """Note that somebody has saved and is done here."""
    actions.leave(survey=survey.id, by=staff(request))
