"""A survey takes over a questionnaire that was written elsewhere: all its questions behind its own, or none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.actions.editing import QuestionFields, add_question, clean_texts
from smilecity.collect.surveys.actions.picture_files import erased_if_they_fail, save
from smilecity.collect.surveys.actions.staff import locked, note
from smilecity.collect.surveys.models import Question as QuestionRow
from smilecity.collect.surveys.models import Survey
from smilecity.collect.surveys.rules import Act, Feature, Picture, Question, State, clean_text
from smilecity.collect.surveys.rules.questionnaire import Questionnaire
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick, sentence
from smilecity.people.models import User

EMPTY = sentence("In dieser Datei ist keine Frage, die wir übernehmen können.")


def adopt(*, survey: UUID, asked: Questionnaire, by: User, at: datetime) -> int:
    """Append the questions to a survey that is not open yet; return how many. Raises Refused.

    What the survey says of itself stays; where it says nothing, the questionnaire does. Pictures are copied.
    """
    rules.require(Act.EDIT, by.role_set, State.DRAFT)
    pictures = {name: save(each.content, clean_texts(each.alt)) for name, each in asked.pictures.items()}
    with erased_if_they_fail(pictures.values()), transaction.atomic():
        return _adopt(survey, asked, pictures, by, at)


def _adopt(survey: UUID, asked: Questionnaire, pictures: Mapping[str, Picture], by: User, at: datetime) -> int:
    row = locked(survey, Act.EDIT, by)
    if not asked.questions:
        raise Refused(EMPTY)
    made: dict[str, str] = {}
    for question in asked.questions:
        fields = _fields(question, made)
        made[question.id] = str(add_question(survey=survey, fields=fields, by=by, at=at))
    for name, picture in pictures.items():
        QuestionRow.objects.filter(pk=made[name]).update(picture=picture.kept())
    _say(row, asked)
    note(by, "surveys.adopt", row, at, questions=len(made))
    return len(made)


def _fields(question: Question, made: dict[str, str]) -> QuestionFields:
    known = {name: value for name, value in vars(question).items() if name not in {"id", "picture"}}
    condition = question.condition
    known["condition"] = replace(condition, question=made[condition.question]) if condition else None
    return QuestionFields(**known)


def _say(row: Survey, asked: Questionnaire) -> None:
    for name in ("title", "summary", "what_happens"):
        if not pick(getattr(row, name), "de"):
            said = {language: clean_text(text) for language, text in getattr(asked, name).items()}
            setattr(row, name, {language: text for language, text in said.items() if text})
    row.features = row.features or _named(asked.features)
    row.save(update_fields=["title", "summary", "what_happens", "features"])


@transaction.atomic
def ask_features(*, survey: UUID, features: Collection[Feature], by: User, at: datetime) -> None:
    """Let a survey that is not open yet ask for these features too; what it asks already stays. Raises Refused."""
    row = locked(survey, Act.EDIT, by)
    row.features = _named([*features, *map(Feature, row.features)])
    row.save(update_fields=["features"])
    note(by, "surveys.edit", row, at)


def _named(features: Sequence[Feature]) -> list[str]:
    return [feature.value for feature in Feature if feature in features]
