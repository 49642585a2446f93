"""The pages of one's own data: members sign in and prove it is them, guests get a link, only a POST erases."""

import json
import re

import jsonschema_rs
import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from smilecity.doors.web import own_data_screens
from smilecity.people.actions import make_account
from smilecity.people.models import User
from smilecity.people.owndata import actions, queries
from smilecity.people.owndata.models import OwnLink
from smilecity.people.rules import Role
from tests.factories import AT, make_resident, make_staff, make_survey
from tests.factories import send_off as send_answers
from tests.factories_pages import Town
from tests.factories_taking import contribute
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
MIA = "mia@example.org"
PASSWORD = "drei Möwen auf dem Kai"
OWN, ERASE, ASK = "/mein-bereich/daten/", "/mein-bereich/daten/loeschen/", "/meine-daten/"


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


def member(email: str = MIA) -> User:
    user = make_account(email=email, password=PASSWORD, at=AT)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def signed_in(user: User) -> Visitor:
    visitor = Visitor()
    visitor.client.force_login(user, backend="smilecity.doors.web.backends.SignInBackend")
    return visitor


def link_for(address: str) -> str:
    link = queries.link_to_send(actions.ask(address=address, language="de", at=AT))
    assert link
    return f"/meine-daten/link/{link.token}/"


# --- members ----------------------------------------------------------------------------------------------------------


def test_a_member_sees_what_is_held_and_what_is_not(town: Town) -> None:
    contribute(address=MIA, title="Eine Bank am Fluss")
    page = signed_in(member()).get(OWN)
    assert page.says(
        "Meine Daten", MIA, "Ihre Beiträge", "Eine Bank am Fluss", "eingegangen", "Dazu haben wir nichts von Ihnen"
    )
    assert "Rollen" not in page.words


def test_the_copy_fits_the_schema_that_is_published(town: Town) -> None:
    contribute(address=MIA)
    mia = signed_in(member())
    response = mia.client.get(f"{OWN}kopie.json")
    assert response["Content-Disposition"] == 'attachment; filename="meine-daten.json"'
    assert "no-store" in response["Cache-Control"]
    schema = json.loads(mia.get(f"{OWN}schema.json").html)
    jsonschema_rs.validate(schema, response.json(), validate_formats=True)
    assert response.json()["data"]["people"]["account"][0]["email"] == MIA


def test_somebody_who_is_not_signed_in_is_led_to_the_sign_in(town: Town) -> None:
    for path in (OWN, f"{OWN}kopie.json", ERASE, f"{OWN}name/"):
        assert Visitor().get(path).path.startswith("/konto/login/?next=")


def test_nothing_is_erased_before_the_password_was_given_again(town: Town) -> None:
    user = member()
    mia = signed_in(user)
    assert mia.post(ERASE).path.startswith("/konto/reauthenticate/?next=")
    assert User.objects.filter(pk=user.pk).exists()


def test_a_member_erases_everything_and_gets_a_last_mail(town: Town, smtp: Inbox) -> None:
    contribute(address=MIA)
    user = member()
    mia = signed_in(user)
    mia.get(ERASE)
    asked = mia.post(f"/konto/reauthenticate/?next={ERASE}", {"password": PASSWORD, "next": ERASE})
    assert asked.says("Möchten Sie Ihr Konto und Ihre Daten löschen?", "Sie können das nicht rückgängig machen.")
    assert User.objects.filter(pk=user.pk).exists()
    assert mia.post(ERASE).says("Ihre Daten sind gelöscht", "Was bleibt, und warum")
    assert not User.objects.filter(pk=user.pk).exists()
    run_jobs(may_fail=True)
    last = smtp.messages[-1]
    assert (last.to, last.subject) == ((MIA,), "Ihre Daten sind gelöscht")
    assert mia.get("/mein-bereich/").says("Mit einem Konto")


def test_who_works_at_the_town_hall_reads_why_not(town: Town) -> None:
    page = signed_in(make_staff(Role.EDITOR)).get(ERASE)
    assert (page.status, page.says("Dieses Konto können Sie gerade nicht löschen")) == (409, True)


def test_an_account_without_a_password_is_erased_by_a_link(town: Town, smtp: Inbox) -> None:
    user = make_resident(email=MIA)
    mia = signed_in(user)
    assert mia.get(ERASE).says("Wir schicken einen Link")
    assert mia.post(f"{ERASE}link/").says("Schauen Sie in Ihr Postfach")
    run_jobs(may_fail=True)
    mail = smtp.messages[-1]
    assert mail.subject == "Konto löschen: bitte bestätigen"
    path = re.search(r"/meine-daten/link/\S+", mail.text)
    assert path
    elsewhere = Visitor()
    assert elsewhere.get(path[0]).says("Möchten Sie Ihr Konto und Ihre Daten löschen?")
    assert User.objects.filter(pk=user.pk).exists()
    assert elsewhere.post(f"{path[0]}loeschen/").says("Ihre Daten sind gelöscht")
    assert not User.objects.filter(pk=user.pk).exists()


