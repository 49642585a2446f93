"""Staff make a survey: texts, questions, opening, deadline, the release of free texts. Each act is in the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.events import SurveyOpened
from smilecity.collect.surveys.models import FreeText, Question, Survey
from smilecity.collect.surveys.rules import Act, Feature, Kind, Option, State
from smilecity.ground import audit
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, sentence
from smilecity.people.models import User
from smilecity.people.register import actions as register

SLUG_TAKEN = sentence("Unter dieser Adresse gibt es schon eine Umfrage. Bitte wählen Sie eine andere.")
TOO_MANY_QUESTIONS = sentence("Mehr als {most} Fragen beantwortet niemand gern. Bitte kürzen Sie.")
TOO_MANY_OPTIONS = sentence("Mehr als {most} Antworten zur Auswahl sind zu viele. Bitte fassen Sie zusammen.")
GONE = sentence("Diese Umfrage oder Frage gibt es nicht mehr.")


@dataclass(frozen=True, kw_only=True)
class SurveyFields:
    """What staff write about a survey. `closes_at`: aware; None: open until closed by hand."""

    title: Texts
    summary: Texts = field(default_factory=dict)
    what_happens: Texts = field(default_factory=dict)
    features: Sequence[Feature] = ()
    closes_at: datetime | None = None


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
    survey.title = _clean(fields.title)
    survey.summary = _clean(fields.summary)
    survey.what_happens = _clean(fields.what_happens)
    survey.features = [feature.value for feature in Feature if feature in fields.features]
    survey.closes_at = fields.closes_at


def _clean(texts: Texts) -> dict[str, str]:
    cleaned = {language: rules.clean_text(text) for language, text in texts.items()}
    return {language: text for language, text in cleaned.items() if text}


def _note(by: User, verb: str, survey: Survey, at: datetime, **details: str | int | bool) -> None:
    audit.record(actor=by.pk, verb=verb, subject=f"survey:{survey.pk}", at=at, details=details)


def _locked(survey: UUID, act: Act, by: User) -> Survey:
    """Return the survey, locked, if `by` may do `act` with it now. Raises Refused."""
    row = Survey.objects.select_for_update().filter(pk=survey).first()
    if row is None:
        raise Refused(GONE)
    rules.require(act, by.role_set, State(row.state))
    return row


@transaction.atomic
def edit(*, survey: UUID, fields: SurveyFields, by: User, at: datetime) -> None:
    """Change what is written about a survey that is not open yet. Raises Refused."""
    row = _locked(survey, Act.EDIT, by)
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
    question.save(force_insert=True)
    _note(by, "surveys.add_question", row, at, question=str(question.pk))
    return question.pk


def _write_question(question: Question, fields: QuestionFields) -> None:
    if len(fields.options) > rules.OPTIONS_MOST:
        raise Refused(TOO_MANY_OPTIONS, most=rules.OPTIONS_MOST)
    question.kind = fields.kind
    question.text, question.hint = _clean(fields.text), _clean(fields.hint)
    question.required = fields.required
    options = fields.options if fields.kind in rules.CHOICES else ()
    question.options = [{"key": option.key, "text": _clean(option.text)} for option in options]
    scale = fields.kind is Kind.SCALE
    question.low, question.high = (_clean(fields.low), _clean(fields.high)) if scale else ({}, {})


def _locked_question(question: UUID, by: User) -> Question:
    survey = Question.objects.filter(pk=question).values_list("survey", flat=True).first()
    if survey is None:
        raise Refused(GONE)
    _locked(survey, Act.EDIT, by)
    row = Question.objects.select_related("survey").filter(pk=question).first()
    if row is None:
        raise Refused(GONE)
    return row


@transaction.atomic
def edit_question(*, question: UUID, fields: QuestionFields, by: User, at: datetime) -> None:
    """Change a question of a survey that is not open yet. Raises Refused."""
    row = _locked_question(question, by)
    _write_question(row, fields)
    row.save()
    _note(by, "surveys.edit_question", row.survey, at, question=str(question))


@transaction.atomic
def move_question(*, question: UUID, by_places: int, by: User, at: datetime) -> None:
    """Move a question one place up (-1) or down (+1); at the edge it stays. Raises Refused."""
    row = _locked_question(question, by)
    other = Question.objects.filter(survey=row.survey_id, position=row.position + by_places).first()
    if other is None:
        return
    row.position, other.position = other.position, row.position
    Question.objects.bulk_update([row, other], ["position"])
    _note(by, "surveys.move_question", row.survey, at, question=str(question))


@transaction.atomic
def remove_question(*, question: UUID, by: User, at: datetime) -> None:
    """Remove a question of a survey that is not open yet. Raises Refused."""
    row = _locked_question(question, by)
    survey, position = row.survey, row.position
    row.delete()
    Question.objects.filter(survey=survey, position__gt=position).update(position=F("position") - 1)
    _note(by, "surveys.remove_question", survey, at, question=str(question))


@transaction.atomic
def open_now(*, survey: UUID, by: User, at: datetime) -> None:
    """Open a survey: it gets its register, and answers are taken. Raises Refused."""
    row = _locked(survey, Act.OPEN, by)
    questions = [row_question.as_rule() for row_question in Question.objects.filter(survey=row).order_by("position")]
    rules.check_ready(row.title, questions, row.closes_at, at)
    row.state, row.opened_at = State.OPEN, at
    row.process_id = register.open_process(title=row.title)
    row.save()
    _note(by, "surveys.open", row, at)
    publish(SurveyOpened(survey_id=row.pk))


@transaction.atomic
def extend(*, survey: UUID, closes_at: datetime, by: User, at: datetime) -> None:
    """Move the deadline of an open survey to another moment in the future. Raises Refused."""
    row = _locked(survey, Act.EXTEND, by)
    if closes_at <= at:
        raise Refused(rules.PAST_DEADLINE)
    row.closes_at = closes_at
    row.save(update_fields=["closes_at"])
    _note(by, "surveys.extend", row, at, closes_at=closes_at.isoformat())


@transaction.atomic
def review_text(*, text: UUID, release: bool, by: User, at: datetime) -> None:
    """Release or withhold a free text of a closed survey. May be decided anew at any time. Raises Refused."""
    row = FreeText.objects.select_for_update(of=("self",)).select_related("survey").filter(pk=text).first()
    if row is None:
        raise Refused(GONE)
    rules.require(Act.RELEASE, by.role_set, State(row.survey.state))
    row.status = FreeText.Status.RELEASED if release else FreeText.Status.WITHHELD
    row.save(update_fields=["status"])
    _note(by, "surveys.review_text", row.survey, at, text=str(text), released=release)
