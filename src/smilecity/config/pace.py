"""How many pages one visitor may ask for: whoever asks like a machine is told to wait, and all others are served.

In: a connection. Out: 0, or the seconds to wait. Counted in memory by all processes of the server, before anything
costs a thread; files, tiles and the sensors' interface (which has limits of its own) are not counted.
"""

from a2wsgi.asgi_typing import HTTPScope, Send
from django.conf import settings

from smilecity.config.intake import refuse
from smilecity.doors.visitor import client
from smilecity.ground import figures
from smilecity.ground.buckets import Buckets

# A fifth of a minute's pages may come at once: somebody who opens ten tabs is no crawler.
_WINDOW = 12.0
_PER_MINUTE = 60.0 / _WINDOW
_FREE = ("/static/", "/media/", "/karte/kacheln/", "/farben.css")
_TOO_MANY = (
    "Das waren sehr viele Seiten auf einmal.",
    "Bitte warten Sie einen Moment und laden Sie die Seite dann noch einmal.",
)
_buckets = Buckets()


def seconds_to_wait(scope: HTTPScope) -> int:
    """Count one page for whoever asks; return how long they have to wait for it."""
    if scope["path"].startswith(_FREE):
        return 0
    peer = (scope.get("client") or ("", 0))[0]
    forwarded = b",".join(value for name, value in scope["headers"] if name.lower() == b"x-forwarded-for")
    address = client.address_behind(peer, forwarded.decode("latin-1"))
    # Without a proxy in the settings this machine is ourselves, or a proxy that nobody has told us of: all visitors.
    if address.is_loopback or client.exempt(address):
        return 0
    most = max(1, round(settings.PAGES_A_MINUTE / _PER_MINUTE))
    return _buckets.seconds_to_wait(_whom(address), most, window=_WINDOW)


def _whom(address: client.Address) -> str:
    """Return whom one limit is for: an address of IPv4 (mobile networks put towns behind a /24), a /56 of IPv6."""
    return str(address) if address.version == 4 else client.network_of(address)


async def tell_to_wait(send: Send, seconds: int) -> None:
    """Answer 429 and say when to come back (RFC 6585, 4)."""
    figures.refused.inc()
    await refuse(send, 429, _TOO_MANY, ((b"retry-after", str(seconds).encode()),))


def forget() -> None:
    """Forget what was counted."""
    _buckets.forget()
