"""Builds offices with people who answer, and contributions that wait for them, through actions only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Status
from smilecity.deliver.answers import actions, reading
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import AT, make_staff
from tests.factories_contributions import make_contribution, make_office


def make_clerk(*offices: int, at: datetime = AT) -> User:
    """Make somebody who answers for these offices."""
    user = make_staff(Role.CLERK, at=at)
    for office in offices:
        actions.add_clerk(office=office, email=user.email, by=None, at=at)
    return user


def make_answering_office(*, days: int = 20, head: User | None = None, fallback: bool = True, **fields: Any) -> int:
    """Make an office with a rule; unless told otherwise it takes everything."""
    office = make_office(**fields)
    actions.set_office_rule(
        office=office, days=days, head=head.email if head else "", fallback=fallback, by=None, at=AT
    )
    return office


def make_case(
    office: int | None = None, *, call: UUID | None = None, at: datetime = AT, **content: Any
) -> Contribution:
    """Make a contribution that everybody can read, with its office and promised day."""
    if office is None:
        office = make_answering_office()
    row = make_contribution(call, at=at, **content)
    actions.assign(contribution=row.pk, at=at)
    row.refresh_from_db()
    if row.office_id != office:
        staff = make_staff(at=at)
        actions.hand_over(
            contribution=row.pk, office=office, text="Bitte übernehmen.", seen=seen(row.pk), by=staff, at=at
        )
        row.refresh_from_db()
    return row


def seen(contribution: UUID) -> int:
    """Return what a page opened now would have shown as the number of decisive steps."""
    return reading.decisive_steps(contribution)


def answered(
    row: Contribution, status: Status | None, text: str = "Wir kümmern uns.", *, by: User, at: datetime
) -> None:
    """Answer as somebody who has just opened the page."""
    actions.answer(contribution=row.pk, text=text, status=status, seen=seen(row.pk), by=by, at=at)
    row.refresh_from_db()
