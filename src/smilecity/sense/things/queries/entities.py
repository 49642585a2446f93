"""One row as a JSON object in the words of version 1.1, put together by PostgreSQL as text: the cheapest way there is.

In: the alias of a row, what is selected, what is expanded. Out: an expression of type text.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smilecity.sense.things.queries.columns import ROOT, STREAMS, expression, span
from smilecity.sense.things.queries.sql import Sql, fill, join, value
from smilecity.sense.things.rules.schema import SCHEMA, Kind, Property, Relation, Type
from smilecity.sense.things.rules.tree import Selection

# Of an observation, shown even where they are null: the standard says that they are always there.
_ALWAYS = frozenset({"resultTime", "result"})


@dataclass(frozen=True)
class Shape:
    """How an entity is shown. `expanded`: by the name of a relation, an expression with all its members and a comma.

    `multi`: which kind of datastream an observation belongs to, where this is known without asking its row.
    """

    root: str
    selection: Selection | None = None
    expanded: Mapping[str, Sql] | None = None
    multi: bool | None = None

    def shows(self, name: str) -> bool:
        """Whether a property is part of the answer."""
        return self.selection is None or name in self.selection.properties

    def links(self, relation: Relation) -> bool:
        """Whether the address of what is related is part of the answer."""
        return self.selection is None or relation.name in self.selection.relations


def entity(kind: Kind, a: str, shape: Shape) -> Sql:
    """Return the JSON object of the row `a`."""
    return fill("(chr(123) || substr(concat({}), 2) || chr(125))", join(", ", _members(kind, a, shape)))


def reference(kind: Kind, a: str, root: str) -> Sql:
    """Return the JSON object with nothing but the address of the row `a`."""
    return fill(f"concat({{}}, {a}.id, {{}})", words(_self(kind, root, "{")), words(')"}'))


def words(text: str) -> Sql:
    """Return a piece of an answer as a parameter."""
    return value(text, "text")


def _members(kind: Kind, a: str, shape: Shape) -> Iterable[Sql]:
    """Return the arguments of concat: each member begins with a comma."""
    if shape.shows("id"):
        yield Sql(f"',\"@iot.id\":', {a}.id")
    if shape.shows("selfLink"):
        yield fill(f"{{}}, {a}.id, ')\"'", words(_self(kind, shape.root, ",")))
    for property_ in SCHEMA[kind].properties.values():
        if shape.shows(property_.name):
            yield _member(kind, a, property_.name, property_.type, always=_is_always(kind, property_.name, shape))
    for relation in SCHEMA[kind].relations.values():
        yield from _related(kind, a, relation, shape)


def _is_always(kind: Kind, name: str, shape: Shape) -> bool:
    return shape.selection is not None or (kind is Kind.OBSERVATIONS and name in _ALWAYS)


def _self(kind: Kind, root: str, before: str) -> str:
    return f'{before}"@iot.selfLink":{_quoted(f"{root}/{kind}(")[:-1]}'


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _member(kind: Kind, a: str, name: str, type_: Type, *, always: bool) -> Sql:
    said = as_json(kind, a, name, type_)
    if always:
        return Sql(f"',\"{name}\":', coalesce({said}, 'null')")
    return Sql(f"',\"{name}\":' || {said}")


def as_json(kind: Kind, a: str, name: str, type_: Type) -> str:
    """Return the JSON text of a property of the row `a`; null where it has none."""
    if name == "result":
        return f"coalesce({a}.result_number::text, {a}.result_other::text)"
    if kind in STREAMS and name in _OF_STREAMS:
        return _OF_STREAMS[name](a)
    interval = span(kind, name, a)
    if interval is not None:
        whole = kind in STREAMS
        return f"'\"' || {_interval(interval.start, interval.end, whole=whole)} || '\"'"
    column = expression(kind, name, a)
    if type_ is Type.TIME:
        return f"'\"' || {instant(column)} || '\"'"
    return f"to_json({column})::text" if type_ is Type.TEXT else f"({column})::text"


def as_text(kind: Kind, a: str, property_: Property) -> str:
    """Return a property of the row `a` as a cell of a table: texts and times bare, objects and lists as JSON."""
    if property_.type is Type.ID:
        return f"{a}.id::text"
    if property_.type is Type.TEXT:
        return expression(kind, property_.name, a)
    if property_.name == "result":
        return f"coalesce({a}.result_number::text, {a}.result_other #>> {ROOT})"
    return f"(({as_json(kind, a, property_.name, property_.type)})::jsonb #>> {ROOT})"


def _properties(a: str) -> str:
    """Return the properties of a datastream as `columns` has them, as text: four times as fast as building JSON."""
    texts = {"licence": "licence", "legalBasis": "legal_basis", "contact": "contact", "provider": "provider"}
    said = ", ".join(
        f"CASE WHEN {a}.{column} <> '' THEN ',\"{name}\":' || to_json({a}.{column}) END"
        for name, column in texts.items()
    )
    ours = (
        f'\'"smilecity":\' || chr(123) || \'"access":"\', {a}.access, \'","secondValue":"\', {a}.second_value, \'"\', '
        f"{said}, ',\"generated\":', to_json({a}.generated), chr(125) || chr(125)"
    )
    # What a client says under this name has its own columns; all else stays as it is.
    theirs = f"({a}.properties - 'smilecity')"
    filled = f"jsonb_typeof({a}.properties) = 'object' AND {theirs} <> jsonb_build_object()"
    return f"concat(CASE WHEN {filled} THEN left({theirs}::text, -1) || ', ' ELSE chr(123) END, {ours})"


def _area(a: str) -> str:
    """Return the area of a datastream as `columns` has it, as text."""
    w, s, e, n = (f"{a}.{side}" for side in ("west", "south", "east", "north"))
    corners = "],[".join(f"', {x}, ',', {y}, '" for x, y in ((w, s), (e, s), (e, n), (w, n), (w, s)))
    box = f'concat(chr(123), \'"type": "Polygon", "coordinates": [[[{corners}]]]\', chr(125))'
    spot = f"concat(chr(123), '\"type\": \"Point\", \"coordinates\": [', {w}, ',', {s}, ']', chr(125))"
    derived = f"CASE WHEN {w} = {e} AND {s} = {n} THEN {spot} WHEN {w} IS NOT NULL THEN {box} END"
    return f"coalesce({a}.observed_area::text, {derived})"


_OF_STREAMS = {"properties": _properties, "observedArea": _area}


def instant(column: str) -> str:
    """Return the text of a moment in UTC, as short as it is exact."""
    return f"btrim(to_json({column} AT TIME ZONE 'UTC')::text, '\"') || 'Z'"


def _interval(start: str, end: str, *, whole: bool) -> str:
    """Return `start/end`, or of an instant its moment alone unless it is to be `whole`."""
    there = f"coalesce({end}, {start})" if whole else end
    return f"{instant(start)} || coalesce('/' || {instant(there)}, '')"


def _related(kind: Kind, a: str, relation: Relation, shape: Shape) -> Iterable[Sql]:
    """Return what is expanded, or else the address of what is related."""
    expanded = (shape.expanded or {}).get(relation.name)
    if expanded is not None:
        yield expanded
    elif shape.links(relation):
        link = fill(
            f"{{}}, {a}.id, {{}}",
            words(f',"{relation.name}@iot.navigationLink":{_quoted(f"{shape.root}/{kind}(")[:-1]}'),
            words(f')/{relation.name}"'),
        )
        either = kind is Kind.OBSERVATIONS and relation.target in STREAMS
        yield from _either(link, a, relation, shape) if either else [link]


def _either(link: Sql, a: str, relation: Relation, shape: Shape) -> Iterable[Sql]:
    """An observation belongs to a datastream or to a multi datastream, never to both."""
    multi = relation.target is Kind.MULTI_DATASTREAMS
    if shape.multi is None:
        said = f"{a}.multi" if multi else f"NOT coalesce({a}.multi, FALSE)"
        yield fill(f"CASE WHEN {said} THEN concat({{}}) END", link)
    elif shape.multi == multi:
        yield link
