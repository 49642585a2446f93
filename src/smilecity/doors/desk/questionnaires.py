"""Questionnaires at the desk: a survey's as a file for others, and those of others taken over after a look at them."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from smilecity.collect.surveys import actions, queries, reading
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.reading import Taken
from smilecity.collect.surveys.rules import Act, Question, questionnaire
from smilecity.doors.desk import words
from smilecity.doors.desk.shell import page, reason_against, staff, survey_crumbs, survey_or_404
from smilecity.doors.desk.survey_path import back
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick

# Below what a form may be (DATA_UPLOAD_MAX_MEMORY_SIZE), as some characters take more room on their way.
_FORM_MOST = 1_600_000


@require_safe
def as_file(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Give the questionnaire as a document."""
    row = survey_or_404(survey)
    document = questionnaire.written(queries.questionnaire_of(row))
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{row.slug}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Read a file, show what would come of it, and take it over when that was seen."""
    row = survey_or_404(survey)
    reason = reason_against(request, Act.EDIT, row)
    if reason:
        messages.error(request, reason)
        return redirect("desk:survey", row.id)
    try:
        if "gelesen" in request.POST:
            return _adopted(request, row)
        file = request.FILES.get("datei")
        seen = shown(reading.read(file.read(reading.FILE_MOST + 1))) if file else {}
        if request.method == "POST" and not file:
            messages.error(request, _("Bitte wählen Sie eine Datei aus."))
    except Refused as refusal:
        messages.error(request, words.said(refusal))
        seen = {}
    title = _("Fragebogen einlesen")
    return page(request, "desk/questionnaire.html", title, survey_crumbs(row, title), icon="upload", **seen)


def _adopted(request: HttpRequest, row: SurveyRow) -> HttpResponse:
    asked = reading.read(request.POST["gelesen"].encode()).questionnaire
    number = actions.adopt(survey=row.id, asked=asked, by=staff(request), at=clock.now())
    done = ngettext("Eine Frage ist übernommen.", "{number} Fragen sind übernommen.", number)
    messages.success(request, done.format(number=number))
    return redirect(back(request, row, "fragen"))


def shown(taken: Taken) -> dict[str, Any]:
    """Return what a page says of a questionnaire; `read` brings it back as it was read."""
    return {
        "name": pick(taken.questionnaire.title, "de"),
        "questions": [_question(question) for question in taken.questionnaire.questions],
        "remarks": [_(remark.sentence).format(**remark.values) for remark in taken.remarks],
        "read": _brought_back(taken),
    }


def _brought_back(taken: Taken) -> str:
    """Return what was read as the page sends it back. Raises Refused where its pictures are too many for a form."""
    written = json.dumps(questionnaire.written(taken.questionnaire), ensure_ascii=False)
    if len(written.encode()) > _FORM_MOST:
        raise Refused(reading.TOO_LARGE)
    return written


def _question(question: Question) -> dict[str, Any]:
    return {
        "section": pick(question.section, "de"),
        "text": pick(question.text, "de") or _("Frage ohne Text"),
        "kind": words.KINDS[question.kind],
        "required": question.required,
        "options": [pick(option.text, "de") for option in question.options],
    }
