"""Which types go together: what compares, what calculates, what a function takes. Null, JSON and texts give way."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from smilecity.sense.things.rules import literals
from smilecity.sense.things.rules.functions import Function
from smilecity.sense.things.rules.problems import QueryProblem
from smilecity.sense.things.rules.schema import Type
from smilecity.sense.things.rules.tree import Cast, Expression, Literal, Value
from smilecity.sense.things.rules.wkt import read_wkt

JSON_AS = frozenset({Type.NUMBER, Type.TEXT, Type.BOOLEAN})
# Types whose values compare with each other as they are.
TOGETHER = frozenset(
    {(Type.ID, Type.NUMBER), (Type.NUMBER, Type.ID), (Type.TIME, Type.INTERVAL), (Type.INTERVAL, Type.TIME)}
)
EXAMPLES = {
    Type.TEXT: "'text'",
    Type.NUMBER: "1.5",
    Type.BOOLEAN: "true",
    Type.TIME: "2024-05-31T13:30:00Z",
    Type.INTERVAL: "2024-05-31T13:30:00Z or 2024-05-01T00:00:00Z/2024-06-01T00:00:00Z",
    Type.DURATION: "duration'P1DT2H'",
    Type.DATE: "date'2024-05-31'",
    Type.CLOCK: "time'13:30:00'",
    Type.GEOMETRY: "geography'POINT (12.1 54.1)'",
}


def example(kind: Type) -> str:
    """A sentence that shows how a value of the type is written."""
    return f" {kind[0].upper()}{kind[1:]} is written like {EXAMPLES[kind]}." if kind in EXAMPLES else ""


def fitted(given: Expression, wanted: Type) -> Expression | None:
    """The same as a value of the wanted type; None where it cannot be one."""
    if given.type is wanted or (given.type is Type.ID and wanted is Type.NUMBER):
        return given
    if given.type is Type.TIME and wanted is Type.INTERVAL:
        return given
    if given.type is Type.INTERVAL and wanted is Type.TIME:
        return Cast(given, Type.TIME, given.position)
    if given.type is Type.JSON and wanted in JSON_AS:
        return Cast(given, wanted, given.position)
    return _rewritten(given, wanted) if isinstance(given, Literal) else None


def _rewritten(given: Literal, wanted: Type) -> Literal | None:
    """Null is of any type; a text or a day may be a time written in another way."""
    if given.value is None:
        return Literal(None, wanted, given.position)
    if isinstance(given.value, date) and given.type is Type.DATE and wanted in {Type.TIME, Type.INTERVAL}:
        return Literal(datetime.combine(given.value, time(tzinfo=UTC)), Type.TIME, given.position)
    if isinstance(given.value, str) and wanted in READERS:
        kind, value = READERS[wanted](given.value)
        return None if value is None else Literal(value, kind, given.position)
    return None


def _moment(text: str) -> tuple[Type, Value]:
    return Type.TIME, literals.read_moment(text)


def _span(text: str) -> tuple[Type, Value]:
    interval = literals.read_interval(text)
    return (Type.INTERVAL, interval) if interval else _moment(text)


def _number_of_entity(text: str) -> tuple[Type, Value]:
    return Type.NUMBER, literals.read_number(text) if text.isascii() and text.isdigit() else None


def _geometry(text: str) -> tuple[Type, Value]:
    try:
        return Type.GEOMETRY, read_wkt(text)
    except QueryProblem:
        return Type.GEOMETRY, None


READERS: dict[Type, Callable[[str], tuple[Type, Value]]] = {
    Type.ID: _number_of_entity,
    Type.TIME: _moment,
    Type.INTERVAL: _span,
    Type.DURATION: lambda text: (Type.DURATION, literals.read_duration(text)),
    Type.DATE: lambda text: (Type.DATE, literals.read_day(text)),
    Type.CLOCK: lambda text: (Type.CLOCK, literals.read_clock(text)),
    Type.GEOMETRY: _geometry,
}


def paired(left: Expression, right: Expression) -> tuple[Expression, Expression] | None:
    """Both sides of a comparison as values that compare; None where they never do."""
    if left.type is right.type or (left.type, right.type) in TOGETHER:
        return left, right
    if left.type is Type.ID and right.type is Type.JSON:
        return left, Cast(right, Type.NUMBER, right.position)
    if left.type is Type.JSON and right.type is Type.ID:
        return Cast(left, Type.NUMBER, left.position), right
    if (other := fitted(right, left.type)) is not None:
        return left, other
    if (other := fitted(left, right.type)) is not None:
        return other, right
    return None


def chosen(forms: Sequence[Function], given: Sequence[Expression]) -> tuple[Function, tuple[Expression, ...]] | None:
    """The form that fits best (as it stands, otherwise the first), and what it is given as values of its types."""
    exact = [form for form in forms if all(e.type is p for e, p in zip(given, form.parameters, strict=True))]
    for form in [*exact, *forms]:
        values = [fitted(each, wanted) for each, wanted in zip(given, form.parameters, strict=True)]
        fitting = tuple(each for each in values if each is not None)
        if len(fitting) == len(values):
            return form, fitting
    return None
