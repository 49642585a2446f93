"""Django's e-mail backend: every mail becomes a row in the outbox and a job, in the transaction of its sender."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from smilecity.doors.mail import jobs, outbox
from smilecity.ground import clock


class OutboxBackend(BaseEmailBackend):
    """Keeps mails until a mail server takes them; what was rolled back is never sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put the messages into the outbox and return how many there were."""
        at = clock.now()
        with transaction.atomic():
            for message in email_messages:
                for key in outbox.put(message, at=at):
                    jobs.deliver.defer(outbox_id=str(key))
        return len(email_messages)
