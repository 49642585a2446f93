"""The questions of a survey as the desk lists them, with the addresses at which each is changed."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Question
from smilecity.doors.desk import conditions, words
from smilecity.ground.text import pick


def question_rows(row: SurveyRow, questions: list[Question], query: str = "") -> list[dict[str, Any]]:
    """Return the questions in their order; `query` goes along with every address."""
    return [_question(row, question, questions, query) for question in questions]


def _question(row: SurveyRow, question: Question, questions: list[Question], query: str) -> dict[str, Any]:
    def url(name: str) -> str:
        return reverse(f"desk:{name}", args=[row.id, question.id]) + query

    return {
        "id": question.id,
        "text": pick(question.text, "de") or _("Frage ohne Text"),
        "kind": words.KINDS[question.kind],
        "required": question.required,
        "abstains": question.abstains,
        "section": pick(question.section, "de"),
        "condition": conditions.in_words(question, questions),
        "options": [pick(option.text, "de") for option in question.options],
        "ends": [pick(end, "de") for end in (question.low, question.high) if pick(end, "de")],
        "edit_url": url("edit_question"),
        "picture_url": url("question_picture"),
        "picture": pick(question.picture.alt, "de") if question.picture else "",
        "move_url": url("move_question"),
        "remove_url": url("remove_question"),
        "put_url": url("put_question"),
    }
