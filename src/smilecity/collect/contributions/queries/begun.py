"""What a browser has begun and not finished: for the page on which somebody finds it again."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from smilecity.collect.contributions.models import Draft
from smilecity.collect.contributions.rules import Act, Kind
from smilecity.ground.text import Texts


@dataclass(frozen=True)
class BegunRow:
    """A draft. `title`: what was written so far, or of what it is about; `waits`: for its mail to be confirmed."""

    id: UUID
    act: Act
    kind: Kind
    call_slug: str
    call_title: Texts
    title: str
    waits: bool


def begun(drafts: Collection[UUID]) -> list[BegunRow]:
    """Return what there still is of these drafts, those that wait first. 1 SQL, none without drafts."""
    if not drafts:
        return []
    rows = (
        Draft.objects.filter(pk__in=drafts)
        .order_by("-submitted", "-erase_at", "id")
        .values_list("pk", "act", "call__kind", "call__slug", "call__title", "content", "target__title", "submitted")
    )
    return [
        BegunRow(pk, Act(act), Kind(kind), slug, call, about or str(content.get("title") or ""), waits)
        for pk, act, kind, slug, call, content, about, waits in rows
    ]
