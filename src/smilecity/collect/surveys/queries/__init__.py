"""What may be asked of surveys: what stands open, the questions, a draft, counts. Never an answer of one person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.models import Draft, FreeText, Kiosk, Participation, Question, Survey
from smilecity.collect.surveys.queries.pictures import drawn
from smilecity.collect.surveys.rules import Answer, End, Feature, Settled, State
from smilecity.collect.surveys.rules.questionnaire import Questionnaire
from smilecity.ground import hashes
from smilecity.ground.text import Texts
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Outcome, Way


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
    ways: tuple[Way, ...] = rules.WAYS_AT_FIRST
    keep_months: int | None = None
    erase_on: date | None = None
    erased_at: datetime | None = None

    @property
    def edition(self) -> str:
        """Which edition of what is written about the survey this is."""
        return rules.edition_of(
            self.title, self.summary, self.what_happens, self.features, self.closes_at, self.keep_months
        )

    def is_erased(self, today: date) -> bool:
        """Say whether its single answers are erased, or are today."""
        return self.erased_at is not None or (self.erase_on is not None and self.erase_on <= today)

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
    """A free text, cut loose from everything else its author answered. `why`: why it is withheld (rules.Why).

    `original_until`: how long the words that were taken out of it can be brought back; None: nothing was.
    """

    id: UUID
    question: UUID
    text: str
    status: str
    why: str = ""
    original_until: date | None = None

    @property
    def edition(self) -> str:
        """Which edition of the text this is."""
        return rules.edition_of(self.text)


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
        ways=tuple(way for way in Way if way in survey.ways),
        keep_months=survey.keep_months,
        erase_on=survey.erase_on,
        erased_at=survey.erased_at,
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


def questionnaire_of(survey: SurveyRow) -> Questionnaire:
    """Return what a survey asks, to be written as a document, with its pictures. 1 SQL."""
    asked = tuple(questions_of(survey.id))
    return Questionnaire(asked, survey.title, survey.summary, survey.what_happens, survey.features, drawn(asked))


def question_by_id(question: UUID) -> tuple[UUID, rules.Question] | None:
    """Return a question and the survey it belongs to."""
    found = Question.objects.filter(pk=question).first()
    return (found.survey_id, found.as_rule()) if found else None


# Written once instead of by the ORM for each page: building this statement took longer than running it.
_OPEN = """
SELECT survey.*,
       (SELECT count(*) FROM surveys_participation WHERE survey_id = survey.id) AS taken_part,
       (SELECT count(*) FROM surveys_question WHERE survey_id = survey.id) AS asked
