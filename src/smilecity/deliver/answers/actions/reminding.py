"""Once a day: who has to answer soon is reminded, and where the day has passed, the head hears of it.

Each once per promised day and office (a unique constraint), as one mail per person and day: who takes over hears too.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from smilecity.city import queries as city
from smilecity.collect.contributions.actions.many import note_many
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import OPEN, Verb
from smilecity.deliver.answers import reading
from smilecity.deliver.answers.events import StaffReminded
from smilecity.deliver.answers.models import Reminder
from smilecity.deliver.answers.reading import CURRENT
from smilecity.deliver.answers.rules import REMIND_BEFORE
from smilecity.ground.events import publish
from smilecity.ground.workdays import add_workdays

_VERBS = {Reminder.Kind.REMINDED: Verb.REMINDED, Reminder.Kind.ESCALATED: Verb.ESCALATED}


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Remind of everything that is due soon or overdue and was not reminded of; return how many contributions."""
    today = timezone.localdate(at)
    soon = add_workdays(today, REMIND_BEFORE, city.profile().land)
    batch = uuid.uuid4()
    fresh = {
        Reminder.Kind.REMINDED: _note(Reminder.Kind.REMINDED, _open(due_on__range=(today, soon)), batch, at),
        Reminder.Kind.ESCALATED: _note(Reminder.Kind.ESCALATED, _open(due_on__lt=today), batch, at),
    }
    for user in sorted(_told(fresh, today)):
        publish(StaffReminded(batch_id=batch, user_id=user))
    return sum(len(rows) for rows in fresh.values())


def _open(**due: object) -> QuerySet[Contribution]:
    return Contribution.objects.filter(
        status__in=OPEN, merged_into=None, publicity__in=CURRENT, office__isnull=False, **due
    )


def _note(kind: Reminder.Kind, rows: QuerySet[Contribution], batch: UUID, at: datetime) -> Sequence[int]:
    """Note once per promised day and office that it was reminded of; return the offices of the fresh, each as often."""
    promise = {"contribution": OuterRef("pk"), "due_on": OuterRef("due_on"), "office": OuterRef("office")}
    reminded = Reminder.objects.filter(kind=kind, **promise)
    found = rows.filter(~Exists(reminded)).order_by("number").values_list("pk", "office", "due_on")
    Reminder.objects.bulk_create(
        (
            Reminder(contribution_id=pk, kind=kind, due_on=due_on, batch=batch, office_id=office)
            for pk, office, due_on in found
            if due_on
        ),
        batch_size=1_000,
        ignore_conflicts=True,
    )
    fresh = list(Reminder.objects.filter(batch=batch, kind=kind).values_list("contribution", "office"))
    note_many(contributions=[pk for pk, _office in fresh], verb=_VERBS[kind], at=at)
    return [office for _pk, office in fresh]


def _told(fresh: Mapping[Reminder.Kind, Sequence[int]], today: date) -> set[UUID]:
    people: set[UUID] = set()
    for kind, offices in fresh.items():
        if offices:
            people.update(*reading.recipients(offices, kind, today).values())
    return people
