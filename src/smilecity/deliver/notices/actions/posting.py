"""Notices are taken off to become mails: what is taken is marked in the same transaction, so nobody gets it twice.

The mail door calls these within the transaction in which it keeps the mails: both commit, or neither.
"""

from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from smilecity.deliver.notices import rules
from smilecity.deliver.notices.models import Notice, Reader
from smilecity.deliver.notices.queries.letters import Letter, letters
from smilecity.deliver.notices.rules import Post, Rhythm
from smilecity.ground import audit

# What hangs together (bundle): all changes told by one subscription, or all that is about one own text.
_TAKE_SINGLE = """
WITH ripe AS (
    SELECT n.contact_id, coalesce(n.subscription_id, n.contribution_id) AS bundle
    FROM notices_notice n JOIN notices_reader r ON r.contact_id = n.contact_id
    WHERE n.post = 'waiting' AND (r.rhythm = 'single' OR n.subscription_id IS NULL)
    GROUP BY n.contact_id, bundle
    HAVING max(n.made_at) <= %(quiet)s OR min(n.made_at) <= %(longest)s
    ORDER BY min(n.made_at), n.contact_id, bundle
    LIMIT %(most)s
)
UPDATE notices_notice n SET post = 'sent', sent_at = %(at)s FROM ripe
WHERE n.contact_id = ripe.contact_id AND coalesce(n.subscription_id, n.contribution_id) = ripe.bundle
    AND n.post = 'waiting'
RETURNING n.id
"""

_TAKE_DIGESTS = """
WITH due AS (
    SELECT r.contact_id FROM notices_reader r
    WHERE r.rhythm = %(rhythm)s AND (r.digest_at IS NULL OR r.digest_at < %(moment)s) AND EXISTS (
        SELECT 1 FROM notices_notice n
        WHERE n.contact_id = r.contact_id AND n.post = 'waiting' AND n.made_at <= %(moment)s
    )
    ORDER BY r.contact_id LIMIT %(most)s
    FOR UPDATE OF r SKIP LOCKED
), marked AS (
    UPDATE notices_reader r SET digest_at = %(moment)s FROM due WHERE r.contact_id = due.contact_id
)
UPDATE notices_notice n SET post = 'sent', sent_at = %(at)s FROM due
WHERE n.contact_id = due.contact_id AND n.post = 'waiting' AND n.made_at <= %(moment)s
RETURNING n.id
"""


@transaction.atomic(savepoint=False)
def take_single(*, most: int, at: datetime) -> list[Letter] | None:
    """Take at most so many single mails that are ripe; None: nothing is left to take."""
    values = {"quiet": at - rules.QUIET, "longest": at - rules.LONGEST, "most": most, "at": at}
    return _letters(_TAKE_SINGLE, values)


@transaction.atomic(savepoint=False)
def take_digests(*, rhythm: Rhythm, most: int, at: datetime, zone: tzinfo) -> list[Letter] | None:
    """Take at most so many digests that are due; None: nothing is left to take.

    A digest holds what was there at its moment; what comes later waits for the next one.
    """
    moment = rules.digest_moment(rhythm, at, zone)
    return _letters(_TAKE_DIGESTS, {"rhythm": rhythm.value, "moment": moment, "most": most, "at": at})


def _letters(statement: str, values: dict[str, Any]) -> list[Letter] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        taken = [row[0] for row in cursor.fetchall()]
    # Who cannot be reached any more gets no letter, and what was hidden meanwhile stands in none. Neither is a reason
    # to come back to it.
    return letters(taken) if taken else None


def note_taken(*, contact: UUID) -> None:
    """A mail server has taken a mail to this contact: refusals are counted anew."""
    Reader.objects.filter(pk=contact, failures__gt=0).update(failures=0)


@transaction.atomic
def note_refused(*, contact: UUID, at: datetime) -> None:
    """The mail server refused this address for good. After the third time in a row it gets no more mail."""
    Reader.objects.filter(pk=contact).update(failures=F("failures") + 1)
    if Reader.objects.filter(pk=contact, failures=rules.FAILURES_MOST).exists():
        Notice.objects.filter(contact=contact, post=Post.WAITING).update(post=Post.SILENT)
        unreachable = Reader.objects.filter(failures__gte=rules.FAILURES_MOST).count()
        audit.record(
            actor=None, verb="notices.undeliverable", subject="notices", at=at, details={"unreachable": unreachable}
        )


def try_again(*, contact: UUID) -> None:
    """The reader says that the address works again."""
    Reader.objects.filter(pk=contact).update(failures=0)
