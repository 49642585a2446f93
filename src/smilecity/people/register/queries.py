"""What may be asked of the register: facts for the mail, the state of what waits, the fate of a link, counts."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
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


@dataclass(frozen=True)
class OwnEntry:
    """Somebody has taken part in a process. `forget_on`: when nobody can say so any more; None: while it runs."""

    title: Texts
    way: Way
    on: date
    forget_on: date | None


@dataclass(frozen=True)
class OwnPending:
    """Something of somebody that waits for its confirmation."""

    reference: UUID
    title: Texts
    purpose: Purpose
    address: str
    expires_at: datetime


def own(address: str) -> tuple[list[OwnEntry], list[OwnPending]]:
    """Return where an address has taken part and what of it waits. To be told to its owner only. 3 SQL. Raises Refused.

    Processes whose pepper is destroyed cannot be searched by anybody.
    """
    peppers = Process.objects.filter(pepper__isnull=False).values_list("pepper", flat=True)
    keys = [rules.key_of(bytes(pepper), address) for pepper in peppers if pepper]
    entries = Entry.objects.filter(key__in=keys).select_related("process").order_by("on", "id")
    waiting = Pending.objects.filter(key__in=keys).select_related("process").order_by("expires_at", "id")
    return (
        [OwnEntry(row.process.title, Way(row.way), row.on, row.process.forget_on) for row in entries],
        [
            OwnPending(row.reference, row.about or row.process.title, Purpose(row.purpose), row.address, row.expires_at)
            for row in waiting
        ],
    )


def took_part(process: UUID, address: str) -> bool:
    """Say whether this address has taken part. To be told to its owner only: by mail, or signed in."""
    pepper = Process.objects.values_list("pepper", flat=True).filter(pk=process).first()
    key = rules.key_of(bytes(pepper), address) if pepper else b""
    return Entry.objects.filter(process=process, key=key).exists()


def counts(process: UUID) -> dict[Way, int]:
    """Return the participations of a process by way (those that anybody took), also when its hashes are destroyed."""
    kept = Process.objects.values_list("counts", flat=True).get(pk=process)
    if kept:
        return {Way(way): number for way, number in kept.items() if number}
    rows = Entry.objects.filter(process=process, counted=True).values_list("way").annotate(Count("id"))
    return {Way(way): number for way, number in rows}


@dataclass(frozen=True)
class Taken:
    """How many have taken part, by day of the city (the first day first) and by way. No day knows its ways."""

    by_day: dict[date, int]
    by_way: dict[Way, int]


def taken(process: UUID) -> Taken:
    """Return the participations of a process by day and by way, also when its hashes are destroyed. 2 SQL."""
    ways, days = Process.objects.values_list("counts", "days").get(pk=process)
    if ways:
        by_day = {date.fromisoformat(day): number for day, number in sorted(days.items())}
        return Taken(by_day, {Way(way): number for way, number in ways.items() if number})
    entries = Entry.objects.filter(process=process, counted=True)
    # Rows and not ids are counted: that is all that the index by day knows.
    return _summed(entries.values_list("on", "way").annotate(number=Count("*")).order_by("on", "way"))


def _summed(rows: Iterable[tuple[date, str, int]]) -> Taken:
    by_day, by_way = Counter[date](), Counter[Way]()
    for day, way, number in rows:
        by_day[day] += number
        by_way[Way(way)] += number
    return Taken(dict(by_day), dict(by_way))


def used_keys(process: UUID, keys: Collection[bytes]) -> int:
    """Return how many of these keys have taken part. 1 SQL."""
    return Entry.objects.filter(process=process, key__in=keys).count()


def has_taken_part(process: UUID, key: bytes) -> bool:
    """Say whether a key has taken part. To be told only to who holds what the key is made of."""
    return Entry.objects.filter(process=process, key=key).exists()


def waiting_count(process: UUID, at: datetime) -> int:
    """Return how many participations wait for their mail to be confirmed."""
    return Pending.objects.filter(process=process, expires_at__gt=at).count()


_LIVE = """
SELECT "on", way, count(*) FROM register_entry WHERE process_id = %(process)s AND counted GROUP BY 1, 2
UNION ALL SELECT NULL, 'waiting', count(*) FROM register_pending
    WHERE process_id = %(process)s AND purpose = %(purpose)s AND expires_at > %(at)s
UNION ALL SELECT NULL, 'expired', count(*) FROM register_spent
    WHERE process_id = %(process)s AND purpose = %(purpose)s AND outcome = %(expired)s
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Live:
    """A process that runs: who took part, how many wait, how many did not confirm in time (the last month's)."""

    taken: Taken
    waiting: int
    expired: int


def live(process: UUID, at: datetime) -> Live:
    """Return how a process that runs stands. 1 SQL."""
    purpose, expired = Purpose.PARTICIPATION.value, Outcome.EXPIRED.value
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, {"process": process, "at": at, "purpose": purpose, "expired": expired})
        rows = cursor.fetchall()
    left = {what: number for day, what, number in rows if day is None}
    return Live(_summed(row for row in rows if row[0]), left["waiting"], left["expired"])
