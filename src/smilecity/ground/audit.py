"""The audit log: who did what, when. In: plain facts. Out: appended rows; nothing edits or removes one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.ground.models import AuditEntry


def record(
    *, actor: UUID | None, verb: str, subject: str, at: datetime, details: dict[str, str | int | bool] | None = None
) -> None:
    """Append one entry within the running transaction, so that act and entry commit together."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs into the transaction of its act")
    AuditEntry.objects.create(actor=actor, verb=verb, subject=subject, at=at, details=details or {})
