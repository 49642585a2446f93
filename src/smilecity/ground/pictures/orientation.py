"""The one thing that is read from EXIF data: how a photo lies. Nothing else in it is ever looked at.

In: EXIF as a file holds it (CIPA DC-008, a TIFF inside). Out: how to turn the photo, or None.
"""

import struct

from PIL import Image

_TAG = 0x0112
_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
_MOST_ENTRIES = 500
# What each orientation asks for (CIPA DC-008, 4.6.5).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def turn_upright(exif: bytes) -> Image.Transpose | None:
    """Return how to turn a photo so that it stands upright. EXIF that cannot be read leaves it as it is."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = _ORDERS.get(tiff[:4])
    try:
        return _TURNS.get(_orientation(tiff, order)) if order else None
    except struct.error:
        return None


def _orientation(tiff: bytes, order: str) -> int:
    """Look through the first directory (TIFF 6.0, section 2); its entries have 12 bytes each."""
    (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
    (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
    for number in range(min(entries, _MOST_ENTRIES)):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, directory + 2 + 12 * number)
        if tag == _TAG:
            return int(value)
    return 1
