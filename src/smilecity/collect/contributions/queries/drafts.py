"""What is being written or waits for its mail: for the door whose session knows the draft, and its photos."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from smilecity.collect.contributions.models import Draft, Photo
from smilecity.collect.contributions.rules import Act


@dataclass(frozen=True)
class PhotoRow:
    """A photo; `large` and `small` are names in the storage, the size in pixels is that of the large one."""

    id: UUID
    large: str
    small: str
    width: int
    height: int
    description: str


@dataclass(frozen=True)
class DraftRow:
    """A draft as its pages need it. `content`: see the model; `target`: what is supported or commented on."""

    id: UUID
    act: Act
    call: UUID
    target: UUID | None
    content: Mapping[str, Any]
    address: str
    informed: bool
    language: str
    submitted: bool


def draft(draft: UUID) -> DraftRow | None:
    """Return a draft. 1 SQL."""
    row = Draft.objects.filter(pk=draft).first()
    if row is None:
        return None
    return DraftRow(
        id=row.pk,
        act=Act(row.act),
        call=row.call_id,
        target=row.target_id,
        content=row.content,
        address=row.address,
        informed=row.informed,
        language=row.language,
        submitted=row.submitted,
    )


def photos(draft: UUID) -> list[PhotoRow]:
    """Return the photos of a draft in their order. 1 SQL."""
    rows = Photo.objects.filter(draft=draft).order_by("position", "id")
    return [PhotoRow(row.pk, row.large, row.small, row.width, row.height, row.description) for row in rows]
