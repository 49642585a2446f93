"""The path of a request below the service root, as a `Resource`; a path that cannot lead anywhere is a 404."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import unquote

from smilecity.sense.things.rules.problems import QueryProblem, meant, quoted
from smilecity.sense.things.rules.schema import ID, NAMES_OF_ID, SCHEMA, Kind, Property, Relation

LONGEST = 2_000
MOST_STEPS = 12
LARGEST_ID = 2**63 - 1
SEGMENT = re.compile(r"(?P<name>[^()]*)(?:\((?P<id>.*)\))?", re.DOTALL)
NUMBER = re.compile(r"'(\d{1,19})'|(\d{1,19})", re.ASCII)


class Special(StrEnum):
    """What is no entity and no property."""

    LANDING = ""
    BATCH = "$batch"
    CREATE_OBSERVATIONS = "CreateObservations"
    AGGREGATES = "Aggregates"  # sums of a datastream; `steps` lead to it


@dataclass(frozen=True, slots=True)
class EntityStep:
    """Where a path begins: `Things` (no id) or `Things(1)`."""

    kind: Kind
    id: int | None = None


@dataclass(frozen=True, slots=True)
class RelationStep:
    """Where it goes on: `/Datastreams`, `/Datastreams(2)` or `/Thing`. The id must be among the related ones."""

    relation: Relation
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """What a path leads to. All steps but the last lead to one entity each."""

    steps: tuple[EntityStep | RelationStep, ...] = ()
    leaf: Property | None = None
    inside: tuple[str, ...] = ()  # the way into `leaf`, where that holds JSON: `properties/colour`
    value: bool = False  # /$value: `leaf`, or what is inside of it, bare
    ref: bool = False  # /$ref: addresses only
    special: Special | None = None

    @property
    def kind(self) -> Kind:
        """What kind of entity it leads to, or to a property of. Only where there are steps."""
        last = self.steps[-1]
        return last.kind if isinstance(last, EntityStep) else last.relation.target

    @property
    def many(self) -> bool:
        """Whether it leads to a collection."""
        if not self.steps or self.leaf or self.special:
            return False
        last = self.steps[-1]
        return last.id is None and (isinstance(last, EntityStep) or last.relation.many)


def read_path(path: str) -> Resource:
    """What the path, percent-encoded, leads to; a slash before or after it does not matter."""
    if len(path) > LONGEST:
        raise QueryProblem(404, f"A path of {len(path)} characters leads nowhere.")
    segments = path.strip("/").split("/") if path.strip("/") else []
    if not segments:
        return Resource(special=Special.LANDING)
    if len(segments) > MOST_STEPS:
        raise QueryProblem(404, f"A path has at most {MOST_STEPS} steps.")
    resource = _first(unquote(segments[0]))
    for segment in segments[1:]:
        resource = _next(resource, unquote(segment))
    return resource


def _first(segment: str) -> Resource:
    if segment in {Special.BATCH, Special.CREATE_OBSERVATIONS}:
        return Resource(special=Special(segment))
    name, number = _taken_apart(segment)
    if name not in set(Kind):
        known = [*Kind, Special.CREATE_OBSERVATIONS, Special.BATCH]
        raise QueryProblem(404, f"There is no {quoted(name)} here.{meant(name, known)}")
    return Resource((EntityStep(Kind(name), number),))


def _taken_apart(segment: str) -> tuple[str, int | None]:
    """The name and the id, where one stands in parentheses."""
    found = SEGMENT.fullmatch(segment)
    if found is None:
        raise QueryProblem(404, f"{quoted(segment)} is no step of a path.")
    if found["id"] is None:
        return found["name"], None
    number = NUMBER.fullmatch(found["id"].strip())
    if number is None or int(number[1] or number[2]) > LARGEST_ID:
        raise QueryProblem(404, f"{quoted(segment)} does not exist: ids are whole numbers.")
    return found["name"], int(number[1] or number[2])


def _next(resource: Resource, segment: str) -> Resource:
    """One step further."""
    if resource.ref or resource.value or resource.special:
        raise QueryProblem(404, f"Nothing follows here, so {quoted(segment)} leads nowhere.")
    if segment == "$value":
        return _value(resource)
    if resource.leaf:
        return _inside(resource, resource.leaf, segment)
    if segment == "$ref":
        return replace(resource, ref=True)
    if resource.many:
        raise QueryProblem(404, f"{resource.kind} are many; name one of them, as in {resource.kind}(1)/{segment[:60]}.")
    if segment == Special.AGGREGATES and resource.kind in {Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS}:
        return replace(resource, special=Special.AGGREGATES)
    return _into(resource, segment)


def _inside(resource: Resource, leaf: Property, segment: str) -> Resource:
    """Into what a property holds; what is no JSON holds nothing."""
    if not leaf.holds_json or not segment or segment.startswith("$"):
        raise QueryProblem(404, f"Only $value follows {leaf.name}, not {quoted(segment)}.")
    return replace(resource, inside=(*resource.inside, segment))


def _value(resource: Resource) -> Resource:
    if resource.leaf is None:
        raise QueryProblem(404, "Only a property has a $value.")
    return replace(resource, value=True)


def _into(resource: Resource, segment: str) -> Resource:
    """A property or a relation of one entity."""
    entity = SCHEMA[resource.kind]
    leaf = ID if segment in NAMES_OF_ID else entity.properties.get(segment)
    if leaf:
        return replace(resource, leaf=leaf)
    name, number = _taken_apart(segment)
    relation = entity.relations.get(name)
    if relation is None:
        hint = meant(name, [ID.name, *entity.properties, *entity.relations])
        raise QueryProblem(404, f"{resource.kind} have no property or relation named {quoted(name)}.{hint}")
    if number is not None and not relation.many:
        raise QueryProblem(404, f"{name} leads to one entity; leave its id out.")
    return replace(resource, steps=(*resource.steps, RelationStep(relation, number)))
