"""Pictures that are built to harm: refused or read, but at no cost worth the name."""

import io
import resource
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from smilecity.ground import pictures
from smilecity.ground.pictures import headers
from smilecity.ground.refusals import Refused
from tests.support.pictures import chunk, many_scans, photo, png, with_segment

MEGABYTE = 1024


@contextmanager
def cheap(seconds: float = 2.0, megabytes: int = 60) -> Iterator[None]:
    """Fail where the work takes more time of the processor or adds more to the most memory ever used."""
    memory, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    yield
    took, added = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    assert took < seconds, f"{took:.1f} s"
    assert added < megabytes * MEGABYTE, f"{added // MEGABYTE} MB"


def read(data: bytes) -> pictures.Picture:
    assert len(data) <= pictures.MOST_BYTES, "or it is refused for its bytes alone"
    return pictures.read(io.BytesIO(data))


def is_broken(data: bytes) -> bool:
    with pytest.raises(Refused) as refused:
        read(data)
    return refused.value.sentence == headers.BROKEN


def _packed_zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()


def test_a_thousand_times_a_thousand_pixels_squared_never_reach_the_decoder() -> None:
    with cheap(0.1, 5), pytest.raises(Refused, match="mehr als 40 Megapixel"):
        read(png(1_000_000, 1_000_000, idat=zlib.compress(bytes(1_000_000))))


def test_a_jpeg_of_nothing_but_fill_bytes_is_read_once() -> None:
    with cheap(0.5, 30):
        assert is_broken(b"\xff\xd8" + b"\xff" * 10_000_000)


def test_fill_bytes_before_a_marker_are_no_fault() -> None:
    plain = photo("JPEG", (64, 48))
    assert read(plain[:2] + b"\xff" * 1000 + plain[2:]).size == (64, 48)


def test_pixels_beyond_the_picture_are_not_unpacked() -> None:
    bomb = png(10, 10, idat=_packed_zeros(1000))
    with cheap():
        assert read(bomb).size == (10, 10)


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt"])
def test_texts_in_a_png_are_never_unpacked(kind: bytes) -> None:
    head = b"Comment\0\0" if kind == b"zTXt" else b"Comment\0\1\0\0\0"
    text = chunk(kind, head + zlib.compress(bytes(1_000_000), 9))
    with cheap():
        assert read(png(10, 10, [text] * 5000)).size == (10, 10)


def test_a_colour_profile_that_unpacks_to_a_gigabyte_is_refused() -> None:
    bomb = png(10, 10, [chunk(b"iCCP", b"ICC\0\0" + _packed_zeros(900))])
    with cheap():
        assert is_broken(bomb)


def test_a_million_empty_parts_are_refused() -> None:
    bombs = [
        png(10, 10, [chunk(b"IDAT") * 900_000]),
        photo()[:2] + b"\xff\xfe\0\2" * 2_000_000 + photo()[2:],
    ]
    with cheap():
        assert all(is_broken(bomb) for bomb in bombs)


def test_a_gif_full_of_remarks_is_refused() -> None:
    remark = b"\x21\xfe\x01x\0"
    gif = photo("GIF")
    bombs = [
        gif[:13] + remark * 1_000_000 + gif[13:],
        b"GIF89a" + struct.pack("<HHBBB", 9, 9, 0, 0, 0) + b"\x21\xfe" + b"\x01x" * 5_000_000,
    ]
    with cheap():
        assert all(is_broken(bomb) for bomb in bombs)


def test_a_jpeg_that_paints_the_same_again_and_again_is_refused() -> None:
    bomb = many_scans(1500)
    with cheap(0.5):
        assert is_broken(bomb)


def test_as_many_scans_as_a_camera_writes_are_read() -> None:
    assert read(many_scans(20, size=300)).size == (300, 300)


def test_a_jpeg_whose_size_comes_twice_is_refused() -> None:
    again = struct.pack(">BHHB", 8, 10, 10, 1) + b"\1\x11\0"
    assert is_broken(with_segment(photo(), 0xC0, again))
