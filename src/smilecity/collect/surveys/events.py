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


@dataclass(frozen=True, kw_only=True)
class OpeningHeld(Event):
    """A survey was to open by itself and was not ready; it waits for staff."""

    survey_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswersEnding(Event):
    """The single answers of a survey are erased within a week."""

    survey_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswersDue(Event):
    """Somebody wants the single answers of a survey erased now."""

    survey_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswersErased(Event):
    """No single answer of a survey is left; what was made of them goes too."""

    survey_id: UUID
