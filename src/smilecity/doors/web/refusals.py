"""How a refusal reaches the reader: in words of the language, beside the form or on a page of its own."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from smilecity.doors.web import errors
from smilecity.ground.limits import TooMany
from smilecity.ground.refusals import Refused

Errors = list[tuple[str, str]]
log = logging.getLogger(__name__)


def said(refusal: Refused) -> str:
    """Return the reason in the reader's language."""
    return refusal.filled(gettext(refusal.sentence), get_language() or "de")


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
        if errors.lacks_room(exception):
            log.error("no room is left for what a visitor has sent: %s", type(exception).__name__)
            return errors.no_room(request)
        return None
