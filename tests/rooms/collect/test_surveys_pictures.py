"""The picture above a question: small whatever was sent, never without words, copied and erased with its question."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.test import override_settings
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from smilecity.collect.surveys import actions, queries, reading
from smilecity.collect.surveys.rules import NO_PICTURE_WORDS, Picture, questionnaire
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role
from tests.factories import AT, ONE, SCALE, Made, make_staff, make_survey, opened
from tests.support.pictures import photo, saved

pytestmark = pytest.mark.django_db
ALT = {"de": "Ein Platz mit drei Linden", "en": "A square with three lime trees"}


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


@pytest.fixture
def survey() -> Made:
    return make_survey(questions=[ONE, SCALE])


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.webp"))


def set_picture(survey: Made, content: bytes | None = None, **said: str) -> None:
    actions.set_picture(
        question=survey.questions[0],
        content=photo() if content is None else content,
        alt={"de": said.get("de", ALT["de"]), "en": said.get("en", ALT["en"])},
        by=survey.staff,
        at=AT,
        seen=said.get("seen", ""),
    )


def shown(question: UUID) -> Picture:
    found = queries.question_by_id(question)
    assert found
    assert found[1].picture
    return found[1].picture


def test_whatever_is_sent_becomes_two_small_files_without_place_and_time(survey: Made, media: Path) -> None:
    noise = Image.effect_noise((3000, 2000), 200).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = "Standort"
    set_picture(survey, saved(noise, "JPEG", quality=70, exif=exif))
    large, small = files(media)
    assert (large.name[-10:], small.name[-10:]) == ("large.webp", "small.webp")
    assert small.stat().st_size <= 9_000
    assert large.stat().st_size <= 60_000
    with Image.open(small) as image:
        picture = shown(survey.questions[0])
        assert image.size == (picture.width, picture.height)
        assert max(image.size) <= 400
        assert not image.getexif()


@pytest.mark.parametrize("content", [b"kein Bild", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused_and_leaves_nothing(survey: Made, media: Path, content: bytes) -> None:
    with pytest.raises(Refused):
        set_picture(survey, content)
    assert files(media) == []


def test_there_is_no_picture_without_words_and_no_words_without_picture(survey: Made, media: Path) -> None:
    with pytest.raises(Refused, match="Bitte beschreiben Sie das Bild"):
        set_picture(survey, de=" ")
    with pytest.raises(Refused, match="Bitte wählen Sie ein Bild aus"):
        set_picture(survey, b"")
    assert files(media) == []


def test_a_survey_does_not_open_while_a_picture_is_silent_in_a_language_it_is_asked_in(survey: Made) -> None:
    set_picture(survey, en="")  # ONE is asked in English, too
    with pytest.raises(Refused) as refused:
        opened(survey)
    assert refused.value.sentence == NO_PICTURE_WORDS
    assert refused.value.values["languages"] == "en"
    set_picture(survey, b"")
    assert opened(survey).process


def test_a_picture_that_is_replaced_is_erased_and_words_alone_can_change(
    survey: Made, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_picture(survey)
    first, before = shown(survey.questions[0]), files(media)
    with django_capture_on_commit_callbacks(execute=True):
        set_picture(survey, b"", de="Ein Platz")
    assert shown(survey.questions[0]) == replace(first, alt={"de": "Ein Platz", "en": ALT["en"]})
    assert files(media) == before
    with django_capture_on_commit_callbacks(execute=True):
        set_picture(survey, photo("PNG"))
    assert shown(survey.questions[0]).id != first.id
    assert len(files(media)) == 2
    assert not set(files(media)) & set(before)


@pytest.mark.parametrize("act", ["remove_picture", "remove_question"])
def test_its_files_go_with_it(
    survey: Made, media: Path, act: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    set_picture(survey)
    assert len(files(media)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        getattr(actions, act)(question=survey.questions[0], by=survey.staff, at=AT)
    assert files(media) == []


def test_two_who_change_it_at_once_are_both_told(survey: Made) -> None:
    set_picture(survey)
    with pytest.raises(Refused, match="Das wurde inzwischen geändert"):
        set_picture(survey, b"", de="Anders", seen="was vorher dort stand")
    assert shown(survey.questions[0]).alt == ALT


@pytest.mark.parametrize("role", Role)
def test_who_may_and_when(survey: Made, media: Path, role: Role) -> None:
    by = make_staff(role)
    asked = survey.questions[0]
    if role in {Role.EDITOR, Role.ADMINISTRATOR}:
        actions.set_picture(question=asked, content=photo(), alt=ALT, by=by, at=AT)
        actions.remove_picture(question=asked, by=by, at=AT)
        verbs = set(AuditEntry.objects.filter(actor=by.pk).values_list("verb", flat=True))
        assert {"surveys.set_picture", "surveys.remove_picture"} <= verbs
        opened(survey)
    with pytest.raises(Refused):
        actions.set_picture(question=asked, content=photo(), alt=ALT, by=by, at=AT)
    with pytest.raises(Refused):
        actions.remove_picture(question=asked, by=by, at=AT)


def test_a_questionnaire_takes_its_pictures_along(survey: Made, media: Path) -> None:
    set_picture(survey)
    row = queries.by_id(survey.id)
    assert row
    written = json.dumps(questionnaire.written(queries.questionnaire_of(row))).encode()
    other = make_survey(questions=[])
    actions.adopt(survey=other.id, asked=reading.read(written).questionnaire, by=other.staff, at=AT)
    first, second = queries.questions_of(other.id)
    assert first.picture
    assert (first.picture.alt, second.picture) == (ALT, None)
    assert first.picture.id != shown(survey.questions[0]).id
    assert len(files(media)) == 4


@pytest.mark.parametrize(
    ("picture", "place"),
    [
        ("nackt", "questions/1/picture"),
        ({"content": 7}, "questions/1/picture"),
        ({"content": "kein base64!"}, "questions/1/picture/content"),
        ({"content": "aGFsbG8=", "alt": {"fr": "Un arbre"}}, "questions/1/picture/alt"),
    ],
)
def test_a_picture_in_a_document_that_is_none_is_refused_with_its_place(picture: object, place: str) -> None:
    document = {"format": questionnaire.FORMAT, "version": 1, "questions": [{"kind": "long", "picture": picture}]}
    with pytest.raises(Refused) as refused:
        questionnaire.read(document)
    assert refused.value.values["place"] == place


def test_a_document_with_a_file_that_is_no_picture_adopts_nothing(survey: Made, media: Path) -> None:
    drawn = {"content": "aGFsbG8=", "alt": {"de": "Hallo"}}
    document = {"format": questionnaire.FORMAT, "version": 1, "questions": [{"kind": "long", "picture": drawn}]}
    with pytest.raises(Refused):
        actions.adopt(survey=survey.id, asked=questionnaire.read(document), by=survey.staff, at=AT)
    assert len(queries.questions_of(survey.id)) == 2
    assert files(media) == []
