"""Paths and what may be done there. Each answers with what it says here, or with an error as JSON."""

from collections.abc import Iterable
from typing import Any

from smilecity.doors.api.sensorthings.description.schemas import named
from smilecity.sense.things.rules.schema import SCHEMA, Entity, Kind, Relation

Item = dict[str, Any]
# Query options: a schema and what each is for.
Choices = dict[str, tuple[dict[str, Any], str]]

JSON = "application/json"
_ERRORS = {
    400: "What was sent cannot be understood; the message says where.",
    401: "No key, or one that is not good.",
    403: "This key may not do that.",
    404: "There is nothing here, or nothing that the key may see.",
    409: "Somebody else changed the same at the same moment.",
    413: "Too much at once.",
    429: "Too many requests; Retry-After says when to come back.",
    501: "A query option that nobody knows.",
    503: "Not now; Retry-After says when to come back.",
}
_READ, _WRITTEN = (400, 401, 404, 429, 501, 503), (400, 401, 403, 404, 409, 413, 429, 503)
_ID: Item = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 2**53 - 1},
}
_OPTIONS: Choices = {
    "$filter": ({"type": "string", "maxLength": 20_000}, "Which ones: name eq 'Pegel' and id gt 5."),
    "$orderby": ({"type": "string"}, "In which order: phenomenonTime desc."),
    "$top": ({"type": "integer", "minimum": 0}, "How many; more than 10,000 are cut to that."),
    "$skip": ({"type": "integer", "minimum": 0, "maximum": 1_000_000}, "How many to leave out first."),
    "$count": ({"type": "boolean"}, "Whether to say how many there are in all."),
}
_SHOWN: Choices = {
    "$select": ({"type": "string"}, "Which properties: id,name."),
    "$expand": ({"type": "string"}, "Related entities inline: Datastreams($top=1)."),
}
_SHOW = "return=representation"
_PREFER = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "schema": {"enum": [_SHOW, "return=minimal"]},
    "description": "Whether the answer shows the entity.",
}


def paths() -> dict[str, Item]:
    """Return all paths."""
    found: dict[str, Item] = {"/": {"get": _reading("The landing page.", "Landing", "landing")}}
    for entity in SCHEMA.values():
        found |= _of_entity(entity)
    found["/Datastreams({id})/Aggregates"] = {"parameters": [_ID], "get": _aggregates()}
    found["/CreateObservations"] = {"post": _creating_many()}
    found["/$batch"] = {"post": _batch()}
    return found


def _of_entity(entity: Entity) -> dict[str, Item]:
    kind, name = entity.kind, entity.kind.singular
    one = f"/{kind}({{id}})"
    found: dict[str, Item] = {
        f"/{kind}": {"get": _listing(kind, f"list{kind}"), "post": _creating(kind, f"create{name}")},
        one: {
            "parameters": [_ID],
            "get": _reading(f"One {name}.", name, f"get{name}", _SHOWN),
            "patch": _changing(name, "patch"),
            "put": _changing(name, "put"),
            "delete": _deleting(name),
        },
    }
    for relation in entity.relations.values():
        found[f"{one}/{relation.name}"] = {"parameters": [_ID], **_related(entity, relation)}
    for leaf in entity.properties:
        found[f"{one}/{leaf}"] = {"parameters": [_ID], "get": _property(name, leaf)}
    return found


def _related(entity: Entity, relation: Relation) -> Item:
    target, whole = relation.target, f"{entity.kind.singular}{relation.name}"
    if not relation.many:
        answer = _reading(f"Its {target.singular}.", target.singular, f"get{whole}", _SHOWN)
        answer["responses"]["204"] = {"description": "It has none."}
        return {"get": answer}
    return {"get": _listing(target, f"list{whole}"), "post": _creating(target, f"create{whole}")}


def _listing(kind: Kind, name: str) -> Item:
    return _reading(f"{kind}, a page of them.", f"{kind.singular}s", name, _OPTIONS | _SHOWN)


