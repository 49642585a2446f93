"""What clerks do with reports: file them elsewhere, hand them to third parties; and a category that changes its office.

The room of reports does it; here stands who may, and what of the desk goes with it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.collect.reports import actions as reports
from smilecity.deliver.answers.actions.acting import begin, require_unchanged
from smilecity.deliver.answers.models import Clerk, Taken
from smilecity.deliver.answers.rules import Act
from smilecity.people.models import User


@transaction.atomic
def file_report(*, contribution: UUID, category: str, seen: int, by: User, at: datetime) -> bool:
    """Move a report to another category, and with it to the office that has to do with that. Raises Refused.

    Who had taken it has it no more where the office is another. Return whether it moved.
    """
    row = begin(contribution, Act.HAND_OVER, by=by, at=at)
    require_unchanged(row, seen)
    moved = reports.file_under(contribution=contribution, category=category, by=by, at=at)
    _let_go(contribution)
    return moved


@transaction.atomic
def delegate_report(*, contribution: UUID, to: str, seen: int, by: User, at: datetime) -> UUID | None:
    """Say in public that a third party does it now; what nobody had looked at yet is in review. Raises Refused.

    Return the step; None: the third party had it already.
    """
    row = begin(contribution, Act.HAND_OVER, by=by, at=at)
    require_unchanged(row, seen)
    step = reports.delegate(contribution=contribution, to=to, by=by, at=at)
    if step and row.status == Status.RECEIVED:
        trunk.set_status(contribution=contribution, status=Status.IN_REVIEW, by=by, at=at)
    return step


@transaction.atomic
def take_report_back(*, contribution: UUID, seen: int, by: User, at: datetime) -> UUID | None:
    """Say in public that the town hall does it itself again; None: nobody else had it. Raises Refused."""
    row = begin(contribution, Act.HAND_OVER, by=by, at=at)
    require_unchanged(row, seen)
    return reports.take_back(contribution=contribution, by=by, at=at)


@transaction.atomic
def move_category(*, category: int, office: int, by: User, at: datetime) -> int:
    """Let another office have to do with a category, open reports included; return how many moved. Raises Refused."""
    moved = reports.move_office(category=category, office=office, by=by, at=at)
    _let_go()
    return moved


def _let_go(contribution: UUID | None = None) -> None:
    """Leave reports to the whole office where who had taken them does not work there."""
    rows = Taken.objects.filter(contribution__kind=Kind.REPORT)
    taken = rows.filter(contribution=contribution) if contribution else rows
    works = set(Clerk.objects.values_list("user", "office"))
    held = taken.values_list("pk", "user", "contribution__office")
    Taken.objects.filter(pk__in=[pk for pk, user, office in held if (user, office) not in works]).delete()
