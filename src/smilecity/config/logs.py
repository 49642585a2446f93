"""What the log holds: one line for each event, as JSON or for people, and nothing that points at somebody.

In: records of the whole program and its libraries. Out: their text without addresses, networks, queries and secrets;
of an error its kind, what it says and the places in the code, never the values in them.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

from smilecity.config.scrub import scrub
from smilecity.ground import tracing

# What a record may say beside its text: words and numbers of ours, none that a visitor has chosen.
_FACTS = ("event", "route", "method", "status", "ms", "statements", "task", "queue")
_MOST_PLACES = 30


class WithoutAddresses(logging.Filter):
    """Replaces the path of a request by the pattern it matched: a link from a mail is as good as a password."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; never withhold it."""
        record.smilecity_request = tracing.current()
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            pattern = f"/{match.route}" if match else "(an address that leads nowhere)"
            record.args = tuple(pattern if arg == path else arg for arg in record.args)
        return True


class JsonLine(logging.Formatter):
    """One event, one line, one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without an end."""
        return json.dumps(_event(record), ensure_ascii=False, default=str)


class PlainLine(logging.Formatter):
    """One event, one line for people; an error has its places behind it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without an end."""
        event = _event(record)
        facts = " ".join(f"{name}={event[name]}" for name in ("request", *_FACTS) if name in event)
        line = f"{event['at']} {str(event['level']).upper()} {event['logger']} {event['text']} {facts}".rstrip()
        error = event.get("error")
        if not isinstance(error, dict):
            return line
        return f"{line} | {error['kind']}: {error['text']} | {' < '.join(error['places'])}"


class Patient(logging.StreamHandler):  # type: ignore[type-arg] # the stubs want a type that logging does not take
    """Writes to standard error, and goes on when that is full or gone: no visitor waits for a log."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- the name is logging's
        """Lose the line."""


def _event(record: logging.LogRecord) -> dict[str, object]:
    event: dict[str, object] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "text": " ".join(scrub(_text(record)).split()),
    }
    if request := getattr(record, "smilecity_request", ""):
        event["request"] = request
    event |= {name: getattr(record, name) for name in _FACTS if hasattr(record, name)}
    if record.exc_info and record.exc_info[1]:
        event["error"] = _error(record.exc_info[1])
    return event


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit their sentence
        return str(record.msg)


def _error(error: BaseException) -> dict[str, object]:
    """Return what went wrong and where, the innermost place first; the lines of code hold no values."""
    places = [f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(error.__traceback__)]
    text = " ".join(scrub(str(error)).split())
    cause = error.__cause__ or error.__context__
    return {
        "kind": type(error).__name__,
        "text": text,
        "places": [_short(place) for place in reversed(places[-_MOST_PLACES:])],
        **({"because": f"{type(cause).__name__}: {' '.join(scrub(str(cause)).split())}"} if cause else {}),
    }


def _short(place: str) -> str:
    """Return a place below its package, not below this machine."""
    for root in ("/site-packages/", "/src/"):
        if root in place:
            return place.rpartition(root)[2]
    return place
