"""Which requests somebody asks for. In: the query of an address, the city's zone and now. Out: an Asked, or a Problem.

A parameter that is empty is one that was not given (specification, "Optional Arguments").
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from smilecity.doors.api.open311 import problems
from smilecity.doors.api.open311.problems import Problem, problem, quoted

SPAN = timedelta(days=90)
MOST = 1000
_PAGES_MOST = 100_000
_NUMBERS_MOST = 999_999_999
_METRES_MOST = 50_000
STATUSES = ("open", "closed")
_YES = frozenset({"true", "1", "yes"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# In an address a plus that nobody escaped means a space.
_LOST_PLUS = re.compile(r" (\d{2}:?\d{2})$")
_LAST = time(23, 59, 59, 999_999)
Box = tuple[float, float, float, float]
Query = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked for. `numbers` overrides all others; None everywhere: narrows nothing.

    `before`: the number of the last request of the page before, of whoever follows our links; `page` counts for others.
    """

    numbers: tuple[str, ...] | None = None
    services: tuple[str, ...] = ()
    # Both or none.
    requested_from: datetime | None = None
    requested_to: datetime | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None
    status: str | None = None
    box: Box | None = None
    # lon, lat, metres
    circle: tuple[float, float, float] | None = None
    page: int = 1
    before: int | None = None
    page_size: int = MOST
    extensions: bool = False


def asked(query: Query, *, zone: ZoneInfo, at: datetime) -> Asked:
    """Return what a query asks for. Raises Problem."""
    extensions = is_yes(query, "extensions")
    numbers = _listed(query, "service_request_id")
    if numbers:
        if len(numbers) > MOST:
            raise problem(400, problems.TOO_MANY_IDS, most=MOST)
        return Asked(numbers=numbers, extensions=extensions)
    updated_from, updated_to = _moment(query, "updated_after", zone), _moment(query, "updated_before", zone, last=True)
    requested_from, requested_to = _moment(query, "start_date", zone), _moment(query, "end_date", zone, last=True)
    # Whoever asks for what has changed wants what is old, too.
    if requested_from or requested_to or not (updated_from or updated_to):
        requested_from, requested_to = span(requested_from, requested_to, at)
    return Asked(
        services=_listed(query, "service_code"),
        requested_from=requested_from,
        requested_to=requested_to,
        updated_from=updated_from,
        updated_to=updated_to,
        status=_status(query),
        box=_box(query),
        circle=_circle(query),
        page=_whole(query, "page", 1, _PAGES_MOST),
        before=_whole(query, "before", 1, _NUMBERS_MOST) if _given(query, "before") else None,
        page_size=_whole(query, "page_size" if _given(query, "page_size") else "max_requests", MOST, MOST),
        extensions=extensions,
    )


def span(begins: datetime | None, ends: datetime | None, at: datetime) -> tuple[datetime, datetime]:
    """Return a span of at most 90 days: the most recent ones where nothing is said. Raises Problem."""
    if begins is None:
        ends = ends or at
        begins = ends - SPAN
    elif ends is None:
        ends = begins + SPAN
    if begins > ends:
        raise problem(400, problems.BACKWARDS)
    # A whole day at each end is no more than was meant.
    if ends - begins > SPAN + timedelta(days=1):
        raise problem(400, problems.TOO_LONG_AGO, days=SPAN.days)
    return begins, ends


def is_yes(query: Query, name: str) -> bool:
    """Say whether a switch is on."""
    return _given(query, name).lower() in _YES


def _given(query: Query, name: str) -> str:
    return query.get(name, "").strip()


def _listed(query: Query, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in _given(query, name).split(",") if (word := part.strip())))


def _moment(query: Query, name: str, zone: ZoneInfo, *, last: bool = False) -> datetime | None:
    raw = _given(query, name)
    return read_moment(name, raw, zone, last=last) if raw else None


def read_moment(name: str, raw: str, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """Return a moment in W3C form; of a whole day its first moment, or its `last`. Raises Problem."""
    try:
        if _DAY.fullmatch(raw):
            return datetime.combine(date.fromisoformat(raw), _LAST if last else time.min, zone)
        moment = datetime.fromisoformat(_LOST_PLUS.sub(r"+\1", raw))
    except ValueError:
        raise problem(400, problems.NO_MOMENT, name=name, given=quoted(raw)) from None
    if moment.tzinfo is None:
        raise problem(400, problems.NO_ZONE, name=name, given=quoted(raw))
    if not 1 < moment.year < 9998:
        # Neither the city's clock nor the database goes further.
        raise problem(400, problems.NO_MOMENT, name=name, given=quoted(raw))
    return moment


def _status(query: Query) -> str | None:
    wanted = _listed(query, "status")
    for word in wanted:
        if word not in STATUSES:
            raise problem(400, problems.WRONG_STATUS, given=quoted(word), possible=", ".join(STATUSES))
    return wanted[0] if len(wanted) == 1 else None


def _box(query: Query) -> Box | None:
    raw = _given(query, "bbox")
    if not raw:
        return None
    try:
        west, south, east, north = map(float, raw.split(","))
    except ValueError:
        raise problem(400, problems.NO_BOX) from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise problem(400, problems.NO_BOX)
    return west, south, east, north


def _circle(query: Query) -> tuple[float, float, float] | None:
    given = [name for name in ("lat", "long", "radius") if _given(query, name)]
    if not given:
        return None
    point = read_point(query)
    metres = read_number("radius", _given(query, "radius")) if "radius" in given else 0
    if point is None or not 1 <= metres <= _METRES_MOST:
        raise problem(400, problems.NO_CIRCLE, most=_METRES_MOST)
    return (*point, metres)


def read_point(query: Query) -> tuple[float, float] | None:
    """Return longitude and latitude; None where neither is given. Raises Problem for one of them, or outside WGS 84."""
    raw = [_given(query, name) for name in ("long", "lat")]
    if not any(raw):
        return None
    if not all(raw):
        raise problem(400, problems.NO_POINT)
    lon, lat = (read_number(name, each) for name, each in zip(("long", "lat"), raw, strict=True))
    if abs(lon) > 180 or abs(lat) > 90:
        raise problem(400, problems.NO_POINT)
    return lon, lat


def read_number(name: str, raw: str) -> float:
    """Return a number. Raises Problem."""
    try:
        number = float(raw)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise problem(400, problems.NO_NUMBER, name=name, given=quoted(raw))
    return number


def _whole(query: Query, name: str, default: int, most: int) -> int:
    raw = _given(query, name)
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10 and 1 <= int(raw) <= most):
        raise problem(400, problems.NO_WHOLE_NUMBER, name=name, given=quoted(raw), least=1, most=most)
    return int(raw)


__all__ = ["Asked", "Problem", "asked", "is_yes", "read_moment", "read_number", "read_point", "span"]
