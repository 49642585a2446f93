"""Pictures for tests, drawn here: harmless ones in every kind, and those that are built to harm."""

import io
import struct
import zlib
from collections.abc import Sequence

from PIL import Image, ImageCms

# The corners of the picture that tests turn around: top left, top right, bottom left, bottom right.
CORNERS = ((200, 30, 30), (30, 160, 30), (30, 30, 200), (230, 200, 40))
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


def drawn(size: tuple[int, int] = (320, 200)) -> Image.Image:
    """Return a picture with another colour in each quarter."""
    image = Image.new("RGB", size)
    width, height = size
    for number, colour in enumerate(CORNERS):
        left, top = number % 2 * width // 2, number // 2 * height // 2
        image.paste(colour, (left, top, width, height))
        if number == 2:
            image.paste(colour, (0, top, width // 2, height))
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return the file of a picture."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(kind: str = "JPEG", size: tuple[int, int] = (320, 200), **options: object) -> bytes:
    """Return a picture file of a kind."""
    return saved(drawn(size), kind, **options)


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, extras: Sequence[bytes] = (), idat: bytes | None = None) -> bytes:
    """Return a PNG of grey zeros, with further chunks in front of its pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = zlib.compress(bytes((width + 1) * height)) if idat is None else idat
    return PNG_MAGIC + head + b"".join(extras) + chunk(b"IDAT", pixels) + chunk(b"IEND")


def swapped_profile() -> bytes:
    """Return a colour profile in which red and green have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"?XYZ", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"?XYZ", b"gXYZ", 1)


def with_segment(jpeg: bytes, marker: int, payload: bytes) -> bytes:
    """Return a JPEG with one more segment at its front."""
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]


def many_scans(scans: int, size: int = 2000) -> bytes:
    """Return a progressive JPEG whose last scan comes again and again; each goes over every block."""
    data = saved(Image.new("L", (size, size), 90), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + data[-2:]
