"""Where the questions of a survey come from: the page that shows them with every source, and earlier surveys."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.queries import Counted, SurveyRow
from smilecity.collect.surveys.rules import Act, Question
from smilecity.collect.surveys.rules.copying import chosen
from smilecity.collect.surveys.rules.questionnaire import Questionnaire
from smilecity.doors.desk import words
from smilecity.doors.desk.ending import turned_away
from smilecity.doors.desk.question_rows import question_rows
from smilecity.doors.desk.shell import attempt, page, staff, survey_crumbs, survey_or_404, title_of
from smilecity.doors.desk.survey_path import PARAM, Step, back, path_of
from smilecity.ground import clock
from smilecity.ground.text import pick


@require_safe
def questions(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Show the questions of a draft, and where more can come from."""
    row = survey_or_404(survey)
    away = turned_away(request, Act.EDIT, row)
    if away:
        return away
    title, query = _("Fragen"), f"?{PARAM}={Step.QUESTIONS.value}"
    return page(
        request,
        "desk/questions.html",
        title,
        survey_crumbs(row, title),
        survey={"id": row.id},
        questions=question_rows(row, queries.questions_of(row.id), query=query),
        moved={"question": request.GET.get("bewegt", ""), "places": request.GET.get("richtung", "")},
        may_edit=True,
        may_put=True,
        query=query,
        path=path_of(request, row),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, survey: UUID) -> HttpResponse:
    """List earlier surveys; show the questions of one (`?von=`); a POST appends copies of those that were ticked."""
    row = survey_or_404(survey)
    away = turned_away(request, Act.EDIT, row)
    if away:
        return away
    source = _source(request, row)
    if request.method == "POST" and source:
        return _copied(request, row, source)
    title = _("Fragen aus einer früheren Umfrage")
    return page(
        request,
        "desk/copy_questions.html",
        title,
        survey_crumbs(row, title),
        path=path_of(request, row),
        step=request.GET.get(PARAM, ""),
        copy_url=reverse("desk:copy_questions", args=[row.id]),
        **(_offered(source) if source else {"surveys": _others(row)}),
    )


def _source(request: HttpRequest, row: SurveyRow) -> SurveyRow | None:
    """Return the survey that questions are to be copied from."""
    try:
        key = UUID(request.GET.get("von", ""))
    except ValueError:
        return None
    return queries.by_id(key) if key != row.id else None


def _others(row: SurveyRow) -> list[dict[str, Any]]:
    every = (other for other in queries.all_for_desk() if other.survey.id != row.id and other.questions)
    return [_other(other) for other in every]


def _other(other: Counted) -> dict[str, Any]:
    return {
        "id": other.survey.id,
        "title": title_of(other.survey),
        "state_text": words.STATES[other.survey.state],
        "number": ngettext("{n} Frage", "{n} Fragen", other.questions).format(n=other.questions),
    }


def _offered(source: SurveyRow) -> dict[str, Any]:
    asked = queries.questions_of(source.id)
    return {"source": title_of(source), "questions": [_question(number, each) for number, each in enumerate(asked, 1)]}


def _question(number: int, question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "number": number,
        "text": pick(question.text, "de") or _("Frage ohne Text"),
        "kind": words.KINDS[question.kind],
        "options": [pick(option.text, "de") for option in question.options],
        "hangs": question.condition is not None,
    }


def _copied(request: HttpRequest, row: SurveyRow, source: SurveyRow) -> HttpResponse:
    taken, lost = chosen(queries.questions_of(source.id), set(request.POST.getlist("frage")))
    if not taken:
        messages.error(request, _("Bitte kreuzen Sie mindestens eine Frage an."))
        return redirect(request.get_full_path())
    act = partial(actions.adopt, survey=row.id, asked=Questionnaire(taken), by=staff(request), at=clock.now())
    done = ngettext("Eine Frage ist übernommen.", "{number} Fragen sind übernommen.", len(taken))
    if attempt(request, act, done.format(number=len(taken))) and lost:
        numbers = words.listed([words.number(number) for number in lost])
        told = _("Wird hier immer gestellt, weil die andere Frage fehlt: Frage {numbers} der früheren Umfrage.")
        messages.info(request, told.format(numbers=numbers))
    if any(question.picture for question in taken):
        messages.info(request, _("Bilder kommen nicht mit. Bitte laden Sie sie hier wieder hoch."))
    return redirect(back(request, row, "fragen"))
