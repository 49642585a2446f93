"""A row of open data in the words of the API. In: a row of the trunk and the city's facts. Out: a plain dictionary."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from smilecity.collect.contributions.queries.export import Gone, OpenRow
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
            kind: settings.BASE_URL + reverse(f"web:{kind}", args=[0]).replace("/0/", "/{}/")
            for kind in ("idea", "place")
        }

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
