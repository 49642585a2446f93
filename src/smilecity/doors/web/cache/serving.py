"""Answers from the store in front of Django: nobody waits for a thread or the database to see a page we have.

Whoever brings a session gets a page from the store if it was made without a look at its visitor; htmx fetches the
part on their account. Who is owed a message is always answered by Django.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable

from a2wsgi.asgi_typing import HTTPRequestEvent, HTTPScope, Receive, Send
from django.conf import settings

from smilecity.doors.web.cache.listening import Listener
from smilecity.doors.web.cache.recording import ADDRESS
from smilecity.doors.web.cache.store import STORE, Address, Header, Page, Store, takes_brotli

_NOT_OURS = ("/desk/", "/api/", "/open311/", "/static/", "/konto/", "/sensorthings/")
HTTPApp = Callable[[HTTPScope, Receive, Send], Awaitable[None]]
# Told of each answer from the store: its method, its status, its seconds.
Answered = Callable[[str, int, float], None]
_LONGEST_QUERY = 200
_PATIENCE = 5.0
_OWN = {b"cookie", b"accept-encoding"}
_PERSONAL = ("messages", settings.LANGUAGE_COOKIE_NAME)


class PageCache:
    """An ASGI application for HTTP around another, which is asked for what is not in the store."""

    def __init__(self, app: HTTPApp, answered: Answered = lambda *_: None, store: Store = STORE) -> None:
        self._app, self._answered, self._store = app, answered, store
        self._listener = Listener(store)
        self._made: dict[Address, asyncio.Event] = {}

    def start(self) -> None:
        """Begin to listen for changes, and so to keep pages."""
        self._listener.start()

    def stop(self) -> None:
        """Stop listening."""
        self._listener.stop()

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        address = _address(scope) if self._store.listening else None
        if address is None:
            await self._app(scope, receive, send)
            return
        known = settings.SESSION_COOKIE_NAME in _cookies(scope["headers"])
        page = await self._for_known(address, scope) if known else await self._for_all(address)
        if page is not None:
            began = time.perf_counter()
            status = await _send(page, scope, send)
            self._answered(scope["method"], status, time.perf_counter() - began)
        elif known:
            await self._app(scope, receive, send)
        else:
            await self._make(address, scope, receive, send)

    async def _for_known(self, address: Address, scope: HTTPScope) -> Page | None:
        """Return the page for whoever brings a session; where it is not known, have it made as for nobody first."""
        page = await self._for_all(address)
        if page is None and scope["method"] == "GET" and not self._store.refuses(address):
            nobody: HTTPScope = {**scope, "headers": [each for each in scope["headers"] if each[0] not in _OWN]}
            await self._make(address, nobody, _says_nothing, _goes_nowhere)
            page = self._store.find(address)
        return page.twin if page else None

    async def _for_all(self, address: Address) -> Page | None:
        return self._store.find(address) or await self._awaited(address)

    async def _awaited(self, address: Address) -> Page | None:
        """Return what somebody else is just having made: after a change hundreds may ask for the same page at once."""
        made = self._made.get(address)
        if made is None or self._store.refuses(address):
            return None
        try:
            async with asyncio.timeout(_PATIENCE):
                await made.wait()
        except TimeoutError:
            return None
        return self._store.find(address)

    async def _make(self, address: Address, scope: HTTPScope, receive: Receive, send: Send) -> None:
        made, token = self._made.setdefault(address, asyncio.Event()), ADDRESS.set(address)
        try:
            await self._app(scope, receive, send)
        finally:
            # What follows may be somebody's own answer, and that is never kept.
            ADDRESS.reset(token)
            made.set()
            self._made.pop(address, None)


async def _says_nothing() -> HTTPRequestEvent:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _goes_nowhere(_message: object) -> None:
    """Take what is said: the answer comes from the store, or anew."""


def _address(scope: HTTPScope) -> Address | None:
    """Return the address of a page that may be in the store; None for all other requests."""
    if scope["method"] not in {"GET", "HEAD"} or scope["path"].startswith(_NOT_OURS):
        return None
    if len(scope["query_string"]) > _LONGEST_QUERY:
        return None
    headers = scope["headers"]
    if _value(headers, b"authorization") or not _cookies(headers).isdisjoint(_PERSONAL):
        return None
    scheme = _value(headers, b"x-forwarded-proto").decode("latin-1") or scope["scheme"]
    fragment = bool(_value(headers, b"hx-request"))
    return Address(scheme, _value(headers, b"host"), scope["path"], scope["query_string"], fragment)


def _cookies(headers: Iterable[Header]) -> set[str]:
    """Return the names of the cookies that came."""
    sent = (value.decode("latin-1").split(";") for name, value in headers if name == b"cookie")
    return {part.partition("=")[0].strip() for parts in sent for part in parts}


def _value(headers: Iterable[Header], wanted: bytes) -> bytes:
    return next((value for name, value in headers if name == wanted), b"")


async def _send(page: Page, scope: HTTPScope, send: Send) -> int:
    """Send a page, or say that it is still the same; return the status."""
    known = page.etag in {each.strip() for each in _value(scope["headers"], b"if-none-match").split(b",")}
    takes_packed = takes_brotli(_value(scope["headers"], b"accept-encoding"))
    body = b"" if known else page.packed if takes_packed else page.body
    headers = [*page.headers, (b"etag", page.etag), (b"vary", b"Accept-Encoding, Cookie")]
    if not known:
        headers.append((b"content-length", str(len(body)).encode()))
        if takes_packed:
            headers.append((b"content-encoding", b"br"))
    status = 304 if known else 200
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body, "more_body": False})
    return status
