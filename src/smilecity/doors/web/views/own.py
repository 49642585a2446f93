"""Authors change the text of their own contribution, or withdraw it: members only, for whom we know whose it is.

To anybody else these pages are not there, whether or not there is a contribution of this number.
"""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.queries import detail
from smilecity.collect.contributions.queries.detail import Detail
from smilecity.collect.contributions.rules import Kind, Publicity
from smilecity.doors.web import errors, limits, own_screens, writing_forms
from smilecity.doors.web.contribution_cards import url_of
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.writing import member_of
from smilecity.doors.web.writing_forms import Heard
from smilecity.ground import clock
from smilecity.ground.limits import TooMany
from smilecity.ground.refusals import Refused
from smilecity.people.contacts import queries as contacts
from smilecity.people.models import User

_pages = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class _Own:
    """Something of the member who asks. `author`: they, as a contact."""

    shown: Detail
    author: UUID
    member: User


def _own(request: HttpRequest, kind: Kind, number: int) -> _Own | None:
    member = member_of(request)
    shown = detail.contribution(number, kind) if member else None
    author = contacts.of_user(member.pk) if member else None
    if member is None or shown is None or author is None or shown.author != author:
        return None
    return _Own(shown, author, member)


def _not_yours(request: HttpRequest) -> HttpResponse:
    """Say who may, and hand back what was typed: somebody may have been signed out meanwhile."""
    shown = {"here": request.path, "guest": not request.user.is_authenticated, **own_screens.typed(request.POST)}
    return render(request, "web/own/not_yours.html", shown, status=404)


# --- the text ---------------------------------------------------------------------------------------------------------


@_pages
def edit(request: HttpRequest, kind: Kind, number: int) -> HttpResponse:
    """Show the text to be changed; a POST keeps it."""
    own = _own(request, kind, number)
    if own is None:
        return _not_yours(request)
    if own_screens.why_not_edit(own.shown):
        return _stays(request, own.shown)
    if request.method == "POST":
        return _edited(request, own)
    shown = own_screens.edit(own.shown, own_screens.as_it_is(own.shown))
    return render(request, "web/own/edit.html", shown)


def _edited(request: HttpRequest, own: _Own) -> HttpResponse:
    heard = writing_forms.text(request.POST, own.shown.kind, own.shown.category)
    if heard.errors:
        return _again(request, own.shown, heard.errors, 422)
    try:
        return _kept(request, own, heard)
    except Refused as refusal:
        return _conflict(request, own.shown, said(refusal))
    except TooMany as many:
        return _again(request, own.shown, [("title", errors.too_fast(many))], 429)


def _kept(request: HttpRequest, own: _Own, heard: Heard) -> HttpResponse:
    """Keep what was typed, and go back. Raises Refused, TooMany."""
    at, revision = clock.now(), _number(request.POST.get("revision", ""))
    limits.may_rewrite(request, own.member.pk, at)
    content = _content(own.shown, heard)
    changed = actions.edit(
        contribution=own.shown.id, content=content, revision=revision, by=None, author=own.author, at=at
    )
    after = detail.by_id(own.shown.id)
    messages.success(request, _outcome(changed=changed, waits=bool(after and after.publicity is Publicity.WAITING)))
    return redirect(url_of(own.shown.kind, own.shown.number))


def _outcome(*, changed: bool, waits: bool) -> str:
    if not changed:
        return _("Der Text ist unverändert.")
    return _("Gespeichert. Wir lesen den Text noch, danach sehen ihn alle.") if waits else _("Gespeichert.")


def _number(raw: str) -> int:
    """Return the revision that was read before writing; none has the number 0."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0


def _content(shown: Detail, heard: Heard) -> Content:
    """Return what the contribution says with the new words; all else stays."""
    return Content(
        title=heard.changes["title"],
        text=heard.changes["text"],
        theme_ids=shown.theme_ids,
        category=shown.category,
        lon=shown.lon,
        lat=shown.lat,
        place=shown.place,
        author_name=shown.author_name,
        language=shown.language,
    )


def _again(request: HttpRequest, shown: Detail, wrong: Errors, status: int) -> HttpResponse:
    """Show what was typed with what is wrong; it is still based on the revision that was read."""
    values = own_screens.edit(shown, own_screens.typed(request.POST))
    values |= {"errors": wrong, "at_fields": dict(wrong), "revision": _number(request.POST.get("revision", ""))}
    return render(request, "web/own/edit.html", values, status=status)


def _conflict(request: HttpRequest, before: Detail, reason: str) -> HttpResponse:
    """Show what was typed beside how it reads now: whoever saves again has seen both."""
    now = detail.by_id(before.id) or before
    if own_screens.why_not_edit(now):
        return _stays(request, now)
    wrong: Errors = [("title", reason)]
    values = own_screens.edit(now, own_screens.typed(request.POST)) | own_screens.current(now) | {"errors": wrong}
    return render(request, "web/own/edit.html", values, status=409)


def _stays(request: HttpRequest, shown: Detail) -> HttpResponse:
    """Say why the text stays as it is, and hand back what was typed."""
    values = own_screens.refused(shown, own_screens.why_not_edit(shown)) | own_screens.typed(request.POST)
    return render(request, "web/own/stays.html", values, status=409)


# --- withdrawing ------------------------------------------------------------------------------------------------------


@_pages
def withdraw(request: HttpRequest, kind: Kind, number: int) -> HttpResponse:
    """Say what withdrawing means; a POST withdraws. Asked again, the page says that it is done."""
    own = _own(request, kind, number)
    if own is None:
        return _not_yours(request)
    if request.method == "POST":
        actions.withdraw_by_author(contribution=own.shown.id, author=own.author, at=clock.now())
        return redirect(f"web:{kind}_withdraw", number)
    if own.shown.publicity is Publicity.REMOVED:
        return _stays(request, own.shown)
    page = "withdrawn" if own.shown.publicity is Publicity.WITHDRAWN else "withdraw"
    return render(request, f"web/own/{page}.html", own_screens.withdraw(own.shown))
