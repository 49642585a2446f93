"""How the town hall is organised for answers: offices, days and people, responsibilities, absences, text blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from smilecity.city.models import Office
from smilecity.deliver.answers.models import Absence, Clerk, OfficeRule, Responsibility, TextBlock
from smilecity.deliver.answers.rules import DAYS
from smilecity.ground.text import pick
from smilecity.people.models import User
from smilecity.people.rules import Role


@dataclass(frozen=True)
class ClerkRow:
    """Somebody who answers for an office."""

    user: UUID
    name: str
    email: str


@dataclass(frozen=True)
class OfficeDesk:
    """An office with its rule. `head`: a name, empty for none."""

    id: int
    name: str
    days: int
    head: str
    head_email: str
    fallback: bool
    clerks: Sequence[ClerkRow]
    duties: int


@dataclass(frozen=True)
class DutyRow:
    """A responsibility in German words; what is empty fits everything."""

    id: int
    office: int
    kind: str
    category: str
    theme: str
    district: str


@dataclass(frozen=True)
class AbsenceRow:
    """Who is away when, and who stands in."""

    id: int
    user: UUID
    name: str
    substitute: str
    first_on: date
    last_on: date


@dataclass(frozen=True)
class BlockRow:
    """A text block. `office` None: everybody's."""

    id: int
    office: int | None
    name: str
    text: str


def office_desks() -> list[OfficeDesk]:
    """Return the offices that answer, by name. 4 SQL."""
    standing = {row.office_id: row for row in OfficeRule.objects.select_related("head")}
    people = clerks()
    numbers: dict[int, int] = {}
    for office in Responsibility.objects.values_list("office", flat=True):
        numbers[office] = numbers.get(office, 0) + 1
    return [
        _office(row, standing.get(row.pk), people.get(row.pk, []), numbers.get(row.pk, 0))
        for row in Office.objects.filter(retired_on=None).order_by("name_sort", "id")
    ]


def _office(row: Office, rule: OfficeRule | None, people: list[ClerkRow], duties: int) -> OfficeDesk:
    head = rule.head if rule else None
    return OfficeDesk(
        id=row.pk,
        name=pick(row.name, "de"),
        days=rule.days if rule else DAYS,
        head=str(head) if head else "",
        head_email=head.email if head else "",
        fallback=bool(rule and rule.fallback),
        clerks=people,
        duties=duties,
    )


def clerks() -> dict[int, list[ClerkRow]]:
    """Return who answers for which office, by name. 1 SQL."""
    found: dict[int, list[ClerkRow]] = {}
    rows = Clerk.objects.select_related("user").order_by("user__name", "user__email", "pk")
    for row in rows:
        found.setdefault(row.office_id, []).append(ClerkRow(row.user_id, str(row.user), row.user.email))
    return found


def colleagues() -> list[ClerkRow]:
    """Return everybody who may stand in for somebody, by name. 1 SQL."""
    rows = User.objects.filter(is_active=True).filter(
        Q(roles__contains=[Role.CLERK.value]) | Q(roles__contains=[Role.ADMINISTRATOR.value])
    )
    return [ClerkRow(row.pk, str(row), row.email) for row in rows.order_by("name", "email", "pk")]


def duties(office: int) -> list[DutyRow]:
    """Return what an office is responsible for. 1 SQL."""
    rows = Responsibility.objects.filter(office=office).select_related("theme", "district").order_by("pk")
    return [
        DutyRow(
            id=row.pk,
            office=row.office_id,
            kind=row.kind,
            category=row.category,
            theme=pick(row.theme.name, "de") if row.theme else "",
            district=row.district.name if row.district else "",
        )
        for row in rows
    ]


def absences(*, at: datetime) -> list[AbsenceRow]:
    """Return who is or will be away, the next first. 1 SQL."""
    rows = Absence.objects.filter(last_on__gte=timezone.localdate(at)).select_related("user", "substitute")
    return [
        AbsenceRow(row.pk, row.user_id, str(row.user), str(row.substitute), row.first_on, row.last_on)
        for row in rows.order_by("first_on", "pk")
    ]


def blocks(offices: frozenset[int] | None) -> list[BlockRow]:
    """Return the text blocks of offices (None: of all) and those that are everybody's, by name. 1 SQL."""
    theirs = Q() if offices is None else Q(office=None) | Q(office__in=offices)
    rows = TextBlock.objects.filter(theirs).order_by("name", "pk")
    return [BlockRow(row.pk, row.office_id, row.name, row.text) for row in rows]
