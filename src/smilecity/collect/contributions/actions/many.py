"""What is written for many contributions at once: few statements, the same history.

Where an office is made responsible for the first time (imports) nobody outside is told; where it changes, those are who
follow a contribution, as if each had been moved by hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from smilecity.collect.contributions.events import StepTaken
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Verb
from smilecity.ground.events import publish_many
from smilecity.people.models import User


@dataclass(frozen=True)
class Assigned:
    """A contribution, the office that answers for it, and by when."""

    contribution: UUID
    office: int
    due_on: date | None


_SET = """
UPDATE contributions_contribution AS c SET office_id = new.office, due_on = new.due_on, changed_at = %s
FROM unnest(%s::uuid[], %s::int[], %s::date[]) AS new (id, office, due_on)
WHERE c.id = new.id AND c.office_id IS NULL
RETURNING c.id
"""


@transaction.atomic
def set_offices(*, assigned: Sequence[Assigned], at: datetime) -> int:
    """Make offices responsible where none is yet; return for how many. Their history says so. 2 SQL."""
    ids, offices = [row.contribution for row in assigned], [row.office for row in assigned]
    days = [row.due_on for row in assigned]
    with connection.cursor() as cursor:
        cursor.execute(_SET, [at, ids, offices, days])
        done = {pk for (pk,) in cursor.fetchall()}
    steps = [
        Step(
            contribution_id=row.contribution, verb=Verb.OFFICE, at=at, by=None, office_id=row.office, due_on=row.due_on
        )
        for row in assigned
        if row.contribution in done
    ]
    Step.objects.bulk_create(steps)
    return len(steps)


_MOVE = """
UPDATE contributions_contribution AS c SET office_id = new.office, changed_at = %s
FROM unnest(%s::uuid[], %s::int[]) AS new (id, office)
WHERE c.id = new.id AND c.office_id IS DISTINCT FROM new.office
RETURNING c.id
"""


@transaction.atomic
def move_offices(*, offices: Mapping[UUID, int], by: User | None, at: datetime) -> int:
    """Make other offices responsible for contributions that the caller holds; return for how many. Days stay.

    Each history says so and is told downstream. 3 SQL, and one for each room that listens.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [at, list(offices), list(offices.values())])
        moved = {pk for (pk,) in cursor.fetchall()}
    days = dict(Contribution.objects.filter(pk__in=moved).values_list("pk", "due_on"))
    steps = [
        Step(contribution_id=pk, verb=Verb.OFFICE, at=at, by=by, office_id=office, due_on=days[pk])
        for pk, office in offices.items()
        if pk in moved
    ]
    Step.objects.bulk_create(steps)
    publish_many([StepTaken(contribution_id=step.contribution_id, step_id=step.pk) for step in steps])
    return len(steps)


def note_many(*, contributions: Iterable[UUID], verb: Verb, at: datetime) -> None:
    """Append a step that only staff see, such as reminded or escalated, to many histories. 1 SQL."""
    Step.objects.bulk_create(Step(contribution_id=pk, verb=verb, at=at, by=None) for pk in contributions)
