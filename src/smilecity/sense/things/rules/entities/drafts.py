"""A body becomes a draft: an entity with checked columns, links to existing entities, and drafts within drafts.

18-088, clauses 10.2 (create, link, deep insert) and 10.3 (update). Raises Problem 400 naming the property.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from smilecity.sense.things.rules.entities import checks
from smilecity.sense.things.rules.entities.checks import bad, under
from smilecity.sense.things.rules.entities.parts import DATASTREAMS, NEEDED, PARTS, PLACED, READ_ONLY
from smilecity.sense.things.rules.entities.places import box_of
from smilecity.sense.things.rules.entities.series import FORGOTTEN, split_block
from smilecity.sense.things.rules.problems import Problem, meant, quoted
from smilecity.sense.things.rules.schema import SCHEMA, Kind, Relation

# How deep entities may lie within entities. The standard's own chain (thing, datastream, value, feature) is 4.
DEEPEST_INSERT = 12


class Way(StrEnum):
    """How a body changes an entity."""

    MERGE = "merge"  # PATCH: what it names
    PUT = "put"  # PUT: everything; what it does not name is set back
    PATCH = "patch"  # JSON Patch (RFC 6902)


@dataclass(frozen=True, slots=True)
class Link:
    """An entity that exists already."""

    kind: Kind
    id: int
    where: str = ""


@dataclass(slots=True)
class Draft:
    """An entity as a body describes it. Of an observation `body` is read later, once its datastream is known."""

    kind: Kind
    where: str
    columns: dict[str, Any] = field(default_factory=dict)
    related: dict[str, list["Link | Draft"]] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)

    def all(self) -> Iterator["Link | Draft"]:
        """Go through everything that hangs on this draft, from the top down."""
        for members in self.related.values():
            for member in members:
                yield member
                if isinstance(member, Draft):
                    yield from member.all()


def read_new(kind: Kind, body: Any, *, given: str | None = None) -> Draft:
    """Return the draft of a new entity. `given`: the relation that its parent fills."""
    checks.storable(body)
    return _draft(kind, body, where="", given=given, depth=0)


def read_changes(kind: Kind, body: Any, *, way: Way) -> Draft:
    """Return what a body changes (MERGE) or says anew (PUT): columns and links. Derived columns come with `settle`."""
    checks.storable(body)
    found = checks.obj(body, "The body")
    _known(kind, found, "")
    draft = Draft(kind, "")
    draft.columns = _columns(kind, found, "", whole=way is not Way.MERGE)
    for relation in SCHEMA[kind].relations.values():
        if found.get(relation.name) is not None:
            draft.related[relation.name] = _links_only(relation, found[relation.name])
    return draft


def settle(kind: Kind, columns: dict[str, Any], where: str = "") -> dict[str, Any]:
    """Return what follows from the columns of an entity: the box of a location or feature. Raises Problem."""
    if kind not in PLACED:
        return {}
    name = PLACED[kind]
    return dict(box_of(columns["encoding_type"], columns[name], under(where, name)))


def back(parent: Kind, child: Kind) -> Relation:
    """Return the relation that leads from a child back to its parent. Raises Problem where there is none."""
    for relation in SCHEMA[child].relations.values():
        if relation.target == parent:
            return relation
    raise Problem(400, f"A {child.singular} does not belong to a {parent.singular}.")


def _draft(kind: Kind, body: Any, *, where: str, given: str | None, depth: int) -> Draft:
    found = checks.obj(body, where or "The body")
    if depth > DEEPEST_INSERT:
        raise bad(where, f"lies too deep: at most {DEEPEST_INSERT} entities may be nested.")
    draft = Draft(kind, where)
    if kind is Kind.OBSERVATIONS:
        names = SCHEMA[kind].relations
        draft.body = {name: value for name, value in found.items() if name not in names}
    else:
        _known(kind, found, where)
        draft.columns = _columns(kind, found, where, whole=True)
        draft.columns |= settle(kind, draft.columns, where)
    for relation in SCHEMA[kind].relations.values():
        if found.get(relation.name) is not None:
            draft.related[relation.name] = _members(kind, relation, found[relation.name], where, depth)
    _complete(draft, given)
    return draft


def _known(kind: Kind, body: Mapping[str, Any], where: str) -> None:
    """Refuse names that mean nothing here; control information and what the service says by itself may come back."""
    entity = SCHEMA[kind]
    for name in body:
        if name not in entity.properties and name not in entity.relations and "@iot." not in name and name != "id":
            hint = meant(name, [*PARTS[kind], *entity.relations])
            raise Problem(400, f"{quoted(under(where, name))} is not a property of a {kind.singular}.{hint}")


def _columns(kind: Kind, body: Mapping[str, Any], where: str, *, whole: bool) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, part in PARTS[kind].items():
        value, place = body.get(name), under(where, name)
        if value is None:
            if name not in body and not whole:
                continue
            if part.required:
                raise bad(place, "is missing." if name not in body else "must not be null.")
            columns[part.column] = part.empty
        elif name == "properties" and kind in DATASTREAMS:
            columns |= _with_block(value, place, whole=whole)
        else:
            columns[part.column] = part.check(value, place)
    return columns


def _with_block(value: Any, where: str, *, whole: bool) -> dict[str, Any]:
    properties, block = split_block(value, where)
    forgotten = FORGOTTEN if whole and block is not None else {}
    return {"properties": properties} | forgotten | (block or {})


def _members(kind: Kind, relation: Relation, value: Any, where: str, depth: int) -> "list[Link | Draft]":
    """Return what a relation names, a single one as a list of one."""
    place = under(where, relation.name)
    inverse = back(kind, relation.target).name
    return [
        _link(relation.target, member, at) or _draft(relation.target, member, where=at, given=inverse, depth=depth + 1)
        for member, at in _listed(relation, value, place)
    ]


def _links_only(relation: Relation, value: Any) -> "list[Link | Draft]":
    links: list[Link | Draft] = []
    for member, at in _listed(relation, value, relation.name):
        link = _link(relation.target, member, at)
        if link is None:
            raise bad(at, 'may only link to an existing entity here, as {"@iot.id": 1}; create new ones with POST.')
        links.append(link)
    return links


def _listed(relation: Relation, value: Any, where: str) -> list[tuple[Any, str]]:
    if not relation.many:
        return [(value, where)]
    if not isinstance(value, list):
        raise bad(where, f"must be a list, not {checks.kind_of(value)}.")
    return [(member, f"{where}[{index}]") for index, member in enumerate(value)]


def _link(kind: Kind, value: Any, where: str) -> Link | None:
    """Return the link that an object is: it has an id. `id` alone is how drafts of the standard wrote it.

    Clients that have read an entity send all they know of it with its id; they mean the link.
    """
    found = checks.obj(value, where)
    if "@iot.id" in found:
        return Link(kind, checks.identifier(found["@iot.id"], f"{where}/@iot.id"), where)
    if set(found) == {"id"}:
        return Link(kind, checks.identifier(found["id"], f"{where}/id"), where)
    return None


def _complete(draft: Draft, given: str | None) -> None:
    for name in NEEDED.get(draft.kind, ()):
        if name != given and not draft.related.get(name):
            raise Problem(400, _lacking(draft, name))
    if draft.kind is Kind.OBSERVATIONS:
        series = [name for name in ("Datastream", "MultiDatastream") if name == given or draft.related.get(name)]
        if len(series) != 1:
            raise bad(draft.where or "An Observation", "needs one Datastream or one MultiDatastream.")


def _lacking(draft: Draft, name: str) -> str:
    link = '[{"@iot.id": 1}]' if SCHEMA[draft.kind].relations[name].many else '{"@iot.id": 1}'
    subject = draft.where or f"A {draft.kind.singular}"
    return f'{subject} needs {name}: link one as "{name}": {link}, or describe a new one there.'


__all__ = ["DEEPEST_INSERT", "READ_ONLY", "Draft", "Link", "Way", "back", "read_changes", "read_new", "settle"]
