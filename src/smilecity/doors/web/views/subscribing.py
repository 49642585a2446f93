"""Subscribing: what for, by which address, the page that waits for the mail, its link and code.

The reply is the same whether or not an address is known. A member subscribes at once: their address is confirmed.
"""

from contextlib import suppress
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.deliver.notices import actions
from smilecity.deliver.notices.actions import Settled
from smilecity.deliver.notices.rules import NOTHING_CHOSEN, End
from smilecity.doors.web import limits, subscription_screens, waiting_page
from smilecity.doors.web import subscription_words as said_of
from smilecity.doors.web.before import before
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.subscription_words import Wanted
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.contacts import actions as contacts
from smilecity.people.privacy.rules import Sort
from smilecity.people.register import queries as register

_STATUS = {End.DONE: 200, End.USED: 200, End.EXPIRED: 410, End.UNKNOWN: 404}
_WISHES = "wishes"
_WISHES_MOST = 20


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Say what a subscription is, and ask for the address; a POST subscribes."""
    wanted, email = said_of.read(request.GET), request.POST.get("email", "")
    asked = before(Sort.SUBSCRIPTION)
    errors = asked.heard(request)
    if request.method == "POST" and not errors:
        try:
            asked.consents(request)
            return _subscribed(request, wanted, email)
        except Refused as refusal:
            errors = [("email", said(refusal))]
    shown = subscription_screens.new(wanted, request, email) | asked.shown(request)
    shown |= {"errors": errors, "at_fields": dict(errors)}
    return render(request, "web/subscriptions/new.html", shown, status=422 if errors else 200)


def _subscribed(request: HttpRequest, wanted: Wanted | None, email: str) -> HttpResponse:
    if wanted is None:
        raise Refused(NOTHING_CHOSEN)
    at, language = clock.now(), get_language() or "de"
    if request.user.is_authenticated:
        contact = contacts.of_member(user=request.user, language=language, at=at)
        actions.subscribe(contact=contact, target=wanted.target, at=at)
        messages.success(request, _("Abonniert: {name}").format(name=wanted.name))
        return redirect("web:subscriptions")
    limits.may_subscribe(request, email, at)
    wish = actions.ask(target=wanted.target, address=email, about=said_of.about(wanted), language=language, at=at)
    # The query is kept for who wants to give another address.
    kept = {str(wish): request.META.get("QUERY_STRING", "")}
    known = dict(list(request.session.get(_WISHES, {}).items())[-_WISHES_MOST:])
    request.session[_WISHES] = known | kept
    return redirect("web:subscribe_wait", wish)


def _own(request: HttpRequest, wish: UUID) -> str:
    """Return the query with which this browser made a wish. Raises Http404 for the wishes of others."""
    wishes: dict[str, str] = request.session.get(_WISHES, {})
    if str(wish) not in wishes:
        raise Http404
    return wishes[str(wish)]


@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, wish: UUID) -> HttpResponse:
    """Say that the mail is on its way; a POST confirms by the code it holds."""
    _own(request, wish)
    at, code = clock.now(), request.POST.get("code", "")
    errors: Errors = []
    if request.method == "POST":
        limits.may_confirm(request, at)
        settled = actions.confirm_by_code(wish=wish, code=code, at=at)
        if isinstance(settled, Settled):
            return _ended(request, settled)
        errors = [("code", said(Refused(settled)))]
    waiting = waiting_page.still(wish, at)
    if waiting is None:
        # Confirmed by the link on some device, or run out: this browser cannot know, and need not.
        return render(request, "web/subscriptions/settled.html", {"again_url": reverse("web:subscribe")})
    shown = subscription_screens.waiting(wish, waiting)
    return waiting_page.page(request, "web/subscriptions/wait.html", shown, code, errors)


@require_safe
def mail(request: HttpRequest, wish: UUID) -> HttpResponse:
    """Say where the mail is, for the page that waits."""
    _own(request, wish)
    waiting = waiting_page.still(wish, clock.now())
    return waiting_page.mail(request, subscription_screens.waiting(wish, waiting) if waiting else None)


@require_POST
def resend(request: HttpRequest, wish: UUID) -> HttpResponse:
    """Send the mail once more."""
    _own(request, wish)
    at = clock.now()
    limits.may_resend(request, register.waiting_for(wish, at), at)
    waiting_page.resend(request, partial(actions.resend, wish=wish, at=at))
    return redirect("web:subscribe_wait", wish)


@require_POST
def take_back(request: HttpRequest, wish: UUID) -> HttpResponse:
    """Go back to the address; the link that was sent no longer works."""
    query = QueryDict(_own(request, wish)).urlencode()
    with suppress(Refused):
        actions.take_back(wish=wish)
    return redirect(f"{reverse('web:subscribe')}?{query}")


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Open the link of the mail: a GET asks, only a POST subscribes (see views/confirming)."""
    at = clock.now()
    if request.method == "POST":
        limits.may_confirm(request, at)
        return _ended(request, actions.confirm_by_link(token=token, at=at))
    waiting = register.waiting_by_token(token, at)
    if waiting is None or waiting.expired:
        return _ended(request, Settled(End.EXPIRED) if waiting else Settled(actions.fate(token)))
    shown = subscription_screens.confirming(waiting)
    return render(request, "web/subscriptions/confirm.html", shown)


def _ended(request: HttpRequest, settled: Settled) -> HttpResponse:
    """Show how the attempt to subscribe ended."""
    shown = {"again_url": reverse("web:subscribe")}
    if settled.token:
        shown["manage_url"] = reverse("web:reader", args=[settled.token])
    return render(request, f"web/subscriptions/{settled.end.value}.html", shown, status=_STATUS[settled.end])
