"""What the desk knows of orders: those of one contribution, and what crews gave back to an office."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from smilecity.collect.contributions.models import Step
from smilecity.collect.contributions.rules import Kind, Publicity, Verb
from smilecity.deliver.fieldwork.models import Entry, WorkOrder
from smilecity.deliver.fieldwork.rules import CLOSED, Sort, State

_REPLIES = (Verb.REPLIED, Verb.STATUS)
# What an office decides. Moderation that hides, edits and shows a contribution has not decided what is to be done.
_DECIDED = (*_REPLIES, Verb.OFFICE, Verb.DUE, Verb.DELEGATED)


@dataclass(frozen=True)
class DeskOrder:
    """An order as its office sees it. `ordered_by`, `settled_by`: accounts; `photos`: all that the crew sent."""

    id: UUID
    crew: int
    crew_name: str
    state: State
    note: str
    urgent: bool
    ordered_by: UUID | None
    ordered_at: datetime
    settled_by: UUID | None
    settled_at: datetime | None
    said: str
    photos: Sequence[UUID] = ()


@dataclass(frozen=True)
class ReturnedRow:
    """A contribution that came back from a crew, with its words, and that nobody has decided on since.

    `done`: the work is done, but nobody reads of it, for the contribution was not shown then.
    """

    number: int
    kind: Kind
    title: str
    crew_name: str
    said: str
    settled_at: datetime
    done: bool


def order_of(contribution: UUID) -> DeskOrder | None:
    """Return the last order about a contribution. 2 SQL."""
    return next(iter(orders_of(contribution, most=1)), None)


def orders_of(contribution: UUID, *, most: int = 20) -> Sequence[DeskOrder]:
    """Return the orders about a contribution, the last first. 2 SQL."""
    rows = WorkOrder.objects.filter(contribution=contribution).select_related("crew")
    photos: dict[UUID, list[UUID]] = {}
    sent = Entry.objects.filter(order__contribution=contribution).order_by("received_at", "token")
    for order, brought in sent.values_list("order", "photos"):
        photos.setdefault(order, []).extend(brought)
    return [
        DeskOrder(
            id=row.pk,
            crew=row.crew_id,
            crew_name=row.crew.name,
            state=State(row.state),
            note=row.note,
            urgent=row.urgent,
            ordered_by=row.ordered_by_id,
            ordered_at=row.ordered_at,
            settled_by=row.settled_by_id,
            settled_at=row.settled_at,
            said=row.said,
            photos=photos.get(row.pk, []),
        )
        for row in rows.order_by("-ordered_at", "pk")[:most]
    ]


def is_crews(photo: UUID) -> bool:
    """Say whether a crew sent this photo: its office may see it, also where nobody else does. 1 SQL."""
    return Entry.objects.filter(photos__contains=[photo]).exists()


def returned(offices: Collection[int] | None, *, most: int = 50) -> Sequence[ReturnedRow]:
    """Return what came back from crews to these offices (None: to any), the longest waiting first. 1 SQL.

    What was given back: unless answered, put off, handed over, or ordered again since. What was done: until it is
    answered.
    """
    rows = _unheard()
    if offices is not None:
        rows = rows.filter(contribution__office__in=offices)
    waiting = rows.select_related("contribution", "crew").defer("contribution__words").order_by("settled_at", "pk")
    return [
        ReturnedRow(
            number=row.contribution.number,
            kind=Kind(row.contribution.kind),
            title=row.contribution.title,
            crew_name=row.crew.name,
            said=row.said,
            settled_at=row.settled_at or row.ordered_at,
            done=row.state == State.DONE,
        )
        for row in waiting[:most]
    ]


def _unheard() -> QuerySet[WorkOrder]:
    """Return orders given back of which nobody has decided since, and those done of which nobody reads."""
    about = {"contribution": OuterRef("contribution")}
    ends = [Sort.RETURNED, Sort.DONE]
    # By when it was heard of: the device may have said that it happened earlier.
    heard = Entry.objects.filter(order=OuterRef("pk"), late=False, sort__in=ends).values("received_at")[:1]
    since = Step.objects.filter(**about, at__gt=OuterRef("heard_at"))
    later = WorkOrder.objects.filter(**about, ordered_at__gt=OuterRef("ordered_at"))
    given_back = Q(state=State.RETURNED) & ~Exists(since.filter(verb__in=_DECIDED))
    done = Q(state=State.DONE) & ~Exists(since.filter(verb__in=_REPLIES))
    return (
        WorkOrder.objects.filter(contribution__publicity=Publicity.SHOWN, contribution__merged_into=None)
        .exclude(contribution__status__in=CLOSED)
        .annotate(heard_at=Coalesce(Subquery(heard), F("settled_at")))
        .filter(given_back | done, ~Exists(later))
    )
