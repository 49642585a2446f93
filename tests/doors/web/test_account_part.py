"""The part of the frame on the visitor's account, as htmx fetches it into pages that are kept."""

import re

import pytest
from django.test import Client

from tests.factories import make_resident
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def member(client: Client) -> Client:
    client.force_login(make_resident(), backend="smilecity.doors.web.backends.SignInBackend")
    return client


def fetched(client: Client, prefix: str = "") -> str:
    response = client.get(f"{prefix}/mein-bereich/konto/", headers=HTMX)
    assert response["Cache-Control"] == "private, no-store"
    assert "<html" not in response.content.decode()
    return response.content.decode()


def test_a_member_gets_the_way_to_the_account_and_out_of_it(member: Client) -> None:
    part = fetched(member)
    assert "Mein Konto" in part
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', part)
    assert token
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = member.cookies
    assert strict.post("/konto/logout/", {"csrfmiddlewaretoken": token[1]}).status_code == 302
    assert "Anmelden" in fetched(member)


def test_a_guest_gets_the_way_in(client: Client) -> None:
    part = fetched(client)
    assert "Anmelden" in part
    assert "Abmelden" not in part


@pytest.mark.parametrize(("prefix", "word"), [("/en", "Sign out"), ("/de-simple", "Abmelden")])
def test_it_speaks_the_language_of_its_page(member: Client, prefix: str, word: str) -> None:
    part = fetched(member, prefix)
    assert word in part
    assert f'action="{prefix}/konto/logout/"' in part


def test_it_costs_the_session_and_the_member(member: Client) -> None:
    # The first time writes what protects its form into the session.
    fetched(member)
    with statements() as run:
        fetched(member)
    assert len(run) == 2, run


def test_whoever_opens_its_address_gets_to_their_account(member: Client) -> None:
    response = member.get("/mein-bereich/konto/")
    assert (response.status_code, response["Location"]) == (302, "/konto/email/")
