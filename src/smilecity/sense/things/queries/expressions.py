"""The typed tree of the query language as SQL. Values stand in parameters; every table carries its visibility.

A path over relations to many is true of an entity if one assignment of a related visible row (or of none, if there is
none) to each such way makes the expression true: EXISTS over joins, as OData's lambda `any` would say it.
"""

from collections.abc import Sequence

from smilecity.sense.things.queries import values
from smilecity.sense.things.queries.asking import Asking, Reached, reached, row_of
from smilecity.sense.things.queries.orders import Key
from smilecity.sense.things.queries.sql import NOTHING, Sql, every, fill, join
from smilecity.sense.things.rules.schema import Kind, Relation, Type
from smilecity.sense.things.rules.tree import (
    Arithmetic,
    Call,
    Cast,
    Compare,
    Comparison,
    Connective,
    Expression,
    Literal,
    Logic,
    Negative,
    Ordering,
    Path,
    parts,
)

Way = tuple[Relation, ...]


class Scope:
    """Which alias stands for the row itself, and for the rows that ways of relations lead to."""

    def __init__(self, kind: Kind, alias: str, asking: Asking) -> None:
        self.asking = asking
        self.kinds: dict[Way, Kind] = {(): kind}
        self.aliases: dict[Way, str] = {(): alias}
        self._joined: list[Sql] = []

    def alias(self, way: Way) -> str:
        """Return the alias at the end of a way; joins what is not there yet, as null where there is none."""
        if way not in self.aliases:
            self._join(way, self.reach(way), needed=False)
        return self.aliases[way]

    def reach(self, way: Way) -> Reached:
        """Return the visible rows at the end of a way, seen from the row before it."""
        before = way[:-1]
        origin = row_of(self.kinds.get(before) or before[-1].target, self.alias(before))
        found = reached(way[-1].target, self.asking, origin)
        self.aliases[way], self.kinds[way] = found.alias, way[-1].target
        return found

    def _join(self, way: Way, found: Reached, *, needed: bool) -> None:
        words = "JOIN" if needed else "LEFT JOIN"
        self._joined.append(fill(f" {words} {{}} ON {{}}", found.source, every(found.where)))

    def need(self, way: Way) -> None:
        """Join a way that an expression is never true without."""
        self._join(way, self.reach(way), needed=True)

    def joins(self) -> Sql:
        """Return everything that was joined so far."""
        return join("", self._joined)


def condition(expression: Expression, scope: Scope) -> Sql:
    """Return the condition that the expression is true of the row of the scope."""
    return every(_group(group, scope) for group in _groups(_terms(expression)))


def keys(ordering: Ordering, scope: Scope) -> Sequence[Key]:
    """Return the keys of one part of $orderby."""
    found = values.sortable(ordering.value, scope)
    return [Key(sql, type_, ordering.descending, nullable=not _is_always_there(ordering.value)) for sql, type_ in found]


def narrowed(filter_: Expression | None, scope: Scope) -> Sequence[Sql]:
    """Return the condition of $filter, if there is one."""
    return [] if filter_ is None else [condition(filter_, scope)]


def _is_always_there(expression: Expression) -> bool:
    """Whether a value is never null: indexes fit orders only then without words on nulls."""
    return (
        isinstance(expression, Path)
        and not expression.relations
        and not expression.inside
        and not expression.leaf.nullable
        and expression.type is not Type.JSON
    )


def _terms(expression: Expression) -> Sequence[Expression]:
    if isinstance(expression, Logic) and expression.connective is Connective.AND:
        return [term for each in expression.terms for term in _terms(each)]
    return [expression]


def _ways(expression: Expression) -> set[Way]:
    """Return all ways of an expression, each with those it passes."""
    paths = [each.relations for each in parts(expression) if isinstance(each, Path)]
    return {relations[: length + 1] for relations in paths for length in range(len(relations))}


def _groups(terms: Sequence[Expression]) -> list[list[Expression]]:
    """Put together the terms that speak of the same related row; the rest can be decided one by one."""
    groups: list[tuple[set[Way], list[Expression]]] = []
    for term in terms:
        shared = {way for way in _ways(term) if any(relation.many for relation in way)}
        together = [group for group in groups if group[0] & shared]
        groups = [group for group in groups if not group[0] & shared]
        merged = [each for group in together for each in group[1]]
        groups.append((shared.union(*(group[0] for group in together)), [*merged, term]))
    return [group[1] for group in groups]


def _group(terms: Sequence[Expression], scope: Scope) -> Sql:
    ways = sorted(set[Way]().union(*map(_ways, terms)), key=lambda way: (len(way), [each.name for each in way]))
    if not ways:
        return every(values.truth(term, scope) for term in terms)
    needed = {
        way for way in ways if any(_needs(term, other) for term in terms for other in ways if other[: len(way)] == way)
    }
    inner = Scope(scope.kinds[()], scope.aliases[()], scope.asking)
    firsts = [inner.reach(way) for way in ways if len(way) == 1 and way in needed]
    for way in ways:
        if len(way) > 1 and way in needed:
            inner.need(way)
    truths = [values.truth(term, inner) for term in terms]
    source = join(" CROSS JOIN ", [first.source for first in firsts]) or Sql("(SELECT 1) one")
    where = every([*(each for first in firsts for each in first.where), *truths])
    return fill("EXISTS (SELECT FROM {}{} WHERE {})", source, inner.joins() or NOTHING, where)


def _needs(expression: Expression, way: Way) -> bool:  # noqa: PLR0911 - a case per node, no more
    """Whether the expression is surely not true where the way leads to nothing; if in doubt, False."""
    match expression:
        case Logic(connective=Connective.AND, terms=terms):
            return any(_needs(term, way) for term in terms)
        case Logic(terms=terms):
            return all(_needs(term, way) for term in terms)
        case Compare(comparison=Comparison.NE):
            return False
        case Compare(comparison=Comparison.EQ, left=left, right=right):
            pairs = ((left, right), (right, left))
            return any(_is_null(one, way) and _is_something(other) for one, other in pairs)
        case Compare(left=left, right=right):
            return _is_null(left, way) or _is_null(right, way)
        case Call() | Cast() | Path():
            return _is_null(expression, way)
    return False


def _is_something(expression: Expression) -> bool:
    return isinstance(expression, Literal) and expression.value is not None


def _is_null(expression: Expression, way: Way) -> bool:
    """Whether the value is surely null where the way leads to nothing."""
    match expression:
        case Path(relations=relations):
            return relations[: len(way)] == way
        case Cast(value=inner) | Negative(value=inner):
            return _is_null(inner, way)
        case Call(arguments=arguments):
            return any(_is_null(argument, way) for argument in arguments)
        case Arithmetic(left=left, right=right):
            return _is_null(left, way) or _is_null(right, way)
    return False
