"""The pictures of what happened."""

from dataclasses import dataclass
from uuid import UUID

from smilecity.collect.calendar.models import Photo


@dataclass(frozen=True)
class PhotoRow:
    """A picture. `large`, `small`: names in the storage; `public`: whether everybody may see its date."""

    id: UUID
    large: str
    small: str
    width: int
    height: int
    description: str
    public: bool


def photos(occurrence: int) -> list[PhotoRow]:
    """Return the pictures of a date, in order. 1 SQL."""
    rows = Photo.objects.filter(occurrence=occurrence).order_by("position", "id")
    return [_row(row) for row in rows.select_related("occurrence__event")]


def photo(photo: UUID) -> PhotoRow | None:
    """Return a picture. 1 SQL."""
    row = Photo.objects.filter(pk=photo).select_related("occurrence__event").first()
    return _row(row) if row else None


def _row(row: Photo) -> PhotoRow:
    public = row.occurrence.event.published_at is not None
    return PhotoRow(row.pk, row.large, row.small, row.width, row.height, row.description, public)
