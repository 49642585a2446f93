"""Law and privacy at the desk: who may, what is missing, notices per process, the record, barriers."""

import csv
import io
import json

import pytest
from django.test import Client

from smilecity.city.models import City
from smilecity.city.rules import LEGAL_FIELDS
from smilecity.ground.models import AuditEntry
from smilecity.people.barriers import actions as barriers
from smilecity.people.barriers.models import Barrier
from smilecity.people.barriers.rules import NAMES_KEPT, may_care
from smilecity.people.privacy import queries
from smilecity.people.privacy.rules import Point, Sort, may_change, subject_of
from smilecity.people.rules import DESK_ROLES, Role
from tests.factories import AT, make_staff, make_survey
from tests.support.colleague import Colleague

pytestmark = pytest.mark.django_db
PAGES = ("recht/", "recht/angaben/", "recht/barrieren/", "recht/hinweise/", "recht/verarbeitungen/")


def desk(*roles: Role) -> Client:
    return Colleague(*roles).client


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
@pytest.mark.parametrize("path", PAGES)
def test_editors_and_administrators_open_these_pages_and_nobody_else(role: Role, path: str) -> None:
    answer = desk(role).get(f"/desk/{path}")
    allowed = role in {Role.EDITOR, Role.ADMINISTRATOR}
    assert (answer.status_code == 200) is allowed
    assert may_change([role]) is may_care([role]) is allowed


def test_what_is_missing_is_a_task_until_it_is_there() -> None:
    City.objects.update_or_create(id=1, defaults={"name": "Musterstadt", "phone": "0123 4567"})
    editor = desk(Role.EDITOR)
    assert "11 Angaben fehlen" in editor.get("/desk/").content.decode()
    sent = dict.fromkeys(LEGAL_FIELDS, "Steht jetzt da.") | {"accessibility_stated_on": "22.11.2026"}
    editor.post("/desk/recht/angaben/", sent)
    city = City.objects.get()
    assert (city.phone, city.legal_form, city.accessibility_stated_on) == ("0123 4567", "Steht jetzt da.", "2026-11-22")
    assert "Angaben fehlen" not in editor.get("/desk/").content.decode()
    assert AuditEntry.objects.filter(verb="city.set_legal").exists()


def test_a_wrong_day_is_said_and_nothing_is_lost() -> None:
    City.objects.update_or_create(id=1, defaults={"name": "Musterstadt"})
    sent = {"legal_form": "Körperschaft", "accessibility_stated_on": "gestern"}
    page = desk(Role.EDITOR).post("/desk/recht/angaben/", sent).content.decode()
    assert "Bitte geben Sie einen Tag ein" in page
    assert "Körperschaft" in page
    assert City.objects.get().legal_form == ""


def test_a_notice_is_worded_for_one_process() -> None:
    survey = make_survey()
    editor, subject = desk(Role.EDITOR), subject_of(Sort.SURVEY, survey.id)
    path = f"/desk/recht/hinweise/survey/{survey.id}/"
    assert "Was leer ist, sagt das Programm:" in editor.get(path).content.decode()
    editor.post(path, {"purpose_de": "Für den Hafen.", "minimum_age": "14", "consent_de": "Ja."})
    notice = queries.notice(subject)
    assert (notice.points, notice.minimum_age, notice.consent) == (
        {Point.PURPOSE: {"de": "Für den Hafen."}},
        14,
        {"de": "Ja."},
    )
    assert "ab 14 Jahren · mit Einwilligung" in editor.get("/desk/recht/hinweise/").content.decode()
    assert "Für den Hafen." in editor.get("/desk/recht/verarbeitungen/").content.decode()


def test_a_wrong_age_is_refused() -> None:
    page = desk(Role.EDITOR).post("/desk/recht/hinweise/subscription/", {"minimum_age": "99"})
    assert "Bitte geben Sie ein Alter von 0 bis 18 an." in page.content.decode()
    assert queries.notice("subscription").minimum_age == 0


@pytest.mark.parametrize(
    ("sort", "age", "consent"), [("survey", True, True), ("subscription", True, False), ("event", True, False)]
)
def test_only_what_a_process_really_asks_can_be_set(sort: str, age: bool, consent: bool) -> None:
    key = f"{make_survey().id}/" if sort == "survey" else ""
    page = desk(Role.EDITOR).get(f"/desk/recht/hinweise/{sort}/{key}").content.decode()
    assert ('name="minimum_age"' in page, 'name="consent_de"' in page) == (age, consent)


def test_a_process_that_is_not_there_has_no_notice() -> None:
    editor = desk(Role.EDITOR)
    for path in ("nichts/", "survey/", "survey/00000000-0000-0000-0000-000000000000/"):
        assert editor.get(f"/desk/recht/hinweise/{path}").status_code == 404


def test_the_record_is_handed_out_in_every_form() -> None:
    make_survey()
    editor = desk(Role.EDITOR)
    as_json = json.loads(editor.get("/desk/recht/verarbeitungen.json").content)["activities"]
    written = editor.get("/desk/recht/verarbeitungen.csv").content.decode("utf-8-sig")
    as_csv = list(csv.reader(io.StringIO(written, newline=""), delimiter=";"))
    as_xlsx = editor.get("/desk/recht/verarbeitungen.xlsx")
    assert as_json[0]["name"] == "Umfrage: Gut leben hier"
    assert [row[0] for row in as_csv] == ["Verarbeitungstätigkeit", *(line["name"] for line in as_json)]
    assert as_xlsx.content[:2] == b"PK"
    assert editor.get("/desk/recht/verarbeitungen.pdf").status_code == 404


def test_a_barrier_is_read_and_settled_once() -> None:
    told = barriers.report(
        page="/ideen/", text="Zu klein.", name="Mia", address="", phone="0381 1", language="de", at=AT
    )
    editor = desk(Role.EDITOR)
    assert "1 Meldung wartet" in editor.get("/desk/").content.decode()
    page = editor.get("/desk/recht/barrieren/").content.decode()
    assert all(words in page for words in ("Zu klein.", "/ideen/", "Mia · 0381 1"))
    for _ in range(2):
        editor.post(f"/desk/recht/barrieren/{told}/")
    assert AuditEntry.objects.filter(verb="barriers.settle").count() == 1
    assert "erledigt am" in editor.get("/desk/recht/barrieren/").content.decode()


def test_names_go_half_a_year_after_a_barrier_was_settled() -> None:
    told = barriers.report(page="", text="Zu klein.", name="Mia", address="", phone="0381", language="de", at=AT)
    assert barriers.forget_names(at=AT + NAMES_KEPT * 4) == 0
    barriers.settle(barrier=told, by=make_staff(), at=AT)
    assert barriers.forget_names(at=AT + NAMES_KEPT / 2) == 0
    assert barriers.forget_names(at=AT + NAMES_KEPT) == 1
    row = Barrier.objects.get()
    assert (row.name, row.phone, row.text) == ("", "", "Zu klein.")
