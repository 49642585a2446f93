"""The link of every confirmation mail: looks what it confirms and hands it to who knows about that.

Nothing of the visitor's session is used here, and no session is begun: the mail may be read on any device. Who could
forge the form would have to know the link, and with it needs no forgery. Only a POST confirms: scanners open links.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from smilecity.doors.web import limits
from smilecity.doors.web.views import booking, contributing, settling, subscribing
from smilecity.ground import clock
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Purpose

Confirm = Callable[[HttpRequest, str], HttpResponse]

WAYS: dict[Purpose, Confirm] = {
    Purpose.PARTICIPATION: settling.confirm,
    Purpose.IDEA: contributing.confirm,
    Purpose.PLACE: contributing.confirm,
    Purpose.REPORT: contributing.confirm,
    Purpose.SUPPORT: contributing.confirm,
    Purpose.COMMENT: contributing.confirm,
    Purpose.SUBSCRIPTION: subscribing.confirm,
    Purpose.EVENT: booking.confirm,
}


@csrf_exempt
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link: a GET asks, only a POST confirms. A link that we never sent is unknown, whatever it was to be."""
    purpose = register.purpose_of(token)
    if purpose is None:
        if request.method == "POST":
            limits.may_confirm(request, clock.now())
        return render(request, "web/survey/unknown.html", status=404)
    return WAYS[purpose](request, token)
