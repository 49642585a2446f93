"""Signing in at the city's own server (OpenID Connect), with a real small server on this machine."""

import html
import json
import re
import threading
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from pytest_django import Settings

from smilecity.doors.web.accounts import enrol, verify_address
from smilecity.ground import clock
from smilecity.people.actions import give_roles, make_account, set_active
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.doors.web import oidc_urls
from tests.doors.web.test_accounts import SECRET, code_now
from tests.jobs import run_jobs
from tests.smtp import Inbox

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ANNA = {"sub": "4711", "email": "Anna@example.org", "email_verified": True, "name": "Anna Küster"}


class SignInServer:
    """As much of an OpenID Connect server as a relying party sees of it."""

    def __init__(self) -> None:
        self.claims: dict[str, object] = dict(ANNA)
        self.asked: dict[str, list[str]] = {}
        self.refuses_us = False
        self.ahead = timedelta()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answers = {
                    "/.well-known/openid-configuration": server.configuration(),
                    "/userinfo": server.claims,
                }
                self.answer(answers.get(self.path, {"error": "not found"}), 200 if self.path in answers else 404)

            def do_POST(self) -> None:
                server.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                if server.refuses_us:
                    return self.answer({"error": "unauthorized_client"}, 401)
                return self.answer({"access_token": "a", "token_type": "Bearer", "id_token": server.id_token()})

            def answer(self, content: object, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(content).encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"

    def id_token(self) -> str:
        """Say who it is in a token, too; nobody checks its signature who has it from this server itself."""
        now = clock.now() + self.ahead
        times = {"iat": now, "exp": now + timedelta(minutes=5)}
        return jwt.encode(self.claims | times | {"iss": self.url, "aud": "smile"}, "k" * 32, algorithm="HS256")

    def configuration(self) -> dict[str, str]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/end",
        }


@pytest.fixture
def server(settings: Settings) -> Generator[SignInServer]:
    signing = SignInServer()
    thread = threading.Thread(target=signing.http.serve_forever, args=(0.02,))
    thread.start()
    settings.OIDC_SERVER = signing.url
    # Imported above, before the settings name a server: what is in the site's own addresses is decided only once.
    settings.ROOT_URLCONF = oidc_urls.__name__
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


def led_to(response: HttpResponseBase) -> str:
    """Return where a page of ours leads at once."""
    assert isinstance(response, HttpResponse)
    found = re.search(r"content=\"0;URL='([^\"]+)'\"", response.content.decode())
    assert found, response
    return html.unescape(found[1])


def go_there(client: Client, **more: str) -> dict[str, list[str]]:
    """Press the button; return what that server is asked."""
    response = client.post("/konto/oidc/oidc/login/?" + urlencode({"process": "login", **more}))
    return parse_qs(urlsplit(led_to(response)).query)


