"""What may be asked of the register: facts for the mail, the state of what waits, the fate of a link, counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from smilecity.ground import hashes
from smilecity.ground.text import Texts
from smilecity.people.register import rules
from smilecity.people.register.models import Entry, Pending, Process, Spent
from smilecity.people.register.rules import Outcome, Purpose, Way


@dataclass(frozen=True)
class MailFacts:
    """All that the confirmation mail says. `already`: this address has taken part, so nothing new is counted."""

    address: str
    language: str
    title: Texts
    token: str
    code: str
    expires_at: datetime
    already: bool
    purpose: Purpose


@dataclass(frozen=True)
class Waiting:
    """What a page may show about a confirmation that waits."""

    address: str
    process: UUID
    reference: UUID
    expires_at: datetime
    mailed: bool
    delayed: bool
    mails_left: int
    expired: bool
    purpose: Purpose


def mail_for(pending: UUID) -> MailFacts | None:
    """Return what the mail says; None when nothing waits any more (confirmed, withdrawn, expired)."""
    row = Pending.objects.select_related("process").filter(pk=pending).first()
    if row is None:
        return None
    return MailFacts(
        address=row.address,
        language=row.language,
        title=row.about or row.process.title,
        token=hashes.derived_token(rules.TOKEN_PURPOSE, bytes(row.salt)),
        code=rules.show_code(hashes.derived_code(rules.CODE_PURPOSE, bytes(row.salt), rules.CODE_LENGTH)),
        expires_at=row.expires_at,
        already=row.purpose == Purpose.PARTICIPATION and _has_entry(row),
        purpose=Purpose(row.purpose),
    )


def _has_entry(row: Pending) -> bool:
    return Entry.objects.filter(process=row.process_id, key=row.key).exists()


def waiting_for(reference: UUID, at: datetime) -> Waiting | None:
    """Return the confirmation that `reference` waits for."""
    row = Pending.objects.filter(reference=reference).first()
    return _waiting(row, at) if row else None


def waiting_by_token(token: str, at: datetime) -> Waiting | None:
    """Return the confirmation that this link belongs to, without spending it."""
    row = Pending.objects.filter(token_hash=hashes.digest(token)).first()
    return _waiting(row, at) if row else None


def _waiting(row: Pending, at: datetime) -> Waiting:
    return Waiting(
        address=row.address,
        process=row.process_id,
        reference=row.reference,
        expires_at=row.expires_at,
        mailed=row.mailed_at is not None,
        delayed=row.delayed,
        mails_left=rules.MAILS_PER_CONFIRMATION - row.mails,
        expired=rules.is_expired(row.expires_at, at),
        purpose=Purpose(row.purpose),
    )


def spent(token: str) -> tuple[Outcome, UUID] | None:
    """Return what became of a link that no longer waits, and its process; None for a link we never sent."""
    row = Spent.objects.filter(token_hash=hashes.digest(token)).first()
    return (Outcome(row.outcome), row.process_id) if row else None


def purpose_of(token: str) -> Purpose | None:
    """Return what a link confirms or confirmed; None for a link we never sent. 1 SQL."""
    digest = hashes.digest(token)
    waiting = Pending.objects.filter(token_hash=digest).values_list("purpose")
    gone = Spent.objects.filter(token_hash=digest).values_list("purpose")
    found = next(iter(waiting.union(gone, all=True)), None)
    return Purpose(found[0]) if found else None


def key_in(process: UUID, address: str) -> bytes | None:
    """Return the key of this address in a process; None once the pepper is destroyed. 1 SQL. Raises Refused."""
    pepper = Process.objects.values_list("pepper", flat=True).filter(pk=process).first()
    return rules.key_of(bytes(pepper), address) if pepper else None


def keys_in(processes: Collection[UUID], address: str) -> dict[UUID, bytes]:
    """Return the keys of this address in processes that still have their pepper. 1 SQL. Raises Refused."""
    rows = Process.objects.filter(pk__in=processes, pepper__isnull=False).values_list("pk", "pepper")
    return {process: rules.key_of(bytes(pepper), address) for process, pepper in rows if pepper}


def took_part(process: UUID, address: str) -> bool:
    """Say whether this address has taken part. To be told to its owner only: by mail, or signed in."""
    pepper = Process.objects.values_list("pepper", flat=True).filter(pk=process).first()
    key = rules.key_of(bytes(pepper), address) if pepper else b""
    return Entry.objects.filter(process=process, key=key).exists()


def counts(process: UUID) -> dict[Way, int]:
    """Return the participations of a process by way, also when its hashes are destroyed."""
    kept = Process.objects.values_list("counts", flat=True).get(pk=process)
    if kept:
        return {Way(way): number for way, number in kept.items()}
    rows = Entry.objects.filter(process=process).values_list("way").annotate(Count("id"))
    return {Way(way): number for way, number in rows}


def waiting_count(process: UUID, at: datetime) -> int:
    """Return how many participations wait for their mail to be confirmed."""
    return Pending.objects.filter(process=process, expires_at__gt=at).count()
