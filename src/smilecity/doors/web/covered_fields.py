"""The grid over a photo of which parts are to be covered: about square fields, as wide as a finger on a phone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.collect.contributions.queries.drafts import PhotoRow
from smilecity.ground.pictures import Box

FIELD = "feld"
_LONG, _SHORT = 8, 6


@dataclass(frozen=True)
class Grid:
    """So many fields across and down; a field is called by its row and its column, "2-5"."""

    across: int
    down: int

    @classmethod
    def over(cls, width: int, height: int) -> "Grid":
        """Return the grid for a photo of this size."""
        return cls(_LONG, _SHORT) if width >= height else cls(_SHORT, _LONG)

    @property
    def fields(self) -> list[tuple[int, int]]:
        """Every field as row and column, from the top left."""
        return [(row, column) for row in range(self.down) for column in range(self.across)]

    def boxes(self, chosen: Iterable[str]) -> list[Box]:
        """Return the parts of the photo that were chosen; what names no field is none."""
        names = set(chosen)
        return [self._box(row, column) for row, column in self.fields if f"{row}-{column}" in names]

    def _box(self, row: int, column: int) -> Box:
        return Box(column / self.across, row / self.down, (column + 1) / self.across, (row + 1) / self.down)


def shown(row: PhotoRow, chosen: Collection[str]) -> dict[str, object]:
    """Return what web/writing/cover.html takes of a photo."""
    grid = Grid.over(row.width, row.height)
    return {
        "photo": {
            "url": reverse("web:photo", args=[row.id, "large"]),
            "width": row.width,
            "height": row.height,
            "alt": row.description,
        },
        "form_of_grid": "wide" if grid.across > grid.down else "tall",
        "fields": [
            (f"{r}-{c}", _("Reihe {row}, Feld {field}").format(row=r + 1, field=c + 1), f"{r}-{c}" in chosen)
            for r, c in grid.fields
        ],
    }
