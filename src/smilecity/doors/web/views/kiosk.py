"""The tablet on site: started by a link from the desk, it counts, thanks and forgets; a PIN ends it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.collect.surveys import actions, queries
from smilecity.doors.web import kiosk, limits, screens
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.visit import Visit, visit
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick

_forgotten_by_browsers = cache_control(private=True, no_store=True)


@_forgotten_by_browsers
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, secret: str) -> HttpResponse:
    """Say what this device is about to become; a POST makes it a tablet for its survey."""
    at = clock.now()
    limits.may_confirm(request, at)
    survey = queries.kiosk_to_start(secret, at)
    if survey is None:
        return render(request, "web/survey/kiosk_gone.html", status=404)
    if request.method == "POST":
        kiosk.begin(request, actions.begin_kiosk(secret=secret, at=at))
        return redirect("web:survey", survey.slug)
    shown = {"survey": {"title": pick(survey.title, get_language() or "de")}}
    return render(request, "web/survey/kiosk_start.html", shown)


def send_off(request: HttpRequest, here: Visit) -> HttpResponse:
    """Count what was written on the tablet, and forget it."""
    if here.draft is not None:
        actions.submit_at_kiosk(draft=here.draft.id, form=request.POST.get("secret", ""), at=here.at)
    kiosk.forget(request)
    return redirect("web:kiosk_done", here.survey.slug)


@_forgotten_by_browsers
@require_safe
def done(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank, and wait for the next person."""
    here = visit(request, slug)
    if not here.kiosk:
        return redirect("web:survey", slug)
    return render(request, "web/survey/kiosk_done.html", here.context() | screens.thanks(here.survey))


@require_POST
def forget(request: HttpRequest, slug: str) -> HttpResponse:
    """Forget what was begun: somebody gave up, or nobody has touched the tablet for a while."""
    kiosk.forget(request)
    return redirect("web:survey", slug)


@_forgotten_by_browsers
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the PIN; a POST ends the tablet."""
    here, known = visit(request, slug), kiosk.kiosk_of(request)
    if not here.kiosk or known is None:
        return redirect("web:survey", slug)
    errors: Errors = []
    if request.method == "POST":
        reason = actions.end_kiosk_by_pin(kiosk=known, pin=request.POST.get("pin", ""), at=here.at)
        if not reason:
            kiosk.forget(request)
            request.session.flush()
            messages.success(request, _("Dieses Gerät ist kein Tablet für die Umfrage mehr."))
            return redirect("web:home")
        errors = [("pin", said(Refused(reason)))]
    shown = here.context() | {"errors": errors, "back_url": reverse("web:survey", args=[slug])}
    return render(request, "web/survey/kiosk_end.html", shown, status=422 if errors else 200)
