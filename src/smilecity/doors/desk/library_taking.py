"""Questions go from the library into a survey, and between the library and files."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from smilecity.collect.library import actions, queries, rules
from smilecity.collect.library.rules import Act
from smilecity.collect.surveys import reading
from smilecity.collect.surveys.rules import Act as SurveyAct
from smilecity.collect.surveys.rules import questionnaire
from smilecity.collect.surveys.rules.questionnaire import Questionnaire
from smilecity.doors.desk import words
from smilecity.doors.desk.library import ICON, found, turned_away, way
from smilecity.doors.desk.library_form import TagsForm
from smilecity.doors.desk.questionnaires import shown
from smilecity.doors.desk.shell import attempt, page, reason_against, staff, survey_crumbs, survey_or_404
from smilecity.doors.desk.survey_path import back, path_of
from smilecity.ground import clock
from smilecity.ground.refusals import Refused

_pages = require_http_methods(["GET", "HEAD", "POST"])


@_pages
def take(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Choose questions for a survey; a POST appends copies of them."""
    row = survey_or_404(survey)
    reason = reason_against(request, SurveyAct.EDIT, row)
    if reason:
        messages.error(request, reason)
        return redirect("desk:survey", row.id)
    if request.method == "POST":
        chosen = [key for raw in request.POST.getlist("frage")[: rules.ENTRIES_MOST] if (key := _uuid(raw))]
        act = partial(actions.take, entries=chosen, survey=row.id, by=staff(request), at=clock.now())
        done = ngettext("Eine Frage ist übernommen.", "{number} Fragen sind übernommen.", len(chosen))
        if attempt(request, act, done.format(number=len(chosen))):
            return redirect(back(request, row, "fragen"))
        return redirect(request.get_full_path())
    title = _("Fragen aus der Sammlung")
    return page(
        request,
        "desk/library_take.html",
        title,
        survey_crumbs(row, title),
        icon=ICON,
        path=path_of(request, row),
        step=request.GET.get("schritt", ""),
        **found(request),
    )


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


@require_safe
def as_file(request: HttpRequest) -> HttpResponse:
    """Give the questions that were found as a questionnaire; it holds as many as a survey may."""
    rows = queries.entries(words=request.GET.get("suche", ""), tag=request.GET.get("schlagwort", ""))
    questions = [row.worded.question for row in rows if row.worded.question]
    document = questionnaire.written(Questionnaire(tuple(rules.numbered(questions))))
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="fragensammlung.json"'
    return response


@_pages
def take_file(request: HttpRequest) -> HttpResponse:
    """Read a file, show its questions, and put them into the library when that was seen."""
    away = turned_away(request, Act.PUT)
    if away:
        return away
    form = TagsForm(request.POST if "gelesen" in request.POST else None)
    try:
        if form.is_valid():
            return _taken(request, form)
        seen = _seen(request)
    except Refused as refusal:
        messages.error(request, words.said(refusal))
        seen = {}
    title = _("Fragen einlesen")
    return page(request, "desk/library_file.html", title, way(here=title), icon="upload", form=form, **seen)


def _seen(request: HttpRequest) -> dict[str, Any]:
    """Return what is shown of a file: one just sent, or one seen before whose tags were wrong."""
    file = request.FILES.get("datei")
    if file:
        return shown(reading.read(file.read(reading.FILE_MOST + 1)))
    if "gelesen" in request.POST:
        return shown(reading.read(request.POST["gelesen"].encode()))
    if request.method == "POST":
        messages.error(request, _("Bitte wählen Sie eine Datei aus."))
    return {}


def _taken(request: HttpRequest, form: TagsForm) -> HttpResponse:
    asked = reading.read(request.POST["gelesen"].encode()).questionnaire
    number = actions.take_file(asked=asked, tags=form.cleaned_data["tags"], by=staff(request), at=clock.now())
    left = len(asked.questions) - number
    done = ngettext("Eine Frage ist neu in der Sammlung.", "{n} Fragen sind neu in der Sammlung.", number)
    messages.success(request, done.format(n=words.number(number)))
    if left:
        skipped = ngettext("Eine hieß wie eine, die es schon gibt.", "{n} hießen wie welche, die es schon gibt.", left)
        messages.info(request, skipped.format(n=words.number(left)))
    return redirect("desk:library")
