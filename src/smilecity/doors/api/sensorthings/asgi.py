"""The connection: from ASGI to a Request and back. Headers that pretend to be others are dropped as for the pages."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import quote_from_bytes

from a2wsgi.asgi_typing import HTTPScope, Receive, Send
from django.conf import settings

from smilecity.doors.api.sensorthings import callers
from smilecity.doors.api.sensorthings.addresses import PREFIX, ROOT
from smilecity.doors.api.sensorthings.bodies import Gone
from smilecity.doors.api.sensorthings.engine import Engine
from smilecity.doors.api.sensorthings.messages import Headers, Refusal, Reply, Request
from smilecity.doors.api.sensorthings.outlet import Outlet, Stalled, at_once
from smilecity.doors.api.sensorthings.routes import answer
from smilecity.doors.api.sensorthings.sending import headers_of, packed
from smilecity.doors.api.sensorthings.troubles import reply_to
from smilecity.ground import clock

BEGINNING = "/sensorthings"
_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
# Longer answers are packed in a thread, so that nobody waits for it.
_LONG = 64 * 1024
# Answers of this size do not wait in memory until somebody has read them at leisure.
_VERY_LONG = 1024 * 1024
_ASCII = bytes(range(128))
# What a form can send without the browser asking us first (Fetch, "CORS-safelisted request-header").
_FORMS = frozenset({"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
_PREFLIGHT: Headers = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, Accept, Prefer"),
    (b"access-control-max-age", b"86400"),
)
_engines: dict[asyncio.AbstractEventLoop, Engine] = {}


def engine() -> Engine:
    """Return what runs for this event loop; it starts with the first request."""
    loop = asyncio.get_running_loop()
    if loop not in _engines:
        _engines[loop] = Engine()
    return _engines[loop]


async def stop() -> None:
    """Store what waits and end what runs for this event loop."""
    running = _engines.pop(asyncio.get_running_loop(), None)
    if running:
        await running.stop()


async def application(scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Answer one request below /sensorthings."""
    running = engine()
    request = Request(scope["method"], "", headers=_headers(scope["headers"]))
    outlet = Outlet(send, running.ending)
    try:
        await _take_in(request, scope, receive, running)
        reply = await answer(request, running, outlet)
    except Gone:
        return
    except Exception as error:  # noqa: BLE001 -- whatever it is, the sender gets an answer
        reply = reply_to(error)
    if reply:
        with suppress(Stalled):
            await _give_out(reply, request, send, outlet)


async def _take_in(request: Request, scope: HTTPScope, receive: Receive, running: Engine) -> None:
    """Fill the request: its address, its body, who asks. Raises Refusal and Gone."""
    request.path = _below_root(scope)
    # Browsers escape such bytes; whoever does not means the same.
    request.query = _ascii(scope["query_string"])
    if request.method not in _WITHOUT_BODY:
        request.body = await running.intake.take(receive, request.headers.get("content-length", ""))
    if request.method != "OPTIONS":
        said, peer = request.headers, (scope.get("client") or ("", 0))[0]
        authorization, forwarded = said.get("authorization", ""), said.get("x-forwarded-for", "")
        request.knock = await running.keyring.knock(authorization, peer, forwarded, clock.now())
        callers.count(request.knock)
        _require_own_page(request)


def _require_own_page(request: Request) -> None:
    """Refuse what a page of another site has a browser send with a password it remembers. Raises Refusal.

    Only such posts reach us without the browser asking first whether it may.
    """
    said = request.headers
    elsewhere = said.get("origin", settings.BASE_URL) != settings.BASE_URL
    kind = said.get("content-type", "").partition(";")[0].strip().lower()
    remembered = said.get("authorization", "").lower().startswith("basic")
    if request.method == "POST" and elsewhere and remembered and kind in _FORMS:
        raise Refusal(403, "Pages of other sites send values as application/json.")


def _below_root(scope: HTTPScope) -> str:
    raw: bytes = scope["raw_path"]
    path = _ascii(raw)
    if path != PREFIX and not path.startswith(f"{PREFIX}/"):
        raise Refusal(404, f"The SensorThings API begins at {ROOT}.")
    return path[len(PREFIX) :].strip("/")


def _ascii(raw: bytes) -> str:
    """Return what stands in an address, with everything escaped that is no ASCII."""
    return raw.decode() if raw.isascii() else quote_from_bytes(raw, safe=_ASCII)


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers by their small names; what came several times is joined, as RFC 9110 reads it."""
    found: dict[str, str] = {}
    for name, value in raw:
        # X_Forwarded_For is not X-Forwarded-For, and no proxy removes it.
        if b"_" not in name:
            key, text = name.decode("latin-1").lower(), value.decode("latin-1")
            found[key] = f"{found[key]}, {text}" if key in found else text
    return found


async def _give_out(reply: Reply, request: Request, send: Send, outlet: Outlet) -> None:
    if isinstance(reply.body, bytes) and len(reply.body) > _LONG:
        reply = await asyncio.to_thread(packed, reply, request)
    else:
        reply = packed(reply, request)
    headers, body = [*headers_of(reply, request)], b""
    if isinstance(reply.body, bytes):
        body = reply.body
        headers.append((b"content-length", str(len(body)).encode()))
    if request.method == "OPTIONS":
        headers += _PREFLIGHT
    if len(body) > _VERY_LONG and request.method != "HEAD":
        await outlet.pour(reply.status, tuple(headers), at_once(body))
        return
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else body, "more_body": False})
