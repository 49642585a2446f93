"""Texts changed with a reason, passages blackened, boxes on photos; complaints and figures at the desk."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image
from pytest_django import Settings

from smilecity.collect.contributions.actions.files import save_picture
from smilecity.collect.contributions.models import Contribution, Photo, Revision, Step
from smilecity.collect.contributions.rules import Verb
from smilecity.ground import pictures
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.models import Appeal, Decision, Flag
from smilecity.understand.moderation.rules import UNDO_WITHIN, Outcome
from tests.factories import AT, make_staff
from tests.factories_contributions import make_contribution
from tests.factories_moderation import hidden, make_comment, make_flag, make_waiting
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.pictures import photo

pytestmark = pytest.mark.django_db

WHY = {"anlass": "personal_data", "worte": "Da stand eine Telefonnummer."}


@pytest.fixture
def moderator() -> Colleague:
    return Colleague(Role.MODERATOR)


@pytest.fixture
def row() -> Contribution:
    return make_contribution(title="Rufen Sie mich an", text="Meine Nummer: 0381 12345")


@pytest.fixture
def picture(row: Contribution, settings: Settings, tmp_path: Path) -> Photo:
    settings.MEDIA_ROOT = tmp_path
    large, small = save_picture(pictures.read(io.BytesIO(photo())))
    return Photo.objects.create(contribution=row, position=1, large=large, small=small, width=320, height=200)


def path(row: Contribution) -> str:
    return f"moderation/{row.pk}/bearbeiten/"


def edited(row: Contribution, **fields: object) -> dict[str, object]:
    said = {"titel": row.title, "text": "Meine Nummer: ████ █████", "stand": "shown", "fassung": row.revision}
    return said | WHY | fields


def test_a_text_is_changed_visibly_and_with_a_reason(moderator: Colleague, row: Contribution) -> None:
    moderator.opens(path(row)).says("Meine Nummer: 0381 12345", "Warum?")
    moderator.sends(path(row), **edited(row)).says("Die Änderung ist gespeichert.", "████", "So war der Text vorher")
    row.refresh_from_db()
    assert row.text == "Meine Nummer: ████ █████"
    assert Step.objects.get(contribution=row, verb=Verb.EDITED).text == WHY["worte"]
    assert Decision.objects.get().outcome == Outcome.EDITED
    assert Revision.objects.get().erase_at is None


def test_of_what_was_redacted_the_old_text_is_erased_on_schedule(moderator: Colleague, row: Contribution) -> None:
    moderator.sends(path(row), **edited(row, schwaerzen="1"))
    assert Revision.objects.get().erase_at == AT + timedelta(days=14)


def test_two_at_once_are_shown_both_texts_and_nothing_is_lost(moderator: Colleague, row: Contribution) -> None:
    mine = edited(row, text="Meine Fassung", stelle="die Nummer")
    Colleague(Role.MODERATOR).sends(path(row), **edited(row, text="Die andere Fassung"))
    page = moderator.sends(path(row), **mine)
    page.says("inzwischen geändert", "So lautet der Text jetzt", "Die andere Fassung", "Meine Fassung", "die Nummer")
    assert page.fields["fassung"] == "2"
    moderator.sends(path(row), **mine | {"fassung": "2"}).says("Die Änderung ist gespeichert.")
    row.refresh_from_db()
    assert row.text == "Meine Fassung"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"worte": ""}, "Bitte wählen Sie eine Vorlage"),
        ({"anlass": ""}, "Bitte wählen Sie den Grund aus."),
        ({"titel": ""}, "Bitte geben Sie einen Titel an."),
        ({"text": "x" * 5_001}, "zu lang"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    moderator: Colleague, row: Contribution, fields: dict[str, object], sentence: str
) -> None:
    page = moderator.sends(path(row), **edited(row, stelle="die Nummer", **fields))
    page.says(sentence, "die Nummer")
    row.refresh_from_db()
    assert row.revision == 1


def test_a_report_stays_open_until_somebody_decides_on_it(moderator: Colleague, row: Contribution) -> None:
    make_flag(row.pk)
    moderator.sends(path(row), **edited(row))
    assert Flag.objects.get().decision is None


def test_a_comment_is_changed_too(moderator: Colleague, row: Contribution) -> None:
    comment = make_comment(row, "0381 12345")
    fields = {"text": "████ █████", "stand": "shown", "fassung": "1"} | WHY
    moderator.sends(f"moderation/{comment.pk}/bearbeiten/", **fields).says("Die Änderung ist gespeichert.")
    comment.refresh_from_db()
    assert comment.text == "████ █████"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ANALYST])
def test_others_change_nothing(role: Role, row: Contribution, picture: Photo) -> None:
    who = Colleague(role)
    who.sends(path(row), **edited(row)).says("Berechtigung")
    who.sends(f"moderation/fotos/{picture.pk}/", ausblenden="1", **WHY).says("Berechtigung")
    row.refresh_from_db()
    picture.refresh_from_db()
    assert (row.revision, picture.hidden) == (1, False)


BOX = {"links": ["10", ""], "oben": ["20", ""], "breite": ["25,5", ""], "hoehe": ["30", ""]}


class TestPhotos:
    def test_boxes_given_as_numbers_are_painted(self, moderator: Colleague, picture: Photo) -> None:
        moderator.opens(f"moderation/fotos/{picture.pk}/").says("Flächen in Prozent des Fotos")
        before = picture.large
        moderator.sends(f"moderation/fotos/{picture.pk}/", **BOX, **WHY).says("Die Flächen sind verdeckt.")
        picture.refresh_from_db()
        assert (picture.original, picture.large != before) == (before, True)
        assert Decision.objects.get().outcome == Outcome.EDITED

    def test_every_box_of_a_crowd_is_painted(self, moderator: Colleague, picture: Photo) -> None:
        crowd = {
            "links": [str(2 * n) for n in range(50)],
            "oben": ["0"] * 50,
            "breite": ["2"] * 50,
            "hoehe": ["20"] * 50,
        }
        moderator.sends(f"moderation/fotos/{picture.pk}/", **crowd, **WHY).says("Die Flächen sind verdeckt.")
        picture.refresh_from_db()
        with Image.open(default_storage.path(picture.large)) as shown:
            last = shown.convert("RGB").getpixel((round(shown.width * 0.99), round(shown.height * 0.1)))
        assert isinstance(last, tuple)
        assert max(last) < 60

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"links": "x", "oben": "1", "breite": "1", "hoehe": "1"}, "liegt nicht auf dem Foto"),
            ({"links": "nan", "oben": "1", "breite": "1", "hoehe": "1"}, "liegt nicht auf dem Foto"),
            ({"links": "100", "oben": "1", "breite": "1", "hoehe": "1"}, "liegt nicht auf dem Foto"),
            ({}, "mindestens eine Fläche"),
            ({side: ["1"] * 51 for side in BOX}, "höchstens 50 Flächen"),
        ],
    )
    def test_what_is_no_box_is_said(
        self, moderator: Colleague, picture: Photo, fields: dict[str, object], sentence: str
    ) -> None:
        moderator.sends(f"moderation/fotos/{picture.pk}/", **fields, **WHY).says(sentence)
        picture.refresh_from_db()
        assert picture.original == ""

    def test_a_photo_is_hidden_as_a_whole(self, moderator: Colleague, picture: Photo) -> None:
        moderator.sends(f"moderation/fotos/{picture.pk}/", ausblenden="1", **WHY).says("nicht mehr zu sehen")
        picture.refresh_from_db()
        assert picture.hidden

    def test_staff_see_photos_that_are_not_public(self, moderator: Colleague, picture: Photo) -> None:
        hidden(picture.contribution_id)  # type: ignore[arg-type] # it has one
        answer = moderator.client.get(f"/desk/moderation/fotos/{picture.pk}.webp")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert "no-store" in answer["Cache-Control"]
        assert Colleague(Role.ANALYST).client.get(f"/desk/moderation/fotos/{picture.pk}.webp").status_code == 302


class TestComplaints:
    @pytest.fixture
    def complaint(self, moderator: Colleague, time: Clock) -> Appeal:
        decision = hidden(make_waiting(title="Ein Zitat").pk, by=moderator.user)
        time.at = AT + UNDO_WITHIN
        actions.settle_due(at=time.at)
        key = actions.appeal(decision=decision, text="Das war nur ein Zitat.", at=time.at)
        return Appeal.objects.get(pk=key)

    def test_who_decided_first_is_told_to_pass_it_on(self, moderator: Colleague, complaint: Appeal) -> None:
        path = f"moderation/beschwerden/{complaint.pk}/"
        page = moderator.opens(path)
        page.says("Diese Entscheidung haben Sie selbst getroffen.")
        moderator.sends(path, urteil="berechtigt", antwort="Stimmt.").says("entscheidet jemand anderes")
        complaint.refresh_from_db()
        assert complaint.decided_at is None

    def test_somebody_else_answers(self, complaint: Appeal) -> None:
        other = Colleague(Role.MODERATOR)
        other.opens("moderation/").says("Beschwerden 1")
        other.opens("moderation/beschwerden/").says("Ein Zitat", "Das war nur ein Zitat.")
        path = f"moderation/beschwerden/{complaint.pk}/"
        other.opens(path).says("Der Text beleidigt eine Person.", "Die Beschwerde ist berechtigt: wieder zeigen")
        other.sends(path, urteil="berechtigt", antwort="").says("Bitte schreiben Sie eine Antwort.")
        other.sends(path, urteil="berechtigt", antwort="Sie haben recht.").says("beantwortet", "war berechtigt")
        complaint.refresh_from_db()
        assert complaint.upheld

    def test_a_complaint_that_is_not_there(self, moderator: Colleague, complaint: Appeal) -> None:
        gone = "00000000-0000-4000-8000-000000000000"
        assert moderator.opens(f"moderation/beschwerden/{gone}/").status == 404


class TestTheReport:
    def test_says_the_figures_and_gives_them_as_a_file(self, moderator: Colleague, row: Contribution) -> None:
        make_flag(row.pk)
        hidden(row.pk, by=make_staff(Role.MODERATOR))
        moderator.opens("moderation/bericht/?jahr=2026").says(
            "Meldungen 1", "Beleidigt oder bedroht jemanden", "1 Stunde"
        )
        answer = moderator.client.get("/desk/moderation/bericht.csv?jahr=2026")
        rows = dict(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows["Meldungen"] == "1"
        assert rows["Angabe"] == "2026"
        assert answer["Content-Disposition"] == 'attachment; filename="moderation-2026.csv"'

    @pytest.mark.parametrize("query", ["", "?jahr=x", "?jahr=9999", "?jahr=1"])
    def test_a_year_that_makes_no_sense_is_one_that_does(self, moderator: Colleague, query: str) -> None:
        assert moderator.opens(f"moderation/bericht/{query}").status == 200
