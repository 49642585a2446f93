"""Signing in at the city's own server (OpenID Connect): going there and coming back, each in the visitor's language.

What allauth leaves to the site: a server that does not answer, the language, and how to sign out there again.
"""

# allauth ships no types, so what we build on it is Any to mypy.
# mypy: allow-subclassing-any

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account import views as account_views
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect import views
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from requests import RequestException

from smilecity.doors.visitor.sign_in_server import lead_to, remember, return_address, with_server

log = logging.getLogger(__name__)
_LANGUAGE = "sign_in_server.language"


class Adapter(OpenIDConnectOAuth2Adapter):
    """That server as allauth asks it; notes what signing out will need."""

    id_token = ""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the address it knows us by."""
        return return_address(request)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Read who came."""
        self.id_token = str(kwargs["response"].get("id_token") or "")
        return super().complete_login(request, app, token, **kwargs)


def go(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead there, and ask for the page in the visitor's language."""
    language = _known(request.GET.get("language"))
    request.session[_LANGUAGE] = language
    asked = request.GET.copy()
    asked["auth_params"] = urlencode({"ui_locales": language.partition("-")[0]})
    request.GET = asked  # type: ignore[assignment]  # allauth reads there what else to ask that server for
    answer = _or_excuse(request, lambda: views.login(request, provider_id))
    with translation.override(language):
        return lead_to(request, answer["Location"]) if answer.has_header("Location") else answer


def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Sign in whoever comes from there; without an answer somebody has signed out there, and goes home."""
    if not request.GET.keys() & {"code", "error"}:
        with translation.override(_known(request.GET.get("state"))):
            return redirect(settings.ACCOUNT_LOGOUT_REDIRECT_URL)
    with translation.override(_known(request.session.get(_LANGUAGE))):
        return _or_excuse(request, lambda: _let_in(request, provider_id))


def _let_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    adapter = Adapter(request, provider_id)
    try:
        answer: HttpResponseBase = OAuth2CallbackView.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    if adapter.id_token:  # whoever still lacks the second factor may sign out as well
        remember(request, end=str(adapter.openid_config.get("end_session_endpoint") or ""), token=adapter.id_token)
    return answer


def _or_excuse(request: HttpRequest, ask: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Ask that server; where it does not answer, or not like one, say so and what else one can do."""
    try:
        return ask()
    except (RequestException, KeyError, TypeError) as error:
        log.warning("the sign-in server does not answer as one: %s: %s", type(error).__name__, error)
        with translation.override(_known(request.session.get(_LANGUAGE))):
            return render(request, "socialaccount/no_answer.html", status=503)


def _known(language: object) -> str:
    return str(language) if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


sign_out = with_server(account_views.logout)
