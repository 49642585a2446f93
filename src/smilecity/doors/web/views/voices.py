"""Supporting a contribution and commenting on it: members at once, guests after they have confirmed their address."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.queries import detail, mine
from smilecity.collect.contributions.queries.detail import Detail
from smilecity.collect.contributions.rules import COMMENT_MOST, Kind
from smilecity.collect.reports.queries.titles import Titles
from smilecity.doors.web import guard, limits, writing_forms, writing_screens
from smilecity.doors.web.before import Before, before
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.writing import keep_waiting, member_of
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.privacy.rules import Sort
from smilecity.people.register import queries as register
from smilecity.people.register.rules import clean_address


def _target(kind: Kind, number: int) -> Detail:
    """Return what everybody may read; nothing else can be supported or commented on."""
    found = detail.contribution(number, kind)
    if found is None or not (found.visible or found.merged_into):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, kind: Kind, number: int) -> HttpResponse:
    """Support something, or support it no more; guests are asked for the address that confirms."""
    found, member = _target(kind, number), member_of(request)
    if found.merged_into:
        return redirect(f"web:{kind}_support", found.merged_into)
    asked, ends = before(Sort.CALL, found.call), member is not None and "withdraw" in request.POST
    wrong: Errors = [] if ends else asked.heard(request)
    if request.method == "POST" and not wrong:
        try:
            return _supported(request, found, asked, member)
        except Refused as refusal:
            wrong = [("email", said(refusal))]
    shown = _frame(request, found, asked, wrong) | {
        "email": request.POST.get("email", ""),
        "member_email": member.email if member else "",
        "already": bool(member and mine.supports(found.id, register.key_in(found.process, member.email))),
        "unconfirmed_text": writing_screens.unconfirmed(),
        "login_url": f"{reverse('account_login')}?next={reverse(f'web:{kind}_support', args=[number])}",
    }
    return render(request, "web/writing/support.html", shown, status=422 if wrong else 200)


def _supported(request: HttpRequest, found: Detail, asked: Before, member: User | None) -> HttpResponse:
    if member is None:
        return _support_as_guest(request, found, asked)
    if "withdraw" in request.POST:
        actions.withdraw_support(contribution=found.id, user=member, at=clock.now())
        messages.success(request, _("Sie unterstützen das nicht mehr."))
    else:
        new = _support_as_member(request, found, asked, member)
        messages.success(request, _("Danke für Ihre Unterstützung.") if new else _("Sie unterstützen das schon."))
    return redirect(f"web:{found.kind}", found.number)


def _support_as_member(request: HttpRequest, found: Detail, asked: Before, member: User) -> bool:
    at = clock.now()
    limits.may_support(request, found.process, member, at)
    return actions.support_as_member(
        contribution=found.id,
        user=member,
        informed=request.POST.get("informed") == "yes",
        language=get_language() or "de",
        at=at,
        consents=asked.consents(request),
    )


def _support_as_guest(request: HttpRequest, found: Detail, asked: Before) -> HttpResponse:
    at, address = clock.now(), clean_address(request.POST.get("email", ""))
    limits.may_support(request, found.process, address, at)
    draft = actions.support_as_guest(
        contribution=found.id,
        address=address,
        informed=request.POST.get("informed") == "yes",
        language=get_language() or "de",
        at=at,
        once=_once(request),
        consents=asked.consents(request),
    )
    keep_waiting(request, found.call, draft)
    return redirect("web:contribution_wait", draft)


def _once(request: HttpRequest) -> UUID | None:
    """Return the id that the page gave its form, so that a double click asks once."""
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, kind: Kind, number: int) -> HttpResponse:
    """Comment on something; guests are asked for the address that confirms."""
    found, member = _target(kind, number), member_of(request)
    if found.merged_into:
        return redirect(f"web:{kind}_comment", found.merged_into)
    voice = writing_forms.comment(request.POST, asks_address=member is None)
    asked = before(Sort.CALL, found.call)
    sent = request.method == "POST" and "text" in request.POST
    wrong = [*voice.errors, *asked.heard(request)] if sent else []
    if sent and not wrong:
        try:
            return _comment(request, found, member, voice, asked.consents(request))
        except Refused as refusal:
            wrong = [("text", said(refusal))]
    shown = _frame(request, found, asked, wrong) | {
        "text": voice.text,
        "author_name": voice.author_name,
        "email": voice.address,
        "informed": request.POST.get("informed") == "yes",
        "limit": COMMENT_MOST,
        "member_email": member.email if member else "",
        "unconfirmed_text": writing_screens.unconfirmed(),
        "login_url": f"{reverse('account_login')}?next={reverse(f'web:{kind}_comment', args=[number])}",
    }
    return render(request, "web/writing/comment.html", shown, status=422 if wrong else 200)


def _comment(
    request: HttpRequest, found: Detail, member: User | None, voice: writing_forms.Voice, consents: Sequence[UUID]
) -> HttpResponse:
    at, read_first = clock.now(), guard.is_suspect(request)
    limits.may_comment(request, found.process, member or voice.address, at)
    informed = request.POST.get("informed") == "yes"
    if member:
        actions.comment_as_member(
            contribution=found.id,
            text=voice.text,
            author_name=voice.author_name,
            user=member,
            informed=informed,
            language=get_language() or "de",
            before=read_first,
            at=at,
            once=_once(request),
            consents=consents,
        )
        messages.success(request, _("Danke für Ihren Kommentar."))
        return redirect(f"web:{found.kind}", found.number)
    draft = actions.comment_as_guest(
        contribution=found.id,
        text=voice.text,
        author_name=voice.author_name,
        address=voice.address,
        informed=informed,
        language=get_language() or "de",
        before=read_first,
        at=at,
        once=_once(request),
        consents=consents,
    )
    keep_waiting(request, found.call, draft)
    return redirect("web:contribution_wait", draft)


def _frame(request: HttpRequest, found: Detail, asked: Before, wrong: Errors) -> dict[str, object]:
    url = reverse(f"web:{found.kind}", args=[found.number])
    return asked.shown(request) | {
        "kind": found.kind.value,
        "about": Titles(get_language() or "de").said(found.kind, found.title),
        "once": uuid4(),
        "url": url,
        "back_url": url,
        "errors": wrong,
        "at_fields": dict(wrong),
    }
