"""Whether a result is of the type its datastream promises, and how it is kept: as a number, or as JSON.

What PostgreSQL could not keep is refused here, with a sentence, so that one value never takes others down with it.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.words import LARGEST, Quality

# Whole numbers up to here are the same as float.
EXACT = 1 << 53
LARGEST_NUMBER = 1.7976931348623157e308
MOST_BYTES = 1_000_000
DEEPEST = 50
INFINITE = math.inf


class Fits(Enum):
    """What the observation types of O&M (OGC 10-004) allow as a result."""

    NUMBER = "a number"
    COUNT = "a whole number"
    TRUTH = "true or false"
    TEXT = "a text"
    ANY = "any JSON"


_FITS = {
    "OM_Measurement": Fits.NUMBER,
    "OM_CountObservation": Fits.COUNT,
    "OM_TruthObservation": Fits.TRUTH,
    "OM_CategoryObservation": Fits.TEXT,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What the results of a datastream look like: one value, or (multi) a list with one for each observed property."""

    types: tuple[Fits, ...]
    multi: bool = False

    @property
    def takes_floats(self) -> bool:
        """Whether any finite number will do."""
        return not self.multi and self.types[0] in {Fits.NUMBER, Fits.ANY}


def shape_of(observation_type: str, types: Sequence[str] | None, *, multi: bool) -> Shape:
    """Read the observation types of a datastream."""
    if not multi:
        return Shape((_fits(observation_type),))
    return Shape(tuple(_fits(each) for each in types or ()), multi=True)


def _fits(observation_type: str) -> Fits:
    return _FITS.get(observation_type.rsplit("/", 1)[-1], Fits.ANY)


def keep(result: Any, *, shape: Shape, quality: int | None) -> tuple[float | None, str | None]:
    """Return how a result is kept: as a number, or as JSON text. Raises Problem."""
    if shape.multi:
        _check_list(result, shape.types)
    else:
        _check(result, shape.types[0], "result", quality)
    if type(result) is float and -INFINITE < result < INFINITE:
        return result, None
    if type(result) is int and -EXACT <= result <= EXACT:
        return float(result), None
    return None, as_json(result, "result")


def _check_list(results: Any, types: Sequence[Fits]) -> None:
    if not isinstance(results, list) or len(results) != len(types):
        raise Problem(400, f"result: this MultiDatastream wants a list of {len(types)}, one per ObservedProperty.")
    for number, (result, fits) in enumerate(zip(results, types, strict=True)):
        if result is not None:  # one of several measurements may be missing
            _check(result, fits, f"result[{number}]", None)


def _check(result: Any, fits: Fits, name: str, quality: int | None) -> None:
    if fits is Fits.ANY or _is(result, fits) or (result is None and quality == Quality.MISSING):
        return
    raise Problem(400, f"{name} has to be {fits.value} in this Datastream (its observationType says so).")


def _is(result: Any, fits: Fits) -> bool:
    if fits is Fits.NUMBER:
        return type(result) in {float, int}
    if fits is Fits.COUNT:
        return type(result) is int or (type(result) is float and result.is_integer())
    return type(result) is (bool if fits is Fits.TRUTH else str)


def summed(value: Any) -> float | None:
    """Return what aggregates may sum up: a number that is not too large to be one that was measured."""
    if type(value) not in {float, int}:
        return None
    return float(value) if -LARGEST <= value <= LARGEST else None


def is_number(value: Any) -> bool:
    """Say whether a JSON value is a number; true and false are none."""
    return type(value) in {float, int}


def as_json(value: Any, name: str) -> str:
    """Return the JSON text of a value that PostgreSQL can keep. Raises Problem."""
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        size = len(text.encode())
    except UnicodeEncodeError:
        raise Problem(400, f"{name} holds half of a surrogate pair, which is no character.") from None
    except (RecursionError, ValueError, TypeError):
        raise Problem(400, f"{name} cannot be kept as JSON: it is too deep, too large a number or no JSON.") from None
    if size > MOST_BYTES:
        raise Problem(413, f"{name} has {size:,} bytes; a value may have {MOST_BYTES:,} at most.")
    _keepable(value, name, DEEPEST)
    return text


def _keepable(value: Any, name: str, depth: int) -> None:
    """Refuse what no column can hold. Raises Problem."""
    if depth == 0:
        raise Problem(400, f"{name} is nested more than {DEEPEST} levels deep.")
    if isinstance(value, dict):
        for key, inner in value.items():
            _keepable(key, name, depth)
            _keepable(inner, name, depth - 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _keepable(inner, name, depth - 1)
    else:
        _keepable_leaf(value, name)


def _keepable_leaf(value: Any, name: str) -> None:
    if isinstance(value, str) and "\0" in value:
        raise Problem(400, f"{name} holds the character NUL, which cannot be kept.")
    if isinstance(value, int | float) and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise Problem(400, f"{name} holds NaN, infinity or a number that is too large.")
