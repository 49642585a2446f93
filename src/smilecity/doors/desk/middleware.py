"""Staff come to the desk only with a second factor: set up, and passed in this session."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from smilecity.people.models import User
from smilecity.people.rules import needs_second_factor

Handler = Callable[[HttpRequest], HttpResponse]
_SET_UP_HERE = "desk.second_factor_set_up_by"


def second_factor_for_staff(get_response: Handler) -> Handler:
    """Let staff through to the desk with a second factor only; others and other pages are left alone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return _detour(request) or get_response(request)

    return middleware


def _detour(request: HttpRequest) -> HttpResponseRedirect | None:
    if not request.path_info.startswith(reverse("wagtailadmin_home")):
        return None
    user = request.user
    if not isinstance(user, User) or not (user.is_superuser or needs_second_factor(user.role_set)):
        return None  # Wagtail itself turns away who is not signed in or has no rights
    if not Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists():
        return _set_up(request)
    if not _has_passed(request, user):
        return _pass(request)
    return None


def _has_passed(request: HttpRequest, user: User) -> bool:
    """Say whether this session has seen a code of this account. A sign-in elsewhere (OIDC) does not count."""
    if request.session.get(_SET_UP_HERE) == str(user.pk):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def note_set_up(*, request: HttpRequest, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    """Remember that this session has just proved to hold the new factor, so that it is not asked at once again."""
    if authenticator.type == Authenticator.Type.TOTP:
        request.session[_SET_UP_HERE] = str(user.pk)


def _set_up(request: HttpRequest) -> HttpResponseRedirect:
    sentence = gettext("Für den Arbeitsbereich brauchen Sie einen zweiten Schlüssel. Richten Sie ihn hier ein.")
    messages.info(request, sentence)
    return redirect("mfa_activate_totp")


def _pass(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': wanted})}")
