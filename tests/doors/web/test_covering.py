"""Who sends a photo covers parts of it before: painted over by the server, and what lay beneath is gone at once."""

import io
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from smilecity.collect.contributions.actions.files import read_file
from smilecity.collect.contributions.models import Draft, Photo
from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web.covered_fields import Grid
from tests.factories_contributions import make_district
from tests.support.clock import Clock
from tests.support.pictures import photo
from tests.support.reporter import HERE, HOLE, make_tree
from tests.support.visitor import Visitor
from tests.support.writer import IDEA, Writer, upload

pytestmark = pytest.mark.django_db
_DARK = (40, 40, 40)


@pytest.fixture
def anna(db: None, time: Clock) -> Writer:
    """Somebody who has put a photo to a report."""
    make_district()
    make_tree()
    writer = Writer(Kind.REPORT)
    writer.say("was", photos=[upload(photo(size=(320, 240)))], add="yes", text="Ein Loch")
    return writer


def page_of(row: Photo) -> str:
    return f"/fotos/{row.pk}/verdecken/"


def near(colour: object, wanted: tuple[int, int, int]) -> bool:
    return isinstance(colour, tuple) and all(abs(a - b) < 12 for a, b in zip(colour, wanted, strict=False))


def test_the_list_of_photos_leads_there_and_keeps_what_was_typed(anna: Writer) -> None:
    row = Photo.objects.get()
    page = anna.say("was", cover=str(row.pk), text="Ein tiefes Loch")
    assert page.path == page_of(row)
    assert page.says("Was soll niemand sehen?")
    assert page.html.count('type="checkbox"') == 48
    assert Draft.objects.get().content["text"] == "Ein tiefes Loch"


def test_what_is_chosen_is_painted_over_and_the_former_files_are_gone(anna: Writer) -> None:
    row = Photo.objects.get()
    before = {row.large, row.small}
    back = anna.post(page_of(row), {"feld": ["0-0", "0-1"]})
    assert back.path == f"{anna.path('was/')}#fotos"
    row.refresh_from_db()
    picture = Image.open(io.BytesIO(read_file(row.large))).convert("RGB")
    assert near(picture.getpixel((20, 20)), _DARK)
    assert near(picture.getpixel((60, 20)), _DARK)
    assert not near(picture.getpixel((100, 20)), _DARK)
    assert (row.covered, row.original, row.original_until) == (True, "", None)
    assert before.isdisjoint({row.large, row.small})


@pytest.mark.django_db(transaction=True)
def test_after_the_commit_no_file_holds_what_was_covered(anna: Writer) -> None:
    row = Photo.objects.get()
    anna.post(page_of(row), {"feld": ["0-0"]})
    assert not default_storage.exists(row.large)
    assert not default_storage.exists(row.small)
    row.refresh_from_db()
    assert default_storage.exists(row.large)


@pytest.mark.parametrize("chosen", [[], ["9-9"], ["<script>"]])
def test_without_a_field_nothing_happens_and_the_page_says_so(anna: Writer, chosen: list[str]) -> None:
    row = Photo.objects.get()
    page = anna.post(page_of(row), {"feld": chosen})
    assert page.status == 422
    assert page.says("Bitte wählen Sie mindestens ein Feld.")
    assert Photo.objects.get().large == row.large


def test_only_who_writes_it_gets_there(anna: Writer) -> None:
    row = Photo.objects.get()
    assert Visitor().get(page_of(row)).status == 404
    assert Visitor().post(page_of(row), {"feld": ["0-0"]}).status == 404
    assert anna.get(f"/fotos/{uuid4()}/verdecken/").status == 404


def test_once_it_is_sent_nobody_covers_it_that_way(anna: Writer) -> None:
    row = Photo.objects.get()
    anna.say("was", **HOLE)
    anna.say("ort", **HERE)
    anna.say("pruefen", how="anonymous")
    assert anna.get(page_of(row)).status == 404


def test_photos_of_ideas_are_covered_as_well(anna: Writer) -> None:
    otto = Writer()
    otto.say("text", **IDEA)
    otto.say("fotos", photos=[upload(photo())], add="yes")
    row = Photo.objects.get(draft=otto.draft)
    assert otto.say("fotos", cover=str(row.pk)).path == page_of(row)
    assert otto.post(page_of(row), {"feld": ["2-3"]}).path == f"{otto.path('fotos/')}#fotos"


@pytest.mark.parametrize(("size", "grid"), [((4, 3), (8, 6)), ((3, 4), (6, 8)), ((1, 1), (8, 6))])
def test_the_grid_lies_as_the_photo_does_and_leaves_no_gap(size: tuple[int, int], grid: tuple[int, int]) -> None:
    made = Grid.over(*size)
    assert (made.across, made.down) == grid
    boxes = made.boxes([f"{row}-{column}" for row, column in made.fields])
    assert sum((box.right - box.left) * (box.bottom - box.top) for box in boxes) == pytest.approx(1)
