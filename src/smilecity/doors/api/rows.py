"""A row of open data in the words of the API. In: a row of the trunk and the city's facts. Out: a plain dictionary."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from smilecity.collect.contributions.queries.export import Gone, OpenPhoto, OpenRow
from smilecity.collect.contributions.queries.open_comments import GoneComment, OpenComment
from smilecity.collect.contributions.rules import Kind
from smilecity.doors.api.facts import Facts

_SAME = (
    "id", "number", "kind", "category", "call", "title", "text", "language", "place", "status", "due_on",
    "submitted_at", "published_at", "answered_at", "changed_at", "reply", "supports", "comments", "channel",
    "generated",
)  # fmt: skip


class Writer:
    """Writes rows; addresses of pages are worked out once, since there may be a hundred thousand."""

    def __init__(self, facts: Facts) -> None:
        """`facts`: the city's words for ids."""
        self._facts = facts
        self._pages = {
            kind: settings.BASE_URL + reverse(f"web:{kind}", args=[0]).replace("/0/", "/{}/") for kind in map(str, Kind)
        }
        self._photo = settings.BASE_URL + reverse("web:photo", args=[UUID(int=0), "large"]).replace(
            str(UUID(int=0)), "{}"
        )

    def contribution(self, row: OpenRow) -> dict[str, Any]:
        """Return what everybody may see."""
        facts = self._facts
        district = facts.districts.get(row.district) if row.district else None
        office = facts.offices.get(row.office) if row.office else None
        return {
            **{name: getattr(row, name) for name in _SAME},
            "url": self._pages[row.kind].format(row.number),
            "themes": [facts.themes[theme].slug for theme in row.theme_ids if theme in facts.themes],
            "longitude": row.lon,
            "latitude": row.lat,
            "district": district.code if district else None,
            "office": office.slug if office else None,
            "photos": [self._photo_of(photo) for photo in row.photos],
        }

    def _photo_of(self, photo: OpenPhoto) -> dict[str, Any]:
        return {
            "url": self._photo.format(photo.id),
            "width": photo.width,
            "height": photo.height,
            "description": photo.description,
        }

    def comment(self, row: OpenComment | GoneComment) -> dict[str, Any]:
        """Return a comment, or that it is gone."""
        same: dict[str, Any] = {"id": row.id, "contribution": row.number, "changed_at": row.changed_at}
        if isinstance(row, GoneComment):
            return same | {"gone": True}
        office = self._facts.offices.get(row.office) if row.office else None
        return same | {
            "url": self._pages[row.kind].format(row.number),
            "office": office.slug if office else None,
            "text": row.text,
            "language": row.language,
            "posted_at": row.posted_at,
            "edited_at": row.edited_at,
            "generated": row.generated,
        }

    def any(self, row: OpenRow | Gone) -> dict[str, Any]:
        """Return a contribution, or that it is gone."""
        if isinstance(row, OpenRow):
            return self.contribution(row)
        return {
            "id": row.id,
            "number": row.number,
            "kind": row.kind,
            "gone": True,
            "changed_at": row.changed_at,
            "merged_into": row.merged_into,
        }
