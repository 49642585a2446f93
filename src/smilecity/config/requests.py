"""Around every request that Django answers: its name, its time, its line in the log.

Routes are named as `urls.py` names them; no address, no network and no query comes into a figure or a line.
"""

import logging
import time
from collections.abc import Awaitable, Callable

from a2wsgi.asgi_typing import HTTPScope, Receive, Send, SendEvent
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from smilecity.ground import figures, tracing

Handler = Callable[[HttpRequest], HttpResponseBase]
App = Callable[[HTTPScope, Receive, Send], Awaitable[None]]

HEADER = "X-Request-ID"
# Whoever invents methods must not invent figures with them.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SLOW = 2.0
log = logging.getLogger("smilecity.requests")


def observed(get_response: Handler) -> Handler:
    """Give each request a name, and note how it was answered."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        name, began = _name(request), time.perf_counter()
        # It stays until this thread takes the next request: Django has its say after us.
        tracing.set_current(name)
        response = get_response(request)
        response.headers[HEADER] = name
        _note(request, response.status_code, time.perf_counter() - began)
        return response

    return middleware


def _name(request: HttpRequest) -> str:
    """Return the name that our own proxy has given the request, else a new one."""
    given = request.headers.get(HEADER, "") if settings.PROXIES else ""
    return given if tracing.usable(given) else tracing.new_name()


def note(route: str, method: str, status: int, seconds: float) -> None:
    """Count one request."""
    known = method if method in _METHODS else "other"
    figures.requests.labels(route, known, str(status)).observe(seconds)


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    route, method = route_of(request), request.method or ""
    note(route, method, status, seconds)
    slow, failed = seconds > _SLOW, status >= 500
    if not (slow or failed or settings.LOG_REQUESTS):
        return
    facts = {"event": "request", "route": route, "method": method, "status": status, "ms": round(seconds * 1000)}
    log.log(logging.WARNING if slow or failed else logging.INFO, "answered", extra=facts)


def route_of(request: HttpRequest) -> str:
    """Return the name of the view that was asked; "static" for files, "nowhere" for what leads to none."""
    match = request.resolver_match
    if match:
        return match.view_name or match.route or "unnamed"
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "nowhere"


async def observe(app: App, route: str, scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Hand a connection on to what is not Django, and count how it was answered."""
    began, answered = time.perf_counter(), 0

    async def tell(message: SendEvent) -> None:
        nonlocal answered
        if message["type"] == "http.response.start":
            answered = message["status"]
        await send(message)

    await app(scope, receive, tell)
    note(route, scope["method"], answered, time.perf_counter() - began)
