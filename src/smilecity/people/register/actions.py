"""What is done in the register: a process opens, a person asks, confirms or joins, everything is forgotten in time.

Acts that other rooms make part of theirs (`savepoint=False`) end the whole transaction when they are refused.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from smilecity.ground import hashes
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, sentence
from smilecity.people.register import queries, rules
from smilecity.people.register.events import ConfirmationAsked
from smilecity.people.register.models import Entry, Pending, Process, Spent
from smilecity.people.register.rules import Outcome, Purpose, Way

OVER = sentence("Diese Beteiligung ist beendet.")
NOT_WAITING = sentence("Diese Teilnahme wartet nicht mehr auf eine Bestätigung.")
ENOUGH_MAILS = sentence("Wir haben Ihnen die E-Mail schon {mails}-mal geschickt. Bitte sehen Sie im Spam-Ordner nach.")
WRONG_CODE = sentence("Dieser Code passt nicht. Bitte vergleichen Sie ihn mit der E-Mail.")
CODE_LOCKED = sentence("Der Code wurde zu oft falsch eingegeben. Bitte nutzen Sie den Link in der E-Mail.")
FORGOTTEN = sentence(
    "Das lässt sich nicht wieder öffnen: Wer mitgemacht hat, ist schon gelöscht. Bitte legen Sie etwas Neues an."
)
CODE_EXPIRED = sentence("Die Frist für die Bestätigung ist abgelaufen. Bitte senden Sie Ihre Antworten noch einmal ab.")


@dataclass(frozen=True)
class Redeemed:
    """The end of a confirmation: what became of it, and what it was about (`reference`, opaque here).

    `address`: whose it was, for those who may write to it from now on. `key`: the person's key in this process.
    """

    outcome: Outcome
    process: UUID
    reference: UUID
    purpose: Purpose
    address: str
    language: str
    key: bytes


def open_process(*, title: Texts) -> UUID:
    """Open a process with a fresh pepper and return its id."""
    return Process.objects.create(title=dict(title), pepper=secrets.token_bytes(32)).pk


def rename_process(*, process: UUID, title: Texts) -> None:
    """Give the process another name in its mails."""
    Process.objects.filter(pk=process).update(title=dict(title))


@transaction.atomic(savepoint=False)
def ask(
    *,
    process: UUID,
    reference: UUID,
    address: str,
    language: str,
    until: datetime,
    at: datetime,
    purpose: Purpose = Purpose.PARTICIPATION,
    about: Texts | None = None,
) -> UUID:
    """Have `reference` wait for its confirmation by mail and return the id of what waits.

    `purpose` says what is confirmed and chooses the words of the mail; `about` is what the mail calls it.

    The same whether or not the address has taken part: nobody can learn that from here. Asking again for the same
    reference and address changes nothing (double click); with another address the old link dies. The link lives for
    48 hours, but not past `until`, when the process closes. Raises Refused.
    """
    address = rules.clean_address(address)
    pepper = _pepper(process)
    waiting = Pending.objects.select_for_update().filter(reference=reference).first()
    if waiting and waiting.address == address and not rules.is_expired(waiting.expires_at, at):
        return waiting.pk
    if waiting:
        waiting.delete()
    pending = _new_pending(process, reference, address, rules.key_of(pepper, address), language)
    pending.purpose, pending.about = purpose, dict(about or {})
    pending.expires_at = min(at + rules.CONFIRM_WITHIN, until)
    pending.save(force_insert=True)
    publish(ConfirmationAsked(pending_id=pending.pk))
    return pending.pk


def _pepper(process: UUID) -> bytes:
    pepper, forget_on = Process.objects.values_list("pepper", "forget_on").get(pk=process)
    if pepper is None or forget_on:
        raise Refused(OVER)
    return bytes(pepper)


def _new_pending(process: UUID, reference: UUID, address: str, key: bytes, language: str) -> Pending:
    salt = secrets.token_bytes(16)
    return Pending(
        process_id=process,
        reference=reference,
        address=address,
        key=key,
        salt=salt,
        token_hash=hashes.digest(hashes.derived_token(rules.TOKEN_PURPOSE, salt)),
        language=language,
    )


@transaction.atomic
def resend(*, reference: UUID, at: datetime) -> None:
    """Send link and code once more; the link stays the same. Raises Refused."""
    pending = Pending.objects.select_for_update().filter(reference=reference, expires_at__gt=at).first()
    if pending is None:
        raise Refused(NOT_WAITING)
    if pending.mails >= rules.MAILS_PER_CONFIRMATION:
        raise Refused(ENOUGH_MAILS, mails=pending.mails)
    Pending.objects.filter(pk=pending.pk).update(mails=F("mails") + 1, mailed_at=None)
    publish(ConfirmationAsked(pending_id=pending.pk))


def withdraw(*, reference: UUID) -> None:
    """Let the confirmation of `reference` die: its link no longer works, its address is erased."""
    Pending.objects.filter(reference=reference).delete()


def note_mailed(*, pending: UUID, at: datetime) -> None:
    """The mail server has taken the mail."""
    Pending.objects.filter(pk=pending).update(mailed_at=at, delayed=False)


def note_delayed(*, pending: UUID, at: datetime) -> None:
    """The mail server did not take the mail at `at`; it is tried again."""
    Pending.objects.filter(pk=pending).update(delayed=True)


@transaction.atomic(savepoint=False)
def redeem_token(*, token: str, at: datetime) -> Redeemed | None:
    """Spend the link of a mail. None: no such link waits (look at `queries.spent`). To be called by a POST only."""
    pending = Pending.objects.select_for_update().filter(token_hash=hashes.digest(token)).first()
    return _redeem(pending, at) if pending else None


@transaction.atomic(savepoint=False)
def redeem_code(*, reference: UUID, code: str, at: datetime) -> Redeemed | str:
    """Spend the code typed on the device that waits; returns the reason (a sentence) where it does not fit.

    A reason is returned rather than raised, because the count of wrong tries must be committed.
    """
    pending = Pending.objects.select_for_update().filter(reference=reference).first()
    if pending is None:
        return NOT_WAITING
    if rules.is_expired(pending.expires_at, at):
        return CODE_EXPIRED
    if pending.tries >= rules.CODE_TRIES:
        return CODE_LOCKED
    if not secrets.compare_digest(_code(pending), rules.clean_code(code)):
        Pending.objects.filter(pk=pending.pk).update(tries=F("tries") + 1)
        return WRONG_CODE
    return _redeem(pending, at)


def _code(pending: Pending) -> str:
    return hashes.derived_code(rules.CODE_PURPOSE, bytes(pending.salt), rules.CODE_LENGTH)


def _redeem(pending: Pending, at: datetime) -> Redeemed:
    outcome = _outcome(pending, at)
    _spent(pending, outcome, at).save(force_insert=True)
    pending.delete()
    return Redeemed(
        outcome=outcome,
        process=pending.process_id,
        reference=pending.reference,
        purpose=Purpose(pending.purpose),
        address=pending.address,
        language=pending.language,
        key=bytes(pending.key),
    )


def _outcome(pending: Pending, at: datetime) -> Outcome:
    if rules.is_expired(pending.expires_at, at):
        return Outcome.EXPIRED
    if pending.purpose in rules.UNCOUNTED:
        return Outcome.CONFIRMED
    taken = _enter(pending.process_id, bytes(pending.key), Way.GUEST, at)
    # Ideas, supports and comments may be many; the register counts the people behind them.
    return Outcome.CONFIRMED if taken or pending.purpose != Purpose.PARTICIPATION else Outcome.REPEATED


# A conflict is no error: PostgreSQL would write the failed statement to its log, and with it a key that must die with
# the pepper. It waits for another transaction that is about to enter the same key.
_ENTER = """
INSERT INTO register_entry (id, process_id, key, way, "on", counted)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s)
ON CONFLICT (process_id, key) DO NOTHING
"""


def _enter(process: UUID, key: bytes, way: Way, at: datetime, *, counted: bool = True) -> bool:
    """Write the entry; False where the person has one. The constraint decides, also between two that race."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [process, key, way.value, timezone.localdate(at), counted])
        return bool(cursor.rowcount)


