"""The mails that tell what is new: short, in the reader's language, with a way out, each exactly once."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Status
from smilecity.deliver.notices import actions, queries, rules
from smilecity.deliver.notices.models import Notice, Reader, Subscription
from smilecity.deliver.notices.rules import Post, Rhythm, Target
from smilecity.doors.mail import jobs
from smilecity.doors.mail.models import Outbox
from smilecity.ground import clock
from smilecity.people.contacts import actions as contacts
from tests.factories import AT, make_staff
from tests.factories_contributions import make_contribution, make_office, make_theme
from tests.factories_notices import make_contact, make_follower
from tests.jobs import run_jobs
from tests.smtp import Inbox, Mail
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at the hour of the factories until a test moves it."""
    standing = Clock(AT)
    monkeypatch.setattr(clock, "now", standing.now)
    return standing


def _idea() -> Contribution:
    row = make_contribution(title="Mehr Bänke am Hafen")
    run_jobs()
    return row


def _follower(row: Contribution, address: str = "anna@example.org", language: str = "de") -> UUID:
    contact = make_contact(address, language=language)
    actions.subscribe(contact=contact, target=Target(contribution=row.pk), at=AT)
    return contact


def _reply(row: Contribution, text: str = "Wir stellen zehn Bänke auf.", office: int | None = None) -> None:
    staff = make_staff()
    if office:
        trunk.set_office(contribution=row.pk, office=office, due_on=date(2026, 4, 3), by=staff, at=clock.now())
    trunk.reply(contribution=row.pk, text=text, status=Status.ACCEPTED, by=staff, at=clock.now())
    run_jobs()


def _post(time: Clock, after: timedelta = rules.QUIET) -> None:
    """Let some time go by and have the mails sent that are ripe."""
    time.at += after
    jobs.send_single(0)
    jobs.send_digests(0)
    run_jobs(may_fail=True)


def _path(mail: Mail, header: str = "List-Unsubscribe") -> str:
    return str(mail.message[header]).strip(" <>").removeprefix("http://127.0.0.1:8000")


