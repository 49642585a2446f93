"""What a request asks for, understood and typed: expressions, orders, selections, expansions.

A node's `position` (from 1, in the decoded text) is for messages only and never part of what two trees compare.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from smilecity.sense.things.rules.schema import Kind, Property, Relation, Type


class Comparison(StrEnum):
    """How two values compare."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"


class Connective(StrEnum):
    """What joins truths."""

    AND = "and"
    OR = "or"


class Operator(StrEnum):
    """What calculates. `div` never rounds; `mod` has the sign of its left side; both are null for a right side of 0."""

    ADD = "add"
    SUB = "sub"
    MUL = "mul"
    DIV = "div"
    MOD = "mod"


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` until just before `end`, both with their zone; `start <= end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Duration:
    """Calendar months (a year has 12) and exact time."""

    months: int
    time: timedelta


@dataclass(frozen=True, slots=True)
class Geometry:
    """A geometry in the words of GeoJSON; `coordinates` are nested tuples of floats, longitude first.

    Empty coordinates: POINT EMPTY and the like. A GeometryCollection has `geometries` instead.
    """

    type: str
    coordinates: "Coordinates" = ()
    geometries: "tuple[Geometry, ...]" = ()

    def geojson(self) -> dict[str, object]:
        """As a GeoJSON object, for whoever calculates with it."""
        if self.type == "GeometryCollection":
            return {"type": self.type, "geometries": [each.geojson() for each in self.geometries]}
        return {"type": self.type, "coordinates": self.coordinates}


Coordinates = tuple["float | Coordinates", ...]
Value = int | float | str | bool | datetime | Interval | Duration | date | time | Geometry | None


def _at() -> int:
    return field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands in the text. `value` is None for null, whatever the type; a bool is never a NUMBER.

    NUMBER: int within 64 bits or a finite float. TIME: datetime with zone. INTERVAL: Interval. DATE: date. CLOCK: time
    without zone. DURATION: Duration. GEOMETRY: Geometry.
    """

    value: Value
    type: Type
    position: int = _at()


@dataclass(frozen=True, slots=True)
class Path:
    """A property, reached through relations, and what lies inside of it where it is JSON.

    `inside` are keys of objects or positions in lists ("0"), as PostgreSQL's `#>` takes them.
    """

    kind: Kind  # where the path begins
    relations: tuple[Relation, ...]
    leaf: Property
    inside: tuple[str, ...] = ()
    position: int = _at()

    @property
    def type(self) -> Type:
        """JSON as soon as it goes inside."""
        return Type.JSON if self.inside else self.leaf.type

    @property
    def many(self) -> bool:
        """Whether it may lead to more than one value."""
        return any(relation.many for relation in self.relations)

    @property
    def owner(self) -> Kind:
        """The kind `leaf` belongs to."""
        return self.relations[-1].target if self.relations else self.kind


@dataclass(frozen=True, slots=True)
class Cast:
    """A value taken as a type: JSON as NUMBER, TEXT or BOOLEAN (null where it is none); INTERVAL as TIME (its start).

    It has no word in the language; the grammar puts it where a type is needed.
    """

    value: "Expression"
    type: Type
    position: int = _at()


@dataclass(frozen=True, slots=True)
class Call:
    """A function of `functions.FUNCTIONS`; null as soon as one argument is null."""

    function: str
    arguments: "tuple[Expression, ...]"
    type: Type
    position: int = _at()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A calculation; null as soon as one side is null.

    NUMBER with NUMBER; TIME add/sub DURATION, DURATION add TIME: TIME; TIME sub TIME: DURATION; DURATION add/sub
    DURATION, DURATION mul/div NUMBER, NUMBER mul DURATION: DURATION.
    """

    operator: Operator
    left: "Expression"
    right: "Expression"
    type: Type
    position: int = _at()


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus a NUMBER or a DURATION."""

    value: "Expression"
    type: Type
    position: int = _at()


@dataclass(frozen=True, slots=True)
class Compare:
    """Always true or false, never null. Both sides are of one type, with three exceptions.

    ID with NUMBER. TIME with INTERVAL in either order: with s and e for start and end, eq is s1 = s2 and e1 = e2,
    lt e1 <= s2 and s1 < s2 (they may touch), le s1 <= s2 and e1 <= e2, gt and ge the other way round. JSON with JSON:
    both hold a number, both a text or both a boolean, or both are null; anything else is unequal and neither smaller
    nor larger.

    `ne` is always the opposite of `eq`; null equals null only, and nothing is smaller or larger than null.
    """

    comparison: Comparison
    left: "Expression"
    right: "Expression"
    position: int = _at()
    type: Type = field(default=Type.BOOLEAN, init=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """Two terms or more, all of them BOOLEAN. Null as in SQL: `or` is true and `and` false where one term says so.

    Where a condition is needed in the end, null is not true.
    """

    connective: Connective
    terms: "tuple[Expression, ...]"
    position: int = _at()
    type: Type = field(default=Type.BOOLEAN, init=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a BOOLEAN; of null: null (OData 4.0 part 2, 5.1.1.2.3)."""

    value: "Expression"
    position: int = _at()
    type: Type = field(default=Type.BOOLEAN, init=False, compare=False, repr=False)


Expression = Literal | Path | Cast | Call | Arithmetic | Negative | Compare | Logic | Not


@dataclass(frozen=True, slots=True)
class Ordering:
    """One part of $orderby; never over to-many relations, never a geometry."""

    value: Expression
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """What $select names: properties (`id` for both of its names) and relations (their navigation links)."""

    properties: tuple[str, ...]
    relations: tuple[str, ...]


class ResultFormat(StrEnum):
    """Forms of an answer that $resultFormat may ask for."""

    JSON = "JSON"
    DATA_ARRAY = "dataArray"
    GEOJSON = "GeoJSON"
    CSV = "CSV"


DEFAULT_TOP = 100
LARGEST_TOP = 10_000


@dataclass(frozen=True, slots=True)
class Options:
    """What a request asks of a collection or of one entity; None: nothing was said."""

    filter: Expression | None = None
    orderby: tuple[Ordering, ...] = ()
    select: Selection | None = None
    expand: "tuple[Expand, ...]" = ()
    top: int | None = None  # as asked, but never more than LARGEST_TOP
    skip: int = 0
    count: bool | None = None
    result_format: ResultFormat | None = None
    skiptoken: str | None = None
    id: str | None = None  # $id, which removes a link from a collection of $ref
    plain: tuple[tuple[str, str], ...] = ()  # options without $, such as those of Aggregates
    # Of an expansion: its options as they were written (`$top=5`), for the address of its next page.
    said: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def limit(self) -> int:
        """How many rows a page has at most."""
        return DEFAULT_TOP if self.top is None else self.top


@dataclass(frozen=True, slots=True)
class Expand:
    """Related entities to show inline, and what is asked of them; each relation at most once among its siblings."""

    relation: Relation
    options: Options = Options()


def children(node: Expression) -> "tuple[Expression, ...]":
    """What a node is made of."""
    match node:
        case Literal() | Path():
            return ()
        case Call():
            return node.arguments
        case Logic():
            return node.terms
        case Cast() | Negative() | Not():
            return (node.value,)
        case Arithmetic() | Compare():
            return node.left, node.right


def parts(node: Expression) -> Iterator[Expression]:
    """The node and all below it."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(children(each)))