@transaction.atomic(savepoint=False)
def join(*, process: UUID, address: str, at: datetime) -> bool:
    """Enter a member by the confirmed address of the account; False where that person has taken part already."""
    return _enter(process, rules.key_of(_pepper(process), address), Way.MEMBER, at)


@transaction.atomic(savepoint=False)
def join_by_key(*, process: UUID, key: bytes, way: Way, at: datetime) -> bool:
    """Enter a key that another room has made and checked (a code); False where it has been used."""
    return _enter(process, key, way, at)


@transaction.atomic(savepoint=False)
def burn_beside(*, process: UUID, address: str, way: Way, at: datetime) -> bool:
    """Enter an address without counting it, because what its owner redeems counts; False where it has taken part.

    To be called after `join_by_key`, in its transaction: codes before addresses, so nobody waits in a circle.
    """
    return _enter(process, rules.key_of(_pepper(process), address), way, at, counted=False)


@transaction.atomic(savepoint=False)
def join_on_site(*, process: UUID, form: str, way: Way, at: datetime, counted: bool = True) -> bool:
    """Enter a form filled in on site, known by its random name; False where this very form has been entered.

    `counted` False: it bears a code, and that is what counts.
    """
    return _enter(process, rules.key_on_site(_pepper(process), form), way, at, counted=counted)


