"""Complaints: those that wait at the desk, one of them with what it is about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from smilecity.understand.moderation.models import Appeal
from smilecity.understand.moderation.rules import Ground, Outcome, Side


@dataclass(frozen=True)
class AppealRow:
    """A complaint. `decider`: who made the decision it is about; `thing`: what that is about; `photo`: of it."""

    id: UUID
    side: Side
    text: str
    made_at: datetime
    upheld: bool | None
    answer: str
    decided_at: datetime | None
    by: str
    thing: UUID
    photo: UUID | None
    title: str
    outcome: Outcome
    ground: Ground | None
    reason: str
    decider: UUID | None
    decider_name: str
    reported: str


def waiting(most: int = 50) -> list[AppealRow]:
    """Return the complaints without an answer, the oldest first. 1 SQL."""
    return [_row(row) for row in _rows().filter(decided_at=None).order_by("made_at", "id")[:most]]


def answered(most: int = 20) -> list[AppealRow]:
    """Return the last complaints that were answered, the newest first. 1 SQL."""
    return [_row(row) for row in _rows().exclude(decided_at=None).order_by("-decided_at", "id")[:most]]


def appeal(key: UUID) -> AppealRow | None:
    """Return a complaint. 1 SQL."""
    row = _rows().filter(pk=key).first()
    return _row(row) if row else None


def _rows() -> QuerySet[Appeal]:
    around = ("by", "flag", "decision", "decision__by", "decision__contribution")
    return Appeal.objects.select_related(*around).defer("decision__contribution__words")


def _row(row: Appeal) -> AppealRow:
    decision = row.decision
    return AppealRow(
        id=row.pk,
        side=Side(row.side),
        text=row.text,
        made_at=row.made_at,
        upheld=row.upheld,
        answer=row.answer,
        decided_at=row.decided_at,
        by=str(row.by) if row.by else "",
        thing=decision.comment_id or decision.contribution_id,
        photo=decision.photo_id,
        title=decision.contribution.title,
        outcome=Outcome(decision.outcome),
        ground=Ground(decision.ground) if decision.ground else None,
        reason=decision.reason,
        decider=decision.by_id,
        decider_name=str(decision.by) if decision.by else "",
        reported=row.flag.text if row.flag else "",
    )
