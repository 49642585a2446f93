"""Taking part by a one-time code: the page where it is typed, and sending off with it.

The QR code on paper leads here with the code behind a #: that part of an address never leaves the browser, so no log
and no proxy ever holds a code. A small script puts it into the field; without it people type.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from smilecity.collect.surveys import actions
from smilecity.doors.web import limits, screens, ways
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.views.settling import counted_page
from smilecity.doors.web.visit import Visit, forget_draft, visit
from smilecity.ground.refusals import Refused
from smilecity.people.codes import rules as codes


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the code from the letter; a POST looks whether it can be redeemed, and goes on to the questions."""
    here = visit(request, slug)
    if not here.is_open:
        return render(request, "web/survey/closed.html", here.context() | screens.closed(here))
    typed, errors = "", []
    if request.method == "POST":
        typed = request.POST.get("code", "")
        try:
            key = actions.read_code(survey=here.survey.id, typed=typed, at=here.at)
        except Refused as refusal:
            errors = _wrong(request, here, refusal)
        else:
            ways.keep_code(request, here.survey.id, key)
            return redirect(_onwards(here), slug)
    back = reverse("web:survey", args=[slug])
    shown = here.context() | {"errors": errors, "code_value": typed, "back_url": back}
    return render(request, "web/survey/code.html", shown, status=422 if errors else 200)


def _wrong(request: HttpRequest, here: Visit, refusal: Refused) -> Errors:
    """Count a wrong code. A right one is never counted, so nobody can lock out those who hold a letter."""
    if refusal.sentence not in {codes.USED, codes.VOID, codes.NO_CODE}:
        limits.may_mistype_code(request, here.survey, here.at)
    return [("code", said(refusal))]


def _onwards(here: Visit) -> str:
    """Return where to go with a good code: whoever has answered already only has to send off."""
    begun = here.draft is not None and here.draft.answers and not here.draft.submitted
    return "web:check" if begun else "web:survey"


def send_off(request: HttpRequest, here: Visit) -> HttpResponse:
    """Count what was written, by the code that was typed before."""
    if here.draft is None:
        return redirect("web:survey", here.survey.slug)
    secret, address = request.POST.get("secret", ""), ways.address_of(request)
    try:
        settled = actions.submit_by_code(draft=here.draft.id, key=here.code, address=address, secret=secret, at=here.at)
    except Refused as refusal:
        if refusal.sentence not in {codes.USED, codes.VOID, codes.UNKNOWN}:
            raise
        # The answers stay; only the code is of no use any more.
        ways.forget_code(request, here.survey.id)
        messages.warning(request, said(refusal))
        return redirect("web:code", here.survey.slug)
    forget_draft(request, here.survey.id)
    ways.forget_code(request, here.survey.id)
    return counted_page(request, settled, secret)
