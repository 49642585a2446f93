"""What the trunk tells those downstream."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.ground.events import Event


@dataclass(frozen=True, kw_only=True)
class ContributionReceived(Event):
    """A contribution is confirmed and lies in the trunk; it may still wait for moderation."""

    contribution_id: UUID


@dataclass(frozen=True, kw_only=True)
class StepTaken(Event):
    """Something was appended to the history of a contribution: shown, status, reply, merged … (read the step)."""

    contribution_id: UUID
    step_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContributionRemoved(Event):
    """What a contribution says was erased for good; what others know of it because of it goes, too."""

    contribution_id: UUID


@dataclass(frozen=True, kw_only=True)
class Supported(Event):
    """Somebody supports a contribution."""

    contribution_id: UUID
    support_id: UUID


@dataclass(frozen=True, kw_only=True)
class CommentReceived(Event):
    """A comment is confirmed; it may still wait for moderation."""

    contribution_id: UUID
    comment_id: UUID


@dataclass(frozen=True, kw_only=True)
class CommentShown(Event):
    """A comment can be read by everybody now."""

    contribution_id: UUID
    comment_id: UUID