def test_a_member_changes_the_name(town: Town) -> None:
    user = member()
    mia = signed_in(user)
    assert mia.post(f"{OWN}name/", {"name": "x" * 121}).says("Bitte kürzen Sie den Namen auf höchstens 120 Zeichen.")
    mia.post(f"{OWN}name/", {"name": "  Mia   Muster\x00 "})
    user.refresh_from_db()
    assert user.name == "Mia Muster"


# --- guests -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", ["guest", "member", "nobody"])
def test_the_reply_is_the_same_whoever_asks(town: Town, smtp: Inbox, known: str) -> None:
    if known == "guest":
        contribute(address=MIA)
    if known == "member":
        member()
    run_jobs(may_fail=True)
    smtp.messages.clear()
    asked = Visitor().post(ASK, {"email": MIA})
    assert (asked.status, asked.path) == (200, "/meine-daten/unterwegs/")
    assert asked.says("Schauen Sie in Ihr Postfach", "Der Link darin gilt 24 Stunden.")
    run_jobs(may_fail=True)
    assert [(mail.to, mail.subject) for mail in smtp.messages] == [((MIA,), "Ihre Daten bei uns")]
    assert ("/meine-daten/link/" in smtp.messages[0].text) is (known != "member")


def test_what_is_no_address_is_said_and_kept(town: Town) -> None:
    page = Visitor().post(ASK, {"email": "mia"})
    assert (page.status, page.fields["email"]) == (422, "mia")
    assert page.title.startswith("Fehler:")


def test_a_guest_sees_takes_along_and_erases_by_the_link(town: Town, smtp: Inbox) -> None:
    contribute(address=MIA, title="Eine Bank am Fluss")
    send_answers(make_survey(open=True), MIA)
    path = link_for(MIA)
    guest = Visitor()
    assert guest.post(path).says("Eine Bank am Fluss", "Angefangene Antworten", "Teilnahmen")
    copy = guest.client.post(f"{path}kopie.json")
    assert copy.json()["data"]["contributions"]["contributions"][0]["title"] == "Eine Bank am Fluss"
    assert guest.get(f"{path}loeschen/").says("Möchten Sie Ihre Daten löschen?")
    assert queries.guest(MIA).contacts
    assert guest.post(f"{path}loeschen/").says("Ihre Daten sind gelöscht")
    assert not queries.guest(MIA).contacts
    assert guest.get(path).status == 410


def test_the_link_needs_no_session_and_no_token_of_a_form(town: Town) -> None:
    contribute(address=MIA)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{link_for(MIA)}loeschen/").status_code == 200


def test_an_unknown_address_reads_that_there_is_nothing(town: Town) -> None:
    assert Visitor().post(link_for(MIA)).says("Außer diesem Link haben wir zu dieser Adresse nichts gespeichert.")


def test_a_mailbox_alone_opens_no_account(town: Town) -> None:
    user = member()
    path = link_for(MIA)
    guest = Visitor()
    assert guest.get(path).says("Möchten Sie Ihre Daten sehen?")
    assert guest.post(path).says("Zu dieser Adresse gehört ein Konto")
    assert guest.post(f"{path}kopie.json").status == 410
    assert guest.post(f"{path}loeschen/").status == 410
    assert User.objects.filter(pk=user.pk).exists()


def test_an_account_that_nobody_confirmed_goes_with_the_address(town: Town) -> None:
    user = make_account(email=MIA, password=PASSWORD, at=AT)
    EmailAddress.objects.create(user=user, email=MIA, verified=False, primary=True)
    path = link_for(MIA)
    assert Visitor().post(path).says("Konto")
    Visitor().post(f"{path}loeschen/")
    assert not User.objects.filter(pk=user.pk).exists()


def test_a_link_that_has_run_out_says_so(town: Town, time: Clock) -> None:
    path = link_for(MIA)
    OwnLink.objects.update(expires_at=AT)
    page = Visitor().get(path)
    assert (page.status, page.says("Dieser Link gilt nicht mehr", "Neuen Link anfordern")) == (410, True)


def test_the_pages_of_a_link_are_kept_out_of_caches_and_search_engines(town: Town) -> None:
    response = Client().get(link_for(MIA))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"


def test_nobodys_postbox_is_flooded(town: Town) -> None:
    pages = [Visitor().post(ASK, {"email": MIA}) for _ in range(7)]
    assert [page.status for page in pages] == [200] * 5 + [429] * 2


def test_a_page_with_very_much_shows_the_first_and_the_file_holds_all(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_data_screens, "ROWS_MOST", 1)
    for title in ("Eine Bank", "Noch eine Bank"):
        contribute(address=MIA, title=title)
    path = link_for(MIA)
    page = Visitor().post(path)
    assert page.says("2 Einträge", "Eine Bank", "Alles Weitere steht in der Datei zum Herunterladen.")
    assert "Noch eine Bank" not in page.words
    assert len(Client().post(f"{path}kopie.json").json()["data"]["contributions"]["contributions"]) == 2
