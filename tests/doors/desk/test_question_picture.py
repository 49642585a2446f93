"""The picture above a question at the desk and on the page that asks it: put there, shown, kept from strangers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from smilecity.collect.surveys import queries
from smilecity.people.rules import Role
from tests.factories import ONE, SCALE, Made, make_survey, opened
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.pictures import photo
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


@pytest.fixture
def survey() -> Made:
    return make_survey(questions=[ONE, SCALE])


@pytest.fixture
def editor() -> Colleague:
    return Colleague(Role.EDITOR)


def at(survey: Made, step: str = "") -> str:
    return f"umfragen/{survey.id}/fragen/{survey.questions[0]}/bild/{step}"


def upload(content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("platz.jpg", content or photo(), "image/jpeg")


def put(survey: Made, editor: Colleague) -> None:
    page = editor.sends(at(survey), picture=upload(), alt_de="Drei Linden", alt_en="Three lime trees")
    assert page.says("Das Bild ist gespeichert.", "Bild: Drei Linden")


def sources(survey: Made) -> list[str]:
    picture = queries.questions_of(survey.id)[0].picture
    assert picture
    return [f"/umfragen/bilder/{picture.id}-{size}.webp" for size in ("small", "large")]


def test_a_picture_is_put_above_a_question_replaced_and_removed(survey: Made, editor: Colleague) -> None:
    assert editor.opens(at(survey)).says("Bild zur Frage", "Wie kommen Sie meist in die Stadt?")
    put(survey, editor)
    page = editor.opens(at(survey))
    assert sources(survey)[0] in page.html
    edition = page.fields["fassung"]
    page = editor.sends(at(survey), alt_de="Zwei Linden", alt_en="Two", fassung=edition)
    assert page.says("Bild: Zwei Linden")
    stale = editor.sends(at(survey), alt_de="Keine Linden", alt_en="No", fassung=edition)
    assert stale.says("Das wurde inzwischen geändert.")
    assert "Keine Linden" in stale.html
    assert editor.sends(at(survey, "loeschen/")).says("Das Bild ist gelöscht.")
    assert queries.questions_of(survey.id)[0].picture is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"alt_de": "Linden"}, "Bitte wählen Sie ein Bild aus."),
        ({"picture": b"kein Bild", "alt_de": "Linden"}, "Fehler: Bild zur Frage"),
        ({"picture": b"", "alt_de": ""}, "Bitte beschreiben Sie das Bild auf Deutsch."),
    ],
)
def test_what_is_wrong_is_said_and_words_stay(
    survey: Made, editor: Colleague, fields: dict[str, object], sentence: str
) -> None:
    content = fields.get("picture")
    sent = {**fields, "picture": upload(content)} if isinstance(content, bytes) else fields
    page = editor.sends(at(survey), **sent)
    assert sentence in page.words + page.title
    assert str(fields["alt_de"]) in page.html
    assert queries.questions_of(survey.id)[0].picture is None


def test_only_staff_see_the_picture_of_a_draft_and_everybody_that_of_an_open_survey(
    survey: Made, editor: Colleague, time: Clock
) -> None:
    put(survey, editor)
    stranger = Visitor(survey)
    for source in sources(survey):
        assert stranger.client.get(source).status_code == 404
        mine = editor.client.get(source)
        assert (mine.status_code, mine["Cache-Control"]) == (200, "private, no-store")
    assert sources(survey)[0] in editor.opens(f"umfragen/{survey.id}/vorschau/").html
    opened(survey)
    for source in sources(survey):
        given = stranger.client.get(source)
        assert (given.status_code, given["Content-Type"]) == (200, "image/webp")
        assert "public" in given["Cache-Control"]
    assert stranger.client.get(sources(survey)[0].replace("small", "huge")).status_code == 404
    stranger.begin()
    page = stranger.get(stranger.path("frage/1/"))
    assert 'alt="Drei Linden"' in page.html
    assert f'<img src="{sources(survey)[0]}"' in page.html
    english = Visitor(survey, language="en")
    english.begin()
    assert 'alt="Three lime trees"' in english.get(english.path("frage/1/")).html


def test_an_open_survey_keeps_its_pictures(survey: Made, editor: Colleague) -> None:
    put(survey, editor)
    opened(survey)
    for page in (editor.sends(at(survey), alt_de="Anders"), editor.sends(at(survey, "loeschen/"))):
        assert page.says("schon geöffnet")
    assert queries.questions_of(survey.id)[0].picture
