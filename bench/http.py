"""A small HTTP/1.1 client on asyncio: one kept-open connection, no more than the measurement needs."""

import asyncio
from dataclasses import dataclass, field
from urllib.parse import urlencode

# A long answer is read without asking for each 64 kB anew.
_BUFFER = 4 * 1024 * 1024


@dataclass
class Answer:
    """What the server said; header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str] = field(default_factory=dict)


class Browser:
    """One connection that is opened when first used and opened again when the server has closed it."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, *, cookie: str = "", accept_encoding: str = "identity", visitor: str = "") -> Answer:
        """Return the answer to a GET; `visitor` is the address that our proxy has seen."""
        return await self._ask("GET", path, cookie, b"", accept_encoding, visitor)

    async def fetch(self, path: str, *, cookie: str) -> Answer:
        """Return a part of a page as htmx asks for it."""
        lines = [f"GET {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Cookie: {cookie}", "HX-Request: true"]
        return await self._exchange(lines, b"")

    async def post(self, path: str, fields: dict[str, str], *, cookie: str = "") -> Answer:
        """Return the answer to a form that was sent."""
        return await self._ask("POST", path, cookie, urlencode(fields).encode(), "identity")

    async def send(self, method: str, path: str, body: bytes, *, key: str = "") -> Answer:
        """Return the answer to JSON that was sent by a program with its key."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Content-Type: application/json"]
        lines += [f"Content-Length: {len(body)}", *([f"Authorization: Bearer {key}"] if key else [])]
        return await self._exchange(lines, body)

    async def close(self) -> None:
        """Close the connection."""
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _ask(
        self, method: str, path: str, cookie: str, body: bytes, accept_encoding: str, visitor: str = ""
    ) -> Answer:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Accept-Encoding: {accept_encoding}"]
        if cookie:
            lines.append(f"Cookie: {cookie}")
        if visitor:
            lines.append(f"X-Forwarded-For: {visitor}")
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return await self._exchange(lines, body)

    async def _exchange(self, lines: list[str], body: bytes) -> Answer:
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port, limit=_BUFFER)
        reader, writer = self._streams
        writer.write(head + body)
        await writer.drain()
        answer = await _read(reader)
        if answer.headers.get("connection") == "close":
            await self.close()
        return answer


async def _read(reader: asyncio.StreamReader) -> Answer:
    status = int((await reader.readline()).split()[1])
    answer = Answer(status, {}, b"")
    while line := (await reader.readline()).strip():
        name, _, value = line.decode("latin-1").partition(":")
        if name.lower() == "set-cookie":
            key, _, rest = value.strip().partition("=")
            answer.cookies[key] = rest.partition(";")[0]
        answer.headers[name.lower()] = value.strip()
    if "content-length" in answer.headers:
        answer.body = await reader.readexactly(int(answer.headers["content-length"]))
    elif answer.headers.get("transfer-encoding") == "chunked":
        answer.body = await _chunks(reader)
    return answer


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).strip(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
