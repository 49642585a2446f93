"""The functions of the query language in SQL (18-088, clause 9.3.3.5.2); null as soon as one argument is null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilecity.sense.things.queries import geography, values
from smilecity.sense.things.queries.sql import Sql, fill
from smilecity.sense.things.rules.schema import Type
from smilecity.sense.things.rules.tree import Call, Operator

if TYPE_CHECKING:
    from smilecity.sense.things.queries.expressions import Scope

# A position in a text is cut to what PostgreSQL counts with.
_PLACE = "(CASE WHEN {0} IS NOT NULL THEN greatest(least(floor({0}::float8), 2147483000), 0)::int END)"
_UTC = "({} AT TIME ZONE 'UTC')"
_TEMPLATES = {
    "substringof": "(strpos({1}, {0}) > 0)",
    "startswith": "starts_with({0}, {1})",
    "endswith": "(right({0}, char_length({1})) = {1})",
    "length": "char_length({0})",
    "indexof": "(strpos({0}, {1}) - 1)",
    "tolower": "lower({0})",
    "toupper": "upper({0})",
    "trim": "btrim({0}, ' ')",
    "concat": "({0} || {1})",
    "floor": "floor({0}::float8)",
    "ceiling": "ceil({0}::float8)",
    "round": "(sign({0}::float8) * floor(abs({0}::float8) + 0.5))",
    "date": "({0} AT TIME ZONE 'UTC')::date",
    "time": "({0} AT TIME ZONE 'UTC')::time",
    "totaloffsetminutes": "(CASE WHEN {0} IS NOT NULL THEN 0 END)",
    "now": "now()",
    "mindatetime": "'0001-01-01T00:00:00Z'::timestamptz",
    "maxdatetime": "'9999-12-31T23:59:59.999999Z'::timestamptz",
}
_PARTS = frozenset({"year", "month", "day", "hour", "minute", "second", "fractionalseconds"})
_INTERVALS = {
    "before": "({e0} <= {s1} AND {s0} < {s1})",
    "after": "({s0} >= {e1} AND {s0} > {s1})",
    "meets": "({e0} = {s1} OR {s0} = {e1})",
    "during": "({s0} >= {s1} AND {s0} < {e1} AND {e0} <= {e1})",
    "overlaps": "({s0} = {s1} OR ({s0} < {e1} AND {s1} < {e0}))",
    "starts": "({s0} = {s1})",
    "finishes": "({e0} = {e1})",
}


def call(node: Call, scope: Scope) -> Sql:
    """Return the value of a function."""
    if node.function in _INTERVALS:
        (s0, e0), (s1, e1) = (values.ends(each, scope) for each in node.arguments)
        return fill(_INTERVALS[node.function], s0=s0, e0=e0, s1=s1, e1=e1)
    if any(each.type is Type.GEOMETRY for each in node.arguments):
        return geography.call(node, scope)
    given = [values.scalar(each, scope) for each in node.arguments]
    if node.function == "substring":
        return _substring(given)
    if node.function in _PARTS:
        return _part(node.function, node.arguments[0].type, given[0])
    named = {str(index): each for index, each in enumerate(given)}
    return fill(_TEMPLATES[node.function], **named)


def _substring(given: list[Sql]) -> Sql:
    text, start, *length = given
    first = fill(_PLACE, **{"0": start})
    if not length:
        return fill("substr({}, {} + 1)", text, first)
    return fill("substr({}, {} + 1, {})", text, first, fill(_PLACE, **{"0": length[0]}))


def _part(name: str, type_: Type, given: Sql) -> Sql:
    moment = fill(_UTC, given) if type_ is Type.TIME else given
    if name == "second":
        return fill("floor(extract(second FROM {}))::float8", moment)
    if name == "fractionalseconds":
        return fill("(extract(second FROM {0}) - floor(extract(second FROM {0})))::float8", **{"0": moment})
    return fill(f"extract({name} FROM {{}})::float8", moment)


def arithmetic(operator: Operator, left: Sql, right: Sql) -> Sql:
    """Return a calculation with numbers; null instead of a division by zero."""
    if operator is Operator.DIV:
        return fill("({}::float8 / nullif({}::float8, 0))", left, right)
    if operator is Operator.MOD:
        return fill("mod({}::float8::text::numeric, nullif({}::float8::text::numeric, 0))::float8", left, right)
    signs = {Operator.ADD: "+", Operator.SUB: "-", Operator.MUL: "*"}
    return fill(f"({{}}::float8 {signs[operator]} {{}}::float8)", left, right)
