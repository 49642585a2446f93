"""What moderation tells those downstream."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.ground.events import Event


@dataclass(frozen=True, kw_only=True)
class FlagReceived(Event):
    """A reader has reported a contribution or a comment."""

    flag_id: UUID


@dataclass(frozen=True, kw_only=True)
class DecisionSettled(Event):
    """A decision stands: the time to take it back is over, so those it concerns are told."""

    decision_id: UUID


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    """A complaint against a decision has its answer."""

    appeal_id: UUID
