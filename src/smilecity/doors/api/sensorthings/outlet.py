"""Writes a long answer from a thread: it goes on when the reader has taken a piece, and not without end."""

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import wait
from typing import Any

from a2wsgi.asgi_typing import Send

from smilecity.doors.api.sensorthings.messages import Headers, Refusal

PATIENCE = 15 * 60.0
_PIECE = 64 * 1024
_LOOK_EVERY = 1.0


class Stalled(Refusal):
    """The reader has gone, takes too long, or the server is about to end."""

    def __init__(self) -> None:
        super().__init__(408, "The answer was not read in time.")


class Outlet:
    """One answer to be written. Made in the event loop, used by one thread; `ending`: the server is about to end."""

    def __init__(self, send: Send, ending: threading.Event) -> None:
        self._send, self._ending, self._loop = send, ending, asyncio.get_running_loop()
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
        while not wait([future], timeout=_LOOK_EVERY).done:
            if self._ending.is_set() or time.monotonic() > self._until:
                future.cancel()
                raise Stalled
        try:
            future.result()
        except (OSError, RuntimeError):
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
