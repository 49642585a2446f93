"""Several contributions at once: it is written down, a job does one after the other, and each says how it ended."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from smilecity.collect.contributions.rules import Status, clean_text
from smilecity.deliver.answers import reading, rules
from smilecity.deliver.answers.actions.answering import TEXT_MOST, answer
from smilecity.deliver.answers.actions.moving import hand_over
from smilecity.deliver.answers.events import BatchBegun
from smilecity.deliver.answers.models import Batch, BatchItem
from smilecity.deliver.answers.rules import Act
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

MOST = 500
NOTHING_CHOSEN = sentence("Bitte wählen Sie mindestens einen Beitrag.")
TOO_MANY = sentence("So viele auf einmal gehen nicht: höchstens {most}.")


@transaction.atomic
def begin_batch(
    *,
    act: Batch.Act,
    chosen: Mapping[UUID, int],
    text: str,
    status: Status | None,
    office: int | None,
    by: User,
    at: datetime,
) -> UUID:
    """Write down what shall be done to several contributions; return the batch, which `work_off` does. Raises Refused.

    `chosen`: the contributions, each with the number of decisive steps seen. Each is checked when its turn comes.
    """
    reason = rules.why_not_act(Act.SEE, reading.standing_of(by, timezone.localdate(at)), None)
    if reason:
        raise Refused(reason)
    if not chosen:
        raise Refused(NOTHING_CHOSEN)
    if len(chosen) > MOST:
        raise Refused(TOO_MANY, most=MOST)
    batch = Batch.objects.create(
        act=act, by=by, text=clean_text(text, TEXT_MOST), status=status or "", office_id=office, made_at=at
    )
    BatchItem.objects.bulk_create(BatchItem(batch=batch, contribution_id=pk, seen=seen) for pk, seen in chosen.items())
    publish(BatchBegun(batch_id=batch.pk))
    return batch.pk


def work_off(*, batch: UUID, at: datetime) -> None:
    """Do what a batch says, each contribution in a transaction of its own. Repeating it does only what was left."""
    row = Batch.objects.select_related("by").filter(pk=batch).first()
    if row is None:
        return
    waiting = BatchItem.objects.filter(batch=row, state=BatchItem.State.WAITING).order_by("contribution__number")
    for item in list(waiting.values_list("pk", flat=True)):
        _do(row, item, at)


@transaction.atomic
def _do(batch: Batch, item: int, at: datetime) -> None:
    row = BatchItem.objects.select_for_update().get(pk=item)
    if row.state != BatchItem.State.WAITING:
        return
    try:
        with transaction.atomic():
            _act(batch, row, at)
    except Refused as refusal:
        row.state, row.reason = BatchItem.State.REFUSED, str(refusal)
    else:
        row.state = BatchItem.State.DONE
    row.save(update_fields=["state", "reason"])


def _act(batch: Batch, item: BatchItem, at: datetime) -> None:
    contribution, seen, by = item.contribution_id, item.seen, batch.by
    if batch.act == Batch.Act.HAND_OVER:
        office = batch.office_id or 0
        hand_over(contribution=contribution, office=office, text=batch.text, seen=seen, by=by, at=at)
    else:
        status = Status(batch.status) if batch.status else None
        answer(contribution=contribution, text=batch.text, status=status, seen=seen, by=by, at=at)
