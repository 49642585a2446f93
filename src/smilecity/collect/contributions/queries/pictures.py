"""Where a photo lies, and who may see it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smilecity.collect.contributions.models import Photo


@dataclass(frozen=True)
class PhotoFile:
    """Names of a photo's files in the storage. `visible`: everybody may see it; `draft`: whose session may, too.

    The names change whenever the picture does. `covered` without `original`: its boxes can no longer be taken away.
    """

    id: UUID
    large: str
    small: str
    visible: bool
    draft: UUID | None
    contribution: UUID | None
    author: UUID | None
    hidden: bool
    covered: bool
    original: str
    original_until: datetime | None


def photo(photo: UUID) -> PhotoFile | None:
    """Return a photo. 1 SQL."""
    row = Photo.objects.select_related("contribution").defer("contribution__words").filter(pk=photo).first()
    if row is None:
        return None
    owner = row.contribution
    return PhotoFile(
        id=row.pk,
        large=row.large,
        small=row.small,
        visible=owner is not None and owner.visible and not row.hidden,
        draft=row.draft_id,
        contribution=row.contribution_id,
        author=owner.author_id if owner else None,
        hidden=row.hidden,
        covered=row.covered,
        original=row.original,
        original_until=row.original_until,
    )
