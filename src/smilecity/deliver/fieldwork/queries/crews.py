"""The crews of an office with their people and how much they have to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from smilecity.collect.contributions.rules import Kind
from smilecity.deliver.fieldwork import reading
from smilecity.deliver.fieldwork.models import Crew, CrewMember


@dataclass(frozen=True)
class MemberRow:
    """Somebody of a crew."""

    user: UUID
    name: str
    email: str


@dataclass(frozen=True)
class CrewRow:
    """A crew. `open`: how many orders it has to see to."""

    id: int
    office: int
    name: str
    active: bool
    open: int
    members: Sequence[MemberRow]


@dataclass(frozen=True)
class CrewOrder:
    """An order that a crew has to see to, as its head lists it. `office`: of the contribution."""

    id: UUID
    crew: int
    number: int
    kind: Kind
    title: str
    office: int | None
    urgent: bool
    ordered_at: datetime


def orders_by_crew(office: int, *, most: int = 200) -> dict[int, list[CrewOrder]]:
    """Return what the crews of an office have to see to, in the order of their own lists. 1 SQL."""
    rows = reading.going_on().filter(crew__office=office).select_related("contribution").defer("contribution__words")
    found: dict[int, list[CrewOrder]] = {}
    for row in rows.order_by("-urgent", "ordered_at", "pk")[:most]:
        about = row.contribution
        shown = CrewOrder(
            id=row.pk,
            crew=row.crew_id,
            number=about.number,
            kind=Kind(about.kind),
            title=about.title,
            office=about.office_id,
            urgent=row.urgent,
            ordered_at=row.ordered_at,
        )
        found.setdefault(row.crew_id, []).append(shown)
    return found


def crews(office: int | None = None) -> list[CrewRow]:
    """Return the crews of an office (None: of all), those that work first, by name. 2 SQL."""
    people: dict[int, list[MemberRow]] = {}
    rows = Crew.objects.filter(office=office) if office is not None else Crew.objects.all()
    open_there = reading.going_on().filter(crew=OuterRef("pk")).order_by().values("crew")
    waiting = Coalesce(Subquery(open_there.annotate(number=Count("pk")).values("number")), 0)
    members = CrewMember.objects.filter(crew__in=rows, left_at=None).select_related("user")
    for member in members.order_by("user__name", "pk"):
        people.setdefault(member.crew_id, []).append(MemberRow(member.user_id, str(member.user), member.user.email))
    return [
        CrewRow(row.pk, row.office_id, row.name, row.active, row.open, people.get(row.pk, []))
        for row in rows.annotate(open=waiting).order_by("-active", "name", "pk")
    ]
