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
from smilecity.ground.pictures.orientation import turn_upright
from smilecity.ground.refusals import Refused

_OPENERS: dict[Kind, type[ImageFile]] = {
    Kind.JPEG: JpegImageFile,
    Kind.PNG: PngImageFile,
    Kind.WEBP: WebPImageFile,
    Kind.GIF: GifImageFile,
}
_SRGB = ImageCms.createProfile("sRGB")
# Shrinking in two steps needs at most this many times the pixels of the result; more would not be seen.
_GAP = 2
_OPAQUE = 255
# Of each opacity, whether there is anything to be seen.
_SEEN = [0, *[255] * 255]
# A large picture takes a few hundred megabytes while it is read. One at a time in each process keeps that bounded.
_one_at_a_time = threading.Lock()


def decode(header: Header, longest: int, *, clear: bool = False) -> Image.Image:
    """Return the picture upright, in sRGB, no side longer than `longest`. Raises Refused if it is broken.

    What is see-through lies on white, or stays so where `clear` is asked for.
    """
    try:
        with _one_at_a_time:
            return _decoded(header, longest, clear=clear)
    except Exception:  # noqa: BLE001 - decoders raise nearly anything for broken bytes; to the sender it is all the same
        raise Refused(BROKEN) from None


def _decoded(header: Header, longest: int, *, clear: bool) -> Image.Image:
    source = _OPENERS[header.kind](io.BytesIO(header.data))
    if source.size != (header.width, header.height):
        raise ValueError
    turn, profile = turn_upright(header.exif or source.info.get("exif", b"")), source.info.get("icc_profile", b"")
    small = _shrunk(source, longest)
    image = _see_through(small, profile) if clear and _is_see_through(small) else _on_white(small, profile)
    return image.transpose(turn) if turn is not None else image


def _shrunk(source: ImageFile, longest: int) -> Image.Image:
    """Return the picture in its longest size. A JPEG is decoded at a fraction of its size at once (draft mode)."""
    width, height = _fitting(source.size, longest)
    source.draft(None, (_GAP * width, _GAP * height))
    image = source if _shrinks_well(source) else source.convert("RGBA" if source.has_transparency_data else "RGB")
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=_GAP)


def _fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the size of the same shape with no side longer than `longest`, never larger than it was."""
    factor = min(1.0, longest / max(size))
    width, height = (max(1, round(side * factor)) for side in size)
    return width, height


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


def _is_see_through(image: Image.Image) -> bool:
    """Say whether anything shines through; many pictures only could."""
    return image.mode in {"LA", "RGBA"} and image.getchannel("A").getextrema()[0] != _OPAQUE


def _see_through(image: Image.Image, profile: bytes) -> Image.Image:
    """Return new pixels; those that nobody sees are white, whatever hid in them."""
    alpha = image.getchannel("A")
    clean = Image.new("RGB", image.size, "white")
    clean.paste(_in_srgb(image.convert("RGB"), profile).convert("RGB"), mask=alpha.point(_SEEN))
    clean.putalpha(alpha)
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
