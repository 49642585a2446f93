"""Contributions, supports and comments from sending off to being counted: the page that waits, link, code, each end."""

from contextlib import suppress
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.queries import calls, drafts, mine
from smilecity.collect.contributions.queries.drafts import DraftRow
from smilecity.collect.contributions.rules import Act, End, Settled
from smilecity.doors.web import limits, settled_screens, waiting_page
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.writing import STEPS, Step, keep_draft, knows
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.register import queries as register

_URLS = {
    "code_url": "contribution_wait",
    "mail_url": "contribution_mail",
    "resend_url": "contribution_resend",
    "change_url": "contribution_take_back",
}
_STATUS = {End.EXPIRED: 410, End.UNKNOWN: 404, End.CLOSED: 409}


def _own(request: HttpRequest, draft: UUID) -> DraftRow | None:
    """Return a draft of this browser; those of others are not there."""
    if not knows(request, draft):
        raise Http404
    return drafts.draft(draft)


@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Say that the mail is on its way; a POST confirms by the code it holds."""
    at, row, code = clock.now(), _own(request, draft), ""
    wrong: Errors = []
    if request.method == "POST":
        limits.may_confirm(request, at)
        code = request.POST.get("code", "")
        settled = actions.confirm_by_code(draft=draft, code=code, at=at)
        if isinstance(settled, Settled):
            return end_page(request, settled)
        wrong = [("code", said(Refused(settled)))]
    waiting = waiting_page.still(draft, at) if row else None
    if row is None or waiting is None:
        # Confirmed by the link on some device, or run out: this browser cannot know, and need not.
        return render(request, "web/writing/settled.html")
    urls = {name: reverse(f"web:{view}", args=[draft]) for name, view in _URLS.items()}
    shown = settled_screens.waiting(row, waiting) | urls
    return waiting_page.page(request, "web/writing/wait.html", shown, code, wrong)


@require_safe
def mail(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Say where the mail is, for the page that waits."""
    row = _own(request, draft)
    waiting = waiting_page.still(draft, clock.now()) if row else None
    return waiting_page.mail(request, settled_screens.waiting(row, waiting) if row and waiting else None)


@require_POST
def resend(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Send the mail once more."""
    row, at = _own(request, draft), clock.now()
    limits.may_resend(request, register.waiting_for(draft, at) if row else None, at)
    if row:
        waiting_page.resend(request, partial(actions.resend, draft=draft, at=at))
    return redirect("web:contribution_wait", draft)


@require_POST
def take_back(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Go back to the address; the link that was sent no longer works."""
    row = _own(request, draft)
    if row is None:
        return redirect("web:contribution_wait", draft)
    with suppress(Refused):  # a second click: the first one has taken it back
        actions.take_back(draft=draft, at=clock.now())
    if row.act is Act.CONTRIBUTE:
        keep_draft(request, row.call, draft)
    return redirect(_address_url(row))


def _address_url(row: DraftRow) -> str:
    """Return the page that asks for the address of a draft."""
    call = calls.call_by_id(row.call)
    if call is None:
        raise Http404
    if row.act is Act.CONTRIBUTE:
        # Reports ask for it where they are checked.
        step = Step.CONTACT if Step.CONTACT in STEPS[call.kind] else Step.CHECK
        return reverse(f"web:{call.kind}_step", args=[call.slug, step.value])
    number = settled_screens.number_of(row.target)
    return reverse(f"web:{call.kind}_{row.act}", args=[number])


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Open the link of the mail: a GET asks, only a POST confirms (see views/confirming)."""
    at = clock.now()
    if request.method == "POST":
        limits.may_confirm(request, at)
        return end_page(request, actions.confirm_by_link(token=token, at=at))
    waiting = register.waiting_by_token(token, at)
    row = drafts.draft(waiting.reference) if waiting else None
    if waiting is None or row is None:
        return end_page(request, mine.fate_of(token))
    if waiting.expired:
        return end_page(request, Settled(End.EXPIRED, row.act))
    return render(request, "web/writing/confirm.html", settled_screens.waiting(row, waiting))


def identified(raw: str) -> UUID | None:
    """Return the id that a session kept."""
    try:
        return UUID(raw)
    except ValueError:
        return None


def end_page(request: HttpRequest, settled: Settled) -> HttpResponse:
    """Show how an attempt to be heard ended. The page answers the POST itself; asking again says that it is done."""
    shown = settled_screens.ended(settled)
    return render(request, f"web/{_template(settled)}.html", shown, status=_STATUS.get(settled.end, 200))


def _template(settled: Settled) -> str:
    if settled.end is End.UNKNOWN:
        return "survey/unknown"
    if settled.end is End.DONE:
        return "writing/thanks" if settled.act is Act.CONTRIBUTE else "writing/done"
    return f"writing/end_{settled.end}"