FROM surveys_survey AS survey
WHERE state = %(open)s AND (closes_at > %(at)s OR closes_at IS NULL)
ORDER BY closes_at, id
"""


def open_at(at: datetime, *, besides: UUID | None = None) -> list[Counted]:
    """Return the surveys that take answers now (`besides` one), the one that ends first on top. 1 SQL."""
    rows = Survey.objects.raw(_OPEN, {"open": State.OPEN.value, "at": at})
    return [_counted_row(row) for row in rows if row.pk != besides]


def all_for_desk() -> list[Counted]:
    """Return every survey, the newest first, for the desk."""
    return _counted(Survey.objects.order_by("-made_at", "id"))


def public() -> list[Counted]:
    """Return every survey that was ever opened, the newest first. 1 SQL."""
    return _counted(Survey.objects.exclude(state=State.DRAFT).order_by("-opened_at", "id"))


def public_by_slugs(slugs: Collection[str]) -> list[Counted]:
    """Return these surveys, if they were ever opened. 1 SQL."""
    return _counted(Survey.objects.filter(slug__in=slugs).exclude(state=State.DRAFT).order_by("id"))


def by_ids(surveys: list[UUID]) -> dict[UUID, SurveyRow]:
    """Return these surveys by their id."""
    return {survey.pk: _row(survey) for survey in Survey.objects.filter(pk__in=surveys)}


def _counted(surveys: QuerySet[Survey]) -> list[Counted]:
    rows = surveys.annotate(taken_part=_number_of(Participation), asked=_number_of(Question))
    return [_counted_row(row) for row in rows]


def _counted_row(row: Survey) -> Counted:
    return Counted(_row(row), vars(row)["taken_part"] + row.answers_erased, vars(row)["asked"])


def _number_of(model: type[Participation] | type[Question]) -> Coalesce:
    """Return how many rows of a table belong to a survey, to be read with it."""
    rows = model.objects.filter(survey=OuterRef("pk")).order_by().values("survey")
    return Coalesce(Subquery(rows.annotate(number=Count("id")).values("number")), 0)


def participations(survey: UUID) -> int:
    """Return how many have taken part, also when their answers are erased. 1 SQL."""
    kept = Survey.objects.filter(pk=survey).annotate(taken_part=_number_of(Participation))
    return sum(row["taken_part"] + row["answers_erased"] for row in kept.values("taken_part", "answers_erased"))


def erased_until(day: date) -> list[UUID]:
    """Return the surveys with single answers to be erased until a day, also those that are late. 1 SQL."""
    due = Survey.objects.filter(state=State.CLOSED, erased_at=None, erase_on__lte=day)
    return list(due.order_by("erase_on", "id").values_list("pk", flat=True))


@dataclass(frozen=True)
class ErasedRow:
    """What was erased of a survey: participations and free texts."""

    answers: int
    texts: int


def erased(survey: UUID) -> ErasedRow:
    """Return how much was erased of a survey. 1 SQL."""
    found = Survey.objects.filter(pk=survey).values_list("answers_erased", "texts_erased").first()
    return ErasedRow(*found) if found else ErasedRow(0, 0)


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


@dataclass(frozen=True)
class KioskRow:
    """A tablet as staff see it. `begun`: its link was opened on a device."""

    id: UUID
    name: str
    begun: bool
    start_until: datetime


def kiosks(survey: UUID) -> list[KioskRow]:
    """Return the tablets of a survey that were not ended, the newest first. 1 SQL."""
    rows = Kiosk.objects.filter(survey=survey, ended_at=None).order_by("-made_at", "id")
    return [KioskRow(row.pk, row.name, row.start_hash is None, row.start_until) for row in rows]


def kiosk_survey(kiosk: UUID) -> SurveyRow | None:
    """Return the survey of a tablet that was not ended."""
    row = Kiosk.objects.select_related("survey").filter(pk=kiosk, ended_at=None).first()
    return _row(row.survey) if row else None


def kiosk_to_start(secret: str, at: datetime) -> SurveyRow | None:
    """Return the survey of the tablet that this link starts, without spending it."""
    waiting = Kiosk.objects.filter(start_hash=hashes.digest(secret), start_until__gt=at, ended_at=None)
    row = waiting.select_related("survey").first()
    return _row(row.survey) if row else None


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
    return [_text(row) for row in rows.order_by("id")[:most]]


def text(text: UUID, survey: UUID) -> TextRow | None:
    """Return a free text of this survey. 1 SQL."""
    row = FreeText.objects.filter(pk=text, survey=survey).first()
    return _text(row) if row else None


def survey_of_text(text: UUID) -> UUID | None:
    """Return the survey that a free text belongs to. 1 SQL."""
    return FreeText.objects.filter(pk=text).values_list("survey", flat=True).first()


def _text(row: FreeText) -> TextRow:
    return TextRow(row.pk, row.question_id, row.text, row.status, row.why, row.erase_original_on)


def text_counts(survey: UUID) -> dict[str, int]:
    """Return how many free texts have which status."""
    return dict(FreeText.objects.filter(survey=survey).values_list("status").annotate(number=Count("id")))


def texts_waiting() -> dict[UUID, int]:
    """Return the surveys with free texts nobody has decided on, and how many."""
    waiting = FreeText.objects.filter(status=FreeText.Status.WAITING)
    return dict(waiting.values_list("survey").annotate(number=Count("id")))
