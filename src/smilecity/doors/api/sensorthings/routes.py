"""Which part of this door answers a request. Everything that goes wrong becomes an answer here."""

from functools import partial
from urllib.parse import unquote

from smilecity.doors.api.sensorthings import batches, description, landing, methods, observing, writing
from smilecity.doors.api.sensorthings.engine import Engine
from smilecity.doors.api.sensorthings.messages import Reply, Request
from smilecity.doors.api.sensorthings.outlet import Outlet, read_on
from smilecity.doors.api.sensorthings.reading import find
from smilecity.doors.api.sensorthings.sending import headers_of
from smilecity.doors.api.sensorthings.troubles import reply_to
from smilecity.sense.things.rules.paths import Resource, Special, read_path
from smilecity.sense.things.rules.schema import Kind


async def answer(request: Request, engine: Engine, outlet: Outlet | None = None) -> Reply | None:
    """Answer a request; None where the answer went out through the outlet."""
    try:
        if request.method == "POST" and (series := observing.series_of(request.path)) is not None:
            return await observing.one(request, engine, series)
        return await _routed(request, engine, outlet)
    except Exception as error:  # noqa: BLE001 -- each has its own sentence, those we know nothing of a general one
        reply = reply_to(error)
        # What has begun stays without its end: the connection breaks off, and nobody takes a part for the whole.
        return None if outlet and outlet.begun else reply


async def _routed(request: Request, engine: Engine, outlet: Outlet | None) -> Reply | None:
    if request.path in description.PATHS and request.method in {"GET", "HEAD"}:
        return Reply(200, description.document())
    resource = read_path(request.path)
    if request.method == "OPTIONS":
        return Reply(204, media_type="", headers=((b"allow", ", ".join(methods.allowed(resource)).encode()),))
    methods.require(request.method, resource)
    if resource.special is not None and resource.special is not Special.AGGREGATES:
        return await _special(request, engine, resource.special)
    if request.method in {"GET", "HEAD"}:
        return await _found(request, engine, resource, outlet)
    if request.method == "POST" and resource.kind is Kind.OBSERVATIONS and not resource.ref:
        return await observing.below(request, engine, resource)
    return await engine.writes.run(request.client, partial(writing.write, request, resource))


async def _found(request: Request, engine: Engine, resource: Resource, outlet: Outlet | None) -> Reply | None:
    """Answer with what is there. Whole files are written while they are read, by threads that wait for nobody."""
    if outlet is None or not _may_be_long(request.query):
        return await engine.reads.run(request.client, partial(find, request, resource))
    with engine.places.take(request.client):
        reply = await engine.streams.run(request.client, partial(find, request, resource, whole=False))
        if isinstance(reply.body, bytes) or request.method == "HEAD":
            return reply
        pieces = read_on(reply.body, engine.streams, request.client, outlet.ending)
        await outlet.pour(reply.status, headers_of(reply, request), pieces)
        return None


async def _special(request: Request, engine: Engine, special: Special) -> Reply:
    if special is Special.LANDING:
        return Reply(200, landing.page())
    if special is Special.CREATE_OBSERVATIONS:
        return await observing.many(request, engine)
    return await batches.answer(request, engine, answer)


def _may_be_long(query: str) -> bool:
    """Say whether the answer may be a whole file, which is made by threads of its own."""
    small = unquote(query).lower()
    return "resultformat=csv" in small or "resultformat=geojson" in small
