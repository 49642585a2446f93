"""Pictures on pages: the sizes that browsers choose from, and the one that travels with a shared link."""

from collections.abc import Mapping
from dataclasses import dataclass

from smilecity.doors.web.models import CityImage, CityRendition

# A phone, a phone with fine pixels, a desk. All WebP (RFC 9649).
SPECS = ("width-480|format-webp", "width-960|format-webp", "width-1600|format-webp")
# The shape that other services show beside a link.
SHARED = "fill-1200x630|format-jpeg"
SMALL = "fill-480x320|format-webp"


@dataclass(frozen=True)
class Figure:
    """A picture in sizes: `src` for browsers that choose none."""

    src: str
    srcset: str
    width: int
    height: int
    credit: str


def figure(image: CityImage, sizes: Mapping[str, CityRendition]) -> Figure | None:
    """Return a picture as templates take it; None where its file is lost."""
    told = [sizes[spec] for spec in SPECS if spec in sizes]
    if not told:
        return None
    # A small picture is never enlarged: its sizes may be the same.
    widths = {row.width: row for row in told}
    middle = told[min(1, len(told) - 1)]
    return Figure(
        src=middle.url,
        srcset=", ".join(f"{row.url} {width}w" for width, row in sorted(widths.items())) if len(widths) > 1 else "",
        width=middle.width,
        height=middle.height,
        credit=image.credit,
    )
