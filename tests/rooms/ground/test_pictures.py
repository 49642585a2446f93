"""Photos from strangers: what is taken, what is refused and why, and that nothing but colours comes through."""

import contextlib
import io
import random
import struct
import zlib
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from smilecity.ground import pictures
from smilecity.ground.pictures import Box, headers
from smilecity.ground.refusals import Refused
from tests.support.pictures import CORNERS, PNG_MAGIC, chunk, drawn, photo, png, saved, swapped_profile, with_segment

KINDS = ("JPEG", "PNG", "WEBP", "GIF")
SECRET = b"Geheim-54.0887-12.1405"


def read(data: bytes) -> pictures.Picture:
    return pictures.read(io.BytesIO(data))


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(data)
    return refused.value.sentence


def near(colour: object, other: object) -> bool:
    assert isinstance(colour, tuple)
    assert isinstance(other, tuple)
    return all(abs(a - b) < 24 for a, b in zip(colour, other, strict=True))


def corners(picture: pictures.Picture) -> list[object]:
    width, height = picture.size
    places = [(4, 4), (width - 5, 4), (4, height - 5), (width - 5, height - 5)]
    return [picture.image.getpixel(place) for place in places]


def shows_the_corners(picture: pictures.Picture) -> bool:
    return all(near(seen, meant) for seen, meant in zip(corners(picture), CORNERS, strict=True))


# What is taken


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_and_keeps_its_colours(kind: str) -> None:
    picture = read(photo(kind))
    assert picture.size == (320, 200)
    assert picture.image.mode == "RGB"
    assert shows_the_corners(picture)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_way_of_storing_colours_is_read(mode: str) -> None:
    white = Image.new("I;16", (50, 40), 65535) if mode == "I;16" else Image.new("RGB", (50, 40), "white").convert(mode)
    kind = {"CMYK": "JPEG"}.get(mode, "PNG")
    assert near(read(saved(white, kind)).image.getpixel((20, 20)), (255, 255, 255))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_see_through_lies_on_white(kind: str) -> None:
    clear = Image.new("RGBA", (60, 40), (200, 0, 0, 0))
    clear.paste((0, 0, 200, 255), (0, 0, 30, 40))
    image = read(saved(clear, kind, lossless=True)).image
    assert near(image.getpixel((5, 5)), (0, 0, 200))
    assert image.getpixel((50, 5)) == (255, 255, 255)


def test_a_colour_that_stands_for_see_through_becomes_white() -> None:
    keyed = chunk(b"tRNS", struct.pack(">H", 0))
    assert read(png(30, 20, [keyed])).image.getpixel((5, 5)) == (255, 255, 255)


def _half_clear(mode: str = "RGBA") -> Image.Image:
    """Blue on the left, on the right a red that nobody sees, between them a line half seen."""
    image = Image.new("RGBA", (60, 40), (200, 0, 0, 0))
    image.paste((0, 0, 200, 255), (0, 0, 30, 40))
    image.paste((0, 0, 200, 128), (28, 0, 30, 40))
    return image.convert(mode)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "LA"), ("WEBP", "RGBA"), ("GIF", "P")])
def test_what_is_see_through_stays_so_where_that_is_asked_for(kind: str, mode: str) -> None:
    data = saved(_half_clear() if kind == "GIF" else _half_clear(mode), kind, lossless=True)
    kept = pictures.encode(pictures.read(io.BytesIO(data), clear=True), pictures.LARGE)
    assert kept[8:12] == b"WEBP"
    with Image.open(io.BytesIO(kept)) as image:
        alpha = image.convert("RGBA").getchannel("A")
        assert (alpha.getpixel((5, 5)), alpha.getpixel((50, 5))) == (255, 0)
    assert SECRET not in kept


def test_colours_that_nobody_sees_are_gone() -> None:
    data = saved(_half_clear(), "PNG")
    image = pictures.read(io.BytesIO(data), clear=True).image
    assert (image.mode, image.getpixel((50, 5))) == ("RGBA", (255, 255, 255, 0))


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_see_through_picture_is_small_upright_and_without_metadata(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, SECRET.decode()
    large = _half_clear().resize((3000, 2000))
    picture = pictures.read(io.BytesIO(saved(large, "PNG", exif=exif)), clear=True)
    assert picture.size == ((1600, 1067) if orientation == 1 else (1067, 1600))
    assert picture.image.info == {}
    assert SECRET not in pictures.encode(picture, pictures.LARGE)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_picture_through_which_nothing_shines_is_kept_as_any_other(mode: str) -> None:
    data = saved(drawn().convert(mode), "PNG")
    assert pictures.read(io.BytesIO(data), clear=True).image.tobytes() == read(data).image.tobytes()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_taken(kind: str) -> None:
    later = [Image.new("RGB", (320, 200), "black")] * 3
    moving = saved(drawn(), kind, save_all=True, append_images=later, duration=50)
    assert shows_the_corners(read(moving))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_turned_upright(orientation: int, kind: str) -> None:
    turns = Image.Transpose
    back = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_90,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_270,
    }
    lying = drawn().transpose(back[orientation]) if orientation > 1 else drawn()
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = read(saved(lying, kind, exif=exif))
    assert picture.size == (320, 200)
    assert shows_the_corners(picture)


