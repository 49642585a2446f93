"""What happened: somebody asked for the link to their data, or their data was erased."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.ground.events import Event


@dataclass(frozen=True, kw_only=True)
class OwnDataAsked(Event):
    """A link waits to be sent."""

    link_id: UUID
