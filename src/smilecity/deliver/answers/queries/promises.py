"""Which office would answer and by when, before anything is written: for the page that thanks for a contribution."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from smilecity.city.models import Office
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind
from smilecity.deliver.answers import reading
from smilecity.deliver.answers.rules import Standing
from smilecity.ground.text import Texts
from smilecity.people.models import User


@dataclass(frozen=True)
class Promise:
    """The office that answers, its name by language, and the day by which it does."""

    office: int
    name: Texts
    due_on: date


def promise(
    *, kind: Kind, category: str = "", theme_ids: Sequence[int] = (), district: int | None = None, at: datetime
) -> Promise | None:
    """Return the promise for what comes in now; None where no office would be responsible. 4 SQL."""
    promised = reading.plan().promise(kind, category, theme_ids, district, timezone.localdate(at))
    if promised is None:
        return None
    name = Office.objects.values_list("name", flat=True).get(pk=promised.office)
    return Promise(promised.office, name, promised.due_on)


def standing(user: User, *, at: datetime) -> tuple[Standing, frozenset[UUID]]:
    """Return what somebody may do today, and for whom they act, themselves included. 3 SQL."""
    return reading.today_of(user, timezone.localdate(at))


def promise_of(contribution: UUID, *, at: datetime) -> Promise | None:
    """Return the promise for a contribution; before its office is written down, the one it will get. At most 5 SQL."""
    row = Contribution.objects.defer("words").select_related("office").filter(pk=contribution).first()
    if row is None:
        return None
    if row.office and row.due_on:
        return Promise(row.office.pk, row.office.name, row.due_on)
    return promise(kind=Kind(row.kind), category=row.category, theme_ids=row.theme_ids, district=row.district_id, at=at)
