"""Who comes to the desk: role x second factor x path. And the desk's own sign-in, which is the one of the site."""

from datetime import UTC, datetime
from enum import Enum

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from smilecity.doors.web.accounts import enrol, verify_address
from smilecity.people.actions import give_roles, make_account
from smilecity.people.models import User
from smilecity.people.rules import DESK_ROLES, Role

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PASSWORD = "wind-wasser-werft-2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Factor(Enum):
    """How far somebody has come with the second factor."""

    NONE = "none set up"
    ASLEEP = "set up, not asked for in this session"
    PASSED = "set up and passed in this session"


def code() -> str:
    return str(format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time())))))


def visitor(roles: tuple[Role, ...], factor: Factor) -> Client:
    user = make_account(email="anna@example.org", password=PASSWORD, at=NOON)
    give_roles(user=user.pk, roles=roles, by=None, at=NOON)
    verify_address(user=user.pk)
    client = Client()
    if factor is Factor.PASSED:
        enrol(user=user.pk, secret=SECRET)
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": code()})
    else:
        client.force_login(User.objects.get(pk=user.pk))
    if factor is Factor.ASLEEP:
        enrol(user=user.pk, secret=SECRET)
    return client


def leads(client: Client, path: str) -> str:
    """Return where a request ends: the address it is sent to, or its status."""
    response = client.get(path)
    return response.headers.get("Location", str(response.status_code))


SIGN_IN_FIRST = "/desk/login/?next=/desk/"
SET_UP = "/konto/2fa/totp/activate/"
SAY_CODE = "/konto/2fa/reauthenticate/?next=%2Fdesk%2F"
NOBODY = ()
STAFF = [(role,) for role in sorted(DESK_ROLES)]


@pytest.mark.parametrize("roles", STAFF)
@pytest.mark.parametrize(
    ("factor", "desk", "public"),
    [(Factor.NONE, SET_UP, "200"), (Factor.ASLEEP, SAY_CODE, "200"), (Factor.PASSED, "200", "200")],
)
def test_staff(roles: tuple[Role, ...], factor: Factor, desk: str, public: str) -> None:
    client = visitor(roles, factor)
    assert leads(client, "/desk/") == desk
    assert leads(client, "/") == public
    assert leads(client, "/en/") == public


@pytest.mark.parametrize("factor", list(Factor))
def test_residents_never_need_one_and_never_come_to_the_desk(factor: Factor) -> None:
    client = visitor(NOBODY, factor)
    assert leads(client, "/") == "200"
    assert leads(client, "/desk/") == SIGN_IN_FIRST


def test_who_is_not_signed_in_signs_in_first() -> None:
    assert leads(Client(), "/desk/") == SIGN_IN_FIRST
    assert leads(Client(), "/") == "200"


@pytest.mark.parametrize("path", ["/desk/images/", "/desk/documents/", "/desk/account/", "/desk/gibt-es-nicht/"])
@pytest.mark.parametrize(
    ("factor", "place"), [(Factor.NONE, SET_UP), (Factor.ASLEEP, "/konto/2fa/reauthenticate/?next=")]
)
def test_no_way_into_the_desk_leads_past_it(path: str, factor: Factor, place: str) -> None:
    assert leads(visitor((Role.EDITOR,), factor), path).startswith(place)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_done_before_it_was_passed_and_the_way_leads_to_the_desk_afterwards(method: str) -> None:
    response = getattr(visitor((Role.EDITOR,), Factor.ASLEEP), method)("/desk/images/add/")
    assert response["Location"] == SAY_CODE


def test_saying_the_code_leads_on_to_the_page_that_was_wanted() -> None:
    client = visitor((Role.EDITOR,), Factor.ASLEEP)
    page = leads(client, "/desk/images/?p=2")
    assert page == "/konto/2fa/reauthenticate/?next=%2Fdesk%2Fimages%2F%3Fp%3D2"
    response = client.post(page, {"code": code(), "next": "/desk/images/?p=2"})
    assert response["Location"] == "/desk/images/?p=2"
    assert leads(client, "/desk/") == "200"


@pytest.mark.django_db(transaction=True)
def test_whoever_sets_it_up_is_told_why_and_comes_to_the_desk_without_a_second_question() -> None:
    client = visitor((Role.EDITOR,), Factor.NONE)
    assert leads(client, "/desk/") == SET_UP
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(SET_UP)
    assert "Für den Arbeitsbereich brauchen Sie einen zweiten Schlüssel." in page.content.decode()
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    response = client.post(SET_UP, {"code": format_hotp_value(hotp_value(secret, counter))})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert "Weiter zum Arbeitsbereich" in client.get(response["Location"]).content.decode()
    assert leads(client, "/desk/") == "200"


def test_a_factor_taken_away_by_the_administration_must_be_set_up_again() -> None:
    client = visitor((Role.EDITOR,), Factor.PASSED)
    Authenticator.objects.all().delete()
    assert leads(client, "/desk/") == SET_UP


def test_a_session_that_passed_for_one_account_has_not_passed_for_another() -> None:
    client = visitor((Role.EDITOR,), Factor.PASSED)
    other = make_account(email="bert@example.org", password=PASSWORD, at=NOON)
    give_roles(user=other.pk, roles=[Role.EDITOR], by=None, at=NOON)
    enrol(user=other.pk, secret=SECRET)
    client.force_login(User.objects.get(pk=other.pk))
    assert leads(client, "/desk/") == SAY_CODE


def test_an_account_that_may_do_everything_needs_it_too() -> None:
    client = visitor(NOBODY, Factor.NONE)
    User.objects.update(is_superuser=True)
    assert leads(client, "/desk/") == SET_UP


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/desk/login/", "/konto/login/"),
        ("/desk/login/?next=/desk/images/", "/konto/login/?next=%2Fdesk%2Fimages%2F"),
        ("/desk/login/?next=https://evil.example.org/", "/konto/login/"),
        ("/desk/password_reset/", "/konto/password/reset/"),
        ("/desk/password_reset/done/", "/konto/password/reset/"),
        ("/desk/password_reset/confirm/MQ/abc-def/", "/konto/password/reset/"),
        ("/desk/password_reset/complete/", "/konto/password/reset/"),
    ],
)
def test_the_desk_has_no_sign_in_or_password_reset_of_its_own(path: str, place: str) -> None:
    assert leads(Client(), path) == place
    response = Client().post(path, {"username": "anna@example.org", "password": PASSWORD, "email": "anna@example.org"})
    assert response["Location"] == place


def test_a_resident_who_tries_the_desk_ends_on_the_home_page_with_a_reason_and_not_in_a_circle() -> None:
    client = visitor(NOBODY, Factor.NONE)
    response = client.get("/desk/", follow=True)
    assert response.redirect_chain[-1][0] == "/"
    assert len(response.redirect_chain) <= 3
    assert 'role="status"' in response.content.decode()


def test_no_account_can_be_signed_in_past_the_second_factor_by_its_password() -> None:
    visitor((Role.EDITOR,), Factor.ASLEEP)
    client = Client()
    client.post(reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD})
    assert leads(client, "/desk/") == SIGN_IN_FIRST
