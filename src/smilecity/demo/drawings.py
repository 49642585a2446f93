"""Simple drawings for the demo's contributions, made when they are needed. In: shapes as data. Out: PNG files."""

import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent / "rostock"
_WIDTH, _HEIGHT = 120, 80
_SCALE, _FINER = 5, 2
_LINE = 1.2


@dataclass(frozen=True)
class Drawing:
    """A picture and what it shows, for who cannot see it."""

    png: bytes
    alt: str


@cache
def draw(name: str) -> Drawing:
    """Return a drawing by its name. Drawn larger than it is kept, so that its edges are smooth."""
    data = json.loads((FOLDER / "drawings.json").read_text(encoding="utf-8"))["drawings"][name]
    scale = _SCALE * _FINER
    image = Image.new("RGB", (_WIDTH * scale, _HEIGHT * scale))
    pen = ImageDraw.Draw(image)
    for shape, colour, *numbers in data["shapes"]:
        _add(pen, shape, colour, [number * scale for number in numbers], round(_LINE * scale))
    out = io.BytesIO()
    image.resize((_WIDTH * _SCALE, _HEIGHT * _SCALE), Image.Resampling.BOX).save(out, "PNG", compress_level=1)
    return Drawing(out.getvalue(), data["alt"])


def _add(pen: ImageDraw.ImageDraw, shape: str, colour: str, places: list[float], line: int) -> None:
    match shape:
        case "rect":
            pen.rectangle(places, fill=colour)
        case "oval":
            pen.ellipse(places, fill=colour)
        case "ring":
            pen.ellipse(places, outline=colour, width=line)
        case "line":
            pen.line(places, fill=colour, width=line)
        case "poly":
            pen.polygon(places, fill=colour)
        case _:
            raise ValueError(shape)