def test_a_reply_arrives_with_its_text_its_status_and_its_page(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    _follower(row)
    _reply(row, office=make_office(name={"de": "Tiefbauamt"}))
    _post(time)
    [mail] = smtp.messages
    assert mail.to == ("anna@example.org",)
    assert mail.subject == "Antwort zu „Mehr Bänke am Hafen“"
    assert "Zuständig ist jetzt: Tiefbauamt. Die Antwort ist bis zum 3. April 2026 zugesagt." in mail.text
    assert "Antwort von: Tiefbauamt. Stand: wird umgesetzt.\n  Wir stellen zehn Bänke auf." in mail.text
    assert f"http://127.0.0.1:8000/ideen/{row.number}/" in mail.text


def test_the_headers_offer_one_click_and_say_what_kind_of_mail_it_is(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    _follower(row)
    _reply(row)
    _post(time)
    headers = smtp.messages[0].message
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/abos/")
    assert headers["List-Id"] == "<notices.127.0.0.1>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Content-Type"] == 'text/plain; charset="utf-8"'


def test_one_click_ends_the_subscription_without_cookies_and_opening_the_link_does_not(
    smtp: Inbox, time: Clock
) -> None:
    row = _idea()
    contact = _follower(row)
    _reply(row)
    _post(time)
    path = _path(smtp.messages[0])
    assert path in smtp.messages[0].text
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert queries.follows(contact, row.pk)
    done = strict.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (done.status_code, dict(strict.cookies)) == (200, {})
    assert queries.follows(contact, row.pk) is None
    _reply(row, "Noch etwas")
    _post(time)
    assert len(smtp.messages) == 1


def test_several_changes_within_minutes_are_one_mail(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    _follower(row)
    for number in range(3):
        _reply(row, f"Teil {number}")
        _post(time, timedelta(minutes=1))
    assert smtp.messages == []
    _post(time)
    [mail] = smtp.messages
    assert all(f"Teil {number}" in mail.text for number in range(3))


def test_changes_that_never_cease_do_not_hold_a_mail_back_for_ever(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    _follower(row)
    for number in range(20):
        _reply(row, f"Teil {number}")
        _post(time, timedelta(minutes=1))
    assert len(smtp.messages) == 1


def test_nothing_is_sent_twice_however_often_the_job_runs(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    _follower(row)
    _reply(row)
    for _ in range(4):
        _post(time)
    assert len(smtp.messages) == 1


@pytest.mark.parametrize(("language", "prefix"), [("de", ""), ("en", "/en"), ("de-simple", "/de-simple")])
def test_links_lead_to_pages_in_the_readers_language(smtp: Inbox, time: Clock, language: str, prefix: str) -> None:
    row = _idea()
    _follower(row, language=language)
    _reply(row)
    _post(time)
    [mail] = smtp.messages
    assert f"http://127.0.0.1:8000{prefix}/ideen/{row.number}/" in mail.text
    assert _path(mail).startswith(f"{prefix}/abos/")
    assert Client().post(_path(mail)).status_code == 200


def test_while_the_mail_server_is_away_nothing_is_lost(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    for number in range(3):
        _follower(row, f"reader{number}@example.org")
    smtp.stop()
    _reply(row)
    _post(time)
    assert Outbox.objects.count() == 3
    smtp.start()
    run_jobs(due=False)
    assert sorted(mail.to[0] for mail in smtp.messages) == [f"reader{number}@example.org" for number in range(3)]


def test_one_address_that_is_refused_does_not_hold_up_the_others(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    for name in ("gone", "here"):
        _follower(row, f"{name}@example.org")
    smtp.refusals["gone@example.org"] = "550 no such user"
    _reply(row)
    _post(time)
    assert [mail.to for mail in smtp.messages] == [("here@example.org",)]


def test_after_three_refusals_for_good_in_a_row_nobody_writes_any_more(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    contact = _follower(row)
    smtp.refusals["anna@example.org"] = "550 no such user"
    for number in range(5):
        _reply(row, f"Teil {number}")
        _post(time)
    assert Reader.objects.get(pk=contact).failures == 3
    assert queries.undeliverable() == 1
    assert Notice.objects.filter(post=Post.SILENT).count() == 2
    smtp.refusals.clear()
    actions.try_again(contact=contact)
    _reply(row, "Danach")
    _post(time)
    assert len(smtp.messages) == 1


def test_a_mail_that_is_taken_ends_the_row_of_refusals(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    contact = _follower(row)
    for answer in ("550 no", "550 no", "", "550 no"):
        smtp.refusals["anna@example.org"] = answer or "250 OK"
        if not answer:
            smtp.refusals.clear()
        _reply(row)
        _post(time)
    assert Reader.objects.get(pk=contact).failures == 1


def test_a_full_postbox_is_no_refusal_for_good(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    contact = _follower(row)
    smtp.refusals["anna@example.org"] = "452 mailbox full"
    _reply(row)
    _post(time)
    assert Reader.objects.get(pk=contact).failures == 0
    assert Outbox.objects.count() == 1


def test_a_daily_digest_holds_everything_and_comes_at_seven_in_the_city(smtp: Inbox, time: Clock) -> None:
    row, other = _idea(), _idea()
    contact = make_follower(row, rhythm=Rhythm.DAILY)
    actions.subscribe(contact=contact, target=Target(contribution=other.pk), at=AT)
    _reply(row, "Erstens")
    _reply(other, "Zweitens")
    time.at = AT.replace(day=3, hour=5, minute=59)  # 6:59 in Rostock in winter
    _post(time, timedelta())
    assert smtp.messages == []
    _post(time, timedelta(minutes=1))
    [mail] = smtp.messages
    assert "Erstens" in mail.text
    assert "Zweitens" in mail.text
    assert "/alles/" in _path(mail)
    _post(time, timedelta(minutes=5))
    assert len(smtp.messages) == 1


def test_new_contributions_of_one_subscription_come_in_one_mail(smtp: Inbox, time: Clock) -> None:
    theme = make_theme(name={"de": "Verkehr"})
    make_follower(Target(theme=theme))
    for _ in range(3):
        make_contribution(theme_ids=[theme], at=time.at)
        run_jobs()
    _post(time)
    [mail] = smtp.messages
    assert mail.subject == "3 neue Beiträge zu Ihrem Abo"
    subscription = Subscription.objects.get()
    assert str(subscription.pk) in _path(mail)


def test_who_was_forgotten_gets_no_mail(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    contact = _follower(row)
    _reply(row)
    contacts.forget(contacts=[contact])
    _post(time)
    assert smtp.messages == []


def test_the_texts_of_others_cannot_forge_headers(smtp: Inbox, time: Clock) -> None:
    row = _idea()
    Contribution.objects.filter(pk=row.pk).update(title="Bänke\r\nBcc: all@example.org")
    _follower(row)
    _reply(row)
    _post(time)
    [mail] = smtp.messages
    assert mail.message["Bcc"] is None
