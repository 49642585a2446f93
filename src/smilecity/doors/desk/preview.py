"""A survey as residents see it, all questions on one page, in each language. Nothing can be sent, nothing is kept."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smilecity.collect.surveys import queries, rules
from smilecity.collect.surveys.rules import Kind, Question
from smilecity.doors.desk import words
from smilecity.doors.desk.shell import survey_or_404
from smilecity.ground.text import LANGUAGES, has, pick


@require_safe
def preview(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Show the survey with the templates of the public pages (`?sprache=en`)."""
    row = survey_or_404(survey)
    wanted = request.GET.get("sprache", "")
    language = wanted if wanted in LANGUAGES else "de"
    with translation.override(language):
        shown = {
            "languages": [_language(request.path, code, name, language) for code, name in settings.LANGUAGES],
            "title": pick(row.title, language),
            "lead": pick(row.summary, language),
            "purpose": pick(row.what_happens, language),
            "closes_text": _("offen bis {moment}").format(moment=words.moment(row.closes_at)) if row.closes_at else "",
            "questions": [_question(asked, language) for asked in queries.questions_of(row.id)],
            "features": words.listed([words.FEATURES[feature] for feature in row.features]),
            "not_simple": language == "de-simple" and not has(row.title, language),
            "back_url": reverse("desk:survey", args=[row.id]),
        }
        return render(request, "desk/preview.html", shown)


def _language(path: str, code: str, name: str, current: str) -> dict[str, Any]:
    return {"code": code, "name": name, "url": f"{path}?sprache={code}", "current": code == current, "lang": code}


def _question(asked: Question, language: str) -> dict[str, Any]:
    if asked.kind is Kind.SCALE:
        options = [(str(step), str(step), False) for step in rules.SCALE_STEPS]
    else:
        options = [(option.key, pick(option.text, language), False) for option in asked.options]
    return {
        "id": f"frage-{asked.id}",
        "kind": asked.kind.value,
        "text": pick(asked.text, language),
        "hint": pick(asked.hint, language),
        "optional": not asked.required,
        "options": options,
        "limit": rules.LONG_MOST,
        "low": pick(asked.low, language),
        "high": pick(asked.high, language),
    }
