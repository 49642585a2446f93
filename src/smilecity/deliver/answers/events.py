"""What the answers tell those downstream."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.ground.events import Event


@dataclass(frozen=True, kw_only=True)
class StaffReminded(Event):
    """Somebody at the town hall has to be told what is due soon or overdue; the batch says what was found."""

    batch_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class BatchBegun(Event):
    """Several contributions shall be worked off at once."""

    batch_id: UUID
