"""What may be asked of results: a published one, the list of them, and for staff how a survey stands now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.models import FreeText
from smilecity.collect.surveys.queries import SurveyRow, TextRow
from smilecity.ground.text import Texts
from smilecity.understand.results import reading, rules
from smilecity.understand.results.models import Publication
from smilecity.understand.results.reading import Result
from smilecity.understand.results.rules import Said

TEXTS_MOST = 50


@dataclass(frozen=True)
class ResultPage:
    """A published result."""

    survey: SurveyRow
    result: Result
    published_at: datetime


@dataclass(frozen=True)
class Headline:
    """A published result in a list."""

    slug: str
    title: Texts
    base: int
    finding: Said
    published_at: datetime
    generated: bool


@dataclass(frozen=True)
class Quotes:
    """Released free texts, a page at a time. `after`: the id to go on from; None: these are the last."""

    rows: list[TextRow]
    after: UUID | None


def is_published(survey: UUID) -> bool:
    """Say whether the result of a survey is public. 1 SQL."""
    return Publication.objects.filter(survey=survey).exists()


def published(slug: str) -> ResultPage | None:
    """Return the published result of the survey at this address. 2 SQL."""
    survey = surveys.by_slug(slug)
    row = Publication.objects.filter(survey=survey.id).first() if survey else None
    return ResultPage(survey, _thawed(row), row.published_at) if survey and row else None


def _thawed(row: Publication) -> Result:
    return Result(
        tables=[rules.from_frozen(frozen) for frozen in row.tables["questions"]],
        portraits=[rules.portrait_from_frozen(frozen) for frozen in row.tables["portraits"]],
        base=row.base,
        ways=row.ways,
    )


def published_list(most: int = 20) -> list[Headline]:
    """Return the published results, the newest first. 1 SQL."""
    rows = Publication.objects.select_related("survey").order_by("-published_at", "id")[:most]
    return [_headline(row) for row in rows]


def _headline(row: Publication) -> Headline:
    return Headline(
        slug=row.survey.slug,
        title=row.survey.title,
        base=row.base,
        finding=rules.headline(_thawed(row).tables, row.base),
        published_at=row.published_at,
        generated=row.survey.generated,
    )


def released_texts(survey: UUID, *, after: UUID | None = None, most: int = TEXTS_MOST) -> Quotes:
    """Return the free texts that staff have released. 1 SQL."""
    rows = surveys.texts(survey, status=FreeText.Status.RELEASED, after=after, most=most + 1)
    return Quotes(rows[:most], rows[most - 1].id if len(rows) > most else None)


def preview(survey: UUID) -> Result | None:
    """Return the result as it stands now, guarded like a published one; for staff. At most 12 SQL."""
    row = surveys.by_id(survey)
    return reading.result_of(row) if row else None


def published_among(surveys: Iterable[UUID]) -> set[UUID]:
    """Return which of these surveys have a published result. 1 SQL."""
    return set(Publication.objects.filter(survey__in=list(surveys)).values_list("survey", flat=True))
