"""A photo of today's telephones is made small in the browser, before it goes over the air."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import Response

from tests.support.author import open_call, stored_photo, write_text

if TYPE_CHECKING:
    from tests.journeys.conftest import NewPerson
    from tests.support.town import Town

MEGABYTE = 1_000_000


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A photo of 12 megapixels with as much in it as a photo has."""
    path = tmp_path / "Strand.jpg"
    grains = Image.frombytes("RGB", (400, 300), Random(7).randbytes(400 * 300 * 3))
    grains.resize((4000, 3000), Image.Resampling.BICUBIC).save(path, "JPEG", quality=98)
    return path


def test_a_photo_of_12_megapixels_is_small_before_it_is_sent(town: Town, person: NewPerson, snapshot: Path) -> None:
    assert snapshot.stat().st_size > 4 * MEGABYTE
    call = town.do(open_call)
    anna = person(width=360)
    write_text(anna, call, looks=False)
    anna.visit(f"/ideen/neu/{call}/fotos/")
    with anna.page.expect_response(_takes_photos) as taken:
        anna.page.locator("#photos").set_input_files(snapshot)
    anna.reads("Fertig. Sie können die Fotos jetzt beschreiben.")
    assert taken.value.status == 200
    assert 10_000 < int(taken.value.request.header_value("content-length") or 0) < MEGABYTE
    assert town.do(lambda: stored_photo(call)) == (1600, 1200)


def _takes_photos(response: Response) -> bool:
    return response.request.method == "POST" and response.url.endswith("/fotos/")
