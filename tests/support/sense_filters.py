"""Random filters that make sense: typed trees about entities of one kind, as hypothesis strategies.

`filters(kind)` gives trees; `sense_print.printed` gives their text. Keys of JSON are those of `KEYS`, so that made-up
entities can have them. Only values that both Python and PostgreSQL count exactly: small numbers, times of one century.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from smilecity.sense.things.rules.functions import FORMS
from smilecity.sense.things.rules.schema import ID, SCHEMA, Kind, Relation, Type
from smilecity.sense.things.rules.tree import (
    Arithmetic,
    Call,
    Cast,
    Compare,
    Comparison,
    Connective,
    Duration,
    Expression,
    Geometry,
    Interval,
    Literal,
    Logic,
    Negative,
    Not,
    Operator,
    Path,
    Value,
    parts,
)

KEYS = ("a", "b", "list", "deep")
LETTERS = "abcXYZ '%_\\0é"
# Beyond these Python has no times, and PostgreSQL has.
EDGES = frozenset({"mindatetime", "maxdatetime"})
PATTERNS = ("T*F**F***", "FF*FF****", "T********")
INSIDE = {
    Type.JSON: ((), *((key,) for key in KEYS), ("list", "0"), ("deep", "a")),
    Type.GEOMETRY: ((), ("type",), ("coordinates", "0")),
}
Item = TypeVar("Item")
Chains = tuple[tuple[Relation, ...], ...]


@cache
def chains(kind: Kind, most: int) -> Chains:
    """All ways of at most so many relations."""
    if most == 0:
        return ((),)
    return ((), *((r, *rest) for r in SCHEMA[kind].relations.values() for rest in chains(r.target, most - 1)))


def texts() -> st.SearchStrategy[str]:
    """Short texts, with the letters that quoting and LIKE stumble over."""
    return st.text(LETTERS, max_size=4)


def numbers() -> st.SearchStrategy[int | float]:
    """Whole numbers and quarters, which floats hold exactly."""
    return st.integers(-40, 40) | st.integers(-160, 160).map(lambda quarters: quarters / 4)


def moments() -> st.SearchStrategy[datetime]:
    """Whole hours of a few days, so that equal ones meet; now and then a microsecond."""
    start = datetime(2024, 2, 27, tzinfo=UTC)
    return st.builds(
        lambda hours, micros: start + timedelta(hours=hours, microseconds=micros),
        st.integers(0, 96),
        st.sampled_from([0, 0, 0, 1, 500_000]),
    )


def intervals() -> st.SearchStrategy[Interval]:
    """Two moments in order."""
    return st.tuples(moments(), moments()).map(lambda pair: Interval(min(pair), max(pair)))


def durations() -> st.SearchStrategy[Duration]:
    """Days and hours, in either direction."""
    return st.integers(-100, 100).map(lambda hours: Duration(0, timedelta(hours=hours)))


def periods() -> st.SearchStrategy[Duration]:
    """Months as well; sums of them only, as half a month is nothing certain."""
    return st.tuples(st.integers(0, 14), st.integers(0, 100), st.sampled_from([1, -1])).map(
        lambda parts: Duration(parts[2] * parts[0], parts[2] * timedelta(hours=parts[1]))
    )


def geometries() -> st.SearchStrategy[Geometry]:
    """Points, lines and boxes on a small grid, so that they touch and cover each other."""
    degree = st.integers(0, 4).map(float)
    place = st.tuples(degree, degree)
    return st.one_of(
        place.map(lambda at: Geometry("Point", at)),
        st.lists(place, min_size=2, max_size=3, unique=True).map(lambda line: Geometry("LineString", tuple(line))),
        st.tuples(place, st.integers(1, 3), st.integers(1, 3)).map(lambda box: _box(*box)),
        st.lists(place, min_size=1, max_size=3, unique=True).map(lambda many: Geometry("MultiPoint", tuple(many))),
    )


def _box(corner: tuple[float, float], width: int, height: int) -> Geometry:
    west, south = corner
    east, north = west + width, south + height
    return Geometry("Polygon", (((west, south), (east, south), (east, north), (west, north), (west, south)),))


VALUES: dict[Type, st.SearchStrategy[Value]] = {
    Type.NUMBER: numbers(),
    Type.TEXT: texts(),
    Type.BOOLEAN: st.booleans(),
    Type.TIME: moments(),
    Type.INTERVAL: intervals(),
    Type.DURATION: durations(),
    Type.DATE: st.dates(date(2024, 2, 26), date(2024, 3, 3)),
    Type.CLOCK: st.times(time(0), time(23)).map(lambda clock: clock.replace(minute=0, second=0)),
    Type.GEOMETRY: geometries(),
}


# A type has these values of its own, is calculated by these operators from these types.
CALCULATED: dict[Type, tuple[tuple[tuple[Operator, ...], Type, Type], ...]] = {
    Type.NUMBER: ((tuple(Operator), Type.NUMBER, Type.NUMBER),),
    Type.DURATION: (
        ((Operator.SUB,), Type.TIME, Type.TIME),
        ((Operator.ADD, Operator.SUB), Type.DURATION, Type.DURATION),
    ),
}
COMPARED = (
    *((sort, sort) for sort in VALUES if sort is not Type.GEOMETRY),
    (Type.TIME, Type.INTERVAL),
    (Type.INTERVAL, Type.TIME),
    (Type.ID, Type.NUMBER),
    (Type.JSON, Type.JSON),
)


@st.composite
def filters(draw: st.DrawFn, kind: Kind, *, depth: int = 3, spatial: bool = True) -> Expression:
    """A condition about entities of the kind, over at most three ways to others; `spatial`: with geometries."""
    ways = draw(st.lists(st.sampled_from(chains(kind, 2)), max_size=3))
    return Grower(draw, kind, ((), *ways), spatial=spatial).truth(depth)


class Grower:
    """Grows one expression over paths of a few given ways, one draw after the other."""

    def __init__(self, draw: st.DrawFn, kind: Kind, ways: Chains, *, spatial: bool) -> None:
        self.draw = draw
        self.kind = kind
        self.paths: dict[Type, list[Path]] = {}
        for way in dict.fromkeys(ways):
            self.learn(way)
        wanted = [form for form in FORMS if form.name != "contains"]
        self.forms = [form for form in wanted if spatial or Type.GEOMETRY not in form.parameters]

    def learn(self, way: tuple[Relation, ...]) -> None:
        """All properties at the end of a way, and some of what lies inside of them."""
        target = way[-1].target if way else self.kind
        for leaf in (ID, *SCHEMA[target].properties.values()):
            for inside in INSIDE.get(leaf.type, ((),)):
                path = Path(self.kind, way, leaf, inside)
                self.paths.setdefault(path.type, []).append(path)

    def pick(self, items: Sequence[Item]) -> Item:
        """One of them."""
        return self.draw(st.sampled_from(items))

    def truth(self, depth: int) -> Expression:
        """Something that is true or false."""
        shape = self.pick(("compare", "compare", "value", "not", "logic")) if depth else "compare"
        if shape == "compare":
            return self.comparison(max(0, depth - 1))
        if shape == "value":
            return self.value(Type.BOOLEAN, depth)
        if shape == "not":
            return Not(self.truth(depth - 1))
        terms = [self.truth(depth - 1) for _ in range(self.pick((2, 3)))]
        return Logic(self.pick(tuple(Connective)), tuple(terms))

    def comparison(self, depth: int) -> Expression:
        """Two values of one type, or of two that compare; now and then null. Casts stand where the grammar has them."""
        usable = [pair for pair in COMPARED if Type.JSON not in pair or Type.JSON in self.paths]
        how, (first, second) = self.pick(tuple(Comparison)), self.pick(usable)
        null = self.pick((False,) * 7 + (True,))
        left = bare(self.value(first, depth), alone=null)
        if null:
            return Compare(how, left, Literal(None, left.type))
        right = bare(self.value(second, depth), alone=False)
        if isinstance(left, Cast) and isinstance(right, Cast):
            return Compare(how, left.value, right.value)
        return Compare(how, left, right)

    def value(self, wanted: Type, depth: int) -> Expression:
        """A value of the type: literal, path, JSON taken for it, or something calculated."""
        ways = [self.literal] * (wanted in VALUES) + [self.path] * (2 if self.reachable(wanted) else 0)
        if depth:
            ways += [self.call] * any(form.type is wanted for form in self.forms)
            ways += [self.calculation] * (wanted in CALCULATED or wanted is Type.TIME)
        return self.pick(ways)(wanted, depth - 1)

    def literal(self, wanted: Type, depth: int) -> Expression:
        """A value that is written out."""
        return Literal(self.draw(VALUES[wanted]), wanted)

    def reachable(self, wanted: Type) -> list[Path]:
        """Paths to values of the type, or to what can be taken for it."""
        more = {Type.TIME: Type.INTERVAL, Type.NUMBER: Type.JSON, Type.TEXT: Type.JSON, Type.BOOLEAN: Type.JSON}
        return self.paths.get(wanted, []) + (self.paths.get(more[wanted], []) if wanted in more else [])

    def path(self, wanted: Type, depth: int) -> Expression:
        """A path, cast where it is of another type."""
        found = self.pick(self.reachable(wanted))
        return found if found.type is wanted else Cast(found, wanted)

    def call(self, wanted: Type, depth: int) -> Expression:
        """A function; of two geometries one is written out."""
        form = self.pick([form for form in self.forms if form.type is wanted])
        given = [self.argument(each, depth) for each in form.parameters]
        if form.parameters[:2] == (Type.GEOMETRY, Type.GEOMETRY):
            given[1] = self.literal(Type.GEOMETRY, 0)
        if form.name == "st_relate":
            given[2] = Literal(self.pick(PATTERNS), Type.TEXT)
        if form.name == "during" and given[1].type is Type.TIME:
            given[1] = self.literal(Type.INTERVAL, 0)
        return Call(form.name, tuple(given), form.type)

    def argument(self, wanted: Type, depth: int) -> Expression:
        """What a function takes: an instant does where an interval is wanted."""
        if wanted is Type.INTERVAL and self.pick((True, False)):
            return bare(self.value(Type.TIME, depth), alone=True)
        return self.value(wanted, depth)

    def calculation(self, wanted: Type, depth: int) -> Expression:
        """Arithmetic that ends in the type."""
        if wanted is Type.TIME:
            period = Literal(self.draw(periods()), Type.DURATION)
            moment = self.value(wanted, depth)
            if any(isinstance(each, Call) and each.function in EDGES for each in parts(moment)):
                moment = self.literal(wanted, depth)
            return Arithmetic(self.pick((Operator.ADD, Operator.SUB)), moment, period, wanted)
        if self.pick((True, False, False)):
            return Negative(self.value(wanted, depth), wanted)
        operators, left, right = self.pick(CALCULATED[wanted])
        return Arithmetic(self.pick(operators), self.value(left, depth), self.value(right, depth), wanted)


def bare(node: Expression, *, alone: bool) -> Expression:
    """Without a cast of an interval; if it stands `alone`, without one of JSON either."""
    if isinstance(node, Cast) and (alone or node.type is Type.TIME):
        return node.value
    return node
