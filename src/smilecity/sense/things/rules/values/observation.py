"""One value as it is sent (18-088 clause 8.2.7), read and checked; whether it fits its datastream is asked later."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from smilecity.sense.things.rules.buckets import FIRST_YEAR, LAST_YEAR
from smilecity.sense.things.rules.problems import Problem, meant, quoted
from smilecity.sense.things.rules.values.instants import (
    in_order,
    in_utc,
    read_instant,
    read_interval,
    read_time,
    time_text,
)

LARGEST_FLAG = 9
LARGEST_REFERENCE = (1 << 63) - 1
_STREAMS = {"Datastream": False, "MultiDatastream": True}
PROPERTIES = frozenset(
    {"phenomenonTime", "result", "resultTime", "resultQuality", "validTime", "parameters", "FeatureOfInterest"}
)
_KNOWN = PROPERTIES | set(_STREAMS) | {"id"}


@dataclass(slots=True)
class NewObservation:
    """A value on its way in. `multi`: which of both kinds of datastream the sender named; None: whichever it is."""

    datastream: int
    phenomenon_start: datetime
    result: Any
    phenomenon_end: datetime | None = None
    result_time: datetime | None = None
    valid_start: datetime | None = None
    valid_end: datetime | None = None
    quality: int | None = None
    quality_other: Any = None
    parameters: Any = None
    feature: int | None = None
    multi: bool | None = None


def read_observation(
    body: Mapping[str, Any],
    *,
    datastream: int | None = None,
    multi: bool | None = None,
    feature: int | None = None,
    at: datetime,
) -> NewObservation:
    """Read the JSON of one observation. Raises Problem.

    `datastream` and `multi`: from the path, where it names one; else the body has to. `feature`: one that was just made
    from an inline FeatureOfInterest. Without a phenomenonTime it is `at`, as the standard says.
    """
    if not isinstance(body, Mapping):
        raise Problem(400, "An Observation is a JSON object.")
    if datastream is None:
        datastream, multi = _stream_of(body)
    value = NewObservation(datastream, at, None, feature=feature, multi=multi)
    fill(value, body)
    if "result" not in body:
        raise Problem(400, "result is missing.")
    return value


def read_change(found: NewObservation, body: Mapping[str, Any], *, whole: bool) -> NewObservation:
    """Return a stored value as a body changes it; `whole`: what the body leaves out is set back. Raises Problem.

    Its time and its feature stay where nothing else is said, for a value cannot be without them.
    """
    if not isinstance(body, Mapping):
        raise Problem(400, "An Observation is a JSON object.")
    for name in _STREAMS:
        if body.get(name) is not None and reference(body[name], name) != found.datastream:
            raise Problem(400, "An Observation stays with its Datastream. Delete it, and send it to the other one.")
    value = replace(found)
    if whole:
        value = NewObservation(found.datastream, found.phenomenon_start, None, found.phenomenon_end)
        value.feature = found.feature
        if "result" not in body:
            raise Problem(400, "result is missing.")
    fill(value, body)
    return value


def as_document(value: NewObservation) -> dict[str, Any]:
    """Return what a body would say of a value, for whoever changes it by steps (JSON Patch)."""
    document = {
        "phenomenonTime": time_text(value.phenomenon_start, value.phenomenon_end),
        "resultTime": None if value.result_time is None else time_text(value.result_time),
        "result": value.result,
    }
    if value.valid_start is not None:
        document["validTime"] = time_text(value.valid_start, value.valid_end)
    quality = value.quality_other if value.quality is None else value.quality
    more = {"resultQuality": quality, "parameters": value.parameters}
    return document | {name: given for name, given in more.items() if given is not None}


def fill(value: NewObservation, body: Mapping[str, Any]) -> None:
    """Take over what a body says; what it leaves out stays. Raises Problem."""
    for name, given in body.items():
        if name in _READERS:
            _READERS[name](value, given)
        elif name not in _KNOWN and "@iot." not in name:
            raise Problem(400, f"An Observation has no property {quoted(name)}.{meant(name, _KNOWN)}")


def settle(value: NewObservation) -> None:
    """Bring the times of a value to UTC and refuse what cannot be kept, whoever made it. Raises Problem."""
    if value.phenomenon_start.tzinfo is not UTC:
        value.phenomenon_start = in_utc(value.phenomenon_start, "phenomenonTime")
    if not FIRST_YEAR <= value.phenomenon_start.year <= LAST_YEAR:
        raise Problem(400, f"phenomenonTime: its year has to be from {FIRST_YEAR} to {LAST_YEAR}.")
    if value.phenomenon_end is not None:
        value.phenomenon_end = in_utc(value.phenomenon_end, "phenomenonTime")
        in_order(value.phenomenon_start, value.phenomenon_end, name="phenomenonTime")
    if value.result_time is not None:
        value.result_time = in_utc(value.result_time, "resultTime")
    if value.valid_start is not None or value.valid_end is not None:
        _settle_valid(value)
    if value.feature is not None and not 0 < value.feature <= LARGEST_REFERENCE:
        raise Problem(400, "FeatureOfInterest: an id is a number from 1 to 9223372036854775807.")
    if value.quality is not None and not 0 <= value.quality <= LARGEST_FLAG:
        raise Problem(400, f"resultQuality: a flag is a number from 0 to {LARGEST_FLAG}.")


def _settle_valid(value: NewObservation) -> None:
    if value.valid_start is None or value.valid_end is None:
        raise Problem(400, "validTime is an interval: two times with a / between them.")
    value.valid_start = in_utc(value.valid_start, "validTime")
    value.valid_end = in_utc(value.valid_end, "validTime")
    in_order(value.valid_start, value.valid_end, name="validTime")


def _stream_of(body: Mapping[str, Any]) -> tuple[int, bool]:
    named = [name for name in _STREAMS if body.get(name) is not None]
    if len(named) != 1:
        raise Problem(400, "An Observation needs a Datastream or a MultiDatastream, and not both.")
    return reference(body[named[0]], named[0]), _STREAMS[named[0]]


def reference(given: Any, name: str) -> int:
    """Return the id in {"@iot.id": 1}, the way to link to what is there already. Raises Problem."""
    if isinstance(given, Mapping):
        number = given.get("@iot.id", given.get("id"))
        if isinstance(number, str) and number.isascii() and number.isdigit() and len(number) < 20:
            number = int(number)
        if type(number) is int and 0 < number <= LARGEST_REFERENCE:
            return number
    raise Problem(400, f'{name}: name it by its id, as in {{"@iot.id": 1}}.')


def is_inline(given: Any) -> bool:
    """Say whether an entity is given with all its properties, to be made, and not by its id."""
    return isinstance(given, Mapping) and "@iot.id" not in given and "id" not in given


def _phenomenon(value: NewObservation, given: Any) -> None:
    if given is not None:
        value.phenomenon_start, value.phenomenon_end = read_time(given, "phenomenonTime")


def _result(value: NewObservation, given: Any) -> None:
    value.result = given


def _result_time(value: NewObservation, given: Any) -> None:
    value.result_time = None if given is None else read_instant(given, "resultTime")


def _valid(value: NewObservation, given: Any) -> None:
    start_end = (None, None) if given is None else read_interval(given, "validTime")
    value.valid_start, value.valid_end = start_end


def _quality(value: NewObservation, given: Any) -> None:
    """A whole number from 0 to 9 is a flag (rules.words.Quality); everything else is kept as it is."""
    is_flag = type(given) is int and 0 <= given <= LARGEST_FLAG
    value.quality, value.quality_other = (given, None) if is_flag else (None, given)


def _parameters(value: NewObservation, given: Any) -> None:
    if given is not None and not isinstance(given, Mapping):
        raise Problem(400, "parameters is a JSON object.")
    value.parameters = given


def _feature(value: NewObservation, given: Any) -> None:
    if given is not None and not (value.feature is not None and is_inline(given)):
        value.feature = reference(given, "FeatureOfInterest")


_READERS = {
    "phenomenonTime": _phenomenon,
    "result": _result,
    "resultTime": _result_time,
    "resultQuality": _quality,
    "validTime": _valid,
    "parameters": _parameters,
    "FeatureOfInterest": _feature,
}
