"""Takes a request in completely before it costs a thread: slow senders wait here, where waiting is nearly free.

In: an HTTP connection. Out: the same, with its body at hand and without headers that pretend to be others.
"""

import asyncio
import tempfile
from typing import IO
from urllib.parse import quote_from_bytes

from a2wsgi.asgi_typing import ASGIApp, HTTPScope, Receive, ReceiveEvent, Send

LARGEST = 25 * 1024 * 1024
_IN_MEMORY = 256 * 1024
_AT_ONCE = 64 * 1024
PATIENCE = 60.0
_ASCII = bytes(range(128))


class _TooLarge(Exception):
    """The body is larger than anything this site takes."""


class _Gone(Exception):
    """The sender hung up."""


async def take_in(app: ASGIApp, scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Call `app` once the body has arrived; answer 413 or 408 when it is too large or too slow."""
    # X_Forwarded_For would become the same WSGI variable as X-Forwarded-For, and no proxy removes it.
    scope["headers"] = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    # Browsers escape such bytes; a2wsgi relies on it.
    scope["query_string"] = quote_from_bytes(scope["query_string"], safe=_ASCII).encode()
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
        try:
            async with asyncio.timeout(PATIENCE):
                await _collect(receive, body)
        except _TooLarge:
            await _refuse(send, 413, "Das ist zu groß. Möglich sind höchstens 25 MB.")
        except TimeoutError:
            await _refuse(send, 408, "Die Übertragung hat zu lange gedauert. Bitte versuchen Sie es noch einmal.")
        except _Gone:
            pass
        else:
            body.seek(0)
            await app(scope, _Replay(body), send)


async def _collect(receive: Receive, body: IO[bytes]) -> None:
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise _Gone
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > LARGEST:
            raise _TooLarge
        body.write(chunk)
        more = message.get("more_body", False)


class _Replay:
    """Hands the collected body on, piece by piece."""

    def __init__(self, body: IO[bytes]) -> None:
        self._body = body

    async def __call__(self) -> ReceiveEvent:
        piece = self._body.read(_AT_ONCE)
        return {"type": "http.request", "body": piece, "more_body": len(piece) == _AT_ONCE}


async def _refuse(send: Send, status: int, sentence: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{sentence}\n".encode()})
