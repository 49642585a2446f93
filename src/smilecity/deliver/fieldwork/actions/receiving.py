"""What a device sends is taken once: by its token, in one transaction, with its photos or not at all.

The pictures are read and written before anything is locked: that is what takes long. Locks: the contribution at the
end of all mergers, then the order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions.actions.files import erased_if_it_fails
from smilecity.collect.contributions.actions.photos import Prepared, prepare_photo
from smilecity.collect.contributions.actions.targets import held_end, seen_end
from smilecity.collect.contributions.models import Contribution, Photo
from smilecity.collect.contributions.rules import Stage, Status
from smilecity.deliver.fieldwork import reading, rules
from smilecity.deliver.fieldwork.models import Entry, WorkOrder
from smilecity.deliver.fieldwork.rules import Act, Sort, Weight
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

ORDER_GONE = sentence("Diesen Auftrag gibt es nicht mehr.")
TOKEN_TAKEN = sentence("Dieser Eintrag kam schon an, aber mit anderem Inhalt. Bitte laden Sie die Seite neu.")


@dataclass(frozen=True)
class CrewPhoto:
    """A picture from the spot, as the device sent it."""

    picture: bytes
    stage: Stage


@dataclass(frozen=True)
class Settled:
    """How an entry ended. `step`: what everybody reads now; `again`: it was here before, nothing was done.

    `weight`: what it did; `photos`: those it brought.
    """

    step: UUID | None = None
    again: bool = False
    weight: Weight = Weight.PUBLIC
    photos: tuple[UUID, ...] = ()

    @property
    def late(self) -> bool:
        """Say whether it could no longer count and was kept for the office."""
        return self.weight is Weight.NOTE


@dataclass(frozen=True)
class Sent:
    """An entry as it came from a device."""

    token: UUID
    order: UUID
    sort: Sort
    said: str
    photos: Sequence[CrewPhoto]
    made_at: datetime | None
    by: User
    at: datetime

    @property
    def digest(self) -> str:
        """What tells it from another."""
        photos = [(photo.stage.value, photo.picture) for photo in self.photos]
        return rules.digest(self.order, self.sort, self.said, photos)


@dataclass(frozen=True)
class Held:
    """What an entry is about, locked, with the pictures that wait for their rows."""

    order: WorkOrder
    contribution: Contribution
    pictures: Sequence[tuple[Prepared, Stage]]
    of_crew: bool


class _Again(Exception):
    """A second sending of the same was faster; what this one wrote is erased."""


def receive(sent: Sent, act: Act, write: Callable[[Held], Settled]) -> Settled:
    """Do once what an entry says; return how it ended. Raises Refused: not theirs, no picture, token used before."""
    before = _before(sent)
    if before:
        return before
    _require_right(sent, act, WorkOrder.objects.filter(pk=sent.order).first())
    names: list[str] = []
    try:
        with erased_if_it_fails(names), transaction.atomic():
            return _written(sent, act, write, _pictures(sent, names))
    except _Again:
        return _before(sent) or Settled(again=True)


def _pictures(sent: Sent, names: list[str]) -> list[tuple[Prepared, Stage]]:
    """Write the files; `names` grows with each, so that none is left behind."""
    made = []
    for photo in sent.photos:
        prepared = prepare_photo(photo.picture)
        names += prepared.names
        made.append((prepared, photo.stage))
    return made


def _written(
    sent: Sent, act: Act, write: Callable[[Held], Settled], pictures: Sequence[tuple[Prepared, Stage]]
) -> Settled:
    order, contribution = _held(sent.order)
    if Entry.objects.filter(pk=sent.token).exists():
        raise _Again
    of_crew = _require_right(sent, act, order)
    ended = write(Held(order, contribution, pictures, of_crew))
    entry = Entry(
        token=sent.token,
        order=order,
        by=sent.by,
        sort=sent.sort,
        made_at=sent.made_at,
        received_at=sent.at,
        digest=sent.digest,
        step=ended.step,
        late=ended.late,
        photos=list(ended.photos),
    )
    # Ignored rather than caught: of two entries of different orders under one token the second finds the first's.
    Entry.objects.bulk_create([entry], ignore_conflicts=True)
    if not Entry.objects.filter(pk=sent.token, order=order).exists():
        raise Refused(TOKEN_TAKEN)
    return ended


def _before(sent: Sent) -> Settled | None:
    """Return how an entry ended that is here already; None: it is new. Raises Refused."""
    entry = Entry.objects.filter(pk=sent.token).first()
    if entry is None:
        return None
    if entry.by_id != sent.by.pk or entry.digest != sent.digest:
        raise Refused(TOKEN_TAKEN)
    return Settled(entry.step, again=True, weight=_weight(entry), photos=tuple(entry.photos))


def _weight(entry: Entry) -> Weight:
    """Return what an entry did that is here already; why nobody read of it is told as it stands now."""
    if entry.late:
        return Weight.NOTE
    if entry.sort == Sort.RETURNED:
        return Weight.BACK
    if entry.sort == Sort.PHOTOS:
        shown = Photo.objects.filter(pk__in=entry.photos, hidden=False).exists()
        return Weight.PUBLIC if shown else Weight.HIDDEN
    if entry.step:
        return Weight.PUBLIC
    about = WorkOrder.objects.values_list("contribution", flat=True).get(pk=entry.order_id)
    return rules.unread(Status(seen_end(about).status))


def _held(order: UUID) -> tuple[WorkOrder, Contribution]:
    about = WorkOrder.objects.filter(pk=order).values_list("contribution", flat=True).first()
    if about is None:
        raise Refused(ORDER_GONE)
    contribution = held_end(about)
    return WorkOrder.objects.select_for_update().get(pk=order), contribution


def _require_right(sent: Sent, act: Act, order: WorkOrder | None) -> bool:
    """Return whether the order is still their crew's. Raises Refused where it never was."""
    if order is None:
        raise Refused(ORDER_GONE)
    standing, place = reading.outside(sent.by, at=sent.at, order=order), reading.place_of(order, None)
    reason = rules.why_not_act(act, standing, place)
    if reason:
        raise Refused(reason)
    return rules.is_of_crew(standing, place)
