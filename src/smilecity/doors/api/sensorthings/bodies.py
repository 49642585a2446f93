"""Bodies of requests: taken in completely before they cost a thread, then read as JSON that a database can hold."""

import asyncio
from collections.abc import Iterator
from typing import Any

import msgspec
from a2wsgi.asgi_typing import Receive

from smilecity.doors.api.sensorthings.messages import Refusal, Unavailable

LARGEST = 10 * 1024 * 1024
PATIENCE = 60.0
# What is too large is thrown away to its end, as far as that: many clients read no answer before they have sent all.
_PATIENTLY = 4
# All bodies that are being taken in by this process.
_TOGETHER = 128 * 1024 * 1024
_TOO_LARGE = "The body is larger than 10 MB. Please send it in parts, for example as several dataArrays."
_TOO_SLOW = "The body took longer than a minute to arrive."
_NULL = "Texts cannot hold the null character (\\u0000)."
_LOOK_EVERY = 5.0
_CLOSE = ((b"connection", b"close"),)
_MALFORMED = "JSON is malformed: "


class Gone(Exception):
    """The sender hung up."""


class Intake:
    """Takes bodies in, not too many at once. Belongs to one event loop."""

    def __init__(self) -> None:
        self._held = 0
        # One look every few seconds at who has been waiting for too long is cheaper than an alarm for each request.
        self._patience: dict[asyncio.Task[Any], float] = {}
        self._watch: asyncio.TimerHandle | None = None

    async def take(self, receive: Receive, length: str = "") -> bytes:
        """Return the whole body; `length` is what its Content-Length says. Raises Refusal (413, 408) and Gone."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        if task is None:
            raise Gone
        if self._watch is None:
            self._watch = loop.call_later(_LOOK_EVERY, self._look, loop)
        self._patience[task] = loop.time() + PATIENCE
        try:
            return await self._collect(receive, int(length) if length.isascii() and length.isdigit() else -1)
        except asyncio.CancelledError:
            if task in self._patience:
                raise
            task.uncancel()
            raise Refusal(408, _TOO_SLOW, headers=_CLOSE) from None
        finally:
            self._patience.pop(task, None)

    async def _collect(self, receive: Receive, length: int) -> bytes:
        pieces, size, held, more = [], 0, 0, True
        try:
            # Who says how much comes is not waited for once it is there.
            while more and size != length and size <= _PATIENTLY * LARGEST:
                message = await receive()
                if message["type"] != "http.request":
                    raise Gone
                piece, more = message.get("body", b""), message.get("more_body", False)
                size += len(piece)
                if size <= LARGEST:
                    pieces.append(piece)
                    held += len(piece)
                    self._hold(len(piece))
        finally:
            self._held -= held
        if size > LARGEST:
            raise Refusal(413, _TOO_LARGE, headers=_CLOSE)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _hold(self, size: int) -> None:
        self._held += size
        if self._held > _TOGETHER:
            raise Unavailable("Too much is being sent at once. Please try again in a moment.")

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for task in [task for task, until in self._patience.items() if until < now]:
            del self._patience[task]
            task.cancel()
        self._watch = loop.call_later(_LOOK_EVERY, self._look, loop) if self._patience else None


def read_json(body: bytes) -> Any:
    """Return what the body says. Raises Refusal (400); NaN and Infinity are no JSON."""
    try:
        said = msgspec.json.decode(body)
    except RecursionError:
        raise Refusal(400, "The body is nested too deeply.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason = str(error).removeprefix(_MALFORMED)
        raise Refusal(400, f"The body is not JSON: {reason}." if body else "The body is empty.") from None
    if b"\\u0000" in body and any("\0" in text for text in _texts(said)):
        raise Refusal(400, _NULL)
    return said


def read_object(body: bytes) -> dict[str, Any]:
    """Return the object that the body is. Raises Refusal (400)."""
    said = read_json(body)
    if not isinstance(said, dict):
        raise Refusal(400, "The body has to be a JSON object.")
    return said


def _texts(said: Any) -> Iterator[str]:
    """Yield every text within, names too."""
    waiting = [said]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
