"""What results tell those downstream."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.ground.events import Event


@dataclass(frozen=True, kw_only=True)
class ResultPublished(Event):
    """The result of a survey can be read by everybody."""

    survey_id: UUID


@dataclass(frozen=True, kw_only=True)
class ResultWithdrawn(Event):
    """The result of a survey is no longer public."""

    survey_id: UUID


@dataclass(frozen=True, kw_only=True)
class PublishingHeld(Event):
    """A result was to be published by itself and could not be; it waits for staff."""

    survey_id: UUID
