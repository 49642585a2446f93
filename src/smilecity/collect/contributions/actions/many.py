"""What is written for many contributions at once: few statements, the same history, and nobody outside is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from smilecity.collect.contributions.models import Step
from smilecity.collect.contributions.rules import Verb


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


def note_many(*, contributions: Iterable[UUID], verb: Verb, at: datetime) -> None:
    """Append a step that only staff see, such as reminded or escalated, to many histories. 1 SQL."""
    Step.objects.bulk_create(Step(contribution_id=pk, verb=verb, at=at, by=None) for pk in contributions)
