"""What the first bytes of a file say, before anything is decoded: its kind, its size, and whether it is built to harm.

In: bytes from anybody. Out: a Header whose `data` holds no more than a decoder needs, or Refused.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TypeVar

from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

T = TypeVar("T")

NO_PICTURE = sentence("Diese Datei ist kein Foto, das wir lesen können. Möglich sind JPEG, PNG, WebP und GIF.")
HEIC = sentence(
    "Dieses Foto liegt im Format HEIC vor. Bitte senden Sie es als JPEG. Auf dem iPhone stellen Sie das unter "
    "„Einstellungen“, „Kamera“, „Formate“, „Maximale Kompatibilität“ ein."
)
BROKEN = sentence("Das Foto ist beschädigt oder unvollständig. Bitte wählen Sie es noch einmal oder ein anderes aus.")

# A colour profile longer than this is no profile of a camera or a screen.
MOST_PROFILE = 1_000_000
# A file has a few dozen parts; a million of them would keep a decoder busy for minutes.
_MOST_SEGMENTS = 2_000
_MOST_CHUNKS = 20_000
_MOST_BLOCKS = 200_000
# A progressive JPEG has about ten scans, and each goes over the whole picture.
_MOST_SCANS = 50

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"}
# Any number of fill bytes may stand before a marker: only the last counts, so that a megabyte of them is read once.
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd8])")
_SOS, _EOI, _COM = 0xDA, 0xD9, 0xFE
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class Kind(StrEnum):
    """The kinds of pictures that are read."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"


@dataclass(frozen=True)
class Header:
    """Kind and size of a picture, and the bytes for its decoder, without texts, animation and other extras.

    `exif` is set aside where it would reach the decoder otherwise.
    """

    kind: Kind
    width: int
    height: int
    data: bytes
    exif: bytes = b""


def inspect(data: bytes) -> Header:
    """Return what the file says of itself. Raises Refused for what is no picture or is not built like one."""
    reader = _reader(data)
    if reader is None:
        raise Refused(HEIC if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS else NO_PICTURE)
    try:
        header = reader(data)
    except (IndexError, ValueError):
        raise Refused(BROKEN) from None
    if not header.width or not header.height:
        raise Refused(BROKEN)
    return header


def _reader(data: bytes) -> Callable[[bytes], Header] | None:
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg
    if data.startswith(_PNG_MAGIC):
        return _png
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp
    return _gif if data.startswith((b"GIF87a", b"GIF89a")) else None


def _jpeg(data: bytes) -> Header:
    """Keep what makes the picture (ITU-T T.81, B.2); remarks, further pictures and what hangs behind are left out."""
    kept, sizes, scans, exif = [data[:2]], [], 0, b""
    for marker, start, end in _few(_jpeg_segments(data), _MOST_SEGMENTS):
        scans += marker == _SOS
        if marker in _SOF:
            sizes.append((_big(data, start + 7, 2), _big(data, start + 5, 2)))
        if marker == _APP1 and data.startswith(b"Exif\0\0", start + 4):
            exif = data[start + 4 : end]
        if _is_kept(marker, data[start + 4 : start + 16]):
            kept.append(data[start:end])
    if len(sizes) != 1 or scans > _MOST_SCANS:
        raise ValueError
    return Header(Kind.JPEG, *sizes[0], b"".join([*kept, b"\xff\xd9"]), exif)


