"""What may be asked of barriers: those that wait and those that were settled, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from smilecity.people.barriers.models import Barrier


@dataclass(frozen=True)
class BarrierRow:
    """A barrier as the desk shows it."""

    id: UUID
    page: str
    text: str
    name: str
    address: str
    phone: str
    received_at: datetime
    settled_at: datetime | None


_COLUMNS = ("id", "page", "text", "name", "address", "phone", "received_at", "settled_at")


def barriers(most: int = 200) -> list[BarrierRow]:
    """Return barriers, those that wait first, then the newest. 1 SQL."""
    rows = Barrier.objects.order_by(F("settled_at").desc(nulls_first=True), "-received_at", "id")
    return [BarrierRow(*row) for row in rows.values_list(*_COLUMNS)[:most]]


def waiting() -> int:
    """Return how many nobody has taken care of. 1 SQL."""
    return Barrier.objects.filter(settled_at=None).count()
