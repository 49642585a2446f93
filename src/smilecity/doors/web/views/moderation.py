"""Reporting something without signing in, and the pages behind the secret links of reports and decisions."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from smilecity.collect.contributions.queries import detail
from smilecity.collect.contributions.queries.detail import Detail
from smilecity.collect.contributions.rules import Kind, Publicity
from smilecity.doors.web import honeypot, limits, moderation_screens
from smilecity.doors.web.errors import too_fast
from smilecity.doors.web.moderation_form import Report, report_in
from smilecity.doors.web.refusals import Errors, said
from smilecity.ground import clock
from smilecity.ground.limits import TooMany
from smilecity.ground.refusals import Refused
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.queries import public
from smilecity.understand.moderation.rules import Target

_pages = require_http_methods(["GET", "HEAD", "POST"])


@_pages
def flag(request: HttpRequest, kind: Kind, number: int) -> HttpResponse:
    """Report a contribution, or one of its comments (`?kommentar=`)."""
    found = detail.contribution(number, kind)
    if found is None or not found.visible:
        raise Http404
    comment = _comment(request, found)
    report = report_in(request.POST)
    errors: Errors = report.errors if request.method == "POST" else []
    if request.method == "POST" and not errors:
        try:
            return _taken(request, Target(found.id, comment), report)
        except Refused as refusal:
            errors = [("erklaerung", said(refusal))]
        except TooMany as many:
            errors = [("erklaerung", too_fast(many))]
    shown = moderation_screens.flag(found, comment, report) | {"errors": errors, "at_fields": dict(errors)}
    return render(request, "web/moderation/flag.html", shown, status=422 if errors else 200)


def _comment(request: HttpRequest, found: Detail) -> UUID | None:
    """Return the comment of the address; one that nobody can read cannot be reported."""
    raw = request.GET.get("kommentar", "")
    if not raw:
        return None
    try:
        row = detail.comment(UUID(raw))
    except ValueError:
        row = None
    if row is None or row.publicity is not Publicity.SHOWN:
        raise Http404
    return row.id


def _taken(request: HttpRequest, target: Target, report: Report) -> HttpResponse:
    at = clock.now()
    limits.may_flag(request, report.address, at)
    if honeypot.is_filled(request):
        return render(request, "web/moderation/flag_thanks.html")
    made = actions.flag(
        target=target,
        ground=report.ground,
        text=report.text,
        truthful=report.truthful,
        name=report.name,
        address=report.address,
        language=get_language() or "de",
        at=at,
    )
    messages.success(request, _("Danke. Ihre Meldung ist angekommen."))
    return redirect("web:flag_state", made.token)


@_pages
def flag_state(request: HttpRequest, token: str) -> HttpResponse:
    """Show a report and its decision to who made it; take their complaint."""
    found = public.flag_state(token)
    if found is None:
        raise Http404
    here = reverse("web:flag_state", args=[token])
    text, errors = request.POST.get("beschwerde", ""), _no_errors()
    if request.method == "POST" and found.statement:
        ended = _complain(request, found.statement.id, found.id, text, here)
        if isinstance(ended, HttpResponse):
            return ended
        errors = ended
    shown = moderation_screens.flag_state(found, clock.now(), text) | {"errors": errors, "at_fields": dict(errors)}
    return _secret(render(request, "web/moderation/flag_state.html", shown, status=422 if errors else 200))


@_pages
def statement(request: HttpRequest, token: str) -> HttpResponse:
    """Show the author why something of theirs is not shown or was changed; take their complaint."""
    found = public.statement(token)
    if found is None:
        raise Http404
    here = reverse("web:statement", args=[token])
    text, errors = request.POST.get("beschwerde", ""), _no_errors()
    if request.method == "POST":
        ended = _complain(request, found.id, None, text, here)
        if isinstance(ended, HttpResponse):
            return ended
        errors = ended
    shown = moderation_screens.statement(found, clock.now(), text) | {"errors": errors, "at_fields": dict(errors)}
    return _secret(render(request, "web/moderation/statement.html", shown, status=422 if errors else 200))


def _no_errors() -> Errors:
    return []


def _complain(request: HttpRequest, decision: UUID, flag: UUID | None, text: str, here: str) -> HttpResponse | Errors:
    """Take a complaint and lead back to its page; return what is wrong with it."""
    try:
        limits.may_appeal(request, clock.now())
        actions.appeal(decision=decision, flag=flag, text=text, at=clock.now())
    except Refused as refusal:
        return [("beschwerde", said(refusal))]
    except TooMany as many:
        return [("beschwerde", too_fast(many))]
    messages.success(request, _("Ihre Beschwerde ist angekommen. Jemand anderes prüft die Entscheidung."))
    return redirect(here)


def _secret(response: HttpResponse) -> HttpResponse:
    """Keep a page with a secret link out of caches and search engines, and its address out of other sites."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def contact_points(request: HttpRequest) -> HttpResponse:
    """Name the contact points for authorities and for everybody (articles 11 and 12)."""
    return render(request, "web/moderation/contact_points.html")
