"""Duplicates become one from the inbox. The earlier promise holds, so that nobody waits longer because of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions.history import held
from smilecity.collect.contributions.rules import OPEN
from smilecity.deliver.answers.actions.acting import begin
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
    target = held(end)
    earlier = row.due_on is not None and target.due_on is not None and row.due_on < target.due_on
    if earlier and row.status in OPEN and target.status in OPEN and target.office_id is not None:
        trunk.set_office(contribution=end, office=target.office_id, due_on=row.due_on, by=by, at=at)
    return end


@transaction.atomic
def part(*, contribution: UUID, text: str, by: User, at: datetime) -> None:
    """Let a merged contribution stand for itself again. Raises Refused."""
    begin(contribution, Act.MERGE, by=by, at=at)
    trunk.part(contribution=contribution, by=by, at=at, text=text)
