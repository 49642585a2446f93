"""A sender that does not give up: it sends each value by itself, again only what nobody has acknowledged.

In: values and how they are sent. Out: which were acknowledged, and of which nobody knows.
"""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_PATIENCE = 120.0


@dataclass
class Post:
    """A datastream to be filled. `again`: it refuses or replaces second values, so that sending again is safe."""

    datastream: int
    again: bool
    acknowledged: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)


@dataclass
class Sender:
    """One connection, kept as long as it lives."""

    port: int
    key: str
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def send_all(self, post: Post, numbers: Iterator[int]) -> None:
        """Send one number after the other, until there are no more."""
        for number in numbers:
            while not await self._settled(post, number):  # noqa: ASYNC110 -- nobody tells when the server is back
                await asyncio.sleep(0.1)
        self._close()

    async def _settled(self, post: Post, number: int) -> bool:
        """Send a number; say whether it is not to be sent again."""
        if not await self._connected():
            return False
        status = await self._ask(post.datastream, number)
        if status == 201 or (status == 409 and post.again):
            post.acknowledged.add(number)
            return True
        assert status in {None, 503}, status
        if not post.again:
            post.unknown.add(number)
        return not post.again

    async def _connected(self) -> bool:
        if self._writer is None:
            try:
                self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                return False
        return True

    async def _ask(self, datastream: int, number: int) -> int | None:
        """Return the status of the answer; none where the connection broke before it came."""
        assert self._writer
        try:
            self._writer.write(self._request(datastream, number))
            async with asyncio.timeout(_PATIENCE):
                return await self._answer()
        except (OSError, EOFError):
            self._close()
            return None

    def _request(self, datastream: int, number: int) -> bytes:
        at = BEGIN + timedelta(minutes=number)
        body = json.dumps({"phenomenonTime": at.isoformat(), "resultTime": at.isoformat(), "result": number})
        head = [
            f"POST /sensorthings/v1.1/Datastreams({datastream})/Observations HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Authorization: Bearer {self.key}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*head, "", body]).encode()

    async def _answer(self) -> int:
        assert self._reader
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        await self._reader.readexactly(int(length[1]) if length else 0)
        return int(head.split(b" ", 2)[1])

    def _close(self) -> None:
        if self._writer:
            self._writer.close()
        self._reader = self._writer = None
