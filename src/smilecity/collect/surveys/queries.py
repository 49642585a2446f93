"""What may be asked of surveys: what stands open, the questions, a draft, counts. Never an answer of one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.models import Draft, FreeText, Participation, Question, Survey
from smilecity.collect.surveys.rules import Answer, End, Feature, Settled, State
from smilecity.ground import hashes
from smilecity.ground.text import Texts
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Outcome


@dataclass(frozen=True)
class SurveyRow:
    """A survey as pages show it."""

    id: UUID
    slug: str
    title: Texts
    summary: Texts
    what_happens: Texts
    state: State
    features: tuple[Feature, ...]
    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    process: UUID | None
    generated: bool

    def accepts(self, at: datetime) -> bool:
        """Say whether answers are taken at this moment."""
        return rules.accepts(self.state, self.closes_at, at)


@dataclass(frozen=True)
class Counted:
    """A survey in a list, with its questions and participations."""

    survey: SurveyRow
    participations: int
    questions: int


@dataclass(frozen=True)
class DraftRow:
    """A draft as its own browser may see it."""

    id: UUID
    survey: UUID
    answers: dict[str, Answer]
    profile: dict[str, str]
    address: str
    submitted: bool
    changes_counted: bool


@dataclass(frozen=True)
class TextRow:
    """A free text, cut loose from everything else its author answered."""

    id: UUID
    question: UUID
    text: str
    status: str


def _row(survey: Survey) -> SurveyRow:
    return SurveyRow(
        id=survey.pk,
        slug=survey.slug,
        title=survey.title,
        summary=survey.summary,
        what_happens=survey.what_happens,
        state=State(survey.state),
        features=tuple(Feature(feature) for feature in survey.features),
        opened_at=survey.opened_at,
        closes_at=survey.closes_at,
        closed_at=survey.closed_at,
        process=survey.process_id,
        generated=survey.generated,
    )


def by_slug(slug: str) -> SurveyRow | None:
    """Return the survey at this address."""
    survey = Survey.objects.filter(slug=slug).first()
    return _row(survey) if survey else None


def by_id(survey: UUID) -> SurveyRow | None:
    """Return the survey with this id."""
    found = Survey.objects.filter(pk=survey).first()
    return _row(found) if found else None


def questions_of(survey: UUID) -> list[rules.Question]:
    """Return the questions in their order."""
    return [question.as_rule() for question in Question.objects.filter(survey=survey).order_by("position")]


def question_by_id(question: UUID) -> tuple[UUID, rules.Question] | None:
    """Return a question and the survey it belongs to."""
    found = Question.objects.filter(pk=question).first()
    return (found.survey_id, found.as_rule()) if found else None


def open_at(at: datetime, *, besides: UUID | None = None) -> list[Counted]:
    """Return the surveys that take answers now (`besides` one), the one that ends first on top."""
    running = Survey.objects.filter(Q(closes_at__gt=at) | Q(closes_at=None), state=State.OPEN)
    others = running.exclude(pk=besides) if besides else running
    return _counted(others.order_by("closes_at", "id"))


def all_for_desk() -> list[Counted]:
    """Return every survey, the newest first, for the desk."""
    return _counted(Survey.objects.order_by("-made_at", "id"))


def by_ids(surveys: list[UUID]) -> dict[UUID, SurveyRow]:
    """Return these surveys by their id."""
    return {survey.pk: _row(survey) for survey in Survey.objects.filter(pk__in=surveys)}


def _counted(surveys: Iterable[Survey]) -> list[Counted]:
    rows = list(surveys)
    if not rows:
        return []
    taken_part, asked = _numbers(Participation, rows), _numbers(Question, rows)
    return [Counted(_row(row), taken_part.get(row.pk, 0), asked.get(row.pk, 0)) for row in rows]


def _numbers(model: type[Participation] | type[Question], surveys: list[Survey]) -> dict[UUID, int]:
    """Return how many rows of a table belong to each survey."""
    rows = model.objects.filter(survey__in=[survey.pk for survey in surveys])
    return dict(rows.values_list("survey").annotate(number=Count("id")))


def participations(survey: UUID) -> int:
    """Return how many have taken part."""
    return Participation.objects.filter(survey=survey).count()


def draft(draft: UUID, survey: UUID) -> DraftRow | None:
    """Return a draft of this survey; the caller knows its id from its own session."""
    row = Draft.objects.filter(pk=draft, survey=survey).first()
    if row is None:
        return None
    return DraftRow(
        id=row.pk,
        survey=row.survey_id,
        answers=row.answers,
        profile=row.profile,
        address=row.address,
        submitted=row.submitted,
        changes_counted=row.change_hash is not None,
    )


def of_secret(secret: str) -> SurveyRow | None:
    """Return the survey in which this secret opens a participation."""
    counted = Participation.objects.select_related("survey").filter(change_hash=hashes.digest(secret)).first()
    return _row(counted.survey) if counted else None


def of_process(process: UUID) -> SurveyRow | None:
    """Return the survey of a process of the register."""
    found = Survey.objects.filter(process=process).first()
    return _row(found) if found else None


# Used before, by somebody who does not hold the secret of that use: nothing is counted again.
END_OF = {Outcome.CONFIRMED: End.USED, Outcome.REPEATED: End.REPEATED, Outcome.EXPIRED: End.EXPIRED}


def fate_of(token: str) -> Settled:
    """Return what became of a link that waits no longer."""
    spent = register.spent(token)
    if spent is None:
        return Settled(End.UNKNOWN)
    outcome, process = spent
    survey = Survey.objects.filter(process=process).values_list("pk", flat=True).first()
    return Settled(END_OF[outcome], survey)


def texts(survey: UUID, *, status: str | None = None, after: UUID | None = None, most: int = 50) -> list[TextRow]:
    """Return free texts of a closed survey, a page at a time, in their random order (by id)."""
    rows = FreeText.objects.filter(survey=survey)
    if status:
        rows = rows.filter(status=status)
    if after:
        rows = rows.filter(pk__gt=after)
    return [TextRow(row.pk, row.question_id, row.text, row.status) for row in rows.order_by("id")[:most]]


def text_counts(survey: UUID) -> dict[str, int]:
    """Return how many free texts have which status."""
    return dict(FreeText.objects.filter(survey=survey).values_list("status").annotate(number=Count("id")))


def texts_waiting() -> dict[UUID, int]:
    """Return the surveys with free texts nobody has decided on, and how many."""
    waiting = FreeText.objects.filter(status=FreeText.Status.WAITING)
    return dict(waiting.values_list("survey").annotate(number=Count("id")))
