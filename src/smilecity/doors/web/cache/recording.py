"""Notes from which tables a page is made, and keeps it if it is the same for everybody we know nothing of."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from smilecity.doors.web.cache.store import STORE, Address, Headers, Page, takes_brotli
from smilecity.doors.web.cache.tables import framing, tables_of
from smilecity.doors.web.cache.visitor import NOTES, Notes

Handler = Callable[[HttpRequest], HttpResponseBase]
# `serving` puts the address here, and a2wsgi brings it into the thread; who comes another way leaves no trace.
ADDRESS: ContextVar[Address | None] = ContextVar("address", default=None)
# The language is in the address, and whoever brings a session is not answered from the store.
_VARIES = {"cookie", "accept-language", "accept-encoding", "hx-request"}
_STATUS_OK = 200
_GZIP = "gzip"


def page_cache(get_response: Handler) -> Handler:
    """Keep what comes out, where it may be kept. The outermost middleware: it sees the headers as they leave."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        address = ADDRESS.get()
        if address is None or not STORE.listening or request.method != "GET":
            return get_response(request)
        return _recorded(request, address, get_response)

    return middleware


def _recorded(request: HttpRequest, address: Address, get_response: Handler) -> HttpResponseBase:
    begun, notes, seen = STORE.begin(), _Notes(), Notes()
    with connection.execute_wrapper(notes), _noted(seen):
        response = get_response(request)
    if isinstance(response, HttpResponse) and notes.tables is not None and _is_for_all(response):
        page = _page(response, notes.tables | framing(), seen)
        STORE.keep(address, page, begun)
        _pack(response, page, request.headers.get("Accept-Encoding", ""))
    else:
        STORE.refuse(address)
    return response


def _pack(response: HttpResponse, page: Page, accepted: str) -> None:
    """Send who asks first as few bytes as all who follow. Nothing in it is anybody's own that its size could tell."""
    patch_vary_headers(response, ["Accept-Encoding"])
    if takes_brotli(accepted.encode("latin-1")):
        response.content = page.packed
        response.headers["Content-Encoding"] = "br"
        response.headers["Content-Length"] = str(len(response.content))


@contextmanager
def _noted(seen: Notes) -> Iterator[None]:
    token = NOTES.set(seen)
    try:
        yield
    finally:
        NOTES.reset(token)


def _page(response: HttpResponse, tables: frozenset[str], seen: Notes) -> Page:
    packed = response.headers.get("Content-Encoding") == _GZIP
    body = gzip.decompress(response.content) if packed else response.content
    headers, twin = _headers(response), seen.twin(body)
    return Page(headers, body, tables, None if twin is None else Page(headers, twin, tables))


class _Notes:
    """The tables that statements have named; None once one of them was nothing for everybody."""

    def __init__(self) -> None:
        self.tables: frozenset[str] | None = frozenset()

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if self.tables is not None:
            named = tables_of(sql) if isinstance(sql, str) else None
            self.tables = None if named is None else self.tables | named
        return execute(sql, params, many, context)


def _is_for_all(response: HttpResponse) -> bool:
    says = response.headers.get("Cache-Control", "public")
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    # Some views pack what they answer themselves; anything else was not made for all browsers. What bears a mark of its
    # own is a file or a part of one, but for the groups of a map: many ask for the same while they move it.
    of_map = response.headers.get("Content-Type", "").startswith("application/json")
    marked = response.has_header("ETag") and not of_map
    encoded = response.headers.get("Content-Encoding", _GZIP) != _GZIP or marked
    plain = not response.cookies and not encoded and "public" in says and varies <= _VARIES
    return plain and response.status_code == _STATUS_OK


def _headers(response: HttpResponse) -> Headers:
    """Return the headers as they are sent; those that depend on the encoding are added by whoever sends."""
    left_out = {"content-encoding", "content-length", "vary", "x-request-id", "etag"}
    given = [(name.lower(), value) for name, value in response.items() if name.lower() not in left_out]
    if not response.has_header("Cache-Control"):
        # Browsers ask each time whether it is still the same; the answer is mostly a few bytes.
        given.append(("cache-control", "no-cache"))
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in given)
