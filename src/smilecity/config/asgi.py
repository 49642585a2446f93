"""The root of the server: raw ASGI beside Django, which runs as WSGI in a fixed pool of threads.

Django's own ASGI handler was measured at a quarter of the speed (docs/decisions).
"""

import signal
from functools import partial

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import ASGIApp, HTTPScope, Receive, Scope, Send
from django.conf import settings

from smilecity.config import health, pace
from smilecity.config.intake import take_in
from smilecity.config.outlet import Outlet
from smilecity.config.requests import note, observe
from smilecity.config.serve import threads
from smilecity.config.wsgi import application as django
from smilecity.doors.api.sensorthings import asgi as sensorthings
from smilecity.doors.web.cache.serving import PageCache
from smilecity.ground.processes import die_with_parent

# Imported by each worker of the server, which must not outlive the server. SIGKILL: with an open stream a worker that
# is only asked to stop waits for its visitor, and by then nobody is left who would insist.
die_with_parent(signal.SIGKILL)

_pages: ASGIApp = WSGIMiddleware(
    django,  # type: ignore[arg-type] # its response is an iterable of bytes, which its stubs do not say
    workers=threads(),
    # Without bound: a thread hands its response over at once, however slowly the visitor reads it.
    send_queue_size=0,
)
# Map tiles that we fetch for visitors may be slow to come: they wait in a pool of their own, not in front of the pages.
_tiles: ASGIApp = WSGIMiddleware(django, workers=4, send_queue_size=0)  # type: ignore[arg-type] # as above
_TILES = "/karte/kacheln/"
# Whole files are too large to be kept for slow readers: their threads wait for them, and are none of the pages'.
_files: ASGIApp = WSGIMiddleware(django, workers=4, send_queue_size=2)  # type: ignore[arg-type] # as above
_FILES = "/api/v1/contributions."


async def _taken_in(scope: HTTPScope, receive: Receive, send: Send) -> None:
    await take_in(_pages, scope, receive, send)


_kept = PageCache(_taken_in, partial(note, "kept"))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] != "http":
        await _pages(scope, receive, send)
    elif scope["path"] in health.PATHS:
        await health.application(scope, send)
    elif scope["path"].startswith(sensorthings.BEGINNING):
        await observe(sensorthings.application, "sensorthings", scope, receive, send)
    elif seconds := pace.seconds_to_wait(scope):
        await pace.tell_to_wait(send, seconds)
    elif scope["path"].startswith(_FILES):
        await take_in(_files, scope, receive, Outlet(send))
    elif scope["path"].startswith(_TILES):
        await take_in(_tiles, scope, receive, send)
    else:
        await _kept(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    """Say that we are there, and at the end store what senders still wait for."""
    await receive()
    if settings.PAGE_CACHE:
        _kept.start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    # First what senders wait for: the supervisor's patience with us is short.
    await sensorthings.stop()
    _kept.stop()
    await send({"type": "lifespan.shutdown.complete"})
