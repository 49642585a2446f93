"""Duplicates become one from the inbox. The earlier promise holds, so that nobody waits longer because of it.

What was overdue when it went on as part of something answered is kept as late: no broken promise is merged away.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions.history import held
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import OPEN
from smilecity.deliver.answers.actions.acting import begin
from smilecity.deliver.answers.actions.answering import keep
from smilecity.deliver.answers.rules import Act
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

ELSEWHERE = sentence("Dieser Beitrag ist schon ein Teil von Nr. {number}. Bitte führen Sie dort zusammen.")


@transaction.atomic
def merge(*, contribution: UUID, into: UUID, text: str, by: User, at: datetime) -> UUID:
    """Let a contribution go on as part of another; return the one that stands at the end. Raises Refused.

    All authors and supporters of both are told by the step. Both offices' clerks find it in the history.
    """
    row = begin(contribution, Act.MERGE, by=by, at=at)
    before = row.merged_into
    if before is not None and before.pk != into:
        # What goes on elsewhere would take its end along, and that may be another office's.
        raise Refused(ELSEWHERE, number=before.number)
    end = trunk.merge(contribution=contribution, into=into, by=by, at=at, text=text)
    if before is not None:
        return end
    if row.status in OPEN and row.due_on is not None:
        _hand_on(row, held(end), row.due_on, by, at)
    return end


def _hand_on(row: Contribution, target: Contribution, promised_on: date, by: User, at: datetime) -> None:
    """Let the promise go on with the one that stands at the end; where that has its answer, say if it came too late."""
    if target.status not in OPEN:
        if promised_on < timezone.localdate(at):
            keep(row, at)
    elif target.due_on is None or promised_on < target.due_on:
        office = target.office_id or row.office_id
        if office is not None:
            trunk.set_office(contribution=target.pk, office=office, due_on=promised_on, by=by, at=at)


@transaction.atomic
def part(*, contribution: UUID, text: str, by: User, at: datetime) -> None:
    """Let a merged contribution stand for itself again. Raises Refused."""
    begin(contribution, Act.MERGE, by=by, at=at)
    trunk.part(contribution=contribution, by=by, at=at, text=text)
