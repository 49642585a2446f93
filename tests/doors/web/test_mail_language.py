"""The language of our mails is chosen on the page of one's subscriptions: by members, and by the link of a mail."""

import re
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.test import Client

from smilecity.collect.contributions import actions as contributions
from smilecity.deliver.notices import actions as notices
from smilecity.deliver.notices import rules
from smilecity.deliver.notices.models import Reader
from smilecity.doors.mail import jobs, news
from smilecity.ground import hashes
from smilecity.people.contacts import actions as contacts
from smilecity.people.contacts.models import Contact
from smilecity.people.contacts.queries import of_user, reach
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_contribution
from tests.factories_notices import make_follower
from tests.jobs import run_jobs
from tests.smtp import Inbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]


def _reader() -> tuple[str, UUID, UUID]:
    """Make a guest with a subscription; return their link, the contact, and what is subscribed to."""
    row = make_contribution(title="Mehr Bänke")
    contact = make_follower(row)
    token = hashes.derived_token(rules.TOKEN_PURPOSE, bytes(Reader.objects.get(pk=contact).salt))
    return f"/abos/{token}/", contact, row.pk


def _page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def _language_of(contact: UUID) -> str:
    return reach([contact])[contact].language


def _ticked(client: Client, path: str) -> list[str]:
    return re.findall(r'name="language" value="([\w-]+)"[^>]* checked', _page(client, path))


def test_a_member_chooses_the_language_of_the_mails_also_before_subscribing_to_anything() -> None:
    member, browser = make_resident(), Client()
    browser.force_login(member)
    assert _ticked(browser, "/abos/") == ["de"]
    assert not Contact.objects.exists()  # looking makes nobody known
    saved = browser.post("/abos/sprache/", {"language": "en"}, follow=True)
    assert "Gespeichert." in saved.content.decode()
    contact = of_user(member.pk)
    assert contact
    assert (_language_of(contact), _ticked(browser, "/abos/")) == ("en", ["en"])
    browser.post("/abos/sprache/", {"language": "de-simple"})
    assert _language_of(contact) == "de-simple"


def test_a_guest_chooses_it_by_the_link_of_a_mail_on_any_device() -> None:
    path, contact, _row = _reader()
    strict = Client(enforce_csrf_checks=True)
    assert _ticked(strict, path) == ["de"]
    assert strict.get(f"{path}sprache/").status_code == 405
    assert strict.post(f"{path}sprache/", {"language": "en"})["Location"] == f"{path}?gespeichert"
    assert _language_of(contact) == "en"


def test_the_next_mail_is_in_that_language(smtp: Inbox) -> None:
    path, _contact, row = _reader()
    Client().post(f"{path}sprache/", {"language": "en"})
    contributions.reply(contribution=row, text="Ja!", status=None, by=make_staff(), at=AT)
    run_jobs()
    jobs._send(partial(news.keep_single, at=AT + timedelta(hours=1)))
    run_jobs()
    (mail,) = smtp.messages
    assert "All your subscriptions, and how often we write:" in mail.text


@pytest.mark.parametrize("language", ["", "fr", "DE", "de-simple\x00"])
def test_a_language_we_do_not_write_changes_nothing(language: str) -> None:
    path, contact, _row = _reader()
    assert Client().post(f"{path}sprache/", {"language": language}).status_code == 302
    assert _language_of(contact) == "de"


def test_a_guest_to_whom_we_write_no_more_is_offered_no_language() -> None:
    path, contact, _row = _reader()
    notices.end_everything(contact=contact, at=AT)
    assert "In welcher Sprache" not in _page(Client(), path)


def test_who_has_no_address_here_any_more_is_offered_no_language() -> None:
    path, contact, _row = _reader()
    contacts.forget(contacts=[contact])
    assert "In welcher Sprache" not in _page(Client(), path)


def test_without_link_and_account_nobody_sets_a_language() -> None:
    assert Client().post("/abos/sprache/", {"language": "en"}).status_code == 302
    assert not Contact.objects.exists()
    assert Client().post(f"/abos/{'x' * 43}/sprache/", {"language": "en"}).status_code == 404


def test_the_languages_of_the_page_itself_stay_at_its_head() -> None:
    browser = Client()
    browser.force_login(make_resident())
    assert re.search(r'hreflang="en" [^>]*>\s*English', _page(browser, "/abos/"))
