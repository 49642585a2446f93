"""Registering by the pages: guests by the link or code of a mail, members at once; each end has its page."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from smilecity.collect.calendar.models import Booking, Request
from tests.factories import AT, make_resident
from tests.factories_calendar import book, fresh, make_date
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor, code_in, link_in

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at the hour of the factories until a test moves it."""
    standing = Clock(AT)
    monkeypatch.setattr("smilecity.ground.clock.now", standing.now)
    return standing


def asked(visitor: Visitor, number: int, *, email: str = ANNA, seats: str = "2") -> Page:
    return visitor.post(f"/kalender/{number}/anmelden/", {"email": email, "seats": seats})


def own_link(smtp: Inbox) -> str:
    run_jobs()
    found = re.search(r"(/kalender/anmeldung/\S+/)", smtp.messages[-1].text)
    assert found, smtp.messages[-1].text
    return found[1]


def test_a_guest_registers_by_the_link_of_the_mail_on_any_device_and_only_a_post_counts(smtp: Inbox) -> None:
    date, phone = make_date(capacity=5), Visitor(enforce_csrf_checks=True)
    asked(Visitor(), date.pk).says("Schauen Sie in Ihr Postfach", ANNA)
    run_jobs()
    assert "sich gerade jemand anmelden: Werkstatt" in smtp.messages[0].text
    link = link_in(smtp.messages[0].text)
    phone.get(link).says("Möchten Sie dabei sein?", "Werkstatt", "2 Plätze")
    assert not Booking.objects.exists()
    phone.post(link).says("Sie sind angemeldet. Wir freuen uns auf Sie.", "In meinen Kalender eintragen")
    assert fresh(date).taken == 2
    phone.get(link).says("Diese Anmeldung ist schon bestätigt.")


def test_the_code_works_where_it_was_asked_for(smtp: Inbox) -> None:
    date, visitor = make_date(), Visitor()
    wait = asked(visitor, date.pk)
    run_jobs()
    visitor.post(wait.path, {"code": "AAAA-AAAA"}).says("Dieser Code passt nicht.")
    visitor.post(wait.path, {"code": code_in(smtp.messages[0].text)}).says("Sie sind angemeldet.")


def test_the_way_out_is_in_the_mail_and_only_a_post_takes_it(smtp: Inbox) -> None:
    date, visitor = make_date(capacity=2), Visitor()
    asked(visitor, date.pk)
    run_jobs()
    visitor.post(link_in(smtp.messages[0].text))
    mine = own_link(smtp)
    visitor.get(mine).says("Meine Anmeldung", "Sie sind angemeldet: 2 Plätze.")
    visitor.get(f"{mine}absagen/")
    assert Booking.objects.count() == 1
    visitor.post(f"{mine}plaetze/", {"seats": "1"}).says("Gespeichert.", "1 Platz")
    visitor.post(f"{mine}plaetze/", {"seats": "5"}).says("So viele Plätze sind nicht mehr frei.")
    visitor.post(f"{mine}absagen/").says("Sie sind abgemeldet.")
    assert not Booking.objects.exists()
    visitor.post(f"{mine}absagen/").says("Sie sind abgemeldet.")
    assert visitor.get(mine).status == 404
    visitor.get(mine).says("Diese Anmeldung gibt es nicht mehr.")


def test_who_comes_late_waits_and_sees_it(smtp: Inbox) -> None:
    date, visitor = make_date(capacity=1), Visitor()
    book(date)
    visitor.get(f"/kalender/{date.pk}/anmelden/").says("Alle Plätze sind vergeben.")
    asked(visitor, date.pk, seats="1")
    run_jobs()
    link = next(message.text for message in smtp.messages if ANNA in message.to)
    visitor.post(link_in(link)).says("Sie stehen auf der Warteliste.")
    visitor.get(own_link(smtp)).says("Sie stehen auf der Warteliste und sind als Nächstes an der Reihe.")


def test_a_member_registers_without_a_mail_to_confirm() -> None:
    date, visitor = make_date(), Visitor()
    visitor.client.force_login(make_resident(email=ANNA))
    visitor.get(f"/kalender/{date.pk}/anmelden/").says(ANNA)
    visitor.post(f"/kalender/{date.pk}/anmelden/", {"seats": "3"}).says("Meine Anmeldung", "3 Plätze")
    assert not Request.objects.exists()


def test_the_answer_is_the_same_whether_or_not_an_address_has_registered() -> None:
    date = make_date()
    pages = []
    for _round in range(2):
        visitor = Visitor()
        pages.append(re.sub(r"[0-9a-f-]{36}|csrf\S+|value=\"\S+\"", "", asked(visitor, date.pk).html))
        Request.objects.all().delete()
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "anna", "seats": "1"}, "Bitte geben Sie eine vollständige E-Mail-Adresse an"),
        ({"email": ANNA, "seats": "99"}, "Bitte wählen Sie 1 bis 6 Plätze."),
        ({"email": ANNA, "seats": ""}, "Bitte wählen Sie 1 bis 6 Plätze."),
        ({"email": "", "seats": "2"}, "Bitte geben Sie eine vollständige E-Mail-Adresse an"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(fields: dict[str, str], sentence: str) -> None:
    date = make_date()
    shown = Visitor().post(f"/kalender/{date.pk}/anmelden/", dict(fields))
    assert shown.status == 422
    shown.says(sentence)
    assert shown.title.startswith("Fehler:")
    assert f'value="{fields["email"]}"' in shown.html


def test_a_form_says_how_it_goes_without_an_e_mail_address() -> None:
    date = make_date()
    Visitor().get(f"/kalender/{date.pk}/anmelden/").says("Es geht auch ohne E-Mail.")


def test_another_address_may_be_given_and_the_first_link_dies(smtp: Inbox) -> None:
    date, visitor = make_date(), Visitor()
    wait = asked(visitor, date.pk)
    run_jobs()
    visitor.post(f"{wait.path}zurueck/").says("Ihre E-Mail-Adresse")
    assert Client().get(link_in(smtp.messages[0].text)).status_code == 404
    assert not Request.objects.exists()


def test_nobody_sees_where_others_wait() -> None:
    date = make_date()
    wait = asked(Visitor(), date.pk)
    assert Visitor().get(wait.path).status == 404


def test_a_link_that_came_too_late_says_so(smtp: Inbox, time: Clock) -> None:
    date = make_date()
    asked(Visitor(), date.pk)
    run_jobs()
    time.at += timedelta(hours=49)
    late = Visitor().get(link_in(smtp.messages[0].text))
    assert late.status == 410
    late.says("Dieser Link ist abgelaufen.")


def test_where_registration_is_over_the_form_leads_back() -> None:
    date = make_date(closes_hours=24 * 30)
    Visitor().get(f"/kalender/{date.pk}/anmelden/").says("Der Anmeldeschluss ist vorbei.", "Werkstatt")


def test_one_postbox_gets_only_so_many_mails() -> None:
    date, visitor = make_date(), Visitor()
    statuses = [asked(visitor, date.pk).status for _number in range(16)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
