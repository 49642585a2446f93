"""Builds crews with their people and orders, through actions only."""

from uuid import UUID

from smilecity.collect.contributions.models import Contribution
from smilecity.deliver.fieldwork import actions
from smilecity.people.models import User
from tests.factories import AT, make_resident, make_staff
from tests.factories_answers import seen


def make_crew(office: int, name: str = "Team Nord", *people: User) -> int:
    """Make a crew of an office with these people."""
    crew = actions.make_crew(office=office, name=name, by=None, at=AT)
    for user in people:
        actions.add_to_crew(crew=crew, email=user.email, by=None, at=AT)
        user.refresh_from_db()
    return crew


def make_worker(*crews: int) -> User:
    """Make somebody who works outside, in these crews."""
    user = make_resident()
    for crew in crews:
        actions.add_to_crew(crew=crew, email=user.email, by=None, at=AT)
    user.refresh_from_db()
    return user


def ordered(row: Contribution, crew: int, *, note: str = "", urgent: bool = False, by: User | None = None) -> UUID:
    """Order a crew as somebody who has just opened the page."""
    return actions.order_work(
        contribution=row.pk, crew=crew, note=note, urgent=urgent, seen=seen(row.pk), by=by or make_staff(), at=AT
    )
