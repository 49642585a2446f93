"""Who else has the editor of a survey open."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.models import Presence


@dataclass(frozen=True)
class Present:
    """Somebody at the editor of a survey; `place`: the question before them, None: what is written about the survey."""

    editor: UUID
    place: UUID | None


def others(survey: UUID, *, besides: UUID, at: datetime) -> list[Present]:
    """Return who else was at the editor within the last minute, whoever came first on top. 1 SQL."""
    rows = Presence.objects.filter(survey=survey, seen_at__gt=at - rules.PRESENT_FOR).exclude(editor=besides)
    return [Present(row.editor, row.place) for row in rows.order_by("id")]
