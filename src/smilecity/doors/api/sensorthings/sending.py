"""Heads of answers: open to pages of every site (CORS), not kept where a key was shown; long bodies packed."""

import zlib

from smilecity.doors.api.sensorthings.messages import Headers, Reply, Request

_PACKED_FROM = 4_096
_COMMON: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Location, Retry-After, WWW-Authenticate, Preference-Applied"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"Authorization, Accept-Encoding"),
)
_FOR_ALL: Headers = (*_COMMON, (b"cache-control", b"no-cache"))
_FOR_ONE: Headers = (*_COMMON, (b"cache-control", b"private, no-store"))


def headers_of(reply: Reply, request: Request) -> Headers:
    """Return the head of an answer, without its length."""
    common = _FOR_ONE if request.caller.key else _FOR_ALL
    if not reply.media_type:
        return (*reply.headers, *common)
    kind = reply.media_type if ";" in reply.media_type else f"{reply.media_type}; charset=utf-8"
    return ((b"content-type", kind.encode()), *reply.headers, *common)


def packed(reply: Reply, request: Request) -> Reply:
    """Return the answer as gzip, if the client takes that and it is long enough."""
    body = reply.body
    if not isinstance(body, bytes) or len(body) < _PACKED_FROM or not _takes_gzip(request):
        return reply
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    small = packer.compress(body) + packer.flush()
    return Reply(reply.status, small, reply.media_type, (*reply.headers, (b"content-encoding", b"gzip")))


def _takes_gzip(request: Request) -> bool:
    words = [word.strip().replace(" ", "") for word in request.headers.get("accept-encoding", "").lower().split(",")]
    return any(word == "gzip" or (word.startswith("gzip;q=") and word[7:] not in {"0", "0.0"}) for word in words)
