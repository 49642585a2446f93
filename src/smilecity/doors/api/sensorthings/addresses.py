"""Addresses of this door: the service root, an entity, and which entity the steps of a path lead to."""

import json

from django.conf import settings

from smilecity.people.keys.rules import Caller
from smilecity.sense.things import queries
from smilecity.sense.things.rules.options import read_options
from smilecity.sense.things.rules.paths import EntityStep, RelationStep, Resource
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind

PREFIX = "/sensorthings/v1.1"
ROOT = settings.BASE_URL + PREFIX
_GONE = "There is nothing at this address."


def entity(kind: Kind, number: int) -> str:
    """Return the address of an entity."""
    return f"{ROOT}/{kind}({number})"


def entity_at(resource: Resource, caller: Caller) -> tuple[Kind, int]:
    """Return kind and id of the one entity that a path leads to. Raises Problem (404)."""
    last = resource.steps[-1]
    if len(resource.steps) == 1 and last.id is not None:
        return resource.kind, last.id
    answer = queries.read(
        Resource(steps=resource.steps), read_options("$select=id", resource.kind), caller=caller, root=ROOT, url=ROOT
    )
    if answer.status != 200 or not isinstance(answer.body, bytes):
        raise Problem(404, _GONE)
    return resource.kind, int(json.loads(answer.body)["@iot.id"])


def parent_of(resource: Resource, caller: Caller) -> tuple[Kind, int] | None:
    """Return the entity whose collection a path names; none at the top. Raises Problem (404)."""
    if len(resource.steps) == 1:
        return None
    return entity_at(Resource(steps=resource.steps[:-1]), caller)


__all__ = ["PREFIX", "ROOT", "EntityStep", "RelationStep", "entity", "entity_at", "parent_of"]
