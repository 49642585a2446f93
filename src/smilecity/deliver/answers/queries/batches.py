"""How a batch is getting on: each of its contributions, done, refused with the reason, or still waiting. 2 SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from smilecity.collect.contributions.rules import Kind, Status
from smilecity.deliver.answers.models import Batch, BatchItem


@dataclass(frozen=True)
class ItemRow:
    """One contribution of a batch. `reason`: why it was not done, in German."""

    number: int
    title: str
    kind: Kind
    state: str
    reason: str


@dataclass(frozen=True)
class BatchRow:
    """A batch with all its contributions, what failed first."""

    id: UUID
    act: str
    by: UUID
    text: str
    status: Status | None
    office: int | None
    items: Sequence[ItemRow]

    def number(self, state: str) -> int:
        """Return how many ended like this."""
        return sum(item.state == state for item in self.items)

    @property
    def running(self) -> bool:
        """Whether some still wait."""
        return any(item.state == BatchItem.State.WAITING for item in self.items)


def batch(batch: UUID) -> BatchRow | None:
    """Return a batch. 2 SQL."""
    row = Batch.objects.filter(pk=batch).first()
    if row is None:
        return None
    items = BatchItem.objects.filter(batch=row).order_by("-state", "contribution__number")
    facts = items.values_list("contribution__number", "contribution__title", "contribution__kind", "state", "reason")
    return BatchRow(
        id=row.pk,
        act=row.act,
        by=row.by_id,
        text=row.text,
        status=Status(row.status) if row.status else None,
        office=row.office_id,
        items=[ItemRow(number, title, Kind(kind), state, reason) for number, title, kind, state, reason in facts],
    )
