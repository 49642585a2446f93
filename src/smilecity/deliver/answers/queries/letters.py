"""What a reminder by mail says to one person: everything of their offices that was found on one day. 7 SQL at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from smilecity.deliver.answers import reading
from smilecity.deliver.answers.models import Reminder
from smilecity.ground.text import Texts
from smilecity.people.models import User

MOST = 100


@dataclass(frozen=True)
class DueItem:
    """A contribution that is due soon or overdue."""

    number: int
    title: str
    due_on: date
    office: Texts


@dataclass(frozen=True)
class StaffLetter:
    """A reminder to one person. `more`: how many are not listed."""

    address: str
    name: str
    soon: Sequence[DueItem]
    overdue: Sequence[DueItem]
    more: int


def staff_letter(batch: UUID, user: UUID, *, at: datetime) -> StaffLetter | None:
    """Return what a member of staff is reminded of; None where there is nothing left to say to them."""
    person = User.objects.filter(pk=user, is_active=True).first()
    if person is None:
        return None
    found = {kind: _items(batch, kind, user, timezone.localdate(at)) for kind in Reminder.Kind}
    soon, overdue = found[Reminder.Kind.REMINDED], found[Reminder.Kind.ESCALATED]
    if not (soon or overdue):
        return None
    more = max(0, len(soon) - MOST) + max(0, len(overdue) - MOST)
    return StaffLetter(person.email, person.name, soon[:MOST], overdue[:MOST], more)


def _items(batch: UUID, kind: Reminder.Kind, user: UUID, today: date) -> list[DueItem]:
    rows = Reminder.objects.filter(batch=batch, kind=kind).order_by("due_on", "contribution__number")
    facts = list(rows.values_list("office", "contribution__number", "contribution__title", "due_on", "office__name"))
    told = reading.recipients({office for office, *_rest in facts}, kind, today) if facts else {}
    return [
        DueItem(number, title, due_on, name) for office, number, title, due_on, name in facts if user in told[office]
    ]
