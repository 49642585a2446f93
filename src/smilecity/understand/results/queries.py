"""What may be asked of results: a published one, the list of them, and for staff how a survey stands now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.models import FreeText
from smilecity.collect.surveys.queries import SurveyRow, TextRow
from smilecity.collect.surveys.queries.planned import Planned as When
from smilecity.collect.surveys.queries.planned import reasons_of
from smilecity.collect.surveys.rules import Feature
from smilecity.ground.text import Texts
from smilecity.understand.results import reading, rules
from smilecity.understand.results.drawing import Plan
from smilecity.understand.results.models import Planned, Publication, Report, Standing
from smilecity.understand.results.reading import Result
from smilecity.understand.results.rules import Participation, Said

TEXTS_MOST = 50
Frozen = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class ResultPage:
    """A published result."""

    survey: SurveyRow
    result: Result
    published_at: datetime
    plan: Plan = field(default_factory=Plan)
    # Bytes of the printed report by language.
    reports: Mapping[str, int] = field(default_factory=dict)


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


def _public() -> QuerySet[Publication]:
    return Publication.objects.filter(withdrawn_at=None)


def is_published(survey: UUID) -> bool:
    """Say whether the result of a survey is public. 1 SQL."""
    return _public().filter(survey=survey).exists()


def published(slug: str) -> ResultPage | None:
    """Return the published result of the survey at this address. 2 SQL."""
    survey = surveys.by_slug(slug)
    row = _public().filter(survey=survey.id).first() if survey else None
    return _page(survey, row) if survey and row else None


def published_of(survey: UUID) -> ResultPage | None:
    """Return the published result of a survey. 2 SQL."""
    found, row = surveys.by_id(survey), _public().filter(survey=survey).first()
    return _page(found, row) if found and row else None


def _page(survey: SurveyRow, row: Publication) -> ResultPage:
    plan = Plan(**row.tables.get("plan", {}))
    return ResultPage(survey, _thawed(row), row.published_at, plan, row.reports)


def report(slug: str, language: str) -> bytes | None:
    """Return the printed report of the published result at this address. 1 SQL."""
    found = Report.objects.filter(
        publication__survey__slug=slug, publication__withdrawn_at=None, language=language
    ).values_list("content", flat=True)
    content = found.first()
    return bytes(content) if content is not None else None


def without_reports() -> list[UUID]:
    """Return the surveys whose published result was never printed, or not since it was published anew. 1 SQL."""
    return list(_public().filter(reports={}).order_by("published_at", "id").values_list("survey", flat=True))


def _thawed(row: Publication) -> Result:
    taken = row.tables.get("participation")
    return Result(
        tables=[rules.from_frozen(frozen) for frozen in row.tables["questions"]],
        portraits=[rules.portrait_from_frozen(frozen) for frozen in row.tables["portraits"]],
        base=row.base,
        ways=row.ways,
        # Missing in what was published before there were crossed tables, or tables of how many took part.
        crossed=[rules.crossed_from_frozen(frozen) for frozen in row.tables.get("crossed", [])],
        participation=rules.participation_from_frozen(taken) if taken else Participation(),
    )


def published_list(most: int = 20) -> list[Headline]:
    """Return the published results, the newest first. 1 SQL."""
    # Of the tables only what a headline can be made of: they are long.
    told = ("survey__slug", "survey__title", "survey__generated", "base", "tables__questions", "published_at")
    rows = _public().order_by("-published_at", "id").values_list(*told)[:most]
    return [_headline(*row) for row in rows]


def _headline(slug: str, title: Texts, generated: bool, base: int, frozen: Frozen, published_at: datetime) -> Headline:
    finding = rules.headline([rules.from_frozen(table) for table in frozen], base)
    return Headline(slug, title, base, finding, published_at, generated)


def released_texts(survey: UUID, *, after: UUID | None = None, most: int = TEXTS_MOST) -> Quotes:
    """Return the free texts that staff have released. 1 SQL."""
    rows = surveys.texts(survey, status=FreeText.Status.RELEASED, after=after, most=most + 1)
    return Quotes(rows[:most], rows[most - 1].id if len(rows) > most else None)


def preview(survey: UUID) -> Result | None:
    """Return the result as it would be published, or was already; for staff. At most 15 SQL."""
    row = surveys.by_id(survey)
    frozen = Publication.objects.filter(survey=survey).first() if row else None
    if frozen:
        return _thawed(frozen)
    return reading.result_of(row) if row else None


def planned(survey: UUID) -> When | None:
    """Return when a result is published by itself. 1 SQL."""
    return planned_among([survey]).get(survey)


def planned_among(surveys: Iterable[UUID]) -> dict[UUID, When]:
    """Return when the results of these surveys are published by themselves. 1 SQL."""
    rows = Planned.objects.filter(survey__in=list(surveys))
    return {row.survey_id: When(row.publish_at, row.held_at, reasons_of(row.reasons)) for row in rows}


def due(at: datetime) -> list[UUID]:
    """Return the surveys whose results should be public by now, the longest waiting first. 1 SQL."""
    rows = Planned.objects.filter(held_at=None, publish_at__lte=at).order_by("publish_at", "survey")
    return list(rows.values_list("survey", flat=True))


@dataclass(frozen=True)
class Stood:
    """How many at least took part from each district (code), as counted at a moment when `base` had taken part.

    `names`: code and name of all districts there were, by name.
    """

    districts: Mapping[str, int]
    names: Sequence[tuple[str, str]]
    plan: Plan
    base: int
    taken_at: datetime


def standing(survey: UUID) -> Stood | None:
    """Return the districts of a survey that runs, guarded, as they were counted last. 1 SQL."""
    row = Standing.objects.filter(survey=survey).first()
    if row is None:
        return None
    names = [(code, name) for code, name in row.plan.pop("names")]
    return Stood(row.districts, names, Plan(**row.plan), row.base, row.taken_at)


def published_among(surveys: Iterable[UUID]) -> set[UUID]:
    """Return which of these surveys have a published result. 1 SQL."""
    return set(_public().filter(survey__in=list(surveys)).values_list("survey", flat=True))


def labels_of(feature: Feature) -> Mapping[str, Texts]:
    """Return the values that a feature may have, in their order, with their words. At most 3 SQL."""
    return reading.labels_of(feature)
