"""Editors at the desk: who may, what the form refuses, pictures made small and silent, deleting with a warning."""

import io
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Page

from smilecity.doors.web.models import CityImage, Front, GonePage, InfoPage, NewsIndex
from smilecity.doors.web.pages import reads
from smilecity.doors.web.pages.pictures import SHARED, SPECS
from smilecity.people.rules import Role
from tests.factories_editorial import THREE, body, make_page, text
from tests.support.clock import Clock
from tests.support.colleague import Colleague

pytestmark = pytest.mark.django_db

EDITING = {Role.EDITOR, Role.ADMINISTRATOR}
_BODIES = ("body", "body_en", "body_simple")


@pytest.fixture(autouse=True)
def kept_elsewhere(tmp_path: object) -> Iterator[None]:
    """A folder for files of this test."""
    from django.test import override_settings

    with override_settings(MEDIA_ROOT=tmp_path):
        yield


def form(**values: object) -> dict[str, object]:
    """Return the fields of the form for a page without blocks."""
    empty = {f"{name}-count": "0" for name in _BODIES}
    texts = dict.fromkeys(("title_en", "title_simple", "lead", "lead_en", "lead_simple", "picture"), "")
    times = {"go_live_at": "", "expire_at": ""}
    return {"title": "Der Hafen", "slug": "hafen", **empty, **texts, **times, "action-publish": "1", **values}


def parent() -> int:
    return int(Front.objects.get().pk)


@pytest.mark.parametrize("role", Role)
def test_pages_are_written_by_editors_and_nobody_else(role: Role) -> None:
    who = Colleague(role)
    who.sends(f"pages/add/web/infopage/{parent()}/", **form())
    assert InfoPage.objects.live().filter(slug="hafen").exists() == (role in EDITING)
    made = InfoPage.objects.first() or make_page()
    for path in (f"pages/{made.pk}/edit/", f"pages/{made.pk}/delete/", f"leichte-sprache/{made.pk}/", "images/add/"):
        answer = who.client.get(f"/desk/{path}")
        assert (answer.status_code == 200) == (role in EDITING), path
    who.sends(f"pages/{made.pk}/delete/")
    assert InfoPage.objects.exists() == (role not in EDITING)


@pytest.mark.parametrize("role", Role)
def test_the_menu_offers_pages_to_those_who_may_write_them(role: Role) -> None:
    html = Colleague(role).opens().html
    for path in ("/desk/leichte-sprache/", "/desk/redirects/"):
        assert (path in html) == (role in EDITING)


def test_nobody_puts_a_page_where_only_the_program_does() -> None:
    who, root = Colleague(Role.EDITOR), Page.objects.get(depth=1)
    who.sends(f"pages/add/web/infopage/{root.pk}/", **form())
    assert not InfoPage.objects.exists()
    for fixed in (Front.objects.get(), NewsIndex.objects.get()):
        who.sends(f"pages/{fixed.pk}/delete/")
        who.sends(f"pages/{fixed.pk}/unpublish/")
    assert Front.objects.live().exists()
    assert NewsIndex.objects.live().exists()


@pytest.mark.parametrize("slug", ["ideen", "umfragen", "desk", "konto", "neues", "en", "media"])
def test_a_page_does_not_take_the_address_of_something_else(slug: str) -> None:
    page = Colleague(Role.EDITOR).sends(f"pages/add/web/infopage/{parent()}/", **form(slug=slug))
    assert not InfoPage.objects.filter(slug=slug).exists()
    assert page.status == 200


def test_a_language_without_a_title_is_no_language() -> None:
    page = Colleague(Role.EDITOR).sends(f"pages/add/web/infopage/{parent()}/", **form(lead_en="Only this"))
    page.says("Ohne Titel auf Englisch erscheint die Seite dort auf Deutsch.")
    assert not InfoPage.objects.exists()


