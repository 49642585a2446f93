"""What may be asked of calls: which are open, what they say, which register they have."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.models import Call
from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.ground.text import Texts


@dataclass(frozen=True)
class CallRow:
    """A call with what pages say of it."""

    id: UUID
    slug: str
    kind: Kind
    title: Texts
    summary: Texts
    what_happens: Texts
    moderation: Moderation
    photos: bool
    opens_at: datetime | None
    closes_at: datetime | None
    process: UUID
    generated: bool

    def accepts(self, at: datetime) -> bool:
        """Say whether the call takes contributions at this moment."""
        return rules.is_open(self.opens_at, self.closes_at, at)


# Written once instead of by the ORM for every list: building this statement took longer than running it.
_OPEN = """
SELECT id, slug, kind, title, summary, what_happens, moderation, photos, opens_at, closes_at, process_id, generated
FROM contributions_call
WHERE kind = %(kind)s AND opens_at <= %(at)s AND (closes_at IS NULL OR closes_at > %(at)s)
ORDER BY opens_at DESC, id
"""


def open_calls(kind: Kind, at: datetime) -> list[CallRow]:
    """Return the calls that take contributions of this kind now, the newest first. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"kind": kind.value, "at": at})
        return [_read(*row) for row in cursor.fetchall()]


_NOW_AND_NEXT = """
SELECT id, slug, kind, title, summary, what_happens, moderation, photos, opens_at, closes_at, process_id, generated
FROM contributions_call
WHERE opens_at IS NOT NULL AND (closes_at IS NULL OR closes_at > %(at)s)
ORDER BY (opens_at > %(at)s), CASE WHEN opens_at > %(at)s THEN opens_at END, kind, opens_at DESC, id
"""


def now_and_next(at: datetime) -> tuple[list[CallRow], list[CallRow]]:
    """Return the calls that take contributions now, and those that will, the soonest first. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW_AND_NEXT, {"at": at})
        rows = [_read(*row) for row in cursor.fetchall()]
    return [row for row in rows if row.accepts(at)], [row for row in rows if not row.accepts(at)]


def _read(pk: UUID, slug: str, kind: str, title: str, summary: str, what_happens: str, *rest: Any) -> CallRow:
    moderation, *others = rest
    said: tuple[Texts, Texts, Texts] = (json.loads(title), json.loads(summary), json.loads(what_happens))
    return CallRow(pk, slug, Kind(kind), *said, Moderation(moderation), *others)


def all_calls() -> list[CallRow]:
    """Return every call, drafts included, the newest first. 1 SQL."""
    return [_row(row) for row in Call.objects.order_by("-made_at", "id")]


def call_by_slug(slug: str) -> CallRow | None:
    """Return the call with this public name. 1 SQL."""
    row = Call.objects.filter(slug=slug).first()
    return _row(row) if row else None


def call_by_id(call: UUID) -> CallRow | None:
    """Return a call. 1 SQL."""
    row = Call.objects.filter(pk=call).first()
    return _row(row) if row else None


def _row(row: Call) -> CallRow:
    return CallRow(
        id=row.pk,
        slug=row.slug,
        kind=Kind(row.kind),
        title=row.title,
        summary=row.summary,
        what_happens=row.what_happens,
        moderation=Moderation(row.moderation),
        photos=row.photos,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        process=row.process_id,
        generated=row.generated,
    )
