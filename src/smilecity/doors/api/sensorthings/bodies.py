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
_MALFORMED = "JSON is malformed: "


class Gone(Exception):
    """The sender hung up."""


class Intake:
    """Takes bodies in, not too many at once. Belongs to one event loop."""

    def __init__(self) -> None:
        self._held = 0

    async def take(self, receive: Receive) -> bytes:
        """Return the whole body. Raises Refusal (413, 408), Unavailable and Gone."""
        # A short body comes in one piece, most often with the head of its request.
        try:
            async with asyncio.timeout(PATIENCE):
                message = await receive()
                if message["type"] == "http.request" and not message.get("more_body", False):
                    return _not_too_large(message.get("body", b""))
                return await self._collect(receive, message)
        except TimeoutError:
            raise Refusal(408, _TOO_SLOW, headers=((b"connection", b"close"),)) from None

    async def _collect(self, receive: Receive, message: Any) -> bytes:
        pieces, size, held, more = [], 0, 0, True
        try:
            while more and size <= _PATIENTLY * LARGEST:
                if message["type"] != "http.request":
                    raise Gone
                piece = message.get("body", b"")
                size += len(piece)
                if size <= LARGEST:
                    pieces.append(piece)
                    held += len(piece)
                    self._hold(len(piece))
                if more := message.get("more_body", False):
                    message = await receive()
        finally:
            self._held -= held
        if size > LARGEST:
            raise Refusal(413, _TOO_LARGE, headers=((b"connection", b"close"),))
        return b"".join(pieces)

    def _hold(self, size: int) -> None:
        self._held += size
        if self._held > _TOGETHER:
            raise Unavailable("Too much is being sent at once. Please try again in a moment.")


def _not_too_large(body: bytes) -> bytes:
    if len(body) > LARGEST:
        raise Refusal(413, _TOO_LARGE)
    return body


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
