"""How a refusal reaches the reader: in words of the language, beside the form or on a page of its own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from smilecity.doors.web import errors
from smilecity.ground.limits import TooMany
from smilecity.ground.refusals import Refused

Errors = list[tuple[str, str]]


def said(refusal: Refused) -> str:
    """Return the reason in the reader's language."""
    return gettext(refusal.sentence).format(**refusal.values)


class Refusals:
    """Middleware: a refusal no view has put beside its form gets a page; a limit that is used up says until when."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn an expected exception into its page; all others stay what they are."""
        if isinstance(exception, TooMany):
            return errors.too_many(request, exception)
        if isinstance(exception, Refused):
            return render(request, "web/refused.html", {"sentence": said(exception)}, status=409)
        return None