def _is_kept(marker: int, begin: bytes) -> bool:
    """Of the segments for applications only those stay that say how colours are meant."""
    if marker == _APP2:
        return begin.startswith(b"ICC_PROFILE\0")
    return marker in {_APP0, _APP14} or not (_APP0 <= marker <= _APP15 or marker == _COM)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield each marker with the place of its segment; a scan reaches to the next marker. Ends at EOI."""
    found = _JPEG_MARKER.search(data, 2)
    while found and found[1][0] != _EOI:
        following = _JPEG_MARKER.search(data, found.end() + _big(data, found.end(), 2))
        if following is None:
            raise ValueError
        yield found[1][0], found.end() - 2, following.start()
        found = following


def _png(data: bytes) -> Header:
    """Keep what makes the picture (PNG, 3rd edition, 11): texts, animation and the like never reach the decoder."""
    found = _few(_png_chunks(data), _MOST_CHUNKS)
    chunks = [chunk for chunk in found if chunk[0] in _PNG_KEPT and not _is_long_profile(*chunk)]
    exif = next((data[start + 8 : end - 4] for kind, start, end in found if kind == b"eXIf"), b"")
    if not chunks or chunks[0][0] != b"IHDR" or sum(kind == b"IHDR" for kind, _, _ in chunks) != 1:
        raise ValueError
    kept = _PNG_MAGIC + b"".join(data[start:end] for _, start, end in chunks)
    return Header(Kind.PNG, _big(data, 16, 4), _big(data, 20, 4), kept, exif)


def _is_long_profile(kind: bytes, start: int, end: int) -> bool:
    return kind == b"iCCP" and end - start > MOST_PROFILE


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    place = len(_PNG_MAGIC)
    while place < len(data):
        end = place + 12 + _big(data, place, 4)
        yield data[place + 4 : place + 8], place, end
        place = end


def _webp(data: bytes) -> Header:
    """Read the size from the first chunk (RFC 9649, 2.5 to 2.7)."""
    match data[12:16]:
        case b"VP8 ":
            width, height = _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF
        case b"VP8L":
            bits = _little(data, 21, 4)
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            width, height = _little(data, 24, 3) + 1, _little(data, 27, 3) + 1
        case _:
            raise ValueError
    return Header(Kind.WEBP, width, height, data)


def _gif(data: bytes) -> Header:
    """Keep the first picture of a GIF (GIF89a, 17 to 25) with what says how to draw it; the rest is left out."""
    place = 13 + _palette(data, 10)
    kept = [data[:place]]
    for _ in range(_MOST_SEGMENTS):
        begin, extension = place, data[place] == 0x21
        place = _blocks_end(data, place + 2 if extension else place + 11 + _palette(data, place + 9))
        if not extension or data[begin + 1] == 0xF9:
            kept.append(data[begin:place])
        if not extension:
            return _gif_header(data, begin, b"".join(kept) + b";")
    raise ValueError


def _gif_header(data: bytes, descriptor: int, kept: bytes) -> Header:
    """Return the size of the picture and of the screen around it, whichever reaches farther."""
    if data[descriptor] != 0x2C:
        raise ValueError
    left, top, width, height = (_little(data, descriptor + 1 + 2 * n, 2) for n in range(4))
    return Header(Kind.GIF, max(_little(data, 6, 2), left + width), max(_little(data, 8, 2), top + height), kept)


def _palette(data: bytes, flags: int) -> int:
    """Return how many bytes of colours follow."""
    return 3 * 2 ** ((data[flags] & 7) + 1) if data[flags] & 0x80 else 0


def _blocks_end(data: bytes, place: int) -> int:
    for _ in range(_MOST_BLOCKS):
        length = data[place]
        place += 1 + length
        if not length:
            return place
    raise ValueError


def _few(parts: Iterator[T], most: int) -> list[T]:
    """Return the parts of a file; ValueError where there are more than any camera writes."""
    found = list(islice(parts, most + 1))
    if len(found) > most:
        raise ValueError
    return found


def _big(data: bytes, place: int, length: int) -> int:
    return int.from_bytes(_taken(data, place, length), "big")


def _little(data: bytes, place: int, length: int) -> int:
    return int.from_bytes(_taken(data, place, length), "little")


def _taken(data: bytes, place: int, length: int) -> bytes:
    if place + length > len(data):
        raise IndexError
    return data[place : place + length]
