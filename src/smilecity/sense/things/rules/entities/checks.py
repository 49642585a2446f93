"""Single values of a body: texts, objects, ids. Each returns what is stored, or raises Problem 400 naming `where`."""

import math
from collections.abc import Callable
from typing import Any

from smilecity.sense.things.rules.problems import Problem

Json = Any
Check = Callable[[Json, str], Json]

LONGEST_NAME = 500
LONGEST_TEXT = 20_000
LONGEST_LINK = 2_000
LONGEST_TYPE = 200
# Deeper than this nobody describes anything; it would only exhaust whoever has to walk through it.
DEEPEST = 64
# Numbers of more than some 3,900 digits are written and read by few programs, and by none soon.
LARGEST_BITS = 13_000


def bad(where: str, what: str) -> Problem:
    """Return the problem that something is wrong with a property."""
    return Problem(400, f"{where} {what}")


def under(where: str, name: str) -> str:
    """Return where a property lies, as in `Datastreams[0]/Sensor/name`."""
    return f"{where}/{name}" if where else name


def storable(body: Json, where: str = "") -> None:
    """Refuse what PostgreSQL cannot hold, wherever it lies: NUL, halves of letters, NaN, endless nesting."""
    waiting: list[tuple[Json, str, int]] = [(body, where, 0)]
    while waiting:
        value, place, depth = waiting.pop()
        if depth > DEEPEST:
            raise bad(place.split("/", maxsplit=1)[0], f"is nested too deeply (more than {DEEPEST} levels).")
        if isinstance(value, dict):
            for name in value:
                _fitting(name, place)
            waiting += [(inner, under(place, name), depth + 1) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(inner, f"{place}[{index}]", depth + 1) for index, inner in enumerate(value)]
        else:
            _fitting(value, place)


def _fitting(value: Json, where: str) -> None:
    place = where or "The body"
    if isinstance(value, str):
        if "\0" in value:
            raise bad(place, "holds a NUL character (\\u0000), which cannot be stored.")
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise bad(place, "holds half of a surrogate pair, which is no text.")
    elif isinstance(value, int) and value.bit_length() > LARGEST_BITS:
        raise bad(place, "is too large a number.")
    elif isinstance(value, float) and not math.isfinite(value):
        raise bad(place, "is not a finite number.")


def text(most: int, *, may_be_empty: bool = True) -> Check:
    """Return a check for texts of at most `most` characters."""

    def check(value: Json, where: str) -> str:
        if not isinstance(value, str):
            raise bad(where, f"must be a text, not {kind_of(value)}.")
        if not may_be_empty and not value.strip():
            raise bad(where, "must not be empty.")
        if len(value) > most:
            raise bad(where, f"is too long: {len(value)} characters, at most {most} are possible.")
        return value

    return check


def listed(check: Check) -> Check:
    """Return a check for lists whose members pass `check`."""

    def check_all(value: Json, where: str) -> list[Json]:
        if not isinstance(value, list) or not value:
            raise bad(where, "must be a list with at least one member.")
        return [check(member, f"{where}[{index}]") for index, member in enumerate(value)]

    return check_all


def obj(value: Json, where: str) -> dict[str, Json]:
    """Check that this is a JSON object."""
    if not isinstance(value, dict):
        raise bad(where, f"must be a JSON object, not {kind_of(value)}.")
    return value


def anything(value: Json, where: str) -> Json:
    """Let any JSON pass."""
    return value


def truth(value: Json, where: str) -> bool:
    """Check that this is true or false."""
    if not isinstance(value, bool):
        raise bad(where, f"must be true or false, not {kind_of(value)}.")
    return value


def identifier(value: Json, where: str) -> int:
    """Check that this is the id of an entity: a whole number, or its digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad(where, f"must be a whole number, not {kind_of(value)}.")
    return int(value)


def kind_of(value: Json) -> str:
    """Return what kind of JSON a value is, in words."""
    kinds = {bool: "true or false", str: "a text", int: "a number", float: "a number", list: "a list"}
    return "null" if value is None else kinds.get(type(value), "an object")
