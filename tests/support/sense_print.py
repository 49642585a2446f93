"""Trees of the query language as text again, so that tests can read back what they wrote."""

import re
from datetime import timedelta

from smilecity.sense.things.rules.schema import Type
from smilecity.sense.things.rules.tree import (
    Arithmetic,
    Call,
    Cast,
    Compare,
    Coordinates,
    Duration,
    Expression,
    Geometry,
    Interval,
    Literal,
    Logic,
    Negative,
    Not,
    Path,
)

PLAIN_STEP = re.compile(r"[^\s()/,;='\[\]]+")
# From OData 4.0 part 2, 5.1.1.9; written down once more so that a slip in the grammar cannot hide here.
BINDS = {
    "or": 1, "and": 2, "eq": 3, "ne": 3, "gt": 4, "ge": 4, "lt": 4, "le": 4, "add": 5, "sub": 5, "mul": 6, "div": 6,
    "mod": 6,
}  # fmt: skip
TIGHTEST = 8


def printed(node: Expression, *, spare: bool = False) -> str:  # noqa: C901, PLR0911 - a case per node, no more
    """The text of a tree; with `spare` only the parentheses that precedence asks for."""
    match node:
        case Literal():
            return literal(node)
        case Path():
            return path(node)
        case Cast():
            return printed(node.value, spare=spare)
        case Call():
            return f"{node.function}({','.join(printed(each, spare=spare) for each in node.arguments)})"
        case Negative():
            return f"-({printed(node.value, spare=spare)})"
        case Not():
            return f"not {_part(node.value, 7, spare=spare)}"
        case Logic():
            strength = BINDS[node.connective]
            return f" {node.connective} ".join(_part(each, strength + 1, spare=spare) for each in node.terms)
        case Arithmetic():
            return _two(node.left, node.operator, node.right, spare=spare)
        case Compare():
            return _two(node.left, node.comparison, node.right, spare=spare)


def _two(left: Expression, operator: str, right: Expression, *, spare: bool) -> str:
    strength = BINDS[operator]
    return f"{_part(left, strength, spare=spare)} {operator} {_part(right, strength + 1, spare=spare)}"


def _part(node: Expression, least: int, *, spare: bool) -> str:
    text = printed(node, spare=spare)
    return text if spare and _strength(node) >= least else f"({text})"


def _strength(node: Expression) -> int:
    match node:
        case Logic():
            return BINDS[node.connective]
        case Arithmetic():
            return BINDS[node.operator]
        case Compare():
            return BINDS[node.comparison]
        case Not() | Negative():
            return 7
        case Cast():
            return _strength(node.value)
        case _:
            return TIGHTEST


def path(node: Path) -> str:
    """Its names with slashes between them."""
    steps = [step if PLAIN_STEP.fullmatch(step) else quoted(step) for step in node.inside]
    return "/".join([*(relation.name for relation in node.relations), node.leaf.name, *steps])


def quoted(text: str) -> str:
    """In single quotes."""
    return "'" + text.replace("'", "''") + "'"


def literal(node: Literal) -> str:  # noqa: PLR0911 - one return per type of value reads as the table it is
    """A value as it is written."""
    value = node.value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Interval):
        return f"{value.start.isoformat()}/{value.end.isoformat()}"
    if isinstance(value, Duration):
        return f"duration'{duration(value)}'"
    if isinstance(value, Geometry):
        return f"geography'{wkt(value)}'"
    prefix = {Type.DATE: "date", Type.CLOCK: "time"}.get(node.type)
    return f"{prefix}'{value.isoformat()}'" if prefix else value.isoformat()


def duration(value: Duration) -> str:
    """In ISO 8601; the sign stands before all of it."""
    sign = "-" if value.months < 0 or value.time < timedelta() else ""
    exact = abs(value.time)
    return f"{sign}P{abs(value.months)}M{exact.days}DT{exact.seconds}.{exact.microseconds:06d}S"


def wkt(geometry: Geometry) -> str:
    """In well-known text."""
    name = geometry.type.upper()
    if geometry.geometries:
        return f"{name} ({', '.join(wkt(each) for each in geometry.geometries)})"
    if not geometry.coordinates:
        return f"{name} EMPTY"
    inner = _places(geometry.coordinates)
    return f"{name} ({inner})" if geometry.type == "Point" else f"{name} {inner}"


def _places(coordinates: "Coordinates | float") -> str:
    if not isinstance(coordinates, tuple):
        return repr(coordinates)
    if all(isinstance(each, float) for each in coordinates):
        return " ".join(_places(each) for each in coordinates)
    return f"({', '.join(_places(each) for each in coordinates)})"
