"""What the files tell: their own job what to make, those downstream how it ended."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.ground.events import Event


@dataclass(frozen=True, kw_only=True)
class ExportAsked(Event):
    """Somebody has asked for a file."""

    export_id: UUID


@dataclass(frozen=True, kw_only=True)
class ExportEnded(Event):
    """A file that somebody asked for is ready, or could not be made."""

    export_id: UUID
