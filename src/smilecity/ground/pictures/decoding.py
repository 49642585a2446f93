"""From the bytes of a picture to upright sRGB pixels. Limits on size have been checked before.

Pillow's own readers are named one by one: none but these ever sees what strangers send.
"""

import io
import threading

from PIL import Image, ImageCms
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from smilecity.ground.pictures.headers import BROKEN, MOST_PROFILE, Header, Kind
from smilecity.ground.refusals import Refused

_OPENERS: dict[Kind, type[ImageFile]] = {
    Kind.JPEG: JpegImageFile,
    Kind.PNG: PngImageFile,
    Kind.WEBP: WebPImageFile,
    Kind.GIF: GifImageFile,
}
_ORIENTATION = 0x0112
# What each orientation of EXIF asks for (CIPA DC-008, 4.6.5: Orientation).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.createProfile("sRGB")
# A large picture takes a few hundred megabytes while it is read. One at a time in each process keeps that bounded.
_one_at_a_time = threading.Lock()


def decode(header: Header, longest: int) -> Image.Image:
    """Return the picture upright, in sRGB, on white, no side longer than `longest`. Raises Refused if it is broken."""
    try:
        with _one_at_a_time:
            return _decoded(header, longest)
    except Exception:  # noqa: BLE001 - decoders raise nearly anything for broken bytes; to the sender it is all the same
        raise Refused(BROKEN) from None


def _decoded(header: Header, longest: int) -> Image.Image:
    source = _OPENERS[header.kind](io.BytesIO(header.data))
    if source.size != (header.width, header.height):
        raise ValueError
    turn, profile = _turn_of(source), source.info.get("icc_profile", b"")
    image = _on_white(_shrunk(source, longest), profile)
    return image.transpose(turn) if turn is not None else image


def _shrunk(source: Image.Image, longest: int) -> Image.Image:
    """Return the picture in its longest size. JPEG is decoded at a fraction of its size at once (draft mode)."""
    image = source if _shrinks_well(source) else source.convert("RGBA" if source.has_transparency_data else "RGB")
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def _shrinks_well(image: Image.Image) -> bool:
    """Palettes, 16 bits and a colour that stands for transparent must become plain colours first."""
    return image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"} and "transparency" not in image.info


def _on_white(image: Image.Image, profile: bytes) -> Image.Image:
    """Return new pixels that carry nothing of where they came from."""
    flat = image
    if image.mode in {"LA", "RGBA"}:
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image.convert("RGB"), mask=image.getchannel("A"))
    pixels = _in_srgb(flat, profile).convert("RGB")
    clean = Image.new("RGB", pixels.size)
    clean.paste(pixels)
    return clean


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return the picture in sRGB. A profile that cannot be used is left aside: the colours are a little off then."""
    if not profile or len(profile) > MOST_PROFILE:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _turn_of(source: Image.Image) -> Image.Transpose | None:
    """Return how to turn the picture upright. EXIF data that cannot be read does not spoil a photo."""
    try:
        return _TURNS.get(source.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - whatever is wrong with the metadata, the pixels are there
        return None
