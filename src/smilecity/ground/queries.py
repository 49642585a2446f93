"""What may be asked of the audit log: its entries, newest first, a page at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from smilecity.ground.models import AuditEntry


@dataclass(frozen=True)
class AuditRow:
    """One act. `actor` None: the program itself. `subject`: what it was done to, as "kind:id"."""

    id: UUID
    at: datetime
    actor: UUID | None
    verb: str
    subject: str
    details: Mapping[str, str | int | bool]


def audit_entries(
    *, subject: str | None = None, after: tuple[datetime, UUID] | None = None, most: int = 50
) -> list[AuditRow]:
    """Return entries, newest first; `after` is the time and id of the last entry already seen."""
    rows = AuditEntry.objects.filter(subject=subject) if subject else AuditEntry.objects.all()
    if after:
        at, entry = after
        # The first condition says nothing new; it lets the index by time begin where the page begins.
        rows = rows.filter(Q(at__lte=at), Q(at__lt=at) | Q(pk__gt=entry))
    return [
        AuditRow(id=row.pk, at=row.at, actor=row.actor, verb=row.verb, subject=row.subject, details=row.details)
        for row in rows.order_by("-at", "id")[:most]
    ]


def last_entry(*, subject: str, verbs: Collection[str]) -> AuditRow | None:
    """Return the last of these acts on a subject. 1 SQL."""
    row = AuditEntry.objects.filter(subject=subject, verb__in=verbs).order_by("-at", "id").first()
    return AuditRow(row.pk, row.at, row.actor, row.verb, row.subject, row.details) if row else None


def actors_on(subject: str) -> set[UUID]:
    """Return the accounts that have done anything to a subject. 1 SQL."""
    acted = AuditEntry.objects.filter(subject=subject, actor__isnull=False).values_list("actor", flat=True)
    return {actor for actor in acted.distinct().order_by() if actor}


def audit_entries_of(*, actor: UUID, subject: str) -> list[AuditRow]:
    """Return every entry of an account's acts and of what was done to it (`subject`), oldest first. 1 SQL."""
    rows = AuditEntry.objects.filter(Q(actor=actor) | Q(subject=subject)).order_by("at", "id")
    return [
        AuditRow(id=row.pk, at=row.at, actor=row.actor, verb=row.verb, subject=row.subject, details=row.details)
        for row in rows
    ]