def sign_in(client: Client, **more: str) -> HttpResponseBase:
    """Go there and come back, as the browser does."""
    asked = go_there(client, **more)
    assert asked["redirect_uri"] == ["http://testserver/konto/oidc/oidc/login/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    return client.get(f"/konto/oidc/oidc/login/callback/?code=c&state={asked['state'][0]}")


@pytest.mark.parametrize(
    ("start", "language", "spoken"), [("/", "de", "de"), ("/en/", "en", "en"), ("/de-simple/", "de-simple", "de")]
)
def test_every_language_leads_there_by_one_address_and_back_into_itself(
    client: Client, server: SignInServer, start: str, language: str, spoken: str
) -> None:
    page = client.get(f"{start}konto/login/").content.decode()
    assert f'action="/konto/oidc/oidc/login/?process=login&amp;language={language}"' in page
    assert "Stadtkonto" in page
    assert go_there(client, language=language)["ui_locales"] == [spoken]
    assert sign_in(client, language=language)["Location"] == start


def test_who_wanted_a_page_comes_back_to_it(client: Client, server: SignInServer) -> None:
    page = client.get("/en/konto/login/?next=/en/suche/").content.decode()
    assert "language=en&amp;next=%2Fen%2Fsuche%2F" in page
    assert sign_in(client, language="en", next="/en/suche/")["Location"] == "/en/suche/"


@pytest.mark.parametrize("language", ["", "fr", "../en"])
def test_a_language_we_do_not_speak_is_german(client: Client, server: SignInServer, language: str) -> None:
    assert sign_in(client, language=language)["Location"] == "/"


def test_nobody_else_may_say_what_we_ask_of_that_server(client: Client, server: SignInServer) -> None:
    asked = go_there(client, auth_params="prompt=none&kc_idp_hint=other", language="en")
    assert "prompt" not in asked
    assert "kc_idp_hint" not in asked


def test_the_way_there_is_a_page_so_that_no_policy_for_forms_stands_in_it(client: Client, server: SignInServer) -> None:
    response = client.post("/konto/oidc/oidc/login/?process=login")
    assert response.status_code == 200
    assert "form-action 'self';" in response["Content-Security-Policy"]
    assert led_to(response).startswith(f"{server.url}/authorize?")


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


def test_the_name_of_an_account_is_not_taken_over_by_claiming_its_address(
    client: Client, server: SignInServer, smtp: Inbox
) -> None:
    owner = make_account(email="anna@example.org", password="wind-wasser-werft", at=NOON)
    response = sign_in(client)
    assert response["Location"] != "/"
    assert "_auth_user_id" not in client.session
    assert User.objects.get() == owner
    run_jobs()
    assert "Sie möchten sich mit „Anmeldung der Stadt“ anmelden?" in smtp.messages[0].text
    assert f"{django_settings.BASE_URL}/konto/3rdparty/" in smtp.messages[0].text


def test_the_owner_of_an_account_connects_it_and_from_then_on_comes_in_from_there(
    client: Client, server: SignInServer
) -> None:
    owner = make_account(email="anna@example.org", password="wind-wasser-werft", at=NOON)
    verify_address(user=owner.pk)
    client.post("/konto/login/", {"login": "anna@example.org", "password": "wind-wasser-werft"})
    assert 'href="/konto/3rdparty/"' in client.get("/konto/email/").content.decode()
    page = client.get("/konto/3rdparty/").content.decode()
    assert "Verbinden mit: Stadtkonto" in page
    sign_in(client, process="connect")
    later = Client()
    assert sign_in(later)["Location"] == "/"
    assert later.session["_auth_user_id"] == str(owner.pk)


def test_staff_who_come_from_there_need_their_second_factor_all_the_same(client: Client, server: SignInServer) -> None:
    sign_in(client)
    give_roles(user=User.objects.get().pk, roles=[Role.EDITOR], by=None, at=NOON)
    assert client.get("/desk/")["Location"] == "/konto/2fa/totp/activate/"
    assert client.get("/konto/2fa/totp/activate/").status_code == 200


def test_an_account_that_is_locked_here_is_locked_for_who_comes_from_there(
    client: Client, server: SignInServer
) -> None:
    sign_in(client)
    set_active(user=User.objects.get().pk, active=False, by=None, at=NOON)
    later = Client()
    assert sign_in(later)["Location"] == "/konto/inactive/"
    assert "_auth_user_id" not in later.session


def test_who_breaks_off_there_gets_a_page_that_leads_back(client: Client, server: SignInServer) -> None:
    state = go_there(client)["state"][0]
    response = client.get(f"/konto/oidc/oidc/login/callback/?error=access_denied&state={state}", follow=True)
    assert "abgebrochen" in response.content.decode()
    assert 'href="/konto/login/"' in response.content.decode()


def test_who_signs_out_here_signs_out_there_and_comes_home_in_the_same_language(
    client: Client, server: SignInServer
) -> None:
    sign_in(client, language="en")
    page = client.post("/en/konto/logout/")
    assert "_auth_user_id" not in client.session
    there = urlsplit(led_to(page))
    asked = parse_qs(there.query)
    assert f"{there.scheme}://{there.netloc}{there.path}" == f"{server.url}/end"
    claims = jwt.decode(asked["id_token_hint"][0], options={"verify_signature": False})
    assert claims["sub"] == "4711"
    ours = "/konto/oidc/oidc/login/callback/"
    assert asked["post_logout_redirect_uri"] == [f"http://testserver{ours}"]
    back = client.get(ours, {"state": asked["state"][0]}, follow=True)
    assert back.redirect_chain == [("/en/", 302)]
    assert "You are signed out." in back.content.decode()


def test_staff_who_sign_out_at_the_desk_sign_out_there_too(client: Client, server: SignInServer) -> None:
    sign_in(client)
    client.post("/konto/logout/")
    colleague = User.objects.get().pk
    give_roles(user=colleague, roles=[Role.EDITOR], by=None, at=NOON)
    enrol(user=colleague, secret=SECRET)
    assert sign_in(client)["Location"] == "/konto/2fa/authenticate/"
    client.post("/konto/2fa/authenticate/", {"code": code_now()})
    assert client.get("/desk/").status_code == 200
    assert led_to(client.post("/desk/logout/")).startswith(f"{server.url}/end?")
    assert "_auth_user_id" not in client.session


def test_who_came_in_with_a_password_signs_out_here_only(client: Client, server: SignInServer) -> None:
    owner = make_account(email="anna@example.org", password="wind-wasser-werft", at=NOON)
    verify_address(user=owner.pk)
    client.post("/konto/login/", {"login": "anna@example.org", "password": "wind-wasser-werft"})
    assert client.post("/konto/logout/")["Location"] == "/"


def test_opening_the_page_for_signing_out_signs_nobody_out(client: Client, server: SignInServer) -> None:
    sign_in(client)
    assert "Möchten Sie sich abmelden?" in client.get("/konto/logout/").content.decode()
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("wrong", ["nobody listens", "another realm"])
def test_a_server_that_does_not_answer_is_said_to_the_visitor_and_to_the_operator(
    client: Client, server: SignInServer, settings: Settings, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9" if wrong == "nobody listens" else f"{server.url}/other"
    response = client.post("/konto/oidc/oidc/login/?process=login")
    assert response.status_code == 503
    assert "Der Anmeldedienst antwortet gerade nicht." in response.content.decode()
    assert "the sign-in server does not answer as one" in caplog.text


def test_a_server_that_goes_away_meanwhile_is_said_too(
    client: Client, server: SignInServer, settings: Settings
) -> None:
    state = go_there(client)["state"][0]
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    assert client.get(f"/konto/oidc/oidc/login/callback/?code=c&state={state}").status_code == 503


def test_a_wrong_secret_stands_in_the_log(
    client: Client, server: SignInServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.refuses_us = True
    response = sign_in(client)
    assert response.status_code == 401
    assert "unauthorized_client" in caplog.text


@pytest.mark.parametrize(("ahead", "lets_in"), [(-302, False), (-240, True), (0, True), (3600, True)])
def test_clocks_may_differ_by_the_minutes_that_a_token_lives(
    client: Client, server: SignInServer, caplog: pytest.LogCaptureFixture, ahead: int, lets_in: bool
) -> None:
    server.ahead = timedelta(seconds=ahead)
    assert (sign_in(client).status_code == 302) is lets_in
    assert ("Signature has expired" in caplog.text) is not lets_in


def test_an_answer_nobody_asked_for_signs_nobody_in(client: Client, server: SignInServer) -> None:
    page = client.get("/konto/oidc/oidc/login/callback/?code=c&state=made-up").content.decode()
    assert "Die Anmeldung hat nicht geklappt." in page
    assert not User.objects.exists()
