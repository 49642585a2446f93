"""How every address here answers: in the form and language asked for, errors as the specification wants them told.

In: a view that returns a Document or raises Problem. Out: an HTTP response.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext, override
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from smilecity.doors.api import licence
from smilecity.doors.api.open311 import problems
from smilecity.doors.api.open311.problems import Fault, Problem, problem, quoted
from smilecity.doors.api.open311.wire import Form, written
from smilecity.ground.refusals import Refused
from smilecity.ground.text import LANGUAGES

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Document:
    """What is answered. `kept`: for how many seconds others may keep it; 0: not at all."""

    root: str
    content: Mapping[str, Any] | Sequence[Mapping[str, Any]]
    kept: int = 60
    headers: Mapping[str, str] = field(default_factory=dict)


View = Callable[..., Document]


def answered(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Let a view of ours answer these methods; all others are told in the form asked for that they are not here."""

    def wrap(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @conditional_page
        @wraps(view)
        def answer(request: HttpRequest, form: str = Form.XML, **named: Any) -> HttpResponse:
            with override(language_of(request)):
                return _answer(request, Form(form), methods, lambda: view(request, **named))

        return answer

    return wrap


def language_of(request: HttpRequest) -> str:
    """Return the language asked for by `locale`, German otherwise."""
    return _known(request.GET.get("locale", "")) or "de"


def _language_of_errors(request: HttpRequest) -> str:
    """Return the language in which faults are told: they are for who writes programs, so English unless asked for."""
    header = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    asked = [request.GET.get("locale", ""), *(code for code, _weight in header)]
    return next(filter(None, map(_known, asked)), "en")


def _known(asked: str) -> str:
    """Return which of our languages is meant; empty for none of them."""
    said = asked.strip().replace("_", "-").lower()
    wanted = said if said in LANGUAGES else said.partition("-")[0]
    return wanted if wanted in LANGUAGES else ""


def _answer(request: HttpRequest, form: Form, methods: Sequence[str], view: Callable[[], Document]) -> HttpResponse:
    try:
        document = _asked(request, methods, view)
    except Problem as wrong:
        with override(_language_of_errors(request)):
            return _refused(form, wrong, methods)
    response = HttpResponse(written(form, document.root, document.content), content_type=form.content_type)
    if document.kept:
        patch_cache_control(response, public=True, max_age=document.kept)
        response.headers["Link"] = f'<{licence.URL}>; rel="license"'
    else:
        patch_cache_control(response, no_store=True)
    for name, value in document.headers.items():
        response.headers[name] = f"{response.headers[name]}, {value}" if name in response.headers else value
    return response


def _asked(request: HttpRequest, methods: Sequence[str], view: Callable[[], Document]) -> Document:
    """Return what a view answers. Raises Problem, whatever went wrong."""
    try:
        if request.method not in methods:
            raise problem(405, problems.NO_METHOD, method=quoted(request.method or ""))
        return view()
    except Refused as refusal:
        raise Problem(Fault(400, refusal.sentence, dict(refusal.values))) from refusal
    except RequestDataTooBig:
        raise problem(400, problems.LARGE_FORM) from None
    except (MultiPartParserError, SuspiciousOperation, UnicodeDecodeError):
        raise problem(400, problems.UNREADABLE) from None


def _refused(form: Form, wrong: Problem, methods: Sequence[str]) -> HttpResponse:
    """Return the errors; the status is that of the first."""
    told = [{"code": fault.code, "description": said(fault)} for fault in wrong.faults]
    status = wrong.faults[0].code
    response = HttpResponse(written(form, "errors", told), content_type=form.content_type, status=status)
    patch_cache_control(response, no_store=True)
    patch_vary_headers(response, ["Accept-Language"])
    if status == 405:
        response.headers["Allow"] = ", ".join(methods)
    if wrong.retry_after:
        response.headers["Retry-After"] = str(wrong.retry_after)
    return response


def said(fault: Fault) -> str:
    """Return the sentence of a fault in the language of the answer."""
    return gettext(fault.sentence).format(**fault.values)


def require_jurisdiction(given: str) -> None:
    """Raise Problem unless the request is for this city.

    It is the only one here, so that the specification lets whoever asks leave it out; the city may insist.
    """
    ours = settings.OPEN311_JURISDICTION
    if not given:
        if settings.OPEN311_JURISDICTION_REQUIRED:
            raise problem(400, problems.NO_JURISDICTION, jurisdiction=ours)
    elif given.lower().removeprefix("www.") != ours.lower():
        raise problem(404, problems.WRONG_JURISDICTION, given=quoted(given), jurisdiction=ours)
