"""Staff make a survey: texts, questions, deadline. Each act is in the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from smilecity.collect.surveys import findable, rules
from smilecity.collect.surveys.actions.picture_files import erase_files
from smilecity.collect.surveys.actions.staff import GONE
from smilecity.collect.surveys.actions.staff import locked as _locked
from smilecity.collect.surveys.actions.staff import note as _note
from smilecity.collect.surveys.models import Question, Survey
from smilecity.collect.surveys.rules import Act, Condition, Feature, Kind, Limits, Option, State
from smilecity.ground.refusals import Refused
from smilecity.ground.search import actions as search
from smilecity.ground.text import Texts, sentence
from smilecity.people.models import User

SLUG_TAKEN = sentence("Unter dieser Adresse gibt es schon eine Umfrage. Bitte wählen Sie eine andere.")
TOO_MANY_QUESTIONS = sentence("Mehr als {most} Fragen beantwortet niemand gern. Bitte kürzen Sie.")
TOO_MANY_OPTIONS = sentence("Mehr als {most} Antworten zur Auswahl sind zu viele. Bitte fassen Sie zusammen.")
DEPENDED_ON = sentence("Das geht nicht: Frage {number} wird nur nach bestimmten Antworten auf diese Frage gestellt.")
MOVED_BEHIND = sentence("Das geht nicht: Frage {number} hängt von einer Frage ab und muss nach ihr kommen.")


@dataclass(frozen=True, kw_only=True)
class SurveyFields:
    """What staff write about a survey. `closes_at`: aware; None: open until closed by hand.

    `keep_months`: how long single answers are kept after the close.
    """

    title: Texts
    summary: Texts = field(default_factory=dict)
    what_happens: Texts = field(default_factory=dict)
    features: Sequence[Feature] = ()
    closes_at: datetime | None = None
    keep_months: int = rules.KEEP_AT_FIRST


@dataclass(frozen=True, kw_only=True)
class QuestionFields:
    """What staff write about a question."""

    kind: Kind
    text: Texts
    hint: Texts = field(default_factory=dict)
    required: bool = False
    options: Sequence[Option] = ()
    low: Texts = field(default_factory=dict)
    high: Texts = field(default_factory=dict)
    help: Texts = field(default_factory=dict)
    section: Texts = field(default_factory=dict)
    intro: Texts = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    abstains: bool = False
    condition: Condition | None = None


@transaction.atomic
def make(*, slug: str, fields: SurveyFields, by: User, at: datetime, generated: bool = False) -> UUID:
    """Make a survey without questions and return its id. Raises Refused."""
    rules.require(Act.EDIT, by.role_set, State.DRAFT)
    survey = Survey(slug=slug, made_at=at, generated=generated)
    _write_fields(survey, fields)
    try:
        with transaction.atomic():
            survey.save(force_insert=True)
    except IntegrityError:
        raise Refused(SLUG_TAKEN) from None
    _note(by, "surveys.make", survey, at)
    return survey.pk


def _write_fields(survey: Survey, fields: SurveyFields) -> None:
    survey.title = clean_texts(fields.title)
    survey.summary = clean_texts(fields.summary)
    survey.what_happens = clean_texts(fields.what_happens)
    survey.features = [feature.value for feature in Feature if feature in fields.features]
    survey.closes_at = fields.closes_at
    rules.check_months(fields.keep_months)
    survey.keep_months = fields.keep_months


def clean_texts(texts: Texts) -> dict[str, str]:
    """Return texts as they are kept, without empty ones."""
    cleaned = {language: rules.clean_text(text) for language, text in texts.items()}
    return {language: text for language, text in cleaned.items() if text}


@transaction.atomic
def edit(*, survey: UUID, fields: SurveyFields, by: User, at: datetime, seen: str = "") -> None:
    """Change what is written about a survey that is not open yet. Raises Refused.

    `seen`: the edition that whoever writes had before them; another one is there now, and nothing is overwritten.
    """
    row = _locked(survey, Act.EDIT, by)
    now = rules.edition_of(row.title, row.summary, row.what_happens, row.features, row.closes_at, row.keep_months)
    rules.require_edition(seen, now)
    _write_fields(row, fields)
    row.save()
    _note(by, "surveys.edit", row, at)


@transaction.atomic
def add_question(*, survey: UUID, fields: QuestionFields, by: User, at: datetime) -> UUID:
    """Append a question and return its id. Raises Refused."""
    row = _locked(survey, Act.EDIT, by)
    last = Question.objects.filter(survey=row).aggregate(last=Max("position"))["last"] or 0
    if last >= rules.QUESTIONS_MOST:
        raise Refused(TOO_MANY_QUESTIONS, most=rules.QUESTIONS_MOST)
    question = Question(survey=row, position=last + 1)
    _write_question(question, fields)
    _check_conditions([*_as_rules(row.pk), question.as_rule()], question)
    question.save(force_insert=True)
    _note(by, "surveys.add_question", row, at, question=str(question.pk))
    return question.pk


def _write_question(question: Question, fields: QuestionFields) -> None:
    if len(fields.options) > rules.OPTIONS_MOST:
        raise Refused(TOO_MANY_OPTIONS, most=rules.OPTIONS_MOST)
    question.kind = fields.kind
    question.text, question.hint = clean_texts(fields.text), clean_texts(fields.hint)
    question.required = fields.required
    options = fields.options if fields.kind in rules.OPTIONED else ()
    question.options = [{"key": option.key, "text": clean_texts(option.text)} for option in options]
    scale = fields.kind in rules.SCALED
    question.low, question.high = (clean_texts(fields.low), clean_texts(fields.high)) if scale else ({}, {})
    question.help, question.section = clean_texts(fields.help), clean_texts(fields.section)
    question.intro = clean_texts(fields.intro) if question.section else {}
    question.abstains = fields.abstains
    question.limits = replace(rules.of_kind(fields.limits, fields.kind), unit=clean_texts(fields.limits.unit)).kept()
    question.condition = fields.condition.kept() if fields.condition else {}
    reason = rules.wrong_limits(question.as_rule())
    if reason:
        raise Refused(reason, number=question.position)


def as_written(fields: QuestionFields) -> rules.Question:
    """Return a question as it would be kept, and keep nothing. Raises Refused."""
    question = Question(position=1)
    _write_question(question, fields)
    return question.as_rule()


def _as_rules(survey: UUID) -> list[rules.Question]:
    return [question.as_rule() for question in Question.objects.filter(survey=survey).order_by("position")]


def _check_conditions(questions: Sequence[rules.Question], written: Question) -> None:
    """Raise Refused where a question was written so that a condition cannot be met: its own, or that of a later one."""
    for refusal in rules.broken(questions):
        own = refusal.values["number"] == written.position
        raise refusal if own else Refused(DEPENDED_ON, number=refusal.values["number"])


def locked_question(question: UUID, by: User) -> Question:
    """Return a question whose survey is locked, if `by` may edit it now. Raises Refused."""
    survey = Question.objects.filter(pk=question).values_list("survey", flat=True).first()
    if survey is None:
        raise Refused(GONE)
    _locked(survey, Act.EDIT, by)
    row = Question.objects.select_related("survey").filter(pk=question).first()
    if row is None:
        raise Refused(GONE)
    return row


@transaction.atomic
def edit_question(*, question: UUID, fields: QuestionFields, by: User, at: datetime, seen: str = "") -> None:
    """Change a question of a survey that is not open yet; `seen` as in `edit`. Raises Refused."""
    row = locked_question(question, by)
    rules.require_edition(seen, rules.edition_of(row.as_rule()))
    _write_question(row, fields)
    changed = row.as_rule()
    _check_conditions([changed if known.id == changed.id else known for known in _as_rules(row.survey_id)], row)
    row.save()
    _note(by, "surveys.edit_question", row.survey, at, question=str(question))


@transaction.atomic
def move_question(*, question: UUID, by_places: int, by: User, at: datetime) -> None:
    """Move a question one place up (-1) or down (+1); at the edge it stays. Raises Refused.

    No question passes one whose answer decides whether it is asked.
    """
    row = locked_question(question, by)
    other = Question.objects.filter(survey=row.survey_id, position=row.position + by_places).first()
    if other is None:
        return
    _check_order(row, other)
    row.position, other.position = other.position, row.position
    Question.objects.bulk_update([row, other], ["position"])
    _note(by, "surveys.move_question", row.survey, at, question=str(question))


def _check_order(one: Question, other: Question) -> None:
    """Raise Refused where two questions cannot change places."""
    known = _as_rules(one.survey_id)
    first, second = sorted([one.position - 1, other.position - 1])
    known[first], known[second] = known[second], known[first]
    for refusal in rules.broken(known):
        # By the number it has now: the page still shows the old order.
        raise Refused(MOVED_BEHIND, number=second + 1 if refusal.values["number"] == first + 1 else first + 1)


@transaction.atomic
def remove_question(*, question: UUID, by: User, at: datetime) -> None:
    """Remove a question of a survey that is not open yet, unless others depend on it. Raises Refused."""
    row = locked_question(question, by)
    for number in rules.dependents(_as_rules(row.survey_id), str(question)):
        raise Refused(DEPENDED_ON, number=number)
    survey, position = row.survey, row.position
    erase_files([row.as_rule().picture])
    row.delete()
    Question.objects.filter(survey=survey, position__gt=position).update(position=F("position") - 1)
    _note(by, "surveys.remove_question", survey, at, question=str(question))


@transaction.atomic
def extend(*, survey: UUID, closes_at: datetime, by: User, at: datetime) -> None:
    """Move the deadline of an open survey to another moment in the future. Raises Refused."""
    row = _locked(survey, Act.EXTEND, by)
    if closes_at <= at:
        raise Refused(rules.PAST_DEADLINE)
    row.closes_at = closes_at
    row.save(update_fields=["closes_at"])
    search.changed(findable.SOURCE, [row.pk])
    _note(by, "surveys.extend", row, at, closes_at=closes_at.isoformat())
