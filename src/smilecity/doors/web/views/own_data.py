"""What we hold of somebody: shown, taken along, erased. Members sign in; guests get a link by mail.

The reply is the same whether or not an address is known. By the link nothing of the visitor's session is used, and a
GET neither shows nor changes anything, for scanners open every link. An account is erased after its password, its
second factor or a mail.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows as ways_to_prove
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.doors.web import limits, own_data_mail
from smilecity.doors.web import own_data_screens as screens
from smilecity.doors.web.refusals import Errors, said
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people import actions as people
from smilecity.people.models import User
from smilecity.people.owndata import actions, queries
from smilecity.people.owndata.queries import LinkRow
from smilecity.people.owndata.rules import Person

View = Callable[[HttpRequest, str], HttpResponse]

_private = cache_control(private=True, no_store=True)
_pages = require_http_methods(["GET", "HEAD", "POST"])


def _user(request: HttpRequest) -> User:
    """Return who is signed in; `login_required` keeps it so."""
    if not isinstance(request.user, User):
        raise TypeError("nobody is signed in")
    return request.user


# --- signed in --------------------------------------------------------------------------------------------------------


@_private
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Show a member everything that we hold of them."""
    return render(request, "web/own_data/listing.html", screens.listing(screens.of_member(request, _user(request))))


@_private
@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """Hand a member their copy."""
    return _copy(screens.of_member(request, _user(request)))


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Say what the copy looks like (JSON Schema)."""
    return JsonResponse(queries.schema(), json_dumps_params=_JSON, content_type="application/schema+json")


_JSON: dict[str, Any] = {"ensure_ascii": False, "indent": 2}


def _copy(person: Person) -> HttpResponse:
    whole = queries.document(person, remarks=screens.remarks(), at=clock.now())
    response = JsonResponse(whole, json_dumps_params=_JSON)
    response["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    return response


@_pages
@login_required
def name(request: HttpRequest) -> HttpResponse:
    """Ask a member what they are called; a POST keeps it."""
    user = _user(request)
    typed, errors = request.POST.get("name", user.name), _none()
    if request.method == "POST":
        try:
            people.rename(user=user.pk, name=typed)
            return redirect("web:own_data")
        except Refused as refusal:
            errors = [("name", said(refusal))]
    return render(request, "web/own_data/name.html", {"name": typed, "errors": errors}, status=422 if errors else 200)


@_private
@_pages
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Ask a member, who has just shown that it is them, whether everything is to be erased; a POST erases it."""
    user = _user(request)
    person = screens.of_member(request, user)
    if user.is_staff:
        return render(request, "web/own_data/staff.html", status=409)
    if not _proves(user):
        return render(request, "web/own_data/by_mail.html", screens.erasing(person))
    if not did_recently_reauthenticate(request):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
    if request.method == "POST":
        return _erased(request, person)
    return render(request, "web/own_data/erase.html", screens.erasing(person))


def _proves(user: User) -> bool:
    """Say whether an account has a password or second factor of ours to ask for."""
    return bool(ways_to_prove(user))


def _erased(request: HttpRequest, person: Person) -> HttpResponse:
    """Erase everything, write the last mail, and sign out whom it concerns."""
    stays, signed_in = screens.remarks(), request.user.is_authenticated and request.user.pk == person.user
    with transaction.atomic():
        actions.erase(person=person, at=clock.now())
        own_data_mail.say_goodbye(person.address, stays)
    if signed_in:
        logout(request)
    return render(request, "web/own_data/erased.html", {"stays": stays})


@_private
@require_POST
@login_required
def ask_to_erase(request: HttpRequest) -> HttpResponse:
    """Send the mail with which an account without a password here is erased; others give theirs, not a mailbox."""
    user, at = _user(request), clock.now()
    if _proves(user):
        return redirect("web:own_data_erase")
    limits.may_ask_own_data(request, user.email, at)
    if not user.is_staff:
        actions.ask(address=user.email, language=get_language() or "de", at=at, user=user.pk)
    return redirect("web:own_data_sent")


# --- guests -----------------------------------------------------------------------------------------------------------


@_pages
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the address to which the link goes; members are led to their own page."""
    if request.user.is_authenticated:
        return redirect("web:own_data")
    email, errors = request.POST.get("email", ""), _none()
    if request.method == "POST":
        try:
            return _asked(request, email)
        except Refused as refusal:
            errors = [("email", said(refusal))]
    login_url = f"{reverse('account_login')}?next={reverse('web:own_data')}"
    shown = {"email": email, "errors": errors, "login_url": login_url}
    return render(request, "web/own_data/ask.html", shown, status=422 if errors else 200)


def _none() -> Errors:
    return []


def _asked(request: HttpRequest, email: str) -> HttpResponse:
    at = clock.now()
    limits.may_ask_own_data(request, email, at)
    actions.ask(address=email, language=get_language() or "de", at=at)
    return redirect("web:own_data_sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that the mail is on its way."""
    return render(request, "web/own_data/sent.html")


def _secret(view: View) -> View:
    """Keep a link that is a secret, whatever it answers, out of caches and search engines, and of other sites."""

    @wraps(view)
    def kept(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return _private(kept)


def _opened(request: HttpRequest, token: str) -> LinkRow | None:
    at = clock.now()
    limits.may_open_own_data(request, at)
    return queries.link(token, at=at)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "web/own_data/gone.html", status=410)


# Who could forge the forms of a link would have to know it, and with it needs no forgery.
@csrf_exempt
@_secret
@_pages
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether it is to be shown; a POST shows a guest everything that we hold of their address."""
    link = _opened(request, token)
    if link is None:
        return _gone(request)
    if link.user:
        return redirect("web:own_link_erase", token)
    if request.method != "POST":
        return render(request, "web/own_data/open.html")
    person = screens.of_link(link)
    if person is None:
        return render(request, "web/own_data/member.html")
    return render(request, "web/own_data/listing.html", screens.listing(person, token=token))


@csrf_exempt
@_secret
@_pages
def download_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Hand a guest their copy, by a POST; whoever only opens the address is asked first."""
    link = _opened(request, token)
    person = screens.of_link(link) if link and not link.user else None
    if person is None:
        return _gone(request)
    return _copy(person) if request.method == "POST" else redirect("web:own_link", token)


@csrf_exempt
@_secret
@_pages
def erase_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether everything is to be erased; a POST erases it, and the link dies with it."""
    link = _opened(request, token)
    person = _of_link(link) if link else None
    if link is None or person is None:
        return _gone(request)
    if request.method == "POST":
        return _erased(request, person)
    return render(request, "web/own_data/erase.html", screens.erasing(person, token=token, user=link.user))


def _of_link(link: LinkRow) -> Person | None:
    """Return whom a link erases: the account it was sent to, or the guest of its address."""
    if link.user is None:
        return screens.of_link(link)
    account = User.objects.filter(pk=link.user, email__iexact=link.address, roles=[]).first()
    # A password or second factor set since then counts: no mailbox alone erases such an account.
    return queries.member(account) if account and not _proves(account) else None
