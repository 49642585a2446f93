"""What the reports tell: first of all themselves."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.ground.events import Event


@dataclass(frozen=True, kw_only=True)
class PhotoReceived(Event):
    """A photo lies here as it was sent and waits for its job."""

    photo_id: UUID


@dataclass(frozen=True, kw_only=True)
class PhotoHidden(Event):
    """A photo came after somebody had decided on its report, and nobody but staff sees it yet."""

    contribution_id: UUID
    photo_id: UUID
