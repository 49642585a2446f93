"""What may be asked of codes: batches and sheets for staff, and how many were used where that points at nobody."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from smilecity.people.codes import rules
from smilecity.people.codes.models import Batch, Sheet
from smilecity.people.codes.rules import Layout


@dataclass(frozen=True)
class SheetRow:
    """One file of a batch. `of`: how many files the batch has."""

    id: UUID
    number: int
    of: int
    size: int
    made_at: datetime | None
    void_at: datetime | None


@dataclass(frozen=True)
class BatchRow:
    """A batch with its sheets, void ones too. `used`: None where so few codes would point at somebody."""

    id: UUID
    name: str
    size: int
    layout: Layout
    made_at: datetime
    sheets: tuple[SheetRow, ...]
    used: int | None


_USED = """
SELECT s.batch_id, count(e.key) FROM codes_sheet s
JOIN codes_batch b ON b.id = s.batch_id
JOIN codes_code c ON c.sheet_id = s.id
JOIN register_entry e ON e.process_id = b.process_id AND e.key = c.key
WHERE b.process_id = %s GROUP BY s.batch_id
"""


def batches(process: UUID) -> list[BatchRow]:
    """Return the batches of a process, the newest first. 3 SQL."""
    used, by_batch = _used(process), defaultdict(list)
    for sheet in Sheet.objects.filter(batch__process=process).order_by("number", "made_at", "id"):
        by_batch[sheet.batch_id].append(sheet)
    return [
        BatchRow(
            id=row.pk,
            name=row.name,
            size=row.size,
            layout=Layout(row.layout),
            made_at=row.made_at,
            sheets=tuple(_sheet(sheet, row.size) for sheet in by_batch[row.pk]),
            used=used.get(row.pk, 0) if rules.may_count(row.size) else None,
        )
        for row in Batch.objects.filter(process=process).order_by("-made_at", "id")
    ]


def _used(process: UUID) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(_USED, [process])
        return dict(cursor.fetchall())


def sheet(process: UUID, sheet: UUID) -> tuple[SheetRow, str, Layout] | None:
    """Return a sheet of this process, with the name and the layout of its batch."""
    row = Sheet.objects.select_related("batch").filter(pk=sheet, batch__process=process).first()
    return (_sheet(row, row.batch.size), row.batch.name, Layout(row.batch.layout)) if row else None


def _sheet(row: Sheet, codes: int) -> SheetRow:
    return SheetRow(row.pk, row.number, len(rules.sheets_of(codes)), row.size, row.made_at, row.void_at)
