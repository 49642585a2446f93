"""Being counted: the page that waits for the mail, its link and code, and the link that changes answers later.

Whatever a GET opens changes nothing; mail scanners may open every link. Only a POST confirms.
"""

from contextlib import suppress
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import End, Settled
from smilecity.doors.web import limits, screens, waiting_page
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.survey_cards import card
from smilecity.doors.web.visit import Visit, forget_draft, keep_draft, visit
from smilecity.ground import clock, hashes
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick
from smilecity.people.register import queries as register

SECRET = "secret"

_URLS = {"code_url": "wait", "mail_url": "mail", "resend_url": "resend", "change_url": "take_back"}
_STATUS = {End.REPEATED: 200, End.USED: 200, End.EXPIRED: 410, End.UNKNOWN: 404}


@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that the mail is on its way; a POST confirms by the code it holds."""
    here = visit(request, slug)
    code = ""
    errors: Errors = []
    if request.method == "POST":
        code = request.POST.get("code", "")
        ended, errors = _by_code(request, here, code)
        if ended:
            return ended
    return _waiting_page(request, here, code, errors)


def _by_code(request: HttpRequest, here: Visit, code: str) -> tuple[HttpResponse | None, Errors]:
    limits.may_confirm(request, here.at)
    secret = request.POST.get(SECRET, "")
    if here.draft is None:
        counted = queries.of_secret(secret)
        settled: Settled | str = (
            Settled(End.COUNTED, here.survey.id) if counted else _("Bitte laden Sie die Seite neu.")
        )
    else:
        settled = actions.confirm_by_code(draft=here.draft.id, code=code, secret=secret, at=here.at)
    if isinstance(settled, str):
        return None, [("code", said(Refused(settled)))]
    forget_draft(request, here.survey.id)
    return counted_page(request, settled, secret), []


def _waiting_page(request: HttpRequest, here: Visit, code: str, errors: Errors) -> HttpResponse:
    slug = here.survey.slug
    if not here.is_open:
        return render(request, "web/survey/closed.html", here.context() | screens.closed(here))
    waiting = waiting_page.still(here.draft.id, here.at) if here.draft else None
    if waiting is None:
        # Confirmed by the link on some device, or run out: this browser cannot know, and need not.
        shown: dict[str, object] = {"again_url": reverse("web:survey", args=[slug])}
        return render(request, "web/survey/settled.html", here.context() | shown)
    urls = {name: reverse(f"web:{view}", args=[slug]) for name, view in _URLS.items()}
    shown = here.context() | screens.waiting(waiting) | urls | {"secret": hashes.new_secret()}
    return waiting_page.page(request, "web/survey/wait.html", shown, code, errors)


@require_safe
def mail(request: HttpRequest, slug: str) -> HttpResponse:
    """Say where the mail is, for the page that waits."""
    here = visit(request, slug)
    waiting = waiting_page.still(here.draft.id, here.at) if here.draft else None
    return waiting_page.mail(request, screens.waiting(waiting) if waiting else None)


@require_POST
def resend(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the mail once more."""
    here = visit(request, slug)
    limits.may_resend(request, register.waiting_for(here.draft.id, here.at) if here.draft else None, here.at)
    if here.draft:
        waiting_page.resend(request, partial(actions.resend, draft=here.draft.id, at=here.at))
    return redirect("web:wait", slug)


@require_POST
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Go back to the address; the link that was sent no longer works."""
    here = visit(request, slug)
    if here.draft and here.draft.submitted:
        with suppress(Refused):  # a second click: the first one has taken it back
            actions.take_back(draft=here.draft.id, at=here.at)
    return redirect("web:contact", slug)


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Open the link of the mail: a GET asks, only a POST counts (see views/confirming)."""
    at = clock.now()
    if request.method == "POST":
        limits.may_confirm(request, at)
        secret = request.POST.get(SECRET, "")
        return counted_page(request, actions.confirm_by_link(token=token, secret=secret, at=at), secret)
    waiting = register.waiting_by_token(token, at)
    survey = queries.of_process(waiting.process) if waiting else None
    if waiting is None or survey is None or waiting.expired:
        return _end_page(
            request, queries.fate_of(token) if waiting is None else Settled(End.EXPIRED, survey.id if survey else None)
        )
    title = pick(survey.title, get_language() or "de")
    shown = {"survey": {"title": title}, "secret": hashes.new_secret()} | screens.waiting(waiting)
    return render(request, "web/survey/confirm.html", shown)


def counted_page(request: HttpRequest, settled: Settled, secret: str) -> HttpResponse:
    """Show how an attempt to be counted ended.

    The page answers the POST itself instead of redirecting: the secret it shows exists nowhere else, and asking again
    with the same form shows the same page.
    """
    survey = queries.by_id(settled.survey) if settled.survey else None
    if settled.end is not End.COUNTED or survey is None:
        return _end_page(request, settled)
    at = clock.now()
    link = settings.BASE_URL + reverse("web:change", args=[survey.slug, secret])
    running = [card(counted) for counted in queries.open_at(at, besides=survey.id)]
    shown = screens.thanks(survey, at) | {"change_url": link, "open": running}
    return render(request, "web/survey/thanks.html", shown)


def _end_page(request: HttpRequest, settled: Settled) -> HttpResponse:
    survey = queries.by_id(settled.survey) if settled.survey else None
    context: dict[str, object] = {}
    if survey:
        context = {"survey": {"title": pick(survey.title, get_language() or "de")}, "again_url": _again(survey)}
    end = settled.end if settled.end in _STATUS else End.UNKNOWN
    return render(request, f"web/survey/{end.value}.html", context, status=_STATUS[end])


def _again(survey: SurveyRow) -> str:
    return reverse("web:survey", args=[survey.slug]) if survey.accepts(clock.now()) else ""


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Open counted answers for change by the link that was shown once; a POST begins."""
    here = visit(request, slug)
    if not here.is_open:
        return render(request, "web/survey/closed.html", here.context() | screens.closed(here))
    survey = queries.of_secret(secret)
    if survey is None or survey.id != here.survey.id:
        return render(request, "web/survey/change_unknown.html", here.context(), status=404)
    if request.method == "POST":
        draft = actions.begin_change(secret=secret, language=here.language, at=here.at)
        keep_draft(request, here.survey.id, draft, changes=True)
        return redirect("web:check", slug)
    return render(request, "web/survey/change.html", here.context() | screens.thanks(survey))
