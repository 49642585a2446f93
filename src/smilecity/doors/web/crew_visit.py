"""Who comes to the pages of crews: signed in, of the field work, and with the second factor as all staff."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from smilecity.deliver.fieldwork import queries
from smilecity.doors.visitor import second_factor
from smilecity.doors.web.account_part import is_crew
from smilecity.doors.web.crew_screens import Outside
from smilecity.ground import clock
from smilecity.people.models import User

P = ParamSpec("P")
# What one person sees is kept by that person's own device alone (crew_worker.js), which forgets it at signing out.
_OWN = "private, no-store"


def of_crews(view: Callable[Concatenate[HttpRequest, User, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let crews through to a page; send all others to where they can become one, or say that it is not for them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        turned_away = _turned_away(request)
        response = turned_away or (view(request, user, *args, **kwargs) if isinstance(user, User) else _closed(request))
        response["Cache-Control"] = _OWN
        return response

    return guarded


def for_scripts(view: Callable[Concatenate[HttpRequest, User, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Do the same for what scripts fetch: 401 where somebody has to sign in first, 403 where it is not for them."""
    return _for_scripts(view, is_crew)


def for_senders(view: Callable[Concatenate[HttpRequest, User, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Do the same for what devices send, which may also come from somebody who has just left their crew."""
    return _for_scripts(view, sends)


def sends(user: object) -> bool:
    """Say whether anything is taken from the device of somebody. 1 SQL at most."""
    return isinstance(user, User) and user.is_active and queries.may_send(user, at=clock.now())


def _for_scripts(
    view: Callable[Concatenate[HttpRequest, User, P], HttpResponse], may: Callable[[User], bool]
) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and not may(user):
            response: HttpResponse = JsonResponse({"sentence": _not_for_you()}, status=403)
        elif isinstance(user, User) and second_factor.has_passed(request, user):
            response = view(request, user, *args, **kwargs)
        else:
            response = JsonResponse({"sentence": _("Bitte melden Sie sich an, nichts ist verloren.")}, status=401)
        response["Cache-Control"] = _OWN
        return response

    return guarded


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    """Return the page that comes instead; None for who may go on."""
    wanted = request.get_full_path() if request.method == "GET" else reverse("web:crew")
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(wanted, reverse("account_login"))
    if not sends(user):
        return _closed(request)
    if second_factor.has_passed(request, user):
        return None if is_crew(user) else _left(request, user)
    if second_factor.is_set_up(user):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': wanted})}")
    messages.info(request, _("Für den Außendienst brauchen Sie einen zweiten Schlüssel. Richten Sie ihn hier ein."))
    return redirect("mfa_activate_totp")


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "web/errors/403.html", {"reason": _not_for_you()}, status=403)


def _left(request: HttpRequest, user: User) -> HttpResponse:
    """Say that there are no orders any more; the outbox stands on the page, so that what waits is sent."""
    return render(request, "web/crew/left.html", Outside(user, clock.now()).frame, status=403)


def _not_for_you() -> str:
    return _("Diese Seiten sind für den Außendienst. Gehören Sie dazu? Dann bitten Sie Ihre Stelle, Sie einzutragen.")
