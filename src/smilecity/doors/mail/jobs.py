"""The mail door's jobs: hand over what waits, answer the register's event, forget what cannot be delivered."""

from uuid import UUID

from procrastinate.contrib.django import app

from smilecity.doors.mail import confirmation, outbox
from smilecity.doors.mail.patience import Patience
from smilecity.ground import clock


@app.task(queue="mail", retry=Patience(), pass_context=False)
def deliver(outbox_id: str) -> None:
    """Hand one mail of the outbox to the mail server."""
    outbox.deliver(UUID(outbox_id))


@app.task(queue="mail", retry=Patience(), pass_context=False)
def send_confirmation(pending_id: str) -> None:
    """Send link and code to a guest who wants to confirm."""
    confirmation.send(UUID(pending_id), at=clock.now())


@app.periodic(cron="41 3 * * *")
@app.task(queue="mail", queueing_lock="mail.forget_undeliverable", pass_context=False)
def forget_undeliverable(timestamp: int) -> None:
    """Delete mails that nobody took for a week."""
    outbox.forget_undeliverable(at=clock.now())
