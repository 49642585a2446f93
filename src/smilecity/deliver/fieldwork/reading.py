"""What acts and questions of field work both need: who is what today, and what an order is to them."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from smilecity.collect.contributions.rules import LOST
from smilecity.deliver.answers import reading as answers
from smilecity.deliver.fieldwork.models import CrewMember, WorkOrder
from smilecity.deliver.fieldwork.rules import CLOSED, LEFT_KEPT, Place, Standing, State
from smilecity.people.models import User


def standing_of(user: User, today: date) -> Standing:
    """Return somebody's standing today, at the desk (by substitution, too) and outside. 4 SQL."""
    desk = answers.standing_of(user, today)
    return Standing(desk.roles, desk.offices, desk.heads, crews_of(user))


def outside(user: User, *, at: datetime, order: WorkOrder | None = None) -> Standing:
    """Return somebody's standing outside only: what a crew asks needs no offices. 1 SQL.

    `order`: what it is about; who left a crew before it was given never had it.
    """
    since = max(at - LEFT_KEPT, order.ordered_at) if order else at - LEFT_KEPT
    rows = CrewMember.objects.filter(Q(left_at=None) | Q(left_at__gte=since), user=user)
    found = list(rows.values_list("crew", "left_at"))
    crews = frozenset(crew for crew, left_at in found if left_at is None)
    return Standing(user.role_set, crews=crews, left=frozenset(crew for crew, _left_at in found) - crews)


def crews_of(user: User) -> frozenset[int]:
    """Return the crews somebody belongs to, closed ones too: what they were ordered may still come in. 1 SQL."""
    return frozenset(CrewMember.objects.filter(user=user, left_at=None).values_list("crew", flat=True))


def place_of(order: WorkOrder, office: int | None, crews_office: int | None = None) -> Place:
    """Return what an order is to the rules; `office`: of its contribution, `crews_office`: of its crew."""
    return Place(office, order.crew_id, frozenset(order.former), State(order.state), crews_office)


def going_on() -> QuerySet[WorkOrder]:
    """Return the orders that crews have to see to.

    Not what has had its answer meanwhile or was erased: nobody drives there for nothing.
    """
    rows = WorkOrder.objects.filter(state=State.OPEN).exclude(contribution__publicity__in=LOST)
    return rows.exclude(contribution__status__in=CLOSED)
