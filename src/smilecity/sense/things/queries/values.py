"""Values of the query language in SQL: paths, literals, comparisons, calculations. A null truth counts as false.

Numbers are double precision, except ids and whole numbers from the text, so that nothing is rounded that was not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from smilecity.sense.things.queries import functions
from smilecity.sense.things.queries.columns import ROOT, Span, expression, span
from smilecity.sense.things.queries.sql import FALSE, TRUE, Sql, every, fill, some, value
from smilecity.sense.things.rules.schema import Type
from smilecity.sense.things.rules.tree import (
    Arithmetic,
    Call,
    Cast,
    Compare,
    Comparison,
    Connective,
    Duration,
    Expression,
    Interval,
    Literal,
    Logic,
    Negative,
    Not,
    Operator,
    Path,
)

if TYPE_CHECKING:
    from smilecity.sense.things.queries.expressions import Scope

_SIGNS = {
    Comparison.EQ: "=",
    Comparison.NE: "<>",
    Comparison.GT: ">",
    Comparison.GE: ">=",
    Comparison.LT: "<",
    Comparison.LE: "<=",
}
TIMES = frozenset({Type.TIME, Type.INTERVAL})
# The JSON types that compare, and how their values are read from text.
JSON_TYPES = {Type.NUMBER: "number", Type.TEXT: "string", Type.BOOLEAN: "boolean"}
# Of each type, in which type of PostgreSQL it is kept in a token.
_SORTS = {
    Type.ID: "bigint",
    Type.NUMBER: "float8",
    Type.TEXT: "text",
    Type.BOOLEAN: "boolean",
    Type.TIME: "timestamptz",
    Type.DURATION: "interval",
    Type.DATE: "date",
    Type.CLOCK: "time",
}


def truth(expression: Expression, scope: Scope) -> Sql:
    """Return a condition that holds where the expression is true; null and false are the same here."""
    match expression:
        case Logic(connective=connective, terms=terms):
            return _joined([truth(term, scope) for term in terms], connective is Connective.AND)
        case Not(value=inner):
            return untruth(inner, scope)
        case Compare():
            return _compare(expression, scope)
        case Literal(value=said):
            return TRUE if said is True else FALSE
    return scalar(expression, scope)


def untruth(expression: Expression, scope: Scope) -> Sql:
    """Return a condition that holds where the expression is false, not where it is null."""
    match expression:
        case Logic(connective=connective, terms=terms):
            return _joined([untruth(term, scope) for term in terms], connective is Connective.OR)
        case Not(value=inner):
            return truth(inner, scope)
        case Compare():
            return fill("({}) IS NOT TRUE", _compare(expression, scope))
        case Literal(value=said):
            return TRUE if said is False else FALSE
    return fill("(NOT {})", scalar(expression, scope))


def _joined(conditions: Sequence[Sql], all_of_them: bool) -> Sql:
    return fill("({})", every(conditions)) if all_of_them else some(conditions)


def scalar(expression: Expression, scope: Scope) -> Sql:  # noqa: PLR0911 - a case per node, no more
    """Return a value, null where it has none; of an interval its start."""
    match expression:
        case Literal():
            return literal(expression)
        case Path():
            return _path(expression, scope)
        case Cast(value=inner, type=type_):
            return start(inner, scope) if type_ is Type.TIME else from_json(inner, type_, scope)
        case Call():
            return functions.call(expression, scope)
        case Arithmetic():
            return _arithmetic(expression, scope)
        case Negative(value=inner):
            return fill("(- {})", scalar(inner, scope))
    return _decided(expression, scope)


def _decided(expression: Expression, scope: Scope) -> Sql:
    """Return true, false or null; a comparison is never null."""
    if isinstance(expression, Compare):
        return fill("(({}) IS TRUE)", truth(expression, scope))
    return fill("(CASE WHEN {} THEN true WHEN {} THEN false END)", truth(expression, scope), untruth(expression, scope))


def literal(said: Literal) -> Sql:
    """Return a value of the text as a parameter of its type."""
    match said.value:
        case bool() | str() | date() | time() | None if not isinstance(said.value, datetime):
            return value(said.value, _SORTS.get(said.type, "text"))
        case int():
            return value(said.value, "bigint")
        case float():
            return value(said.value, "float8")
        case datetime():
            return value(said.value.astimezone(UTC), "timestamptz")
        case Duration(months=months, time=exact):
            return fill("(make_interval(months => {}) + {})", value(months), value(exact, "interval"))
        case Interval(start=begin):
            return value(begin.astimezone(UTC), "timestamptz")
    raise ValueError(said)


def _path(path: Path, scope: Scope) -> Sql:
    a = scope.alias(path.relations)
    interval = span(path.owner, path.leaf.name, a)
    if interval is not None:
        return Sql(interval.start)
    column = Sql(f"{a}.properties") if _is_own_json(path) else Sql(expression(path.owner, path.leaf.name, a))
    return fill("({} #> {})", column, value(list(path.inside), "text[]")) if path.inside else column


def _is_own_json(path: Path) -> bool:
    """Whether it leads into what a client said, not into what is known of a datastream under `smilecity`."""
    return path.leaf.name == "properties" and bool(path.inside) and path.inside[0] != "smilecity"


def start(expression: Expression, scope: Scope) -> Sql:
    """Return when something begins."""
    return ends(expression, scope)[0]


def ends(expression: Expression, scope: Scope) -> tuple[Sql, Sql]:
    """Return when something begins and ends; an instant is both."""
    match expression:
        case Path() if (interval := _span(expression, scope)) is not None:
            return Sql(interval.start), Sql(f"coalesce({interval.end}, {interval.start})")
        case Literal(value=Interval(start=begin, end=end)):
            return value(begin.astimezone(UTC), "timestamptz"), value(end.astimezone(UTC), "timestamptz")
    moment = scalar(expression, scope)
    return moment, moment


def _span(path: Path, scope: Scope) -> Span | None:
    return span(path.owner, path.leaf.name, scope.alias(path.relations))


def from_json(expression: Expression, type_: Type, scope: Scope) -> Sql:
    """Return what JSON holds as a value of a type; null where it holds something else."""
    if isinstance(expression, Path) and expression.leaf.name == "result" and not expression.inside:
        return _result(scope.alias(expression.relations), type_)
    return typed(scalar(expression, scope), type_)


def _result(a: str, type_: Type) -> Sql:
    """Numbers stand in a column of their own, so that they need not be unpacked."""
    other = typed(Sql(f"{a}.result_other"), type_)
    return fill(f"coalesce({a}.result_number, {{}})", other) if type_ is Type.NUMBER else other


def typed(json: Sql, type_: Type) -> Sql:
    """Return a JSON value as number, text or boolean; a number that no float can hold is none."""
    bare = f"({{j}} #>> {ROOT})"
    reads = {
        Type.NUMBER: f"CASE WHEN abs({bare}::numeric) < 1.7e308 THEN {bare}::float8 END",
        Type.TEXT: bare,
        Type.BOOLEAN: f"{bare}::boolean",
    }
    return fill(f"CASE WHEN jsonb_typeof({{j}}) = '{JSON_TYPES[type_]}' THEN {reads[type_]} END", j=json)


def _compare(compare: Compare, scope: Scope) -> Sql:
    left, right = compare.left, compare.right
    if isinstance(left, Literal) and left.value is None:
        left, right = right, left
    if isinstance(right, Literal) and right.value is None:
        return _against_null(compare.comparison, left, scope)
    if left.type in TIMES and right.type in TIMES and Type.INTERVAL in {left.type, right.type}:
        return _compare_times(compare.comparison, ends(left, scope), ends(right, scope))
    if left.type is Type.JSON and right.type is Type.JSON:
        return _compare_json(compare, scope)
    return _signed(compare.comparison, scalar(left, scope), scalar(right, scope), left, right)


def _signed(comparison: Comparison, one: Sql, other: Sql, left: Expression, right: Expression) -> Sql:
    """Only `eq` and `ne` know null: two of them are equal, one of them differs from every value."""
    known = any(isinstance(side, Literal) for side in (left, right))
    if comparison is Comparison.NE:
        return fill("({} IS DISTINCT FROM {})", one, other)
    if comparison is Comparison.EQ and not known:
        return fill("({} IS NOT DISTINCT FROM {})", one, other)
    return fill(f"({{}} {_SIGNS[comparison]} {{}})", one, other)


def _against_null(comparison: Comparison, given: Expression, scope: Scope) -> Sql:
    if comparison not in {Comparison.EQ, Comparison.NE}:
        return FALSE
    found = start(given, scope) if given.type in TIMES else scalar(given, scope)
    if given.type is Type.JSON:
        found = fill("nullif({}, 'null'::jsonb)", found)
    return fill(f"({{}} IS {'NOT ' if comparison is Comparison.NE else ''}NULL)", found)


def _compare_times(comparison: Comparison, left: tuple[Sql, Sql], right: tuple[Sql, Sql]) -> Sql:
    """Earlier is what ends when the other begins, `le` what begins and ends no later. Beginnings name partitions."""
    nothing = fill("({} IS NULL AND {} IS NULL)", left[0], right[0])
    same = some([fill("({} = {} AND {} = {})", left[0], right[0], left[1], right[1]), nothing])
    match comparison:
        case Comparison.EQ:
            return same
        case Comparison.NE:
            return fill("({}) IS NOT TRUE", same)
        case Comparison.GT:
            return fill("({} >= {} AND {} > {})", left[0], right[1], left[0], right[0])
        case Comparison.LT:
            return fill("({} <= {} AND {} < {})", left[1], right[0], left[0], right[0])
    sign = _SIGNS[comparison]
    return fill(f"({{}} {sign} {{}} AND {{}} {sign} {{}})", left[0], right[0], left[1], right[1])


def _compare_json(compare: Compare, scope: Scope) -> Sql:
    one, other = scalar(compare.left, scope), scalar(compare.right, scope)
    pairs = [(typed(one, type_), typed(other, type_)) for type_ in JSON_TYPES]
    if compare.comparison not in {Comparison.EQ, Comparison.NE}:
        return some([fill(f"({{}} {_SIGNS[compare.comparison]} {{}})", *pair) for pair in pairs])
    nothing = fill("({} IS NULL AND {} IS NULL)", *(fill("nullif({}, 'null'::jsonb)", each) for each in (one, other)))
    same = some([*(fill("({} = {})", *pair) for pair in pairs), nothing])
    return same if compare.comparison is Comparison.EQ else fill("({}) IS NOT TRUE", same)


def _arithmetic(node: Arithmetic, scope: Scope) -> Sql:
    left, right = scalar(node.left, scope), scalar(node.right, scope)
    if node.type is Type.NUMBER:
        return functions.arithmetic(node.operator, left, right)
    if node.operator is Operator.DIV:
        return fill("({} / nullif({}::float8, 0))", left, right)
    signs = {Operator.ADD: "+", Operator.SUB: "-", Operator.MUL: "*"}
    if node.operator is Operator.MUL:
        left, right = _as_float(node.left, left), _as_float(node.right, right)
    return fill(f"({{}} {signs[node.operator]} {{}})", left, right)


def _as_float(expression: Expression, sql: Sql) -> Sql:
    return fill("({})::float8", sql) if expression.type in {Type.NUMBER, Type.ID} else sql


def sortable(expression: Expression, scope: Scope) -> Sequence[tuple[Sql, str]]:
    """Return what an order sorts by, and its type in PostgreSQL: JSON by numbers, then texts, then booleans."""
    if expression.type is Type.JSON:
        found = scalar(expression, scope)
        return [
            (
                from_json(expression, type_, scope) if isinstance(expression, Path) else typed(found, type_),
                _SORTS[type_],
            )
            for type_ in JSON_TYPES
        ]
    if expression.type is Type.INTERVAL:
        return [(start(expression, scope), "timestamptz")]
    if expression.type is Type.BOOLEAN:
        # PostgreSQL orders by no bare constant, which `true or ...` has become.
        return [(fill("coalesce({}, NULL)", truth(expression, scope)), "boolean")]
    return [(scalar(expression, scope), _SORTS[expression.type])]
