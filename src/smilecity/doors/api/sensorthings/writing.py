"""POST, PATCH, PUT and DELETE of entities and of links between them: parse, one call of an action, the answer.

Runs in a thread, and within the transaction of a batch's change set. New values go through `observing` instead.
"""

from typing import Any

from smilecity.doors.api.sensorthings import addresses
from smilecity.doors.api.sensorthings.bodies import read_json, read_object
from smilecity.doors.api.sensorthings.messages import Refusal, Reply, Request
from smilecity.doors.api.sensorthings.reading import find
from smilecity.ground import clock
from smilecity.sense.things import actions
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.options import read_options
from smilecity.sense.things.rules.paths import EntityStep, RelationStep, Resource, read_path
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind

_JSON_PATCH = "application/json-patch+json"


def write(request: Request, resource: Resource) -> Reply:
    """Do what the request asks for. Raises Problem and Refusal."""
    if resource.ref:
        return _link(request, resource)
    if request.method == "POST":
        return create(request, resource)
    kind, number = addresses.entity_at(resource, request.caller)
    if request.method == "DELETE":
        actions.delete(kind, number, caller=request.caller, at=clock.now())
        return Reply(200, media_type="")
    return _update(request, kind, number)


def create(request: Request, resource: Resource) -> Reply:
    """Create an entity in the collection that the path names, with whatever is nested in it."""
    body, parent = read_object(request.body), addresses.parent_of(resource, request.caller)
    made = actions.create(resource.kind, body, parent=parent, caller=request.caller, at=clock.now())
    return created(request, made.kind, made.id)


def created(request: Request, kind: Kind, number: int) -> Reply:
    """Return the answer to a creation: its address, and the entity itself where the client prefers that."""
    location = (b"location", addresses.entity(kind, number).encode())
    if not wants_representation(request):
        return Reply(201, media_type="", headers=(location,))
    shown = _shown(request, kind, number)
    if shown is None:
        return Reply(201, media_type="", headers=(location,))
    return Reply(201, shown.body, shown.media_type, (location, (b"preference-applied", b"return=representation")))


def wants_representation(request: Request) -> bool:
    """Say whether the client asked to be shown what it wrote (RFC 7240)."""
    return "return=representation" in request.headers.get("prefer", "").replace(" ", "").lower()


def _update(request: Request, kind: Kind, number: int) -> Reply:
    way = _way(request)
    body = read_json(request.body) if way is Way.PATCH else read_object(request.body)
    actions.update(kind, number, body, way=way, caller=request.caller, at=clock.now())
    shown = _shown(request, kind, number) if wants_representation(request) else None
    return shown or Reply(200, media_type="")


def _way(request: Request) -> Way:
    if request.method == "PUT":
        return Way.PUT
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Way.PATCH if kind == _JSON_PATCH else Way.MERGE


def _shown(request: Request, kind: Kind, number: int) -> Reply | None:
    """Return the entity as it is now; none for whoever may write it but not read it: it is written all the same."""
    asked = Request("GET", f"{kind}({number})", knock=request.knock)
    try:
        return find(asked, Resource(steps=(EntityStep(kind, number),)))
    except Problem as problem:
        if problem.status != 404:
            raise
        return None


def _link(request: Request, resource: Resource) -> Reply:
    """Link two entities, or part them (18-088, clause 9.2.7; OData 4, part 1, clause 11.4.6)."""
    last = resource.steps[-1]
    if not isinstance(last, RelationStep):
        raise Refusal(405, "Links are written below an entity, such as Things(1)/Locations/$ref.")
    kind, number = addresses.entity_at(Resource(steps=resource.steps[:-1]), request.caller)
    relation, at = last.relation.name, clock.now()
    if request.method == "DELETE":
        actions.unlink(kind, number, relation, _unlinked(request, last), caller=request.caller, at=at)
    else:
        target = _id_in(read_object(request.body), last)
        actions.link(kind, number, relation, target, caller=request.caller, at=at)
    return Reply(204, media_type="")


def _unlinked(request: Request, step: RelationStep) -> int | None:
    """Return the id of the entity whose link is to go; none where there is but one."""
    if step.id is not None:
        return step.id
    if given := read_options(request.query, step.relation.target).id:
        return _id_of(given, step)
    if step.relation.many:
        raise Refusal(400, "Name the entity to unlink: /$ref?$id=ADDRESS.")
    return None


def _id_in(body: dict[str, Any], step: RelationStep) -> int:
    number = body.get("@iot.id")
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    for name in ("@id", "@odata.id", "@iot.selfLink", "@iot.id"):
        if isinstance(body.get(name), str):
            return _id_of(body[name], step)
    raise Refusal(400, 'Name the entity to link: {"@iot.id": 1} or {"@id": "ADDRESS"}.')


def _id_of(address: str, step: RelationStep) -> int:
    path = address.removeprefix(addresses.ROOT).removeprefix(addresses.PREFIX).strip("/")
    target = read_path(path)
    if target.special or target.leaf or target.many or target.kind != step.relation.target:
        raise Refusal(400, f"$id: expected the address of one of {step.relation.target}.")
    last = target.steps[-1]
    if last.id is None:
        raise Refusal(400, f"$id: expected an address with an id, such as {step.relation.target}(1).")
    return last.id
