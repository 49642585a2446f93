"""Signing in at the city's own server (OpenID Connect), with a real small server on this machine."""

import json
import threading
from collections.abc import Generator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from smilecity.people.actions import give_roles, make_account
from smilecity.people.models import User
from smilecity.people.rules import Role

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ANNA = {"sub": "4711", "email": "Anna@example.org", "email_verified": True, "name": "Anna Küster"}


class SignInServer:
    """As much of an OpenID Connect server as a relying party sees of it."""

    def __init__(self) -> None:
        self.claims: dict[str, object] = dict(ANNA)
        self.asked: dict[str, list[str]] = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answers = {
                    "/.well-known/openid-configuration": server.configuration(),
                    "/userinfo": server.claims,
                }
                self.answer(answers[self.path])

            def do_POST(self) -> None:
                server.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.answer({"access_token": "a", "token_type": "Bearer"})

            def answer(self, content: object) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(content).encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"

    def configuration(self) -> dict[str, str]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
        }


@pytest.fixture
def server(settings: Settings) -> Generator[SignInServer]:
    signing = SignInServer()
    thread = threading.Thread(target=signing.http.serve_forever)
    thread.start()
    settings.OIDC_SERVER = signing.url
    settings.ROOT_URLCONF = "tests.doors.web.oidc_urls"
    app = {
        "provider_id": "oidc",
        "name": "Stadtkonto",
        "client_id": "smile",
        "secret": "s3cret",
        "settings": {"server_url": signing.url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield signing
    signing.http.shutdown()
    signing.http.server_close()
    thread.join()


def sign_in(client: Client) -> HttpResponseBase:
    """Go there and come back, as the browser does."""
    there = client.post("/konto/oidc/oidc/login/?process=login")
    asked = parse_qs(urlsplit(there["Location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/konto/oidc/oidc/login/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    return client.get(f"/konto/oidc/oidc/login/callback/?code=c&state={asked['state'][0]}")


@pytest.mark.parametrize("page", ["/konto/login/", "/en/konto/login/", "/de-simple/konto/login/"])
def test_every_language_leads_there_by_one_address(client: Client, server: SignInServer, page: str) -> None:
    html = client.get(page).content.decode()
    assert 'action="/konto/oidc/oidc/login/?process=login"' in html
    assert "Stadtkonto" in html


def test_whoever_comes_from_there_for_the_first_time_gets_an_account(client: Client, server: SignInServer) -> None:
    response = sign_in(client)
    assert response["Location"] == "/"
    user = User.objects.get()
    assert (user.email.lower(), user.name, user.roles) == ("anna@example.org", "Anna Küster", [])
    assert not user.has_usable_password()
    assert user.joined_at is not None
    assert EmailAddress.objects.get(user=user).verified
    assert "code_verifier" in server.asked


def test_the_second_time_it_is_the_same_account(server: SignInServer) -> None:
    sign_in(Client())
    assert sign_in(Client())["Location"] == "/"
    assert User.objects.count() == 1


def test_an_address_that_server_has_not_checked_is_checked_here(client: Client, server: SignInServer) -> None:
    server.claims["email_verified"] = False
    assert sign_in(client)["Location"] == "/konto/confirm-email/"


def test_the_name_of_an_account_is_not_taken_over_by_claiming_its_address(client: Client, server: SignInServer) -> None:
    owner = make_account(email="anna@example.org", password="wind-wasser-werft", at=NOON)
    response = sign_in(client)
    assert response["Location"] != "/"
    assert "_auth_user_id" not in client.session
    assert User.objects.get() == owner


def test_staff_who_come_from_there_need_their_second_factor_all_the_same(client: Client, server: SignInServer) -> None:
    sign_in(client)
    give_roles(user=User.objects.get().pk, roles=[Role.EDITOR], by=None, at=NOON)
    assert client.get("/desk/")["Location"] == "/konto/2fa/totp/activate/"
    assert client.get("/konto/2fa/totp/activate/").status_code == 200


def test_who_breaks_off_there_gets_a_page_that_leads_back(client: Client, server: SignInServer) -> None:
    there = client.post("/konto/oidc/oidc/login/?process=login")
    state = parse_qs(urlsplit(there["Location"]).query)["state"][0]
    response = client.get(f"/konto/oidc/oidc/login/callback/?error=access_denied&state={state}", follow=True)
    assert "abgebrochen" in response.content.decode()
    assert 'href="/konto/login/"' in response.content.decode()


def test_an_answer_nobody_asked_for_signs_nobody_in(client: Client, server: SignInServer) -> None:
    page = client.get("/konto/oidc/oidc/login/callback/?code=c&state=made-up").content.decode()
    assert "Die Anmeldung hat nicht geklappt." in page
    assert not User.objects.exists()
