"""What people, and others, send for an idea: bombs for photos, places in Africa, scripts, far too much, nothing."""

import pytest

from smilecity.collect.contributions.models import Contribution, Draft, Photo
from smilecity.collect.contributions.rules import Kind, Publicity
from smilecity.ground import pictures
from tests.factories_contributions import LAT, LON, make_district, make_theme
from tests.support.clock import Clock
from tests.support.pictures import photo, png
from tests.support.visitor import Visitor
from tests.support.writer import CONTACT, IDEA, Writer, the_contribution, upload

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script> <img src=x onerror=alert(1)> https://example.org/ [x](javascript:alert(1))"


@pytest.fixture
def anna(db: None, time: Clock) -> Writer:
    """Somebody who has written the text."""
    make_district()
    writer = Writer()
    writer.say("text", **IDEA)
    return writer


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 kein Foto", "brief.jpg: "),
        (png(6400, 6400, idat=b"x"), "brief.jpg: Das Foto hat mehr als 40 Megapixel."),
        (png(60_000, 60_000, idat=b"x" * 300), "brief.jpg: Das Foto hat mehr als 40 Megapixel."),
        (b"\xff\xd8\xff" + b"x" * pictures.MOST_BYTES, "brief.jpg: Das Foto ist größer als 12 MB."),
    ],
    ids=["no photo", "41 megapixels", "bomb", "13 megabytes"],
)
def test_a_photo_that_is_refused_says_why_and_everything_else_stays(
    anna: Writer, content: bytes, sentence: str
) -> None:
    anna.say("fotos", photos=[upload(photo())], add="yes")
    page = anna.say("fotos", photos=[upload(content, "brief.jpg")])
    assert (page.status, page.title.startswith("Fehler: "), page.says(sentence)) == (422, True, True)
    assert page.words.count("brief.jpg: ") == 2, "in the summary and at the field"
    assert page.says("Foto 1: Was ist zu sehen?")
    assert Photo.objects.count() == 1
    assert anna.draft.content["title"] == IDEA["title"]


def test_a_file_without_bytes_or_name_is_no_photo(anna: Writer) -> None:
    assert anna.say("fotos", photos=[upload(b"", "../../leer.jpg")]).says("leer.jpg: Die Datei ist leer.")
    assert Photo.objects.count() == 0


def test_a_description_too_long_is_said_beside_its_photo(anna: Writer) -> None:
    anna.say("fotos", photos=[upload(photo())], add="yes")
    field = f"description-{Photo.objects.get().pk}"
    page = anna.say("fotos", **{field: "x" * 201})
    assert (page.status, page.says("höchstens 200 Zeichen, es sind 201.")) == (422, True)
    assert f'href="#{field}"' in page.html


@pytest.mark.parametrize(
    ("lon", "lat"), [("18.42", "-33.92"), ("0", "0"), ("12.1", "-54.09"), ("54.09", "12.10"), ("-180", "90")]
)
def test_a_point_outside_the_city_is_refused_and_the_words_stay(anna: Writer, lon: str, lat: str) -> None:
    page = anna.say("ort", lon=lon, lat=lat, place="Am Kai")
    assert (page.status, page.says("Dieser Ort liegt nicht in unserer Stadt.")) == (422, True)
    assert page.fields["place"] == "Am Kai"
    assert "lon" not in anna.draft.content


@pytest.mark.parametrize("raw", ["x", "nan", "inf", "-inf", "1e400", "999", "12,1", "\x00", "١٢"])
def test_what_is_no_point_is_refused(anna: Writer, raw: str) -> None:
    assert anna.say("ort", lon=raw, lat=str(LAT)).status == 422
    assert anna.say("ort", lon=str(LON), lat=raw).status == 422
    assert anna.say("ort", match=f"{raw},{raw}").status == 422
    assert anna.say("ort", address="Mitte", find="yes", lon=raw, lat=raw).status == 200


