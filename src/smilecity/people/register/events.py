"""What the register tells those downstream."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.ground.events import Event


@dataclass(frozen=True, kw_only=True)
class ConfirmationAsked(Event):
    """A guest wants to confirm: the mail with link and code is to be sent."""

    pending_id: UUID