def pepper_of(process: UUID) -> bytes:
    """Return the pepper of a process that still runs, for rooms that make keys of their own. Raises Refused."""
    pepper = Process.objects.filter(pk=process, forget_on=None).values_list("pepper", flat=True).first()
    if not pepper:
        raise Refused(OVER)
    return bytes(pepper)


@transaction.atomic(savepoint=False)
def close_process(*, process: UUID, at: datetime) -> None:
    """Nobody enters any more: what still waits is dropped, and the day of forgetting is set."""
    _drop(list(Pending.objects.select_for_update().filter(process_id=process)), at)
    Process.objects.filter(pk=process).update(forget_on=rules.pepper_dies_on(timezone.localdate(at)))


@transaction.atomic(savepoint=False)
def reopen_process(*, process: UUID) -> None:
    """Let people enter again, as long as the pepper is there; an open process stays open. Raises Refused."""
    if not Process.objects.filter(pk=process, pepper__isnull=False).update(forget_on=None):
        raise Refused(FORGOTTEN)


@transaction.atomic
def forget_due(*, at: datetime) -> int:
    """Destroy pepper and hashes of every process whose day has come; return how many. Only the counts stay."""
    due = Process.objects.select_for_update().filter(forget_on__lte=timezone.localdate(at), pepper__isnull=False)
    for process in due:
        taken = queries.taken(process.pk)
        process.counts = {way.value: taken.by_way.get(way, 0) for way in Way}
        process.days = {day.isoformat(): number for day, number in taken.by_day.items()}
        Entry.objects.filter(process=process).delete()
        process.pepper = None
        process.save(update_fields=["counts", "days", "pepper"])
    return len(due)


@transaction.atomic
def drop_expired(*, purposes: Iterable[Purpose], at: datetime) -> list[UUID]:
    """Erase what was not confirmed in time for these purposes; return the references.

    Each room asks for its own purposes, within its transaction, so that what waited is erased with its address.
    """
    late = Pending.objects.select_for_update(skip_locked=True).filter(purpose__in=list(purposes), expires_at__lte=at)
    expired = list(late[:1000])
    _drop(expired, at)
    Spent.objects.filter(forget_on__lte=timezone.localdate(at)).delete()
    return [row.reference for row in expired]


def _drop(waiting: list[Pending], at: datetime) -> None:
    """Erase what waits; of each link only its fate stays, so that its page can say so."""
    Spent.objects.bulk_create(_spent(row, Outcome.EXPIRED, at) for row in waiting)
    Pending.objects.filter(pk__in=[row.pk for row in waiting]).delete()


def _spent(pending: Pending, outcome: Outcome, at: datetime) -> Spent:
    return Spent(
        token_hash=pending.token_hash,
        process_id=pending.process_id,
        outcome=outcome,
        purpose=pending.purpose,
        forget_on=timezone.localdate(at) + rules.SPENT_KEPT,
    )