def test_leichte_sprache_is_reviewed_beside_its_german(time: Clock) -> None:
    made, who = make_page(**THREE), Colleague(Role.EDITOR)
    who.opens("leichte-sprache/").says("wartet auf die Prüfung, Besucher lesen Deutsch")
    page = who.opens(f"leichte-sprache/{made.pk}/")
    page.says("Der Hafen ist schön", "Was am Wasser geplant ist.")
    who.sends(f"leichte-sprache/{made.pk}/", digest=page.fields["digest"]).says(
        "Schreiben Sie, wer den Text geprüft hat."
    )
    done = who.sends(f"leichte-sprache/{made.pk}/", digest=page.fields["digest"], checked_by="Prüfgruppe Hafen")
    done.says("Der Text gilt jetzt als geprüft.", "geprüft von Prüfgruppe Hafen")
    assert reads.is_reviewed(InfoPage.objects.get(pk=made.pk))


def test_who_deletes_a_page_reads_first_which_others_link_to_it() -> None:
    made = make_page()
    linking = make_page(
        "kran", title="Der Kran", body=body(text(f'<p><a linktype="page" id="{made.pk}">Hafen</a></p>'))
    )
    make_page("stumm", title="Sagt nichts")
    who = Colleague(Role.EDITOR)
    page = who.opens(f"pages/{made.pk}/delete/")
    page.says("1 Seite verweist hierher. Ihr Link führt danach ins Leere:", "Der Kran")
    assert f"/desk/pages/{linking.pk}/edit/" in page.html
    assert "Sagt nichts" not in page.words
    assert not GonePage.objects.exists()
    who.sends(f"pages/{made.pk}/delete/")
    assert who.get("/hafen/").status == 410


def photo(width: int, height: int, kind: str = "JPEG", **more: object) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (10, 90, 110)).save(out, kind, **more)
    return SimpleUploadedFile(f"IMG_1.{kind.lower()}", out.getvalue(), f"image/{kind.lower()}")


def upload(file: SimpleUploadedFile) -> str:
    """Upload a picture at the desk; return the page that answers."""
    focal = {f"focal_point_{name}": "" for name in ("x", "y", "width", "height")}
    return Colleague(Role.EDITOR).sends("images/add/", title="Kran", file=file, tags="", credit="", **focal).words


def test_a_picture_is_kept_small_and_without_place_and_time() -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (54.0, 5.0, 0.0)}
    exif[0x010F] = "Kamera"
    upload(photo(3000, 2000, exif=exif))
    kept = CityImage.objects.get()
    with Image.open(kept.file.path) as image:
        assert (image.format, image.size) == ("WEBP", (1600, 1067))
        assert not image.getexif()
    assert (kept.width, kept.height) == (1600, 1067)


def test_a_see_through_picture_stays_so_but_where_it_travels_as_jpeg_it_lies_on_white() -> None:
    out = io.BytesIO()
    clear = Image.new("RGBA", (1400, 800), (0, 0, 0, 0))
    clear.paste((10, 90, 110, 255), (0, 0, 100, 800))
    clear.save(out, "PNG")
    upload(SimpleUploadedFile("logo.png", out.getvalue(), "image/png"))
    kept = CityImage.objects.get()
    for path in (kept.file.path, kept.get_rendition(SPECS[1]).file.path):
        with Image.open(path) as image:
            assert (image.format, image.getchannel("A").getpixel((700, 200))) == ("WEBP", 0)
    with Image.open(kept.get_rendition(SHARED).file.path) as image:
        assert (image.format, image.getpixel((900, 300))) == ("JPEG", (255, 255, 255))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_of_sixty_megapixels_is_refused_in_words_before_it_is_decoded(kind: str) -> None:
    answer = upload(photo(10_000, 6_000, kind, quality=1))
    assert "Das Foto hat mehr als 40 Megapixel." in answer
    assert not CityImage.objects.exists()


def test_what_is_no_picture_is_refused() -> None:
    upload(SimpleUploadedFile("bild.jpg", b"<svg onload=alert(1)>", "image/jpeg"))
    assert not CityImage.objects.exists()


def test_pictures_come_in_the_kinds_that_are_read() -> None:
    assert "svg" not in settings.WAGTAILIMAGES_EXTENSIONS
