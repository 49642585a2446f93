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
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext, override
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
    asked = request.GET.get("locale", "").strip().replace("_", "-").lower()
    wanted = asked if asked in LANGUAGES else asked.partition("-")[0]
    return wanted if wanted in LANGUAGES else "de"


def _answer(request: HttpRequest, form: Form, methods: Sequence[str], view: Callable[[], Document]) -> HttpResponse:
    try:
        if request.method not in methods:
            raise problem(405, problems.NO_METHOD, method=quoted(request.method or ""))
        document = view()
    except Problem as wrong:
        return _refused(form, wrong, methods)
    except Refused as refusal:
        return _refused(form, Problem(Fault(400, refusal.sentence, dict(refusal.values))), methods)
    except RequestDataTooBig:
        return _refused(form, problem(400, problems.LARGE_FORM), methods)
    except (MultiPartParserError, SuspiciousOperation, UnicodeDecodeError):
        return _refused(form, problem(400, problems.UNREADABLE), methods)
    response = HttpResponse(written(form, document.root, document.content), content_type=form.content_type)
    if document.kept:
        patch_cache_control(response, public=True, max_age=document.kept)
        response.headers["Link"] = f'<{licence.URL}>; rel="license"'
    else:
        patch_cache_control(response, no_store=True)
    for name, value in document.headers.items():
        response.headers[name] = f"{response.headers[name]}, {value}" if name in response.headers else value
    return response


def _refused(form: Form, wrong: Problem, methods: Sequence[str]) -> HttpResponse:
    """Return the errors; the status is that of the first."""
    told = [{"code": fault.code, "description": said(fault)} for fault in wrong.faults]
    status = wrong.faults[0].code
    response = HttpResponse(written(form, "errors", told), content_type=form.content_type, status=status)
    patch_cache_control(response, no_store=True)
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
