"""Staff come to the desk only with a second factor: set up, and passed in this session."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from smilecity.doors.visitor import second_factor
from smilecity.people.models import User
from smilecity.people.rules import needs_second_factor

Handler = Callable[[HttpRequest], HttpResponse]


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
    if not second_factor.is_set_up(user):
        return _set_up(request)
    if not second_factor.has_passed(request, user):
        return _pass(request)
    return None


def _set_up(request: HttpRequest) -> HttpResponseRedirect:
    sentence = gettext("Für den Arbeitsbereich brauchen Sie einen zweiten Schlüssel. Richten Sie ihn hier ein.")
    messages.info(request, sentence)
    return redirect("mfa_activate_totp")


def _pass(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': wanted})}")
