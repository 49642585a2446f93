"""A file as an answer that can be gone on with: who lost the connection asks for the rest (RFC 9110, 14)."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

_AT_ONCE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def answer(request: HttpRequest, path: Path, *, name: str, content_type: str, tag: str) -> HttpResponseBase:
    """Return the file, or the one part of it that was asked for; `tag` tells this file from any other, quotes included.

    Several parts at once, and parts of a file that has changed meanwhile, are answered with the whole (14.2).
    """
    size = path.stat().st_size
    try:
        part = _part(request, size, tag)
    except _NoSuchPart:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    begin, end = part or (0, size)
    body = [] if request.method == "HEAD" else _pieces(path, begin, end)
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Content-Length": str(end - begin),
        "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=name)),
        "Cache-Control": "private, no-store",
    }
    if part:
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    return StreamingHttpResponse(body, content_type=content_type, status=206 if part else 200, headers=headers)


def begins(request: HttpRequest) -> bool:
    """Say whether a file is asked for from its first byte, and not gone on with."""
    return request.headers.get("Range", "bytes=0-").replace(" ", "").startswith("bytes=0-")


class _NoSuchPart(Exception):
    """The file ends before the part would begin."""


def _part(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """Return where the part begins and where it has ended; None: the whole. Raises _NoSuchPart."""
    asked = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not asked or request.headers.get("If-Range", tag) != tag or not any(asked.groups()):
        return None
    first, last = asked.groups()
    if first and last and int(last) < int(first):
        return None
    begin = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if begin >= end:
        raise _NoSuchPart
    return begin, end


def _pieces(path: Path, begin: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(begin)
        while begin < end and (piece := file.read(min(_AT_ONCE, end - begin))):
            begin += len(piece)
            yield piece
