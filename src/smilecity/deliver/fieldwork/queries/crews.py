"""The crews of an office with their people and how much they have to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from smilecity.deliver.fieldwork.models import Crew, CrewMember, WorkOrder
from smilecity.deliver.fieldwork.rules import State


@dataclass(frozen=True)
class MemberRow:
    """Somebody of a crew."""

    user: UUID
    name: str
    email: str


@dataclass(frozen=True)
class CrewRow:
    """A crew. `open`: how many orders it has."""

    id: int
    office: int
    name: str
    active: bool
    open: int
    members: Sequence[MemberRow]


def crews(office: int | None = None) -> list[CrewRow]:
    """Return the crews of an office (None: of all), those that work first, by name. 2 SQL."""
    people: dict[int, list[MemberRow]] = {}
    rows = Crew.objects.filter(office=office) if office is not None else Crew.objects.all()
    open_there = WorkOrder.objects.filter(crew=OuterRef("pk"), state=State.OPEN).order_by().values("crew")
    waiting = Coalesce(Subquery(open_there.annotate(number=Count("pk")).values("number")), 0)
    members = CrewMember.objects.filter(crew__in=rows, left_at=None).select_related("user")
    for member in members.order_by("user__name", "pk"):
        people.setdefault(member.crew_id, []).append(MemberRow(member.user_id, str(member.user), member.user.email))
    return [
        CrewRow(row.pk, row.office_id, row.name, row.active, row.open, people.get(row.pk, []))
        for row in rows.annotate(open=waiting).order_by("-active", "name", "pk")
    ]
