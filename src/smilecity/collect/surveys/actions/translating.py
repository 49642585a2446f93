"""All translations of a survey are written at once; what is German stays as it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.actions.staff import locked, note
from smilecity.collect.surveys.models import Question, Survey
from smilecity.collect.surveys.rules import Act
from smilecity.collect.surveys.rules.translating import OF_QUESTION, OF_SURVEY, TRANSLATED, Place, places
from smilecity.ground.text import Texts
from smilecity.people.models import User

# What was written for a place: from the address of a place to texts by language.
Written = Mapping[tuple[str, str, str], Texts]


def edition_of(every: list[Place]) -> str:
    """Return which edition of all texts this is."""
    return rules.edition_of([(place.address, place.texts) for place in every])


@transaction.atomic
def translate(*, survey: UUID, texts: Written, by: User, at: datetime, seen: str = "") -> None:
    """Write translations of a survey that is not open yet; `seen` as in `edit`. Raises Refused.

    Places that are not named, and the German texts, stay as they are.
    """
    row = locked(survey, Act.EDIT, by)
    asked = list(Question.objects.filter(survey=row).order_by("position"))
    known = places([getattr(row, name) for name in OF_SURVEY], [question.as_rule() for question in asked])
    rules.require_edition(seen, edition_of(known))
    _write_survey(row, texts)
    for question in asked:
        _write_question(question, texts)
    Question.objects.bulk_update(asked, [*OF_QUESTION, "options", "limits", "picture"])
    note(by, "surveys.translate", row, at)


def _write_survey(row: Survey, texts: Written) -> None:
    for name in OF_SURVEY:
        setattr(row, name, _joined(getattr(row, name), texts.get(("", name, ""))))
    row.save(update_fields=list(OF_SURVEY))


def _write_question(question: Question, texts: Written) -> None:
    key = str(question.pk)
    for name in OF_QUESTION:
        setattr(question, name, _joined(getattr(question, name), texts.get((key, name, ""))))
    question.options = [
        option | {"text": _joined(option["text"], texts.get((key, "option", option["key"])))}
        for option in question.options
    ]
    if question.picture:
        question.picture = question.picture | {"alt": _joined(question.picture["alt"], texts.get((key, "picture", "")))}
    if question.limits.get("unit"):
        question.limits = question.limits | {"unit": _joined(question.limits["unit"], texts.get((key, "unit", "")))}


def _joined(kept: dict[str, Any], written: Texts | None) -> dict[str, Any]:
    """Return the texts with those translations that were written; an empty one goes."""
    if written is None:
        return kept
    new = {language: rules.clean_text(text) for language, text in written.items() if language in TRANSLATED}
    return {language: text for language, text in (kept | new).items() if text}
