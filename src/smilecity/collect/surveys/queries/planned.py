"""What is set for later: when a draft opens by itself, and why it did not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from smilecity.collect.surveys.models import Opening
from smilecity.ground.refusals import Refused


@dataclass(frozen=True)
class Planned:
    """A moment that staff have set. `held_at`: when it came and nothing was done, for these reasons."""

    when: datetime
    held_at: datetime | None = None
    reasons: tuple[Refused, ...] = ()


def opening(survey: UUID) -> Planned | None:
    """Return when a draft opens by itself. 1 SQL."""
    return openings([survey]).get(survey)


def openings(surveys: Collection[UUID]) -> dict[UUID, Planned]:
    """Return when these drafts open by themselves. 1 SQL."""
    rows = Opening.objects.filter(survey__in=list(surveys))
    return {row.survey_id: Planned(row.opens_at, row.held_at, reasons_of(row.reasons)) for row in rows}


def reasons_of(kept: list[dict[str, Any]]) -> tuple[Refused, ...]:
    """Return the reasons as they were kept."""
    return tuple(Refused(why["sentence"], **why["values"]) for why in kept)
