"""The mail door's jobs: hand over what waits, answer the register's event, forget what cannot be delivered."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from smilecity.deliver.notices.rules import Rhythm
from smilecity.doors.mail import (
    answers,
    calendar,
    confirmation,
    erasure,
    exports,
    held,
    moderation,
    news,
    outbox,
    own_link,
)
from smilecity.doors.mail.patience import Patience
from smilecity.ground import clock


@app.task(queue="mail", retry=Patience(), pass_context=False)
def deliver(outbox_id: str) -> None:
    """Hand one mail of the outbox to the mail server."""
    outbox.deliver(UUID(outbox_id), at=clock.now())


@app.task(queue="mail", retry=Patience(), pass_context=False)
def send_confirmation(pending_id: str) -> None:
    """Send link and code to a guest who wants to confirm."""
    confirmation.send(UUID(pending_id), at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queue="mail", queueing_lock="mail.send_single", lock="mail.send_news", pass_context=False)
def send_single(timestamp: int) -> None:
    """Write the single mails that are ripe."""
    at = clock.now()
    _send(partial(news.keep_single, at=at))


@app.periodic(cron="*/5 * * * *")
@app.task(queue="mail", queueing_lock="mail.send_digests", lock="mail.send_news", pass_context=False)
def send_digests(timestamp: int) -> None:
    """Write the digests whose moment has come: at seven, every day or on Mondays, in the city's time zone."""
    at = clock.now()
    for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
        _send(partial(news.keep_digests, rhythm=rhythm, at=at))


def _send(keep: Callable[[], list[UUID] | None]) -> None:
    """Keep mails batch by batch, each with its jobs in one transaction, until there is nothing to say."""
    more = True
    while more:
        with transaction.atomic():
            kept = keep()
            if kept:
                jobs: list[JSONDict] = [{"outbox_id": str(key)} for key in kept]
                deliver.batch_defer(*jobs)
            more = kept is not None


@app.task(queue="mail", pass_context=False)
def send_receipt(flag_id: str) -> None:
    """Tell who reported something that we have it."""
    moderation.send_receipt(UUID(flag_id), at=clock.now())


@app.task(queue="mail", pass_context=False)
def send_decision(decision_id: str) -> None:
    """Tell those concerned what moderation has decided, and why."""
    moderation.send_decision(UUID(decision_id), at=clock.now())


@app.task(queue="mail", pass_context=False)
def send_answer(appeal_id: str) -> None:
    """Tell who complained what came of it."""
    moderation.send_answer(UUID(appeal_id), at=clock.now())


@app.task(queue="mail", pass_context=False)
def remind_staff(batch_id: str, user_id: str) -> None:
    """Remind somebody at the town hall of answers that are due soon or overdue."""
    with transaction.atomic():
        for key in answers.keep_reminder(UUID(batch_id), UUID(user_id), at=clock.now()):
            deliver.defer(outbox_id=str(key))


@app.task(queue="mail", pass_context=False)
def tell_of_file(export_id: str) -> None:
    """Tell a member of staff that a file is ready, or why not."""
    with transaction.atomic():
        for key in exports.keep_letter(UUID(export_id), at=clock.now()):
            deliver.defer(outbox_id=str(key))


@app.task(queue="mail", pass_context=False)
def tell_of_opening(survey_id: str) -> None:
    """Tell the editors of a survey why it did not open by itself."""
    with transaction.atomic():
        for key in held.keep_opening(UUID(survey_id), at=clock.now()):
            deliver.defer(outbox_id=str(key))


@app.task(queue="mail", pass_context=False)
def tell_of_publishing(survey_id: str) -> None:
    """Tell the editors of a survey why its result was not published by itself."""
    with transaction.atomic():
        for key in held.keep_publishing(UUID(survey_id), at=clock.now()):
            deliver.defer(outbox_id=str(key))


@app.task(queue="mail", pass_context=False)
def tell_of_erasure(survey_id: str) -> None:
    """Tell staff that single answers of a survey are erased within a week."""
    with transaction.atomic():
        for key in erasure.keep_letters(UUID(survey_id), at=clock.now()):
            deliver.defer(outbox_id=str(key))


@app.task(queue="mail", retry=Patience(), pass_context=False)
def tell_guests(occurrence_id: int) -> None:
    """Tell those who registered for a date what they do not know yet: each once, however often this runs."""
    _send(partial(calendar.keep_letters, occurrence_id, at=clock.now()))


@app.task(queue="mail", retry=Patience(), pass_context=False)
def send_own_link(link_id: str) -> None:
    """Send somebody the link to their own data."""
    own_link.send(UUID(link_id), at=clock.now())


@app.periodic(cron="41 3 * * *")
@app.task(queue="mail", queueing_lock="mail.forget_undeliverable", lock="mail.forget_undeliverable", pass_context=False)
def forget_undeliverable(timestamp: int) -> None:
    """Delete mails that nobody took for a week."""
    outbox.forget_undeliverable(at=clock.now())
