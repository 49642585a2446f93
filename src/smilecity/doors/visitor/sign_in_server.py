"""The city's own sign-in server (OpenID Connect) as every door meets it: the page that leads there, and signing out.

In: a session that began there. Out: a page that ends it there too, or the next one at this device would be let in.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

_KEPT = "sign_in_server"
_PROVIDER = "oidc"

View = Callable[[HttpRequest], HttpResponseBase]


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to a page of that server by a page of ours.

    A redirect would be the answer to a form, and Chromium holds every further one up against our `form-action`: a
    server that sends on to yet another one (BundID, the office network) could not be named there.
    """
    return render(request, "socialaccount/login_redirect.html", {"redirect_to": address})


def return_address(request: HttpRequest) -> str:
    """Return the one address by which that server knows us, whatever language the visitor reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return request.build_absolute_uri(reverse("openid_connect_callback", args=[_PROVIDER]))


def remember(request: HttpRequest, *, end: str, token: str) -> None:
    """Keep in the session how to end it at that server: the address it names for that, and the proof whose it is."""
    if end and token:
        request.session[_KEPT] = {"end": end, "token": token}


def with_server(sign_out: View) -> View:
    """Make a view that signs out here sign out there too, if the session began there."""

    @wraps(sign_out)
    def view(request: HttpRequest) -> HttpResponseBase:
        there = request.session.get(_KEPT)
        ours = return_address(request) if there else ""
        response = sign_out(request)
        if not there or request.user.is_authenticated:
            return response
        return lead_to(request, _end(there, ours))

    return view


def _end(there: dict[str, str], ours: str) -> str:
    asked = {
        "id_token_hint": there["token"],
        "post_logout_redirect_uri": ours,
        "state": translation.get_language() or settings.LANGUAGE_CODE,
    }
    return f"{there['end']}{'&' if '?' in there['end'] else '?'}{urlencode(asked)}"
