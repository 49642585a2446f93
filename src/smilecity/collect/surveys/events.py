"""What surveys tell those downstream."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.ground.events import Event


@dataclass(frozen=True, kw_only=True)
class SurveyOpened(Event):
    """A survey takes answers from now on."""

    survey_id: UUID


@dataclass(frozen=True, kw_only=True)
class SurveyClosed(Event):
    """A survey takes no more answers; they lie in random order now."""

    survey_id: UUID
