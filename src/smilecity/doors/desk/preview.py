"""A survey as residents see it, all questions on one page, in each language. Nothing can be sent, nothing is kept."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smilecity.collect.surveys import queries
from smilecity.collect.surveys.rules import Question
from smilecity.doors.desk import conditions, words
from smilecity.doors.desk.shell import survey_or_404
from smilecity.doors.desk.survey_path import path_of
from smilecity.doors.visitor.questions import for_preview
from smilecity.ground.text import LANGUAGES, has, pick


@require_safe
def preview(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Show the survey with the templates of the public pages (`?sprache=en`)."""
    row = survey_or_404(survey)
    questions = queries.questions_of(row.id)
    wanted = request.GET.get("sprache", "")
    language = wanted if wanted in LANGUAGES else "de"
    with translation.override(language):
        shown = {
            "languages": [_language(request, code, name, language) for code, name in settings.LANGUAGES],
            "title": pick(row.title, language),
            "lead": pick(row.summary, language),
            "purpose": pick(row.what_happens, language),
            "closes_text": _("offen bis {moment}").format(moment=words.moment(row.closes_at)) if row.closes_at else "",
            "questions": [_question(number, questions, language) for number in range(1, len(questions) + 1)],
            "features": words.listed([words.FEATURES[feature] for feature in row.features]),
            "not_simple": language == "de-simple" and not has(row.title, language),
            "back_url": reverse("desk:survey", args=[row.id]),
            "path": path_of(request, row),
        }
        return render(request, "desk/preview.html", shown)


def _language(request: HttpRequest, code: str, name: str, current: str) -> dict[str, Any]:
    query = request.GET.copy()
    query["sprache"] = code
    url = f"{request.path}?{query.urlencode()}"
    return {"code": code, "name": name, "url": url, "current": code == current, "lang": code}


def _question(number: int, questions: Sequence[Question], language: str) -> dict[str, Any]:
    asked = questions[number - 1]
    return for_preview(asked, language) | {
        "section": pick(asked.section, language),
        "intro": pick(asked.intro, language),
        "condition": conditions.in_words(asked, questions),
    }