@pytest.mark.parametrize(
    "name", ["suche", "aufruf", "thema", "ortsteil", "status", "gefuehl", "sortierung", "ab", "ansicht"]
)
def test_a_null_character_in_an_address_means_nothing(anna: Writer, name: str) -> None:
    area = "west=11.9&south=53.9&east=12.4&north=54.4&zoom=9"
    for path in (f"/ideen/?{name}=%00", f"/orte/?{name}=a%00b", f"/karte/daten/?art=idea&{area}&{name}=%00"):
        assert anna.get(path).status == 200
    for asked in ("q", "call", "theme", "district", "office", "category", "cursor"):
        assert anna.get(f"/api/v1/contributions?{asked}=%00").status == 422


def test_scripts_and_links_are_only_letters_everywhere(anna: Writer) -> None:
    anna.say("text", title=f"Titel {SCRIPT}", text=SCRIPT)
    anna.say("ort", place=SCRIPT[:60])
    checked = anna.say("kontakt", **{**CONTACT, "author_name": "<b>Anna</b>"})
    assert "<script>alert" not in checked.html
    assert "<img src=x" not in checked.html
    assert "<b>Anna" not in checked.html
    anna.say("pruefen")
    anna.confirm()
    shown = Visitor().get(f"/ideen/{the_contribution().number}/")
    assert "<script>alert" not in shown.html
    assert 'href="javascript:' not in shown.html


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title": ""}, "title", "Bitte geben Sie einen Titel an."),
        ({"title": "  \u200b \x00"}, "title", "Bitte geben Sie einen Titel an."),
        ({"title": "!!! 123"}, "title", "Bitte schreiben Sie Wörter, nicht nur Zeichen."),
        ({"title": "x" * 121}, "title", "Der Text ist zu lang: höchstens 120 Zeichen, es sind 121."),
        ({"text": ""}, "text", "Bitte beschreiben Sie Ihre Idee in ein paar Worten."),
        ({"text": "x" * 5001}, "text", "Der Text ist zu lang: höchstens 5000 Zeichen, es sind 5001."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    anna: Writer, fields: dict[str, str], field: str, sentence: str
) -> None:
    page = anna.say("text", **{"title": "Ein neuer Titel", "text": "Ein neuer Text", **fields})
    assert (page.status, page.title.startswith("Fehler: ")) == (422, True)
    assert page.words.count(sentence) == 2
    assert f'href="#{field}"' in page.html
    kept = {"title": "Ein neuer Titel", "text": "Ein neuer Text"}
    kept.pop(field)
    assert all(text in page.html for text in kept.values())
    assert fields[field].strip("\u200b \x00")[:50] in page.html


def test_everything_wrong_is_said_at_once(anna: Writer) -> None:
    page = anna.say("kontakt", author_name="x" * 61, email="anna")
    assert page.says("höchstens 60 Zeichen", "Bitte wählen Sie, ob wir Ihnen schreiben dürfen.", "name@beispiel.de")
    assert page.fields["email"] == "anna"


def test_too_many_or_unknown_themes_do_no_harm(db: None, time: Clock) -> None:
    themes = [make_theme() for _ in range(6)]
    anna = Writer()
    anna.say("text", **IDEA)
    page = anna.say("themen", themes=[str(theme) for theme in themes])
    assert (page.status, page.says("Bitte wählen Sie höchstens 4 Themen.")) == (422, True)
    anna.say("themen", themes=[str(themes[0]), "999999", "x", "-1", "²"])
    assert anna.draft.content["theme_ids"] == [themes[0]]


def test_an_unknown_feeling_is_refused(db: None, time: Clock) -> None:
    make_district()
    anna = Writer(Kind.PLACE)
    page = anna.say("art", category="<b>")
    assert (page.status, page.says("Bitte wählen Sie, was der Ort für Sie ist.")) == (422, True)
    assert Draft.objects.count() == 0


def test_emoji_and_other_scripts_arrive_as_they_were_written(anna: Writer) -> None:
    said = "Mehr 🌳 für الجميع und 👩‍👩‍👧 – „schön“"
    anna.say("text", title=said, text=said)
    assert (anna.draft.content["title"], anna.draft.content["text"]) == (said, said)


def test_a_machine_that_fills_in_everything_is_read_first(anna: Writer) -> None:
    anna.say("kontakt", **CONTACT)
    anna.say("pruefen", homepage="http://example.org")
    anna.confirm()
    assert the_contribution().publicity == Publicity.WAITING
    assert Contribution.objects.count() == 1