def test_a_photo_is_kept_no_larger_than_it_is_shown_and_in_its_shape() -> None:
    assert read(photo(size=(4000, 1000))).size == (1600, 400)
    assert read(photo("PNG", size=(3, 5000))).size == (1, 1600)
    assert read(photo(size=(900, 1600))).size == (900, 1600)


def test_colours_of_another_profile_become_srgb() -> None:
    red = saved(Image.new("RGB", (60, 40), (220, 0, 0)), "PNG", icc_profile=swapped_profile())
    seen = read(red).image.getpixel((5, 5))
    assert isinstance(seen, tuple)
    assert seen[1] > 2 * seen[0]


@pytest.mark.parametrize("profile", [b"nonsense" * 20, bytes(2_000_000)])
def test_a_profile_that_cannot_be_used_does_not_spoil_the_photo(profile: bytes) -> None:
    assert shows_the_corners(read(photo(icc_profile=profile)))


def test_metadata_that_cannot_be_read_does_not_spoil_the_photo() -> None:
    assert shows_the_corners(read(with_segment(photo(), 0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 40)))


# Nothing but colours


def _with_everything(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    picture = saved(drawn(), kind, exif=exif, xmp=SECRET, comment=SECRET, icc_profile=swapped_profile() + SECRET)
    if kind == "PNG":
        picture = picture[:33] + chunk(b"tEXt", b"Comment\0" + SECRET) + picture[33:]
    return picture + b"PK\x03\x04<script>" + SECRET


@pytest.mark.parametrize("kind", KINDS)
def test_place_camera_comment_and_whatever_hangs_behind_a_photo_are_gone(kind: str) -> None:
    original = _with_everything(kind)
    assert SECRET in original
    assert read(original).image.info == {}
    for longest in (pictures.LARGE, pictures.SMALL):
        kept = pictures.encode(read(original), longest)
        assert SECRET not in kept
        assert {kept[place : place + 4] for place in _webp_parts(kept)} == {b"VP8 "}


def _webp_parts(data: bytes) -> list[int]:
    place, places = 12, []
    while place < len(data):
        places.append(place)
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        place += 8 + length + length % 2
    return places


@pytest.mark.parametrize("longest", [pictures.LARGE, pictures.SMALL, 100])
def test_both_sizes_are_webp_and_fit(longest: int) -> None:
    picture = read(photo(size=(2000, 1500)))
    kept = pictures.encode(picture, longest)
    assert kept[8:12] == b"WEBP"
    assert pictures.size_of(kept) == (longest, longest * 3 // 4)
    assert picture.size == (1600, 1200), "the picture itself stays as it was"


def test_a_small_photo_is_never_made_larger() -> None:
    assert pictures.size_of(pictures.encode(read(photo(size=(30, 20))), pictures.LARGE)) == (30, 20)


@pytest.mark.parametrize("kind", KINDS)
def test_the_size_is_known_without_decoding(kind: str) -> None:
    assert pictures.size_of(photo(kind, size=(123, 45))) == (123, 45)
    assert pictures.size_of(saved(drawn((123, 45)), "WEBP", lossless=True, exif=b"Exif\0\0MM")) == (123, 45)


# What is refused


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><title>photo.jpg</title>",
        b"PK\x03\x04" + bytes(60),
        b"GIF",
        b"\xff\xd8",
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"II*\0\x08\0\0\0",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        "Kein Foto, sondern ein Brief.".encode("utf-16"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_it_is_called(data: bytes) -> None:
    assert refusal(data) == headers.NO_PICTURE


def test_an_empty_file_is_told_apart() -> None:
    assert refusal(b"") == pictures.EMPTY


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_a_photo_in_the_format_of_a_phone_hears_how_to_send_it(brand: bytes) -> None:
    assert refusal(b"\0\0\0\x18ftyp" + brand + bytes(40)) == headers.HEIC


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.2, 0.6, 0.9])
def test_half_a_photo_is_refused(kind: str, share: float) -> None:
    whole = saved(Image.effect_noise((200, 150), 80).convert("RGB"), kind)
    assert refusal(whole[: int(len(whole) * share)]) == headers.BROKEN


def test_too_many_bytes_are_refused_after_reading_no_more_than_those() -> None:
    stream = io.BytesIO(photo() + bytes(40_000_000))
    with pytest.raises(Refused, match="größer als 12 MB"):
        pictures.read(stream)
    assert stream.tell() == pictures.MOST_BYTES + 1


def test_as_many_bytes_as_are_allowed_are_read() -> None:
    assert read(photo() + bytes(pictures.MOST_BYTES - len(photo()))).size == (320, 200)


def _claims(kind: str, width: int, height: int) -> bytes:
    """Return a small file that says it is large."""
    if kind == "PNG":
        return png(width, height, idat=zlib.compress(bytes(100)))
    if kind == "GIF":
        return b"GIF89a" + struct.pack("<HH", width, height) + photo("GIF")[10:]
    if kind == "WEBP":
        size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        return b"RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + size + bytes(60)
    jpeg = bytearray(photo())
    start = jpeg.index(b"\xff\xc0")
    jpeg[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(jpeg)


@pytest.mark.parametrize("kind", KINDS)
def test_too_many_pixels_are_refused_by_what_the_header_says(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "decode", lambda *_: pytest.fail("decoded before the size was checked"))
    assert refusal(_claims(kind, 16_000, 16_000)) == pictures.TOO_MANY_PIXELS


@pytest.mark.parametrize(
    ("kind", "width", "height"), [("JPEG", 0, 9), ("JPEG", 9, 0), ("PNG", 0, 9), ("PNG", 900, 700)]
)
def test_a_file_that_claims_another_size_than_it_has_is_broken(kind: str, width: int, height: int) -> None:
    assert refusal(_claims(kind, width, height)) == headers.BROKEN


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", PNG_MAGIC, b"RIFF____WEBPVP8X", b"GIF89a"]))
def test_any_bytes_are_refused_with_a_sentence(data: bytes, magic: bytes) -> None:
    assert refusal(magic + data) in {pictures.EMPTY, headers.NO_PICTURE, headers.BROKEN, pictures.TOO_MANY_PIXELS}


WHOLE = {kind: saved(Image.effect_noise((40, 30), 80).convert("RGB"), kind) for kind in KINDS}


@given(st.sampled_from(KINDS), st.randoms(use_true_random=False))
def test_a_photo_with_wrong_bytes_is_read_or_refused_but_never_an_error(kind: str, chance: random.Random) -> None:
    data = bytearray(WHOLE[kind])
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    with contextlib.suppress(Refused):
        assert max(read(bytes(data)).size) <= pictures.LARGE


# Painting over


FRACTION = st.floats(0, 1, allow_nan=False)
BOXES = st.tuples(FRACTION, FRACTION, FRACTION, FRACTION).filter(lambda b: b[0] < b[2] and b[1] < b[3])


@given(st.lists(BOXES, min_size=1, max_size=3))
def test_what_was_under_a_box_changes_nothing_in_what_is_kept(places: list[tuple[float, float, float, float]]) -> None:
    boxes = [Box(*place) for place in places]
    one = Image.effect_noise((90, 60), 90).convert("RGB")
    other = one.copy()
    for left, top, right, bottom in places:
        area = (floor(left * 90), floor(top * 60), ceil(right * 90) - 1, ceil(bottom * 60) - 1)
        ImageDraw.Draw(other).rectangle(area, fill="yellow")
    kept = [pictures.encode(pictures.cover(saved(image, "PNG"), boxes), pictures.LARGE) for image in (one, other)]
    assert kept[0] == kept[1]


def test_around_a_box_nothing_changes() -> None:
    original = photo("PNG")
    covered = pictures.cover(original, [Box(0.25, 0.25, 0.5, 0.5)]).image
    assert covered.getpixel((79, 100)) == read(original).image.getpixel((79, 100))
    assert covered.getpixel((80, 50)) == covered.getpixel((159, 99)) == (40, 40, 40)
    assert covered.getpixel((160, 50)) == read(original).image.getpixel((160, 50))


@pytest.mark.parametrize(
    "place", [(0.5, 0, 0.5, 1), (0.6, 0, 0.5, 1), (-0.1, 0, 1, 1), (0, 0, 1, 1.01), (0, 0, float("nan"), 1)]
)
def test_a_box_beside_the_photo_is_refused(place: tuple[float, float, float, float]) -> None:
    with pytest.raises(Refused):
        Box(*place)
