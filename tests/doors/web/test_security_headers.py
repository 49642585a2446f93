"""What every answer says about itself to browsers and caches, and what people see when something goes wrong."""

import errno
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from smilecity.doors.web import errors
from smilecity.doors.web.middleware import security_headers
from smilecity.ground import clock
from smilecity.ground.limits import Limit, TooMany


def directives(response: HttpResponseBase) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def answer(path: str, make: Callable[[], HttpResponse] = HttpResponse) -> HttpResponse:
    request = RequestFactory().get(path)
    return security_headers(lambda _request: make())(request)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["web:home", "account_login", "account_signup", "account_reset_password"])
def test_public_pages_have_a_strict_policy(client: Client, name: str) -> None:
    policy = directives(client.get(reverse(name)))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.django_db
def test_also_errors_and_redirects_bear_the_headers(client: Client) -> None:
    for response in (client.get("/gibt-es-nicht/"), client.get("/desk/"), client.get("/", headers={"Host": "evil.de"})):
        assert directives(response)["default-src"] == "'none'"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in response["Permissions-Policy"]


def test_only_wagtail_s_own_pages_are_looser_and_never_towards_other_sites() -> None:
    for path, loose in (("/desk/", False), ("/desk/umfragen/1/", False), ("/desk/pages/", True), ("/pages/", False)):
        policy = directives(answer(path))
        assert policy["script-src"] == ("'self' 'unsafe-inline'" if loose else "'self'")
        # The field for text in Wagtail's page editor sets styles.
        assert policy["style-src"] == policy["script-src"]
        assert policy["frame-ancestors"] == ("'self'" if path.startswith("/desk/") else "'none'")
        assert "unsafe-eval" not in str(policy)
        assert "http" not in str(policy)


def test_not_even_the_city_s_sign_in_server_may_be_the_target_of_a_form(settings: Settings) -> None:
    settings.OIDC_SERVER = "https://login.example.org/realms/city"
    assert directives(answer("/"))["form-action"] == "'self'"


def test_a_view_may_know_better() -> None:
    response = answer("/", lambda: HttpResponse(headers={"Cross-Origin-Resource-Policy": "cross-origin"}))
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_page_of_a_session_is_kept_by_no_cache_unless_its_view_says_so() -> None:
    def middleware(response: HttpResponse, *, cookie: bool) -> HttpResponse:
        request = RequestFactory().get("/")
        if cookie:
            request.COOKIES["sessionid"] = "x"
        return security_headers(lambda _request: response)(request)

    assert middleware(HttpResponse(), cookie=True)["Cache-Control"] == "private, no-store"
    assert not middleware(HttpResponse(), cookie=False).has_header("Cache-Control")
    begun = HttpResponse()
    begun.set_cookie("sessionid", "x")
    assert middleware(begun, cookie=False)["Cache-Control"] == "private, no-store"
    public = HttpResponse(headers={"Cache-Control": "public, max-age=60"})
    assert middleware(public, cookie=True)["Cache-Control"] == "public, max-age=60"


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example.org", "127.0.0.1:80:80", "<script>", "a b"])
def test_a_forged_host_gets_a_page_that_leads_to_our_own_address(client: Client, host: str) -> None:
    response = client.get("/", headers={"Host": host})
    assert response.status_code == 400
    page = response.content.decode()
    assert "Diese Adresse stimmt nicht." in page
    assert 'href="http://127.0.0.1:8000/"' in page
    assert host not in page


def test_the_page_for_our_own_mistakes_needs_no_database(rf: RequestFactory) -> None:
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Da ist uns ein Fehler passiert." in response.content.decode()


@pytest.mark.parametrize(
    ("failure", "status", "said", "again"),
    [
        (OperationalError("the server closed the connection"), 503, "Wir sind gleich wieder da.", "30"),
        (InterfaceError("the connection is closed"), 503, "Wir sind gleich wieder da.", "30"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "Bei uns ist gerade kein Platz mehr.", None),
        (ValueError("ours"), 500, "Da ist uns ein Fehler passiert.", None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_what_passes_by_itself_is_told_from_our_own_mistakes(
    rf: RequestFactory, failure: Exception, status: int, said: str, again: str | None
) -> None:
    def fail() -> None:
        raise failure

    try:
        fail()
    except Exception:  # noqa: BLE001 -- as Django does around a request
        response = errors.server_error(rf.get("/"))
    assert (response.status_code, response.get("Retry-After")) == (status, again)
    assert said in response.content.decode()


@pytest.mark.parametrize(("code", "lang"), [("de", "de"), ("en", "en"), ("de-simple", "de")])
def test_such_a_page_says_in_which_language_it_is(rf: RequestFactory, code: str, lang: str) -> None:
    with translation.override(code):
        assert f'<html lang="{lang}"' in errors.no_room(rf.get("/")).content.decode()


def test_if_even_that_page_fails_a_sentence_is_left(rf: RequestFactory, settings: Settings) -> None:
    settings.TEMPLATES = []
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Bitte versuchen Sie es in ein paar Minuten noch einmal." in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wait", "words", "seconds"),
    [
        (timedelta(seconds=20), "in 1 Minute", (1, 20)),
        (timedelta(minutes=9, seconds=30), "in 10 Minuten", (500, 570)),
        (timedelta(hours=5), "in 5 Stunden", (17900, 18000)),
    ],
)
def test_a_used_up_limit_says_when_to_come_back(
    rf: RequestFactory, wait: timedelta, words: str, seconds: tuple[int, int]
) -> None:
    limit = Limit("submit", "x", 1, wait)
    response = errors.too_many(rf.get("/"), TooMany(limit, clock.now() + wait))
    assert response.status_code == 429
    assert words in response.content.decode()
    assert seconds[0] <= int(response["Retry-After"]) <= seconds[1]


def form_without_token(*, referer: str, session: dict[str, object] | None = None) -> str:
    """Send a form whose token does not fit and return the page that answers."""
    client = Client(enforce_csrf_checks=True)
    if session:
        kept = client.session
        kept.update(session)
        kept.save()
    response = client.post("/konto/login/?next=/", {"login": "a"}, headers={"Referer": referer})
    assert response.status_code == 403
    page = response.content.decode()
    assert "Bitte senden Sie das Formular noch einmal ab." in page
    return page


@pytest.mark.django_db
def test_a_form_whose_token_does_not_fit_says_what_is_kept_and_leads_back() -> None:
    page = form_without_token(referer="http://testserver/konto/login/", session={"drafts": {"a": "b"}})
    assert "ist gespeichert" in page
    assert 'href="http://testserver/konto/login/"' in page


@pytest.mark.django_db
def test_a_form_without_its_session_promises_nothing_that_is_lost() -> None:
    page = form_without_token(referer="http://testserver/konto/login/")
    assert "ist gespeichert" not in page
    assert "finden wir Ihre angefangenen Antworten nicht wieder" in page


@pytest.mark.django_db
def test_that_page_never_leads_to_another_site() -> None:
    page = form_without_token(referer="https://evil.example.org/")
    assert "evil.example.org" not in page
    assert 'href="/konto/login/?next=/"' in page


@pytest.mark.django_db
def test_each_language_leads_to_the_same_page_with_its_question(client: Client) -> None:
    page = client.get("/konto/login/?next=/x").content.decode()
    assert 'href="/en/konto/login/?next=/x"' in page
    assert 'href="/de-simple/konto/login/?next=/x"' in page
