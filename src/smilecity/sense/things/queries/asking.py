"""Who asks, from which address, and from where they come: what every part of a statement has to know."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.queries.columns import LINKS, SOURCES, STREAMS, VALUES
from smilecity.sense.things.queries.sql import TRUE, Sql, fill
from smilecity.sense.things.queries.visibility import visible, visible_from
from smilecity.sense.things.rules.problems import QueryProblem
from smilecity.sense.things.rules.schema import Kind

_MOST_GEOMETRIES = 10


@dataclass(frozen=True)
class Asking:
    """`root`: the address of the service. `looks`: whether the answer has to say which hidden datastreams it shows."""

    caller: Caller
    root: str
    _numbers: Iterator[int] = field(default_factory=count)
    _geometries: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def looks(self) -> bool:
        """The public sees nothing that would have to be noted."""
        return bool(self.caller.scopes)

    def look_at_places(self) -> None:
        """Note that geometries are looked at once more, which the limit of time for statements does not see."""
        if next(self._geometries) > _MOST_GEOMETRIES:
            reason = f"at most {_MOST_GEOMETRIES} functions of geometry are calculated at a time."
            raise QueryProblem(400, reason, option="$filter")

    def alias(self) -> str:
        """Return a name that no other table of the statement has."""
        return f"a{next(self._numbers)}"


@dataclass(frozen=True)
class Origin:
    """A visible row whose related rows are asked for: its kind, and SQL of its columns by their names."""

    kind: Kind
    column: Callable[[str], Sql]


@dataclass(frozen=True)
class Reached:
    """Rows of a kind: what stands behind FROM, under which alias, and which of them may be seen."""

    source: Sql
    alias: str
    where: tuple[Sql, ...]
    order: str = ""


def reached(kind: Kind, asking: Asking, origin: Origin | None = None) -> Reached:
    """Return the visible rows of a kind; those related to `origin`, where there is one."""
    a = asking.alias()
    if origin is None:
        return Reached(Sql(f"{SOURCES[kind]} {a}"), a, (visible(kind, a, asking.caller),))
    # Of which kind the datastream is, and who may see it, is known where one comes from it.
    table = f"{VALUES if are_values_of(origin, kind) else SOURCES[kind]} {a}"
    link = LINKS[origin.kind, kind]
    related = fill(f"{link.left.format(a=a)} = {{}}", origin.column(link.right))
    seen = visible_from(origin.kind, kind, a, asking.caller)
    where = tuple(each for each in (related, seen) if each != TRUE)
    source = f"({table} {link.via.format(a=a)})" if link.via else table
    return Reached(Sql(source), a, where, link.order.format(a=a))


def are_values_of(origin: Origin | None, kind: Kind) -> bool:
    """Whether these are the values of one datastream."""
    return kind is Kind.OBSERVATIONS and origin is not None and origin.kind in STREAMS


def row_of(kind: Kind, alias: str) -> Origin:
    """Return the origin that a row of the statement is for what is related to it."""
    return Origin(kind, lambda column: Sql(f"{alias}.{column}"))
