"""GET: one call of `queries.read`, in a thread. Who looks at what is not public is noted before they see it."""

from collections.abc import Iterator

from smilecity.doors.api.sensorthings.addresses import ROOT
from smilecity.doors.api.sensorthings.messages import Reply, Request
from smilecity.ground import clock
from smilecity.sense.things import actions, queries
from smilecity.sense.things.rules.options import read_options
from smilecity.sense.things.rules.paths import Resource
from smilecity.sense.things.rules.problems import Problem

# In a batch everything is one answer, so whole files have an end there.
_MOST_WITHIN = 20 * 1024 * 1024


def find(request: Request, resource: Resource, *, whole: bool = True) -> Reply:
    """Answer a GET or HEAD; if not `whole`, a file comes in pieces that go on asking the database. Raises Problem."""
    options = read_options(request.query, resource.kind)
    address = f"{ROOT}/{request.path}" + (f"?{request.query}" if request.query else "")
    answer = queries.read(resource, options, caller=request.caller, root=ROOT, url=address)
    if answer.looks:
        what = f"{request.method} /{request.path}" + (f"?{request.query}" if request.query else "")
        actions.look(caller=request.caller, what=what, datastreams=answer.looks, at=clock.now())
    reply = Reply(answer.status, answer.body, answer.media_type if answer.status != 204 else "")
    if isinstance(answer.body, bytes):
        return reply
    if request.method == "HEAD":
        return Reply(answer.status, iter(()), answer.media_type)
    return Reply(answer.status, _whole(answer.body), answer.media_type) if whole else reply


def _whole(body: Iterator[bytes]) -> bytes:
    pieces, size = [], 0
    for piece in body:
        size += len(piece)
        if size > _MOST_WITHIN:
            raise Problem(413, "This answer is too large within a batch. Please ask for it by itself.")
        pieces.append(piece)
    return b"".join(pieces)
