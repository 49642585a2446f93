"""Photos that people send: checked by content, made small and upright, and rid of everything but what can be seen.

In: bytes from anybody. Out: a Picture with nothing in it but colours and its WebP in two sizes, or Refused.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import BinaryIO

from PIL import Image, ImageDraw

from smilecity.ground.pictures.decoding import decode
from smilecity.ground.pictures.headers import Header, Kind, inspect
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

# The longest sides that are kept, in pixels: for looking at one picture, and for lists.
LARGE = 1600
SMALL = 480
MOST_BYTES = 12 * 1024 * 1024
# While it is read, a WebP takes four times the memory of any other kind.
MOST_MEGAPIXELS = {Kind.JPEG: 40, Kind.PNG: 40, Kind.GIF: 40, Kind.WEBP: 20}

EMPTY = sentence("Die Datei ist leer. Bitte wählen Sie das Foto noch einmal aus.")
TOO_BIG = sentence("Das Foto ist größer als {megabytes} MB. Bitte verkleinern Sie es oder wählen Sie ein anderes.")
TOO_MANY_PIXELS = sentence(
    "Das Foto hat mehr als {megapixels} Megapixel. Bitte verkleinern Sie es oder wählen Sie ein anderes."
)
BAD_BOX = sentence("Diese Fläche liegt nicht auf dem Foto.")

_QUALITY = {LARGE: 80, SMALL: 74}
# Of a WebP, from 0 to 6. One step more takes twice the time and saves a twentieth of the bytes.
_EFFORT = 2
# Even noise fits into some kilobytes before a picture gets this small.
_TINY = 32
_COARSER = (80, 70, 55, 40)
_COVER = (40, 40, 40)


@dataclass(frozen=True)
class Picture:
    """An upright picture in sRGB, at most LARGE pixels long, no metadata. RGBA only where that is asked for."""

    image: Image.Image

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.size


@dataclass(frozen=True)
class Box:
    """A part of a picture, in fractions of its width and height from 0 to 1. Raises Refused if it is none."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1):
            raise Refused(BAD_BOX)


def read(stream: BinaryIO, *, clear: bool = False) -> Picture:
    """Return the picture in a file. Raises Refused: no picture, broken, too many bytes or pixels.

    Name and declared type are not asked. Size limits are checked before anything is decoded. What is see-through lies
    on white, or stays so where `clear` is asked for.
    """
    return Picture(decode(check(stream), LARGE, clear=clear))


def check(stream: BinaryIO) -> Header:
    """Return what the first bytes of a picture say, without decoding it. Raises Refused as `read` does.

    A picture that is broken further on passes.
    """
    data = stream.read(MOST_BYTES + 1)
    if not data:
        raise Refused(EMPTY)
    if len(data) > MOST_BYTES:
        raise Refused(TOO_BIG, megabytes=MOST_BYTES // 1024**2)
    header = inspect(data)
    megapixels = MOST_MEGAPIXELS[header.kind]
    if header.width * header.height > megapixels * 1_000_000:
        raise Refused(TOO_MANY_PIXELS, megapixels=megapixels)
    return header


def encode(picture: Picture, longest: int, quality: int = 0) -> bytes:
    """Return the picture as WebP (RFC 9649), no side longer than `longest` pixels, never enlarged."""
    image = picture.image.copy()
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality or _QUALITY.get(longest, 80), method=_EFFORT)
    return out.getvalue()


def as_jpeg(picture_bytes: bytes, longest: int) -> bytes:
    """Return one of our own pictures as JPEG, for programs that do not know WebP. Raises Refused."""
    image = read(io.BytesIO(picture_bytes)).image
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def encode_within(picture: Picture, longest: int, most_bytes: int) -> bytes:
    """Return the picture as WebP in at most so many bytes: first coarser, then smaller, as little as it takes."""
    while True:
        for quality in _COARSER:
            content = encode(picture, longest, quality)
            if len(content) <= most_bytes or longest < _TINY:
                return content
        longest = longest * 4 // 5


def cover(picture_bytes: bytes, boxes: Sequence[Box]) -> Picture:
    """Return the picture with each box painted over: what lay beneath is gone from its pixels, not hidden."""
    picture = read(io.BytesIO(picture_bytes))
    pen = ImageDraw.Draw(picture.image)
    for box in boxes:
        pen.rectangle(_pixels(box, picture.size), fill=_COVER)
    return picture


def size_of(picture_bytes: bytes) -> tuple[int, int]:
    """Return width and height in pixels as the file's header says them, without decoding. Raises Refused."""
    header = inspect(picture_bytes)
    return header.width, header.height


def _pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the box in whole pixels, outward; the last pixel is part of what is painted."""
    width, height = size
    return (
        floor(box.left * width),
        floor(box.top * height),
        ceil(box.right * width) - 1,
        ceil(box.bottom * height) - 1,
    )
