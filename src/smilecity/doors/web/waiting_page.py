"""The page that waits for a mail to be confirmed. In: prepared values, whatever is confirmed. Out: the page."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from smilecity.doors.web.refusals import Errors

_ENOUGH = 286  # htmx asks no more


def page(request: HttpRequest, template: str, shown: Mapping[str, object], code: str, errors: Errors) -> HttpResponse:
    """Return the page with the code as it was typed, and what is wrong with it."""
    context = {**shown, "code_value": code, "errors": errors}
    return render(request, template, context, status=422 if errors else 200)


def mail(request: HttpRequest, shown: Mapping[str, object] | None) -> HttpResponse:
    """Say where the mail is: the page asks until the mail is taken, and reloads when nothing waits any more."""
    if shown is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    status = _ENOUGH if shown["mail_sent"] else 200
    return render(request, "web/settling/wait_mail.html", dict(shown), status=status)
