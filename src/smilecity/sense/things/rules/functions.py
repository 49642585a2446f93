"""The functions of the query language (18-088, clause 9.3.3.5.2) and what they take and give.

What the standard leaves open: parts of times are those of UTC. Distances and lengths are planar and in degrees, as
OData has them in the unit of the reference system; only lines have a length. Intervals end just before their end, as
the conformance tests of the standard have it; s and e being start and end (one and the same of an instant): before
e1 <= s2 and s1 < s2; after the other way round; meets e1 = s2 or s1 = e2; during s2 <= s1 and s1 < e2 and e1 <= e2;
overlaps s1 = s2 or (s1 < e2 and s2 < e1); starts s1 = s2; finishes e1 = e2.
"""

from dataclasses import dataclass

from smilecity.sense.things.rules.schema import Type
from smilecity.sense.things.rules.tree import Operator


@dataclass(frozen=True, slots=True)
class Function:
    """A function in one of its forms. A parameter INTERVAL takes a TIME as well."""

    name: str
    parameters: tuple[Type, ...]
    type: Type


T, N, B, W, S, G = Type.TEXT, Type.NUMBER, Type.BOOLEAN, Type.TIME, Type.INTERVAL, Type.GEOMETRY

FORMS = (
    Function("substringof", (T, T), B),  # the needle first
    Function("contains", (T, T), B),  # the needle last, as OData 4 has it; the grammar makes substringof of it
    Function("startswith", (T, T), B),
    Function("endswith", (T, T), B),
    Function("length", (T,), N),
    Function("indexof", (T, T), N),  # from 0; -1: nowhere
    Function("substring", (T, N), T),  # from 0; below 0 counts as 0
    Function("substring", (T, N, N), T),
    Function("tolower", (T,), T),
    Function("toupper", (T,), T),
    Function("trim", (T,), T),  # spaces only
    Function("concat", (T, T), T),
    *(Function(name, (W,), N) for name in ("year", "month", "day", "hour", "minute", "second", "fractionalseconds")),
    *(Function(name, (Type.DATE,), N) for name in ("year", "month", "day")),
    *(Function(name, (Type.CLOCK,), N) for name in ("hour", "minute", "second", "fractionalseconds")),
    Function("date", (W,), Type.DATE),
    Function("time", (W,), Type.CLOCK),
    Function("totaloffsetminutes", (W,), N),  # 0: times are kept in UTC
    Function("now", (), W),
    Function("mindatetime", (), W),  # 0001-01-01T00:00:00Z
    Function("maxdatetime", (), W),  # 9999-12-31T23:59:59.999999Z
    Function("round", (N,), N),  # half away from zero
    Function("floor", (N,), N),
    Function("ceiling", (N,), N),
    *(
        Function(name, (S, S), B)
        for name in ("before", "after", "meets", "during", "overlaps", "starts", "finishes")
    ),
    Function("geo.distance", (G, G), N),
    Function("geo.length", (G,), N),
    *(
        Function(name, (G, G), B)
        for name in (
            "geo.intersects", "st_equals", "st_disjoint", "st_touches", "st_within", "st_overlaps", "st_crosses",
            "st_intersects", "st_contains",
        )
    ),
    Function("st_relate", (G, G, T), B),  # the pattern is a literal of nine of 0 1 2 T F *
)  # fmt: skip

FUNCTIONS: dict[str, tuple[Function, ...]] = {
    form.name: tuple(other for other in FORMS if other.name == form.name) for form in FORMS
}

SPAN = Type.DURATION

# The operators that calculate, in the same words.
ARITHMETIC: dict[Operator, tuple[Function, ...]] = {
    Operator.ADD: (
        Function("add", (N, N), N),
        Function("add", (W, SPAN), W),
        Function("add", (SPAN, W), W),
        Function("add", (SPAN, SPAN), SPAN),
    ),
    Operator.SUB: (
        Function("sub", (N, N), N),
        Function("sub", (W, SPAN), W),
        Function("sub", (W, W), SPAN),
        Function("sub", (SPAN, SPAN), SPAN),
    ),
    Operator.MUL: (Function("mul", (N, N), N), Function("mul", (SPAN, N), SPAN), Function("mul", (N, SPAN), SPAN)),
    Operator.DIV: (Function("div", (N, N), N), Function("div", (SPAN, N), SPAN)),
    Operator.MOD: (Function("mod", (N, N), N),),
}
