"""What those who look after the city's senses ask: who looked at what is not public, and what a deletion would take."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from smilecity.sense.things.models import Datastream, Look, Thing


@dataclass(frozen=True)
class LookRow:
    """A look at what is not public: by a key, or at the desk by an account."""

    id: UUID
    at: datetime
    key: UUID | None
    party: int | None
    by: UUID | None
    what: str
    datastreams: tuple[int, ...]


@dataclass(frozen=True)
class Loss:
    """What goes with a thing or a datastream."""

    datastreams: int
    observations: int


def looks(
    *, datastream: int | None = None, after: tuple[datetime, UUID] | None = None, most: int = 50
) -> list[LookRow]:
    """Return looks, the newest first, from the one after `after`. 1 SQL."""
    rows = Look.objects.order_by("-at", "pk")
    if datastream is not None:
        rows = rows.filter(datastreams__contains=datastream)
    if after:
        rows = rows.filter(Q(at__lt=after[0]) | Q(at=after[0], pk__gt=after[1]))
    return [
        LookRow(row.pk, row.at, row.key, row.party, row.by, row.what, tuple(row.datastreams)) for row in rows[:most]
    ]


def loss(*, thing: int | None = None, datastream: int | None = None) -> Loss:
    """Return what deleting a thing or a datastream would take with it. 1 SQL."""
    gone = Datastream.objects.filter(Q(thing=thing) if thing is not None else Q(pk=datastream))
    sums = gone.aggregate(count=Count("pk"), values=Sum("extent__observations"))
    return Loss(sums["count"], sums["values"] or 0)


def names(datastreams: Collection[int]) -> dict[int, str]:
    """Return the names of datastreams; who is gone is missing. 1 SQL."""
    return dict(Datastream.objects.filter(pk__in=datastreams).values_list("pk", "name"))


def thing_names(things: Collection[int]) -> dict[int, str]:
    """Return the names of things; who is gone is missing. 1 SQL."""
    return dict(Thing.objects.filter(pk__in=things).values_list("pk", "name"))
