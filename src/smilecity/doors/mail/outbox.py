"""The outbox: mails are put in, handed to the mail server, and then gone. A mail is never lost while it waits."""

import logging
import smtplib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import OperationalError, transaction
from django.db.models import F

from smilecity.deliver.notices import actions as notices
from smilecity.doors.mail import transport
from smilecity.doors.mail.letters import letter, standing_headers
from smilecity.doors.mail.models import Outbox
from smilecity.doors.mail.pictured import with_photos
from smilecity.ground import figures

# What no server takes for a week is given up: it would only be a store of addresses.
KEPT = timedelta(days=7)
NOT_TAKEN = (smtplib.SMTPException, OSError)
logger = logging.getLogger(__name__)


def put(message: EmailMessage, *, at: datetime, contact: UUID | None = None, photos: Sequence[UUID] = ()) -> list[UUID]:
    """Keep a message, one row per recipient, so that a refused address never holds up the others; return their ids.

    `contact`: a reader of notices; how the mail server takes it is told to the room that writes to them.
    `photos`: of contributions, to be shown in it; their files are read when the mail is handed over, not copied here.
    Raises BadHeaderError for a line break in a header, ValueError for what is not plain text without attachments.
    """
    if message.attachments or message.content_subtype != "plain":
        raise ValueError("the outbox takes plain text without attachments")
    message.message()  # lets Django refuse forged headers now, where the author can still see it
    rows = [_row(message, to, at, contact, photos) for to in message.recipients()]
    Outbox.objects.bulk_create(rows)
    return [row.pk for row in rows]


def _row(message: EmailMessage, to: str, at: datetime, contact: UUID | None, photos: Sequence[UUID]) -> Outbox:
    key = uuid.uuid4()
    headers = {"From": str(message.from_email), **_reply_to(message), **message.extra_headers}
    return Outbox(
        id=key,
        to=to,
        subject=str(message.subject),
        body=str(message.body),
        headers=headers | standing_headers(key, at=at),
        queued_at=at,
        contact=contact,
        photos=list(photos),
    )


def _reply_to(message: EmailMessage) -> dict[str, str]:
    return {"Reply-To": ", ".join(message.reply_to)} if message.reply_to else {}


def deliver(outbox: UUID, *, at: datetime) -> None:
    """Hand a mail to the mail server and delete it. Raises NotTaken when it should be tried again.

    Its row is locked meanwhile: a job that runs twice at the same time (its worker was silent for too long and has been
    given up) sends one mail.
    """
    with transaction.atomic():
        row = _locked(outbox)
        trouble = _hand_over(row, at) if row else None  # none: sent by an earlier run of the same job
    if trouble:
        raise trouble


def _locked(outbox: UUID) -> Outbox | None:
    try:
        return Outbox.objects.select_for_update(nowait=True).filter(pk=outbox).first()
    except OperationalError:
        # To say it is done would lose the mail if the other run dies with it.
        raise transport.NotTaken("another worker is handing it over") from None


def _hand_over(row: Outbox, at: datetime) -> transport.NotTaken | None:
    """Send it; return why it should be tried again."""
    try:
        message = letter(to=row.to, subject=row.subject, body=row.body, headers=row.headers)
        transport.send(with_photos(message, row.photos))
    except NOT_TAKEN as error:
        Outbox.objects.filter(pk=row.pk).update(tries=F("tries") + 1, last_error=transport.describe(error)[:120])
        if not transport.is_final(error):
            return transport.NotTaken(transport.describe(error))
        logger.warning("mail %s was refused for good: %s", row.pk, transport.describe(error))
        if row.contact and isinstance(error, smtplib.SMTPRecipientsRefused):
            _refused(row.pk, row.contact, at)
    else:
        figures.mails.inc()
        row.delete()
        if row.contact:
            notices.note_taken(contact=row.contact)
    return None


@transaction.atomic
def _refused(outbox: UUID, contact: UUID, at: datetime) -> None:
    """Have the refusal of an address counted, once: what the mail told stands on the reader's own page."""
    deleted, _ = Outbox.objects.filter(pk=outbox).delete()
    if deleted:
        notices.note_refused(contact=contact, at=at)


def forget_undeliverable(*, at: datetime) -> int:
    """Delete what could not be sent in time; return how many."""
    deleted, _ = Outbox.objects.filter(queued_at__lt=at - KEPT).delete()
    return deleted
