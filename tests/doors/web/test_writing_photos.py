"""Photos of what is being written: each checked for itself, described, removed, and shown only to who may see it."""

import pytest

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Photo
from smilecity.collect.contributions.rules import Publicity
from smilecity.people.rules import Role
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_district
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.pictures import photo, png
from tests.support.visitor import Visitor
from tests.support.writer import IDEA, Writer, the_contribution, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db: None, time: Clock) -> Writer:
    """Somebody who has written the text and stands before the photos."""
    make_district()
    writer = Writer()
    writer.say("text", **IDEA)
    return writer


def url(row: Photo, size: str = "small") -> str:
    return f"/fotos/{row.pk}-{size}.webp"


def test_photos_are_taken_described_and_shown_at_the_check(anna: Writer) -> None:
    page = anna.say("fotos", photos=[upload(photo()), upload(photo("PNG"), "zwei.png")], add="yes")
    first, second = Photo.objects.order_by("position")
    assert page.says("Foto 1: Was ist zu sehen?", "Foto 2: Was ist zu sehen?")
    assert url(first) in page.html
    anna.say("fotos", **{f"description-{first.pk}": "Eine leere Kaimauer"})
    assert Photo.objects.get(pk=first.pk).description == "Eine leere Kaimauer"
    checked = anna.write()
    assert 'alt="Eine leere Kaimauer"' in checked.html
    assert url(second) in checked.html


def test_a_photo_goes_on_with_what_was_typed_and_comes_along_with_the_idea(anna: Writer) -> None:
    assert anna.say("fotos", photos=[upload(photo())]).says("Wie erreichen wir Sie?")
    anna.hand_in()
    anna.confirm()
    row = Photo.objects.get()
    assert (row.contribution_id, row.draft_id) == (the_contribution().pk, None)


def test_a_photo_is_removed(anna: Writer) -> None:
    anna.say("fotos", photos=[upload(photo())], add="yes")
    page = anna.say("fotos", remove=str(Photo.objects.get().pk))
    assert Photo.objects.count() == 0
    assert "Was ist zu sehen" not in page.words


def test_scripts_get_only_the_list(anna: Writer) -> None:
    page = anna.say("fotos", photos=[upload(photo())], alone="yes")
    assert (page.status, "<html" in page.html, page.says("Foto 1")) == (200, False, True)
    wrong = anna.say("fotos", photos=[upload(b"kein Foto", "brief.jpg")], alone="yes")
    assert (wrong.status, "<html" in wrong.html, wrong.says("brief.jpg: ")) == (422, False, True)


def test_what_is_wrong_with_one_photo_does_not_keep_the_others_away(anna: Writer) -> None:
    files = [upload(photo()), upload(b"<svg onload=alert(1)>", "boese.jpg"), upload(photo("GIF"))]
    page = anna.say("fotos", photos=files)
    assert (page.status, page.title.startswith("Fehler: ")) == (422, True)
    assert page.says("boese.jpg: ")
    assert Photo.objects.count() == 2


def test_more_photos_than_fit_are_refused_by_name(anna: Writer) -> None:
    page = anna.say("fotos", photos=[upload(photo()) for _ in range(5)])
    assert page.says("Mehr als 4 Fotos sind nicht möglich.")
    assert Photo.objects.count() == 4
    assert anna.see("fotos").says("Mehr Fotos passen nicht dazu.")


def test_a_call_without_photos_has_no_such_screen(db: None, time: Clock) -> None:
    bert = Writer(call=make_call(photos=False))
    assert bert.say("text", **IDEA).says("Schritt 2 von 4")
    assert bert.see("fotos").status == 404


def test_before_it_is_shown_only_its_browser_and_staff_see_a_photo(anna: Writer) -> None:
    anna.say("fotos", photos=[upload(photo())], add="yes")
    row = Photo.objects.get()
    response = anna.client.get(url(row))
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert Visitor().get(url(row)).status == 404
    resident, staff = Visitor(), Colleague(Role.MODERATOR)
    resident.client.force_login(make_resident())
    assert resident.client.get(url(row)).status_code == 404
    assert staff.client.get(url(row)).status_code == 200


def test_everybody_sees_what_is_shown_and_knows_it_again(anna: Writer) -> None:
    anna.say("fotos", photos=[upload(photo())])
    anna.hand_in()
    anna.confirm()
    row = Photo.objects.get()
    response = Visitor().client.get(url(row, "large"))
    assert response.content[8:12] == b"WEBP"
    assert "public" in response["Cache-Control"]
    known = Visitor().client.get(url(row, "large"), headers={"If-None-Match": response["ETag"]})
    assert known.status_code == 304
    actions.set_publicity(
        contribution=the_contribution().pk, publicity=Publicity.HIDDEN, by=make_staff(), at=AT, text="Gesichter"
    )
    assert Visitor().client.get(url(row, "large")).status_code == 404


def test_no_other_size_and_no_other_photo_is_there(anna: Writer) -> None:
    anna.say("fotos", photos=[upload(photo())], add="yes")
    row = Photo.objects.get()
    assert anna.get(url(row, "original")).status == 404
    assert anna.get("/fotos/00000000-0000-4000-8000-000000000000-small.webp").status == 404


@pytest.mark.parametrize("content", [b"", b"GIF89a", png(1, 1)[:30], b"\xff\xd8\xff" + b"x" * 200])
def test_what_is_no_photo_gets_a_sentence(anna: Writer, content: bytes) -> None:
    page = anna.say("fotos", photos=[upload(content)])
    assert Photo.objects.count() == 0
    assert page.status in {200, 422}


def test_too_many_photos_from_one_network_wait(anna: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    from smilecity.doors.web import limits

    monkeypatch.setattr(limits, "UPLOADS", 1)
    page = anna.say("fotos", photos=[upload(photo()), upload(photo())])
    assert page.says("Aus Ihrem Netz kam gerade sehr viel auf einmal.")
    assert Photo.objects.count() == 1
