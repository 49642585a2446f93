"""Writes a long answer from a thread: it goes on when the reader has taken a piece, and not without end."""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from typing import Any

from a2wsgi.asgi_typing import Send

from smilecity.doors.api.sensorthings.messages import Headers

PATIENCE = 15 * 60.0
_PIECE = 64 * 1024


class Stalled(Exception):
    """The reader has gone, or takes too long."""


class Outlet:
    """One answer to be written. Made in the event loop, used by one thread."""

    def __init__(self, send: Send) -> None:
        self._send, self._loop = send, asyncio.get_running_loop()
        self._until = time.monotonic() + PATIENCE
        self.begun = False

    def pour(self, status: int, headers: Headers, body: Iterator[bytes]) -> None:
        """Write everything. Raises Stalled, and whatever reading the body raises; then the answer stays without end."""
        # The first piece is read before anything is said, so that a query that fails still gets its own answer.
        pieces = _joined(body)
        piece = next(pieces, b"")
        self.begun = True
        self._wait(self._send({"type": "http.response.start", "status": status, "headers": list(headers)}))
        while piece:
            self._wait(self._send({"type": "http.response.body", "body": piece, "more_body": True}))
            piece = next(pieces, b"")
        self._wait(self._send({"type": "http.response.body", "body": b"", "more_body": False}))

    def _wait(self, sending: Any) -> None:
        future = asyncio.run_coroutine_threadsafe(_told(sending), self._loop)
        try:
            future.result(max(0.0, self._until - time.monotonic()))
        except (TimeoutError, OSError, RuntimeError):
            future.cancel()
            raise Stalled from None


async def _told(sending: Coroutine[Any, Any, None]) -> None:
    await sending


def _joined(body: Iterator[bytes]) -> Iterator[bytes]:
    """Yield pieces of a good size."""
    pieces, size = [], 0
    for piece in body:
        pieces.append(piece)
        size += len(piece)
        if size >= _PIECE:
            yield b"".join(pieces)
            pieces, size = [], 0
    if pieces:
        yield b"".join(pieces)
