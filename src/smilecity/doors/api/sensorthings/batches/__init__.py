"""$batch: many requests in one, as JSON or as multipart (18-088, clause 11; OData JSON format 4.01, clause 19)."""

import asyncio

from smilecity.doors.api.sensorthings import callers
from smilecity.doors.api.sensorthings.batches import as_json, multipart
from smilecity.doors.api.sensorthings.batches.parts import MOST, size_of, too_many
from smilecity.doors.api.sensorthings.batches.running import Route, run
from smilecity.doors.api.sensorthings.engine import Engine
from smilecity.doors.api.sensorthings.messages import Refusal, Reply, Request


async def answer(request: Request, engine: Engine, route: Route) -> Reply:
    """Answer each request of a batch in its order. Raises Refusal where the batch itself cannot be read."""
    if request.in_batch:
        raise Refusal(400, "A batch cannot hold another batch.")
    form = _form(request)
    # In a thread, so that nobody waits while a long one is taken apart.
    parts = await asyncio.to_thread(form.read, request)
    if (size := size_of(parts)) > MOST:
        raise too_many()
    # The batch itself was counted already. Whoever has one request left may send a batch, and waits afterwards.
    callers.count(request.knock, uses=max(0, size - 1))
    return form.write(await run(parts, engine, route))


def _form(request: Request) -> "as_json.Form | multipart.Form":
    kind = request.headers.get("content-type", "")
    return multipart.Form(kind) if kind.lower().startswith("multipart/") else as_json.Form()


__all__ = ["answer"]
