"""What the law wants said: who answers for these pages, what is kept, how accessible they are; contacts, barriers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from smilecity.doors.web import errors, honeypot, legal_screens, limits
from smilecity.doors.web.refusals import Errors, said
from smilecity.ground import clock
from smilecity.ground.limits import TooMany
from smilecity.ground.refusals import Refused
from smilecity.people.barriers import actions
from smilecity.people.barriers.rules import NO_TEXT, TEXT_MOST


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Say who answers for these pages."""
    return render(request, "web/legal/imprint.html", legal_screens.imprint())


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept, why and how long, from the very rules that keep it."""
    return render(request, "web/legal/privacy.html", legal_screens.privacy())


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Declare how accessible these pages are."""
    return render(request, "web/legal/accessibility.html", legal_screens.accessibility())


@require_safe
def contact_us(request: HttpRequest) -> HttpResponse:
    """Say how the town hall is reached, with e-mail and without."""
    return render(request, "web/legal/contact.html", legal_screens.contact())


@require_http_methods(["GET", "HEAD", "POST"])
def barrier(request: HttpRequest) -> HttpResponse:
    """Take what somebody says does not work for them; nothing but the words is needed."""
    typed = legal_screens.typed_barrier(request)
    wrong: Errors = []
    if request.method == "POST":
        try:
            return _reported(request, typed)
        except Refused as refusal:
            field = "was" if refusal.sentence == NO_TEXT or "most" in refusal.values else "email"
            wrong = [(field, said(refusal))]
        except TooMany as many:
            wrong = [("was", errors.too_fast(many))]
    shown = {**typed, "limit": TEXT_MOST, "errors": wrong, "at_fields": dict(wrong)}
    return render(request, "web/legal/barrier.html", shown, status=422 if wrong else 200)


def _reported(request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
    at = clock.now()
    limits.may_report_barrier(request, at)
    if not honeypot.is_filled(request):
        actions.report(
            page=typed["page"],
            text=typed["text"],
            name=typed["name"],
            address=typed["email"],
            phone=typed["phone"],
            language=get_language() or "de",
            at=at,
        )
    return redirect("web:barrier_thanks")


@require_safe
def barrier_thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you, and what happens now."""
    return render(request, "web/legal/barrier_thanks.html")
