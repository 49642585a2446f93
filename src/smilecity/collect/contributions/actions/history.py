"""The one place that appends to a contribution's history. In: a locked contribution. Out: a step, told downstream."""

from datetime import date, datetime
from uuid import UUID

from smilecity.collect.contributions import findable
from smilecity.collect.contributions.events import StepTaken
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Status, Verb
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.search import actions as search
from smilecity.ground.text import sentence
from smilecity.people.models import User

GONE = sentence("Diesen Beitrag gibt es nicht mehr.")
# After these a search finds something else than before.
_FOUND_ANEW = frozenset(
    {
        Verb.SUBMITTED,
        Verb.EDITED,
        Verb.SHOWN,
        Verb.HIDDEN,
        Verb.WITHDRAWN,
        Verb.REMOVED,
        Verb.MERGED,
        Verb.PARTED,
        Verb.FILED,
    }
)


def held(contribution: UUID) -> Contribution:
    """Return the contribution, locked until the end of the transaction. Raises Refused."""
    row = Contribution.objects.select_for_update(of=("self",)).defer("words").filter(pk=contribution).first()
    if row is None:
        raise Refused(GONE)
    return row


def append(
    row: Contribution,
    verb: Verb,
    *,
    by: User | None,
    at: datetime,
    text: str = "",
    status: Status | None = None,
    office: int | None = None,
    due_on: date | None = None,
    other: UUID | None = None,
) -> UUID:
    """Append a step, find the contribution as it is now, tell those downstream; return the step's id.

    The caller has saved what the step says.
    """
    step = Step.objects.create(
        contribution=row,
        verb=verb,
        at=at,
        by=by,
        text=text,
        status=status or "",
        office_id=office,
        due_on=due_on,
        other_id=other,
    )
    # What waits to be read was never found by anybody.
    if verb in _FOUND_ANEW and (row.visible or verb != Verb.SUBMITTED):
        search.changed(findable.SOURCE, [row.pk])
    publish(StepTaken(contribution_id=row.pk, step_id=step.pk))
    return step.pk
