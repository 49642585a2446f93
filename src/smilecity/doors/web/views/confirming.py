"""The link of every confirmation mail: looks what it confirms and hands it to who knows about that.

Nothing of the visitor's session is used here, and no session is begun: the mail may be read on any device. Who could
forge the form would have to know the link, and with it needs no forgery. Only a POST confirms: scanners open links.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from smilecity.doors.web.views import contributing, settling, subscribing
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Purpose

Confirm = Callable[[HttpRequest, str], HttpResponse]

WAYS: dict[Purpose, Confirm] = {
    Purpose.PARTICIPATION: settling.confirm,
    Purpose.IDEA: contributing.confirm,
    Purpose.PLACE: contributing.confirm,
    Purpose.SUPPORT: contributing.confirm,
    Purpose.COMMENT: contributing.confirm,
    Purpose.SUBSCRIPTION: subscribing.confirm,
}


@csrf_exempt
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link; one that we never sent has the page of the first kind."""
    purpose = register.purpose_of(token)
    return WAYS.get(purpose or Purpose.PARTICIPATION, settling.confirm)(request, token)
