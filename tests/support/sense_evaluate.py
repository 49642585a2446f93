"""What a filter means, without a database: the oracle that compiled queries are held against.

An entity is a dict: `id`, its properties by name, its relations by name (a list, one dict or None). Times are aware
datetimes, intervals `Interval` or a datetime, geometries and JSON what `json.loads` would give. Whatever a caller may
not see is simply not in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from smilecity.sense.things.rules.schema import Relation, Type
from smilecity.sense.things.rules.tree import (
    Arithmetic,
    Call,
    Cast,
    Compare,
    Connective,
    Expression,
    Interval,
    Literal,
    Logic,
    Negative,
    Not,
    Path,
    parts,
)
from tests.support.sense_functions import calculated, called, negated, total

Entity = Mapping[str, Any]
Way = tuple[Relation, ...]
Rows = dict[Way, Entity | None]


def holds(expression: Expression, entity: Entity, at: datetime) -> bool:
    """Whether some choice of one related entity per way makes the expression true."""
    ways = sorted(
        {
            each.relations[: end + 1]
            for each in parts(expression)
            if isinstance(each, Path)
            for end in range(len(each.relations))
        },
        key=len,
    )
    return any(value(expression, rows, at) is True for rows in _choices(ways, {(): entity}))


def _choices(ways: Sequence[Way], rows: Rows) -> Iterator[Rows]:
    if not ways:
        yield rows
        return
    for related in _related(rows[ways[0][:-1]], ways[0][-1]):
        yield from _choices(ways[1:], {**rows, ways[0]: related})


def _related(entity: Entity | None, relation: Relation) -> Sequence[Entity | None]:
    """The entities at the end of a relation; one None where there are none."""
    found = entity.get(relation.name) if entity else None
    if isinstance(found, list):
        return found or [None]
    return [found]


def value(node: Expression, rows: Rows, at: datetime) -> Any:  # noqa: C901, PLR0911 - a case per node, no more
    """What the expression comes to, for these rows; None is null."""
    match node:
        case Literal():
            return node.value
        case Path():
            return _found(rows[node.relations], node)
        case Cast():
            return _cast(value(node.value, rows, at), node.type)
        case Call():
            return called(node.function, [value(each, rows, at) for each in node.arguments], at)
        case Negative():
            return negated(value(node.value, rows, at))
        case Arithmetic():
            return calculated(node.operator, value(node.left, rows, at), value(node.right, rows, at))
        case Compare():
            return compared(node, value(node.left, rows, at), value(node.right, rows, at))
        case Not():
            found = value(node.value, rows, at)
            return None if found is None else not found
        case Logic():
            return _joined(node.connective, [value(each, rows, at) for each in node.terms])


def _joined(connective: Connective, truths: list[bool | None]) -> bool | None:
    """One term that decides, otherwise null if there is any."""
    decisive = connective is Connective.OR
    if decisive in truths:
        return decisive
    return None if None in truths else not decisive


def _found(entity: Entity | None, path: Path) -> Any:
    found = entity.get(path.leaf.name) if entity else None
    for key in path.inside:
        if isinstance(found, dict):
            found = found.get(key)
        elif isinstance(found, list) and key.lstrip("-").isdigit() and -len(found) <= int(key) < len(found):
            found = found[int(key)]
        else:
            return None
    return found


def _cast(given: Any, wanted: Type) -> Any:
    if wanted is Type.TIME:
        return given.start if isinstance(given, Interval) else given
    return given if given is not None and sort_of(given) is wanted else None


def sort_of(given: Any) -> Type:
    """The type of something out of JSON."""
    if isinstance(given, bool):
        return Type.BOOLEAN
    if isinstance(given, int | float):
        return Type.NUMBER
    return Type.TEXT if isinstance(given, str) else Type.JSON


TIMES = frozenset({Type.TIME, Type.INTERVAL})


def compared(node: Compare, left: Any, right: Any) -> bool:
    """The truth of a comparison."""
    if node.comparison == "ne":
        return not _equal(node, left, right)
    if node.comparison == "eq":
        return _equal(node, left, right)
    if left is None or right is None or not _ordered(node, left, right):
        return False
    return bool(ORDERS[node.comparison](*_keys(node, left, right)))


def _equal(node: Compare, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    if not _ordered(node, left, right):
        return False
    first, second = _keys(node, left, right)
    return bool(first == second)


def _ordered(node: Compare, left: Any, right: Any) -> bool:
    """Whether values out of JSON are of one sort, and of one that compares."""
    if not node.left.type is node.right.type is Type.JSON:
        return True
    return sort_of(left) is sort_of(right) is not Type.JSON


def _keys(node: Compare, left: Any, right: Any) -> tuple[Any, Any]:
    """Both sides as pairs of what begins and what ends it; a thing without extent does both at once."""
    if node.left.type in TIMES:
        return _span(left), _span(right)
    if node.left.type is Type.DURATION:
        left, right = total(left), total(right)
    return (left, left), (right, right)


def _span(given: Any) -> tuple[datetime, datetime]:
    return (given.start, given.end) if isinstance(given, Interval) else (given, given)


ORDERS = {
    "lt": lambda a, b: a[1] <= b[0] and a[0] < b[0],
    "gt": lambda a, b: a[0] >= b[1] and a[0] > b[0],
    "le": lambda a, b: a[0] <= b[0] and a[1] <= b[1],
    "ge": lambda a, b: a[0] >= b[0] and a[1] >= b[1],
}
