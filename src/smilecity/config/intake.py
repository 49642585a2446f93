"""Takes a request in completely before it costs a thread: slow senders wait here, where waiting is nearly free.

In: an HTTP connection. Out: the same, with its body at hand and without headers that pretend to be others.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from typing import IO
from urllib.parse import quote_from_bytes

from a2wsgi.asgi_typing import ASGIApp, HTTPScope, Receive, ReceiveEvent, Send

LARGEST = 25 * 1024 * 1024
# Four photos as telephones take them, at once: without JavaScript nothing makes them smaller before they are sent.
LARGEST_WITH_PHOTOS = 52 * 1024 * 1024
_PHOTOS = "/fotos/"
_IN_MEMORY = 256 * 1024
_AT_ONCE = 64 * 1024
PATIENCE = 60.0
_PATIENTLY = 4
_ASCII = bytes(range(128))
_TOO_LARGE = (
    "Das war zu viel auf einmal.",
    "Gehen Sie im Browser einen Schritt zurück und senden Sie weniger, Fotos zum Beispiel einzeln.",
)
_TOO_SLOW = (
    "Die Übertragung hat zu lange gedauert.",
    "Bitte versuchen Sie es noch einmal.",
)
_NO_ROOM = (
    "Bei uns ist gerade kein Platz für so große Dateien.",
    "Bitte versuchen Sie es später noch einmal oder senden Sie weniger auf einmal.",
)
# It stands alone: nothing of the request is known yet but its size.
_PAGE = """<!doctype html><html lang="de"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{title} – Smile City</title>
<main><h1>{title}</h1><p>{text} Was Sie davor geschrieben haben, ist gespeichert.</p></main></html>
"""


class _TooLarge(Exception):
    """The body is larger than anything this site takes."""


class _Gone(Exception):
    """The sender hung up."""


class _NoRoom(Exception):
    """The disk is full."""


async def take_in(app: ASGIApp, scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Call `app` once the body has arrived; answer 413 or 408 when it is too large or too slow."""
    # X_Forwarded_For would become the same WSGI variable as X-Forwarded-For, and no proxy removes it.
    scope["headers"] = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    # Browsers escape such bytes; a2wsgi relies on it.
    scope["query_string"] = quote_from_bytes(scope["query_string"], safe=_ASCII).encode()
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
        try:
            async with asyncio.timeout(PATIENCE):
                await _collect(receive, body, _largest(scope["path"]))
        except _TooLarge:
            await refuse(send, 413, _TOO_LARGE)
        except TimeoutError:
            await refuse(send, 408, _TOO_SLOW)
        except _NoRoom:
            await refuse(send, 507, _NO_ROOM)
        except _Gone:
            pass
        else:
            body.seek(0)
            await app(scope, _Replay(body), send)


def _largest(path: str) -> int:
    """Return how much a form may hold: those with photos more than all others."""
    return max(LARGEST_WITH_PHOTOS, LARGEST) if path.endswith(_PHOTOS) else LARGEST


async def _collect(receive: Receive, body: IO[bytes], most: int) -> None:
    """Take the body in. What is too large is thrown away to its end: a browser reads no answer before it has sent all.

    There is an end to that too; who sends still more is cut off.
    """
    size, more = 0, True
    while more and size <= _PATIENTLY * most:
        message = await receive()
        if message["type"] != "http.request":
            raise _Gone
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= most:
            _keep(body, chunk)
        more = message.get("more_body", False)
    if size > most:
        raise _TooLarge


def _keep(body: IO[bytes], chunk: bytes) -> None:
    try:
        body.write(chunk)
        body.flush()
    except OSError as error:
        raise _NoRoom from error


class _Replay:
    """Hands the collected body on, piece by piece."""

    def __init__(self, body: IO[bytes]) -> None:
        self._body = body

    async def __call__(self) -> ReceiveEvent:
        piece = self._body.read(_AT_ONCE)
        return {"type": "http.request", "body": piece, "more_body": len(piece) == _AT_ONCE}


async def refuse(
    send: Send, status: int, words: tuple[str, str], more: Sequence[tuple[bytes, bytes]] = ((b"connection", b"close"),)
) -> None:
    """Answer with a page that stands alone: a title and a sentence."""
    title, text = words
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": _PAGE.format(title=title, text=text).encode()})
