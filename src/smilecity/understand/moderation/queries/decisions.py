"""What may be asked of decisions at the desk: the last one somebody made, what nobody has read, open complaints."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from smilecity.collect.contributions.rules import Publicity
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.models import Appeal, Decision, Unseen
from smilecity.understand.moderation.queries.remedies import restorable
from smilecity.understand.moderation.rules import Outcome, Remedy, Target


@dataclass(frozen=True)
class LastRow:
    """The last decision of somebody, while it can be taken back."""

    id: UUID
    title: str
    outcome: Outcome
    decided_at: datetime


def last_of(account: UUID, at: datetime) -> LastRow | None:
    """Return the last decision of this account, if it can still be taken back. At most 4 SQL."""
    row = _recent(at).filter(by=account).order_by("-decided_at", "id").first()
    if row is None or not _undoable(row):
        return None
    return LastRow(row.pk, row.contribution.title, Outcome(row.outcome), row.decided_at)


def can_undo(decision: UUID, at: datetime) -> bool:
    """Say whether a decision can still be taken back, provided that it is the last one. At most 4 SQL."""
    row = _recent(at).filter(pk=decision).first()
    return row is not None and _undoable(row)


def _recent(at: datetime) -> QuerySet[Decision]:
    """Return decisions that nobody has been told and nobody has taken back."""
    rows = Decision.objects.select_related("contribution", "comment", "photo").defer("contribution__words")
    return rows.filter(settled_at=None, undone_at=None, decided_at__gt=at - rules.UNDO_WITHIN)


def _undoable(row: Decision) -> bool:
    now = Publicity((row.comment or row.contribution).publicity)
    if row.outcome == Outcome.EDITED:
        return restorable(row, now) is Remedy.RESTORED
    return row.outcome in rules.UNDOABLE


def is_unseen(target: Target) -> bool:
    """Say whether something is public that nobody has looked at. 1 SQL."""
    return Unseen.objects.filter(contribution=target.contribution, comment=target.comment).exists()


def open_appeals() -> int:
    """Return how many complaints wait for an answer. 1 SQL."""
    return Appeal.objects.filter(decided_at=None).count()
