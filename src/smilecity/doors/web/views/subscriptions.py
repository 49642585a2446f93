"""One's own subscriptions: all of them, how often we write, and every way out.

By the link of a mail nothing of the visitor's session is used: it works on any device and for mail programs, which
send a bare POST (RFC 8058). Who could forge that form would have to know the link, and with it needs no forgery.
A GET changes nothing, for scanners open every link.
"""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.city import queries as city
from smilecity.collect.reports.queries.titles import Titles
from smilecity.deliver.notices import actions, queries
from smilecity.deliver.notices.rules import Rhythm
from smilecity.doors.web import subscription_screens
from smilecity.doors.web import subscription_words as said_of
from smilecity.doors.web.subscription_screens import Who, by_token, signed_in
from smilecity.ground import clock
from smilecity.ground.text import LANGUAGES
from smilecity.people.contacts import actions as contacts
from smilecity.people.models import User

Page = Callable[..., HttpResponse]
_SAVED = "gespeichert"


def _by_link(page: Page) -> Page:
    """Turn a page of somebody into the one that the link of a mail opens."""

    @csrf_exempt
    @cache_control(private=True, no_store=True)
    @wraps(page)
    def view(request: HttpRequest, token: str, **named: object) -> HttpResponse:
        return page(request, by_token(token), **named)

    return view


def _by_account(page: Page) -> Page:
    """Turn a page of somebody into the one for who is signed in."""

    @login_required
    @wraps(page)
    def view(request: HttpRequest, **named: object) -> HttpResponse:
        return page(request, signed_in(request), **named)

    return view


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show the subscriptions of who is signed in; say to others where they find theirs."""
    if not request.user.is_authenticated:
        return render(request, "web/subscriptions/guest.html")
    return _list(request, signed_in(request))


@require_safe
def _list(request: HttpRequest, who: Who) -> HttpResponse:
    shown = subscription_screens.listing(who) | {"saved": _SAVED in request.GET}
    return render(request, "web/subscriptions/list.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def _end(request: HttpRequest, who: Who, subscription: UUID) -> HttpResponse:
    """Ask whether one subscription is to end; a POST ends it."""
    row = queries.subscription(who.contact, subscription) if who.contact else None
    if row is None:
        raise Http404
    if request.method == "POST":
        actions.end(contact=row.contact, subscription=row.id, at=clock.now())
    here = get_language() or "de"
    return _asked(request, who, said_of.title_of(row, city.names(here), Titles(here)))


@require_http_methods(["GET", "HEAD", "POST"])
def _stop(request: HttpRequest, who: Who) -> HttpResponse:
    """Ask whether everything is to end; a POST ends it."""
    if request.method == "POST" and who.contact:
        actions.end_everything(contact=who.contact, at=clock.now())
    return _asked(request, who, "")


def _asked(request: HttpRequest, who: Who, name: str) -> HttpResponse:
    """Show the question or, after the POST, that it is done. The page answers the POST itself: RFC 8058, 3.1."""
    shown = {
        "name": name,
        "list_url": who.url(""),
        "stop_url": who.url("stop"),
        "by_link": bool(who.token),
        "guest": bool(who.reader and not who.reader.member),
    }
    page = "ended" if request.method == "POST" else "end"
    return render(request, f"web/subscriptions/{page}.html", shown)


@require_POST
def _rhythm(request: HttpRequest, who: Who) -> HttpResponse:
    """Write in another rhythm from now on."""
    given = request.POST.get("rhythm", "")
    if who.contact and given in {rhythm.value for rhythm in Rhythm}:
        actions.set_rhythm(contact=who.contact, rhythm=Rhythm(given), at=clock.now())
    return redirect(f"{who.url('')}?{_SAVED}")


@require_POST
def _language(request: HttpRequest, who: Who) -> HttpResponse:
    """Write in another language from now on, also to a member who has not subscribed to anything yet."""
    given, contact = request.POST.get("language", ""), who.contact
    if given in LANGUAGES:
        if contact is None and isinstance(request.user, User):
            contact = contacts.of_member(user=request.user, language=given, at=clock.now())
        if contact:
            contacts.set_language(contact=contact, language=given)
    return redirect(f"{who.url('')}?{_SAVED}")


@require_POST
def _again(request: HttpRequest, who: Who) -> HttpResponse:
    """Try an address again that refused our mails."""
    if who.contact:
        actions.try_again(contact=who.contact)
    return redirect(who.url(""))


reader = _by_link(_list)
end_by_link = _by_link(_end)
stop_by_link = _by_link(_stop)
rhythm_by_link = _by_link(_rhythm)
language_by_link = _by_link(_language)
again_by_link = _by_link(_again)
end = _by_account(_end)
stop = _by_account(_stop)
rhythm = _by_account(_rhythm)
language = _by_account(_language)
again = _by_account(_again)
