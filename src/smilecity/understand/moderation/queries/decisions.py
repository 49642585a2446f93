"""What may be asked of decisions at the desk: the last one somebody made, what nobody has read, open complaints."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smilecity.understand.moderation import rules
from smilecity.understand.moderation.models import Appeal, Decision, Unseen
from smilecity.understand.moderation.rules import Outcome, Target


@dataclass(frozen=True)
class LastRow:
    """The last decision of somebody, while it can be taken back."""

    id: UUID
    title: str
    outcome: Outcome
    decided_at: datetime


def last_of(account: UUID, at: datetime) -> LastRow | None:
    """Return the last decision of this account that can still be taken back. 1 SQL."""
    row = (
        Decision.objects.filter(by=account, settled_at=None, undone_at=None, decided_at__gt=at - rules.UNDO_WITHIN)
        .exclude(outcome=Outcome.EDITED)
        .order_by("-decided_at", "id")
        .values_list("pk", "contribution__title", "outcome", "decided_at")
        .first()
    )
    return LastRow(row[0], row[1], Outcome(row[2]), row[3]) if row else None


def is_unseen(target: Target) -> bool:
    """Say whether something is public that nobody has looked at. 1 SQL."""
    return Unseen.objects.filter(contribution=target.contribution, comment=target.comment).exists()


def open_appeals() -> int:
    """Return how many complaints wait for an answer. 1 SQL."""
    return Appeal.objects.filter(decided_at=None).count()
