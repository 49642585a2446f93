"""Functions and arithmetic of the query language in plain Python, geometry by shapely; null in, null out."""

import math
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from shapely import Geometry as Shape
from shapely import GEOSException, length
from shapely.geometry import shape

from smilecity.sense.things.rules.tree import Duration, Geometry, Interval

MONTH = timedelta(days=30)  # as PostgreSQL compares intervals


def total(duration: Duration) -> timedelta:
    """Its length, for comparisons."""
    return duration.months * MONTH + duration.time


def called(function: str, given: Sequence[Any], at: datetime) -> Any:
    """What the function gives; null for anything that cannot be calculated."""
    if function == "now":
        return at
    if any(each is None for each in given):
        return None
    try:
        return FUNCTIONS[function](*given)
    except (AttributeError, ValueError, TypeError, KeyError, OverflowError, GEOSException):
        return None


def calculated(operator: str, left: Any, right: Any) -> Any:
    """What the operator gives."""
    if left is None or right is None:
        return None
    try:
        return OPERATORS[operator](left, right)
    except (OverflowError, ValueError, ZeroDivisionError):
        return None


def negated(given: Any) -> Any:
    """Minus the value."""
    if isinstance(given, Duration):
        return Duration(-given.months, -given.time)
    return None if given is None else -given


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, datetime):
        return _later(left, right)
    if isinstance(right, datetime):
        return _later(right, left)
    if isinstance(left, Duration):
        return Duration(left.months + right.months, left.time + right.time)
    return _finite(left + right)


def _sub(left: Any, right: Any) -> Any:
    if isinstance(left, datetime) and isinstance(right, datetime):
        return Duration(0, left - right)
    return _add(left, negated(right))


def _later(moment: datetime, duration: Duration) -> datetime:
    """Months first, a day that a month does not have becoming its last one; then exact time."""
    month = moment.year * 12 + moment.month - 1 + duration.months
    year, month = month // 12, month % 12 + 1
    day = min(moment.day, monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day) + duration.time


def _mul(left: Any, right: Any) -> Any:
    if isinstance(right, Duration):
        left, right = right, left
    if isinstance(left, Duration):
        whole = int(left.months * right)
        return Duration(whole, (left.months * right - whole) * MONTH + left.time * right)
    return _finite(left * right)


def _div(left: Any, right: Any) -> Any:
    return _mul(left, 1 / right) if isinstance(left, Duration) else _finite(left / right)


def _mod(left: Any, right: Any) -> Any:
    return (
        left - right * math.trunc(left / right)
        if isinstance(left, int) and isinstance(right, int)
        else (_finite(math.fmod(left, right)))
    )


def _finite(number: Any) -> Any:
    return number if math.isfinite(number) else None


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {"add": _add, "sub": _sub, "mul": _mul, "div": _div, "mod": _mod}


def _substring(text: str, start: float, length: float | None = None) -> str:
    begin = max(0, math.floor(start))
    return text[begin:] if length is None else text[begin : begin + max(0, math.floor(length))]


def _rounded(number: float) -> float:
    return math.copysign(math.floor(abs(number) + 0.5), number)


def _shape(given: Any) -> Shape:
    return shape(given.geojson() if isinstance(given, Geometry) else given)


def _spatial(method: str) -> Callable[..., Any]:
    return lambda first, second, *more: getattr(_shape(first), method)(_shape(second), *more)


def _length(given: Any) -> float:
    """Of lines; points and areas have none."""
    figure = _shape(given)
    members = getattr(figure, "geoms", [figure])
    return float(sum(length(each) for each in members if each.geom_type == "LineString"))


def _spans(test: Callable[[Any, Any, Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def tested(first: Any, second: Any) -> bool:
        ends = [(t.start, t.end) if isinstance(t, Interval) else (t, t) for t in (first, second)]
        return test(*ends[0], *ends[1])

    return tested


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "substringof": lambda needle, text: needle in text,
    "startswith": lambda text, start: text.startswith(start),
    "endswith": lambda text, end: text.endswith(end),
    "length": len,
    "indexof": lambda text, needle: text.find(needle),
    "substring": _substring,
    "tolower": lambda text: text.lower(),
    "toupper": lambda text: text.upper(),
    "trim": lambda text: text.strip(" "),
    "concat": lambda first, second: first + second,
    **{part: lambda t, part=part: getattr(t, part) for part in ("year", "month", "day", "hour", "minute", "second")},
    "fractionalseconds": lambda t: t.microsecond / 1_000_000,
    "date": lambda t: t.astimezone(UTC).date(),
    "time": lambda t: t.astimezone(UTC).time(),
    "totaloffsetminutes": lambda _: 0,
    "mindatetime": lambda: datetime.min.replace(tzinfo=UTC),
    "maxdatetime": lambda: datetime.max.replace(tzinfo=UTC),
    "round": _rounded,
    "floor": math.floor,
    "ceiling": math.ceil,
    "before": _spans(lambda s1, e1, s2, e2: e1 <= s2 and s1 < s2),
    "after": _spans(lambda s1, e1, s2, e2: s1 >= e2 and s1 > s2),
    "meets": _spans(lambda s1, e1, s2, e2: e1 == s2 or s1 == e2),
    "during": _spans(lambda s1, e1, s2, e2: s2 <= s1 < e2 and e1 <= e2),
    "overlaps": _spans(lambda s1, e1, s2, e2: s1 == s2 or (s1 < e2 and s2 < e1)),
    "starts": _spans(lambda s1, e1, s2, e2: s1 == s2),
    "finishes": _spans(lambda s1, e1, s2, e2: e1 == e2),
    "geo.distance": _spatial("distance"),
    "geo.length": _length,
    "geo.intersects": _spatial("intersects"),
    **{
        f"st_{name}": _spatial(name)
        for name in ("equals", "disjoint", "touches", "within", "overlaps", "crosses", "intersects", "contains")
    },
    "st_relate": _spatial("relate_pattern"),
}
