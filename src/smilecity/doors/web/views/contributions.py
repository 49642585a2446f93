"""Ideas, places, reports: the lists, and each with what became of it; members support and comment where they read."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from smilecity.collect.contributions.actions.commenting import comment_as_member
from smilecity.collect.contributions.actions.supporting import support_as_member, withdraw_support
from smilecity.collect.contributions.queries import detail
from smilecity.collect.contributions.queries.detail import Detail
from smilecity.collect.contributions.rules import Kind, Publicity
from smilecity.doors.web import contribution_lists, contribution_own, contribution_page, guard, limits, writing_forms
from smilecity.doors.web.before import before
from smilecity.doors.web.contribution_cards import url_of
from smilecity.doors.web.contribution_page import Reading
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.views import voices
from smilecity.doors.web.writing_forms import Voice
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.privacy.rules import Sort


@require_safe
def every(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show the list of a kind."""
    shown = contribution_lists.page(kind, request.GET.dict(), _language(), clock.now())
    return render(request, "web/contributions/list.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, kind: Kind, number: int) -> HttpResponse:
    """Show a contribution; take a member's support or comment."""
    shown = detail.contribution(number, kind)
    if shown is None:
        return _elsewhere(kind, number)
    if shown.publicity is not Publicity.SHOWN and not contribution_own.may_see_early(request, shown):
        return _not_shown(request, shown)
    if shown.publicity is Publicity.REMOVED:
        return _gone(request, shown)
    if request.method == "POST":
        return _act(request, shown)
    return _page(request, shown)


def _elsewhere(kind: Kind, number: int) -> HttpResponse:
    """Lead to the contribution of another kind with this number: numbers are said aloud and typed in. Or nowhere."""
    for other in Kind:
        if other is not kind and detail.contribution(number, other):
            return redirect(url_of(other, number), permanent=True)
    raise Http404


def _not_shown(request: HttpRequest, shown: Detail) -> HttpResponse:
    """Say that it is gone; what nobody outside ever saw is not there for anybody else."""
    if shown.published_at is None:
        raise Http404
    return _gone(request, shown)


def _gone(request: HttpRequest, shown: Detail) -> HttpResponse:
    # 410 is for good: what is only read once more (its author has changed it) comes back.
    status = 404 if shown.publicity is Publicity.WAITING else 410
    return render(request, "web/contributions/gone.html", contribution_page.gone(shown), status=status)


def _page(request: HttpRequest, shown: Detail, *, status: int = 200, **more: object) -> HttpResponse:
    after, wrote_here = _comment_id(request.GET.get("ab", "")), contribution_own.knows(request, shown.id)
    member = _member(request)
    asks = member is not None and _asks(request, shown)
    here = Reading(shown, member, _language(), clock.now(), after, wrote_here, asks)
    return render(request, "web/contributions/detail.html", contribution_page.page(here) | more, status=status)


def _asks(request: HttpRequest, shown: Detail) -> bool:
    """Say whether the call wants to know something first, which the pages of supporting and commenting ask. 1 SQL."""
    return before(Sort.CALL, shown.call).agreed(request) is None


def _language() -> str:
    return get_language() or "de"


def _member(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _comment_id(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


# --- what members do here --------------------------------------------------------------------------------------------


def _act(request: HttpRequest, shown: Detail) -> HttpResponse:
    """Do what the button says. Guests are led to the page on which they confirm."""
    named, user = request.POST.get("act", ""), _member(request)
    act = _ACTS.get(named)
    url = url_of(shown.kind, shown.number)
    if act is None or user is None:
        return redirect(f"{url}unterstuetzen/" if user is None else url)
    if named in _VOICES and _asks(request, shown):
        return _VOICES[named](request, shown.kind, shown.number)
    return act(request, shown, user, url)


def _support(request: HttpRequest, shown: Detail, user: User, url: str) -> HttpResponse:
    at, informed = clock.now(), _wants_to_hear(request)
    limits.may_support(request, shown.process, user, at)
    support_as_member(contribution=shown.id, user=user, informed=informed, at=at, language=_language())
    messages.success(request, _thanks(informed=informed))
    return redirect(url)


def _wants_to_hear(request: HttpRequest) -> bool:
    return request.POST.get("informed") == "yes"


def _thanks(*, informed: bool) -> str:
    if informed:
        return _("Danke! Ihre Unterstützung zählt. Wir schreiben Ihnen, wenn sich etwas tut.")
    return _("Danke! Ihre Unterstützung zählt.")


def _withdraw(request: HttpRequest, shown: Detail, user: User, url: str) -> HttpResponse:
    withdraw_support(contribution=shown.id, user=user, at=clock.now())
    messages.success(request, _("Sie unterstützen diesen Beitrag nicht mehr."))
    return redirect(url)


def _comment(request: HttpRequest, shown: Detail, user: User, url: str) -> HttpResponse:
    voice = writing_forms.comment(request.POST, asks_address=False)
    if voice.errors:
        return _corrected(request, shown, voice, voice.errors)
    at, before = clock.now(), guard.is_suspect(request)
    limits.may_comment(request, shown.process, user, at)
    try:
        made = comment_as_member(
            contribution=shown.id,
            text=voice.text,
            author_name=voice.author_name,
            user=user,
            informed=_wants_to_hear(request),
            language=_language(),
            before=before,
            at=at,
            once=_comment_id(request.POST.get("once", "")),
        )
    except Refused as refusal:
        return _corrected(request, shown, voice, [("text", said(refusal))])
    row = detail.comment(made)
    if row is not None and row.publicity is Publicity.SHOWN:
        return redirect(f"{url}#kommentar-{made}")
    messages.success(request, _("Danke! Wir lesen Ihren Kommentar, bevor er hier steht."))
    return redirect(url)


def _corrected(request: HttpRequest, shown: Detail, voice: Voice, wrong: Errors) -> HttpResponse:
    """Show the page with what was typed, and what is wrong with it."""
    typed = {
        "text": voice.text,
        "author_name": voice.author_name,
        "informed": _wants_to_hear(request),
        "at_fields": dict(wrong),
    }
    return _page(request, shown, status=422, errors=wrong, typed=typed)


_ACTS: dict[str, Callable[[HttpRequest, Detail, User, str], HttpResponse]] = {
    "support": _support,
    "withdraw": _withdraw,
    "comment": _comment,
}
# The pages of their own, which ask what the call wants to know first.
_VOICES = {"support": voices.support, "comment": voices.comment}
