"""The secret links to one's own data: nobody learns who is known, links die in time and with use, only a POST acts."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from smilecity.collect.contributions.models import Contribution
from smilecity.people.actions import make_account
from smilecity.people.contacts.models import Contact
from smilecity.people.models import User
from smilecity.people.owndata import actions, queries
from smilecity.people.owndata.models import OwnLink
from smilecity.people.owndata.rules import LINK_LIVES
from tests.factories import AT, make_resident
from tests.factories_pages import Town
from tests.factories_taking import contribute
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.statements import statements
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
MIA, AGAIN, OTTO = "mia@example.org", "MIA@Example.org", "otto@example.org"
ASK, ERASE = "/meine-daten/", "/mein-bereich/daten/loeschen/"
PAGES = ("", "kopie.json", "loeschen/")


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


def member(email: str = MIA) -> User:
    user = make_account(email=email, password="drei Möwen auf dem Kai", at=AT)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def signed_in(user: User) -> Visitor:
    visitor = Visitor()
    visitor.client.force_login(user, backend="smilecity.doors.web.backends.SignInBackend")
    return visitor


def link_for(address: str, user: User | None = None) -> str:
    asked = actions.ask(address=address, language="de", at=AT, user=user.pk if user else None)
    link = queries.link_to_send(asked)
    assert link
    return f"/meine-daten/link/{link.token}/"


def answers(path: str) -> dict[str, int]:
    """Return how each page of a link answers, in the end."""
    return {page: Client().get(path + page, follow=True).status_code for page in PAGES}


# --- who is known -----------------------------------------------------------------------------------------------------


def test_asking_answers_alike_to_the_letter_and_costs_the_same_whoever_is_asked_for(town: Town) -> None:
    contribute(address=MIA)
    member(OTTO)
    Client().post(ASK, {"email": "warm@example.org"})
    seen = set()
    for address in (MIA, OTTO, "niemand@example.org"):
        with statements() as asked:
            response = Client().post(ASK, {"email": address})
        seen.add((response.status_code, response["Location"], response.content, len(asked)))
    assert len(seen) == 1


def test_a_link_that_was_made_up_and_one_that_ran_out_read_alike(town: Town) -> None:
    contribute(address=MIA)
    ran_out = link_for(MIA)
    OwnLink.objects.update(expires_at=AT)
    made_up = f"/meine-daten/link/{'x' * 43}/"
    assert answers(ran_out) == answers(made_up) == dict.fromkeys(PAGES, 410)
    assert Visitor().get(ran_out).words == Visitor().get(made_up).words


# --- how long it lives ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "status"), [(LINK_LIVES - timedelta(seconds=1), 200), (LINK_LIVES, 410)])
def test_all_its_pages_end_together_after_a_day(town: Town, time: Clock, after: timedelta, status: int) -> None:
    contribute(address=MIA)
    path = link_for(MIA)
    time.at = AT + after
    assert answers(path) == dict.fromkeys(PAGES, status)
    assert Client().post(f"{path}loeschen/").status_code == status
    assert Contact.objects.filter(address=MIA).exists() is (status == 410)


def test_erasing_kills_every_link_of_the_address_and_is_done_once(town: Town, smtp: Inbox) -> None:
    contribute(address=MIA)
    first, second, others = link_for(MIA), link_for(AGAIN), link_for(OTTO)
    assert [Client().post(f"{first}loeschen/").status_code for _ in range(2)] == [200, 410]
    assert answers(second) == dict.fromkeys(PAGES, 410)
    assert answers(others) == dict.fromkeys(PAGES, 200)
    smtp.messages.clear()
    run_jobs(may_fail=True)
    assert [mail.subject for mail in smtp.messages].count("Ihre Daten sind gelöscht") == 1


def test_a_link_that_erases_an_account_dies_when_its_address_changes(town: Town) -> None:
    user = make_resident(email=MIA)
    path = link_for(MIA, user)
    User.objects.filter(pk=user.pk).update(email=OTTO)
    assert Client().post(f"{path}loeschen/").status_code == 410
    assert User.objects.filter(pk=user.pk).exists()


# --- what it does -----------------------------------------------------------------------------------------------------


def test_whoever_only_opens_it_changes_nothing(town: Town) -> None:
    contribute(address=MIA)
    path = link_for(MIA)
    scanner = Client()
    for page in PAGES:
        scanner.get(path + page)
        scanner.head(path + page)
    assert Contribution.objects.filter(author__address=MIA).exists()


@pytest.mark.parametrize("page", PAGES)
def test_whoever_only_opens_it_reads_nothing_of_what_we_hold(town: Town, page: str) -> None:
    contribute(address=MIA, title="Eine Bank am Fluss")
    path = link_for(MIA)
    for scanner in (Client(), Client(headers={"user-agent": "Mail Security Scanner"})):
        for _ in range(2):
            answer = scanner.get(path + page, follow=True)
            assert answer.status_code == 200
            assert "Eine Bank am Fluss" not in answer.content.decode()
            assert not scanner.cookies.get("sessionid")
    asked = Visitor().get(path)
    assert asked.says("Möchten Sie Ihre Daten sehen?", "Meine Daten zeigen")
    assert MIA not in asked.html


def test_the_button_shows_it_without_a_cookie_and_asks_the_next_visitor_again(town: Town) -> None:
    contribute(address=MIA, title="Eine Bank am Fluss")
    path = link_for(MIA)
    strict = Client(enforce_csrf_checks=True)
    assert "Eine Bank am Fluss" in strict.post(path).content.decode()
    assert strict.post(f"{path}kopie.json").json()["address"] == MIA
    assert "Eine Bank am Fluss" not in strict.get(path).content.decode()


def test_where_there_is_a_password_a_mailbox_does_not_erase_the_account(town: Town, smtp: Inbox) -> None:
    mia = signed_in(member())
    assert mia.client.post(f"{ERASE}link/")["Location"] == ERASE
    run_jobs(may_fail=True)
    assert (OwnLink.objects.count(), smtp.messages) == (0, [])


def test_no_answer_of_a_link_is_kept_found_or_told_to_other_sites(town: Town) -> None:
    contribute(address=MIA)
    user = member(OTTO)
    guest, of_member, of_account = link_for(MIA), link_for(OTTO), link_for(OTTO, user)
    gone = f"/meine-daten/link/{'x' * 43}/"
    asked = [Client().get(path + page) for path in (guest, of_member, of_account, gone) for page in PAGES]
    sent = [Client().post(path + page) for path in (of_member, of_account, gone, guest) for page in PAGES]
    for response in [*asked, *sent]:
        assert "no-store" in response["Cache-Control"]
        assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert "Disallow: /meine-daten/link/" in Client().get("/robots.txt").content.decode()


def test_its_address_goes_along_in_no_link_to_another_page(town: Town) -> None:
    contribute(address=MIA)
    path = link_for(MIA)
    token = path.split("/")[-2]
    named = re.findall(rf'"([^"]*{token}[^"]*)"', Visitor().post(path).html)
    assert len(named) >= len(PAGES)
    assert {urlsplit(address).path.replace("/en/", "/").replace("/de-simple/", "/") for address in named} <= {
        path + page for page in PAGES
    }
    assert not any(token in urlsplit(address).query for address in named)


def test_opening_links_at_random_is_stopped(town: Town) -> None:
    client = Client()
    found = {client.get(f"/meine-daten/link/{number:043}/").status_code for number in range(201)}
    assert found == {410, 429}