def _reading(summary: str, schema: str, name: str, options: Choices | None = None) -> Item:
    return {
        "summary": summary,
        "operationId": name,
        "security": [{}, {"key": []}, {"password": []}],
        "parameters": [_option(*each) for each in (options or {}).items()],
        "responses": {"200": _said("Found.", schema), **_errors(_READ)},
    }


def _option(name: str, said: tuple[dict[str, Any], str]) -> Item:
    return {"name": name, "in": "query", "required": False, "schema": said[0], "description": said[1]}


def _property(name: str, leaf: str) -> Item:
    read = _reading(f"The property {leaf} of one {name}.", "Error", f"get{name}_{leaf}")
    read["responses"]["200"] = {
        "description": "The property as the only one of an object.",
        "content": {JSON: {"schema": {"type": "object", "properties": {leaf: {}}, "required": [leaf]}}},
    }
    read["responses"]["204"] = {"description": "It is null."}
    return read


def _creating(kind: Kind, name: str) -> Item:
    # OpenAPI has no words for a body that is there only where the client preferred it.
    shown: Item = {
        "description": f"Created; Location says where. With Prefer: {_SHOW} the {kind.singular} is the body."
    }
    shown["headers"] = {"Location": {"schema": {"type": "string", "format": "uri"}, "required": True}}
    return _writing(f"Create one of {kind}.", name, {"201": shown}, body={JSON: named(f"New{kind.singular}")})


def _changing(name: str, method: str) -> Item:
    body = {JSON: named(f"Changed{name}")}
    if method == "patch":
        body["application/json-patch+json"] = {"type": "array", "items": {"type": "object"}}
    answers: Item = {"200": {"description": f"Changed. With Prefer: {_SHOW} the {name} is the body."}}
    return _writing(f"Change one {name}.", f"{method}{name}", answers, body=body)


def _deleting(name: str) -> Item:
    return _writing(
        f"Delete one {name}, and what cannot be without it.", f"delete{name}", {"200": {"description": "Gone."}}
    )


def _writing(summary: str, name: str, answers: Item, *, body: dict[str, Any] | None = None) -> Item:
    operation: Item = {
        "summary": summary,
        "operationId": name,
        "security": [{"key": []}, {"password": []}],
        "responses": answers | _errors(_WRITTEN),
    }
    if body is not None:
        operation["parameters"] = [_PREFER]
        content = {kind: {"schema": schema} for kind, schema in body.items()}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _creating_many() -> Item:
    links = {"type": "array", "items": {"type": "string"}}
    answers = {"201": {"description": "An address each, or 'error: why'.", "content": {JSON: {"schema": links}}}}
    operation = _writing("Store many values.", "createObservations", answers, body={JSON: named("DataArray")})
    operation.pop("parameters")
    return operation


def _batch() -> Item:
    answers = {"200": _said("Answers in the same order.", "Answers")}
    operation = _writing("Many requests in one.", "batch", answers, body={JSON: named("Batch")})
    operation.pop("parameters")
    operation["security"].insert(0, {})
    return operation


def _aggregates() -> Item:
    options: Choices = {
        "step": ({"enum": ["hour", "day", "month"]}, "How long the times are that are summed up."),
        "from": ({"type": "string", "format": "date-time"}, "From when on."),
        "to": ({"type": "string", "format": "date-time"}, "Until when; what begins then is left out."),
        "component": ({"type": "integer", "minimum": 0}, "Of a multi datastream, the position in its results."),
    }
    read = _reading("Mean, least and most by hour, day or month.", "Error", "getAggregates", options)
    read["responses"]["200"] = {"description": "Found.", "content": {JSON: {"schema": {"type": "object"}}}}
    return read


def _said(description: str, schema: str) -> Item:
    return {"description": description, "content": {JSON: {"schema": named(schema)}}}


def _errors(codes: Iterable[int]) -> Item:
    return {str(code): _said(_ERRORS[code], "Error") for code in codes}
