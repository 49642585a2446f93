"""The parts of the map as files: how it is set up, its drawings packed for the wire, answers that caches may keep."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import override

from smilecity.city import queries as city
from smilecity.city.queries import DrawingRow

_FOREVER = "public, max-age=31536000, immutable"
_JSON = "application/json; charset=utf-8"


def setup() -> dict[str, object]:
    """Return what a map needs before it can be drawn: addresses of its parts, the city's box, sources to be named."""
    with override("de"):  # the same file whatever the language, so that it is kept once
        parts = {
            name: reverse("web:map_drawing", args=[name, digest]) for name, digest in sorted(city.drawings().items())
        }
    return {
        **parts,
        "box": city.profile().box,
        "tiles": _tiles(),
        "sources": [*city.map_sources(), *([settings.TILES_ATTRIBUTION] if settings.TILES_ATTRIBUTION else [])],
    }


def _tiles() -> str:
    """Return the address of the tiles as the map wants it; empty without any."""
    if settings.TILES == "none":
        return ""
    if settings.TILES == "direct":
        return str(settings.TILES_URL)
    return "/karte/kacheln/{z}/{x}/{y}"


def answer(request: HttpRequest, data: Mapping[str, object], *, seconds: int) -> HttpResponse:
    """Return data as JSON that anybody may keep for a while, and 304 to who has it already."""
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    response = _packed(request, content) if len(content) > 1000 else HttpResponse(content, content_type=_JSON)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={seconds}"
    return _unless_known(request, etag, response)


def drawn(request: HttpRequest, row: DrawingRow, digest: str) -> HttpResponse:
    """Return a drawing; under its own digest it never changes, under an older one it is not to be kept."""
    etag = f'"{row.digest}"'
    name = "br" if "br" in _accepted(request) else "gzip" if "gzip" in _accepted(request) else ""
    response = HttpResponse(_pack(row, name), content_type=_JSON)
    if name:
        response["Content-Encoding"] = name
    response["ETag"] = etag
    response["Cache-Control"] = _FOREVER if digest == row.digest else "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return _unless_known(request, etag, response)


def _accepted(request: HttpRequest) -> set[str]:
    """Return the encodings a browser takes; what it takes with a weight of 0 is what it does not take."""
    parts = (part.strip().lower() for part in request.headers.get("Accept-Encoding", "").split(","))
    return {part.partition(";")[0].strip() for part in parts if not part.replace(" ", "").endswith(";q=0")}


@lru_cache(maxsize=12)
def _pack(row: DrawingRow, encoding: str) -> bytes:
    """Pack a drawing once for each process: two drawings, three ways to send them."""
    content = row.content.encode()
    if encoding == "br":
        return bytes(brotli.compress(content, quality=9))
    return gzip.compress(content, 9, mtime=0) if encoding == "gzip" else content


def _packed(request: HttpRequest, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=_JSON)
    if "gzip" in _accepted(request):
        response.content = gzip.compress(content, 5, mtime=0)
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _unless_known(request: HttpRequest, etag: str, response: HttpResponse) -> HttpResponse:
    known = get_conditional_response(request, etag=etag, response=response)
    return known if isinstance(known, HttpResponse) else response
