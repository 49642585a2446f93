"""Decisions that can no longer be taken back are told to those they concern."""

from datetime import datetime

from django.db import transaction

from smilecity.ground.events import publish
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.events import DecisionSettled
from smilecity.understand.moderation.models import Decision

BATCH = 200


def settle_due(*, at: datetime) -> int:
    """Settle what is due, the oldest first; return how many. Repeating it settles nothing twice."""
    with transaction.atomic():
        due = list(
            Decision.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(settled_at=None, undone_at=None, decided_at__lte=at - rules.UNDO_WITHIN)
            .order_by("decided_at", "id")
            .values_list("pk", flat=True)[:BATCH]
        )
        Decision.objects.filter(pk__in=due).update(settled_at=at)
        for decision in due:
            publish(DecisionSettled(decision_id=decision))
    return len(due)
