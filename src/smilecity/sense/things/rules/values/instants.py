"""Times as the standard writes them (ISO 8601, with an offset; 18-088 clause 8.2.7) to times in UTC."""

import re
from datetime import UTC, datetime

from smilecity.sense.things.rules.problems import Problem, quoted

# A slip of the standard's own test suite: the offset counts, the Z after it says nothing more.
_OFFSET_AND_Z = re.compile(r"[+-]\d{2}:?\d{2}Z\Z")
_EXAMPLE = "Write it like 2026-03-02T12:00:00Z, with an offset from UTC and a year from 1 to 9999."


def read_instant(text: object, name: str) -> datetime:
    """Return the moment a text names. Raises Problem."""
    if isinstance(text, str) and "\0" not in text:
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is UTC:
                return moment
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            if _OFFSET_AND_Z.search(text):
                return read_instant(text[:-1], name)
    shown = quoted(text) if isinstance(text, str) else "What was given"
    raise Problem(400, f"{name}: {shown} is not a time. {_EXAMPLE}")


def in_utc(moment: datetime, name: str) -> datetime:
    """Return the same moment in UTC. Raises Problem."""
    if moment.tzinfo is UTC:
        return moment
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except OverflowError:
        pass
    raise Problem(400, f"{name}: {moment.isoformat()} cannot be kept. {_EXAMPLE}")


def read_time(text: object, name: str) -> tuple[datetime, datetime | None]:
    """Return start and end of an interval, or a moment and None. Raises Problem."""
    if not isinstance(text, str) or "/" not in text:
        return read_instant(text, name), None
    return read_interval(text, name)


def read_interval(text: object, name: str) -> tuple[datetime, datetime]:
    """Return start and end of an interval. Raises Problem."""
    start, slash, end = text.partition("/") if isinstance(text, str) else ("", "", "")
    if not slash:
        raise Problem(400, f"{name} is an interval: two times with a / between them.")
    interval = read_instant(start, name), read_instant(end, name)
    in_order(*interval, name=name)
    return interval


def time_text(start: datetime, end: datetime | None = None) -> str:
    """Write a time as the standard does."""
    texts = [moment.isoformat().replace("+00:00", "Z") for moment in (start, end) if moment is not None]
    return "/".join(texts)


def in_order(start: datetime, end: datetime, *, name: str) -> None:
    """Refuse an interval that ends before it begins. Raises Problem."""
    if end < start:
        raise Problem(400, f"{name} ends ({end.isoformat()}) before it begins ({start.isoformat()}).")
