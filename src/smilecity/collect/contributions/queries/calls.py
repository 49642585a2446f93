"""What may be asked of calls: which are open, what they say, which register they have."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

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


def open_calls(kind: Kind, at: datetime) -> list[CallRow]:
    """Return the calls that take contributions of this kind now, the newest first. 1 SQL."""
    rows = Call.objects.filter(Q(closes_at=None) | Q(closes_at__gt=at), kind=kind, opens_at__lte=at)
    return [_row(row) for row in rows.order_by("-opens_at", "id")]


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
