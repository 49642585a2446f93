"""JSON schemas of entities, as they are shown and as they are sent, and of what is around them."""

from typing import Any

from smilecity.sense.things.rules.schema import SCHEMA, Entity, Kind, Property, Relation, Type

Schema = dict[str, Any]

_ANY_OBJECT: Schema = {"type": "object"}
_TIME: Schema = {"type": "string", "examples": ["2026-03-02T12:00:00Z"]}
_INTERVAL: Schema = {
    "type": "string",
    "examples": ["2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z/2026-03-02T13:00:00Z"],
}
_UNIT: Schema = {
    "type": "object",
    "properties": {name: {"type": ["string", "null"]} for name in ("name", "symbol", "definition")},
    "required": ["name", "symbol", "definition"],
}
_OF_TYPE: dict[Type, Schema] = {
    Type.TEXT: {"type": "string"},
    Type.TIME: _TIME,
    Type.INTERVAL: _INTERVAL,
    Type.GEOMETRY: {},
    Type.JSON: {},
    Type.ID: {"type": "integer"},
}
# What the table of types does not say.
_OF_NAME: dict[str, Schema] = {
    "properties": _ANY_OBJECT,
    "parameters": _ANY_OBJECT,
    "unitOfMeasurement": _UNIT,
    "unitOfMeasurements": {"type": "array", "items": _UNIT},
    "multiObservationDataTypes": {"type": "array", "items": {"type": "string"}},
}
_LINK: Schema = {"type": "object", "properties": {"@iot.id": {"type": "integer"}}, "required": ["@iot.id"]}


def schemas() -> Schema:
    """Return all schemas by their names."""
    found: Schema = {"Error": _error(), "Link": _LINK, "DataArray": _data_array(), "Landing": _landing()}
    found |= {"Batch": _batch(), "Answers": _answers()}
    for entity in SCHEMA.values():
        name = entity.kind.singular
        found[name] = _shown(entity)
        found[f"{name}s"] = _page(name)
        found[f"New{name}"] = _sent(entity)
        found[f"Changed{name}"] = _changed(entity)
    return found


def named(name: str) -> Schema:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def _shown(entity: Entity) -> Schema:
    """Return an entity as answers show it: $select leaves out what it likes."""
    properties = {"@iot.id": _OF_TYPE[Type.ID], "@iot.selfLink": {"type": "string", "format": "uri"}}
    properties |= {each.name: _or_null(_schema(each)) for each in entity.properties.values()}
    properties |= {f"{name}@iot.navigationLink": {"type": "string"} for name in entity.relations}
    return {"type": "object", "properties": properties}


def _page(name: str) -> Schema:
    properties = {
        "@iot.count": {"type": "integer"},
        "@iot.nextLink": {"type": "string", "format": "uri"},
        "value": {"type": "array", "items": named(name)},
    }
    return {"type": "object", "properties": properties, "required": ["value"]}


def _sent(entity: Entity) -> Schema:
    """Return an entity as it is created: with links to others, or with the others inside."""
    properties = {each.name: _schema(each) for each in entity.properties.values() if not each.read_only}
    properties |= {name: _related(relation) for name, relation in entity.relations.items()}
    required = [each.name for each in entity.properties.values() if each.required]
    return {"type": "object", "properties": properties, "required": required}


def _changed(entity: Entity) -> Schema:
    sent = _sent(entity)
    return {"type": "object", "properties": sent["properties"]}


def _related(relation: Relation) -> Schema:
    one = {"anyOf": [named("Link"), named(f"New{relation.target.singular}")]}
    return {"type": "array", "items": one} if relation.many else one


def _schema(each: Property) -> Schema:
    return _OF_NAME.get(each.name) or _OF_TYPE[each.type]


def _or_null(schema: Schema) -> Schema:
    if "type" not in schema:
        return {}
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return schema | {"type": [*kinds, "null"]}


def _error() -> Schema:
    properties = {"code": {"type": "integer"}, "type": {"const": "error"}, "message": {"type": "string"}}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _data_array() -> Schema:
    stream = {"Datastream": named("Link"), "MultiDatastream": named("Link")}
    components = {"type": "array", "items": {"enum": ["phenomenonTime", "result", "resultTime", "resultQuality"]}}
    rows = {"type": "array", "items": {"type": "array"}}
    table = stream | {"components": components, "dataArray": rows, "dataArray@iot.count": {"type": "integer"}}
    return {
        "type": "array",
        "items": {"type": "object", "properties": table, "required": ["components", "dataArray"]},
    }


def _landing() -> Schema:
    sets = {"type": "object", "properties": {"name": {"enum": list(Kind)}, "url": {"type": "string"}}}
    properties = {"value": {"type": "array", "items": sets}, "serverSettings": _ANY_OBJECT}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _batch() -> Schema:
    text = {"type": "string", "minLength": 1}
    one = {
        "id": text,
        "method": {"enum": ["get", "post", "put", "patch", "delete"]},
        "url": text,
        "atomicityGroup": {"type": "string"},
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
        "body": {},
    }
    request = {"type": "object", "properties": one, "required": ["id", "method", "url"]}
    requests = {"type": "array", "items": request, "maxItems": 1000}
    return {"type": "object", "properties": {"requests": requests}, "required": ["requests"]}


def _answers() -> Schema:
    one = {"id": {"type": "string"}, "status": {"type": "integer"}, "headers": _ANY_OBJECT, "body": {}}
    answer = {"type": "object", "properties": one, "required": ["id", "status"]}
    return {
        "type": "object",
        "properties": {"responses": {"type": "array", "items": answer}},
        "required": ["responses"],
    }
