"""Writes a long answer in pieces: no thread waits for its reader, and nobody waits for a reader without end.

In: pieces that come one by one, an ASGI `send`. Out: nothing, or Stalled: then the answer stays without its end.
"""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial

from a2wsgi.asgi_typing import Send, SendEvent

from smilecity.doors.api.sensorthings.messages import Headers, Refusal, Unavailable
from smilecity.doors.api.sensorthings.pools import Pool

PATIENCE = 15 * 60.0
# Slower than this no line is; whoever reads a byte now and then does not keep a place in which others could read.
PATIENCE_FOR_A_PIECE = 30.0
PIECE = 128 * 1024
_LOOK_EVERY = 1.0


class Stalled(Refusal):
    """The reader has gone, takes too long, or the server is about to end."""

    def __init__(self) -> None:
        super().__init__(408, "The answer was not read in time.")


class Outlet:
    """One answer to be written, in the event loop. `ending`: the server is about to end."""

    def __init__(self, send: Send, ending: threading.Event) -> None:
        self._send, self.ending = send, ending
        self._until = time.monotonic() + PATIENCE
        self.begun = False
        # Only a reader can be late: what is not read yet may take its time to be made.
        self._waiting_since: float | None = None

    async def pour(self, status: int, headers: Headers, pieces: AsyncIterator[bytes]) -> None:
        """Write everything. Raises Stalled, and whatever reading the pieces raises."""
        self.begun = True
        writing = asyncio.create_task(self._write(status, headers, pieces))
        try:
            while not writing.done():
                wait = self._patience()
                if wait <= 0:
                    raise Stalled
                await asyncio.wait([writing], timeout=wait)
            writing.result()
        finally:
            # Whoever called us ends what the pieces come from.
            writing.cancel()
            await asyncio.wait([writing], timeout=_LOOK_EVERY)

    def _patience(self) -> float:
        """Return for how many seconds to look away; none are left for who does not read."""
        if self._waiting_since is None:
            return _LOOK_EVERY
        if self.ending.is_set():
            return 0
        until = min(self._waiting_since + PATIENCE_FOR_A_PIECE, self._until)
        return min(_LOOK_EVERY, until - time.monotonic())

    async def _write(self, status: int, headers: Headers, pieces: AsyncIterator[bytes]) -> None:
        await self._give({"type": "http.response.start", "status": status, "headers": list(headers)})
        async for piece in pieces:
            for begin in range(0, len(piece), PIECE):
                part = piece[begin : begin + PIECE]
                await self._give({"type": "http.response.body", "body": part, "more_body": True})
        await self._give({"type": "http.response.body", "body": b"", "more_body": False})

    async def _give(self, message: SendEvent) -> None:
        self._waiting_since = time.monotonic()
        if self._patience() <= 0:
            raise Stalled
        try:
            await self._send(message)
        except (OSError, RuntimeError):
            raise Stalled from None
        self._waiting_since = None


async def read_on(body: Iterator[bytes], pool: Pool, client: str, ending: threading.Event) -> AsyncIterator[bytes]:
    """Yield the pieces of a body, each made in some thread of the pool while nothing waits to be read."""
    while (piece := await pool.run(client, partial(next, body, None))) is not None:
        yield piece
        if ending.is_set():
            raise Stalled


async def at_once(body: bytes) -> AsyncIterator[bytes]:
    """Yield a body that is whole already."""
    yield body


class Places:
    """Where files are read: so many in this process, and so many of one client. Belongs to one event loop.

    What each reader has not read yet, a page of a file, lies in memory.
    """

    def __init__(self, *, most: int, of_one: int) -> None:
        self._most, self._of_one = most, of_one
        self._taken: Counter[str] = Counter()

    @contextmanager
    def take(self, client: str) -> Iterator[None]:
        """Hold a place. Raises Refusal (429) and Unavailable. `client` empty: one whom the city has exempted."""
        if client and self._taken[client] >= self._of_one:
            sentence = f"You are reading {self._of_one} files already. Please read one of them to its end first."
            raise Refusal(429, sentence, headers=((b"retry-after", b"10"),))
        if self._taken.total() >= self._most:
            raise Unavailable("Too many files are being read. Please try again in a moment.", seconds=10)
        self._taken[client] += 1
        try:
            yield
        finally:
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]
