"""dataArray: many values of one datastream as rows of a table (18-088 clause 13.2). One bad row spoils no other."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from smilecity.sense.things.rules.problems import Problem, meant, quoted
from smilecity.sense.things.rules.values.instants import read_time
from smilecity.sense.things.rules.values.observation import (
    _READERS,
    _STREAMS,
    LARGEST_REFERENCE,
    NewObservation,
    reference,
)

Reader = Callable[[NewObservation, Any], None]


def read_data_array(body: object, *, at: datetime) -> list[NewObservation | Problem]:
    """Read the body of CreateObservations: a list of tables. In their order, each row or why it cannot be one.

    Raises Problem where a table as a whole makes no sense.
    """
    if not isinstance(body, list):
        raise Problem(400, "CreateObservations wants a list of objects, each with components and dataArray.")
    values: list[NewObservation | Problem] = []
    for table in body:
        values += _read_table(table, at)
    return values


def _read_table(table: object, at: datetime) -> list[NewObservation | Problem]:
    if not isinstance(table, Mapping):
        raise Problem(400, "CreateObservations wants a list of objects, each with components and dataArray.")
    named = [name for name in _STREAMS if table.get(name) is not None]
    if len(named) != 1:
        raise Problem(400, "Each object needs a Datastream or a MultiDatastream, and not both.")
    stream, multi = reference(table[named[0]], named[0]), _STREAMS[named[0]]
    names, rows = table.get("components"), table.get("dataArray")
    if not isinstance(names, list) or not isinstance(rows, list):
        raise Problem(400, "components and dataArray have to be lists.")
    return _read_rows(rows, _columns(names), NewObservation(stream, at, None, multi=multi))


def _columns(names: Sequence[object]) -> list[tuple[str, Reader]]:
    for name in names:
        if not isinstance(name, str) or name not in _COLUMNS:
            shown = quoted(name) if isinstance(name, str) else "What was given"
            raise Problem(400, f"components: {shown} is not known.{meant(str(name), _COLUMNS)}")
    if "result" not in names or len(set(map(str, names))) != len(names):
        raise Problem(400, "components needs result, and each name once.")
    return [(str(name), _COLUMNS[str(name)]) for name in names]


def _read_rows(
    rows: list[Any], columns: list[tuple[str, Reader]], default: NewObservation
) -> list[NewObservation | Problem]:
    if [name for name, _ in columns] == ["phenomenonTime", "result"]:
        return [_read_pair(row, default) for row in rows]
    readers = [reader for _, reader in columns]
    return [_read_row(row, readers, default) for row in rows]


def _read_pair(row: Any, default: NewObservation) -> NewObservation | Problem:
    """What most senders send, without the detour of one function per column."""
    if not isinstance(row, list):
        return _wrong_length(2)
    try:
        time, result = row
        start, end = (default.phenomenon_start, None) if time is None else read_time(time, "phenomenonTime")
    except Problem as problem:
        return problem
    except (TypeError, ValueError):
        return _wrong_length(2)
    return NewObservation(default.datastream, start, result, end, multi=default.multi)


def _read_row(row: Any, readers: list[Reader], default: NewObservation) -> NewObservation | Problem:
    if not isinstance(row, list) or len(row) != len(readers):
        return _wrong_length(len(readers))
    value = NewObservation(default.datastream, default.phenomenon_start, None, multi=default.multi)
    try:
        for reader, given in zip(readers, row, strict=True):
            reader(value, given)
    except Problem as problem:
        return problem
    return value


def _wrong_length(wanted: int) -> Problem:
    return Problem(400, f"Each row of dataArray is a list of {wanted}, one for each of the components.")


def _feature(value: NewObservation, given: Any) -> None:
    if given is None:
        return
    if type(given) is not int or not 0 < given <= LARGEST_REFERENCE:
        raise Problem(400, "FeatureOfInterest/id is the number of one.")
    value.feature = given


_COLUMNS: dict[str, Reader] = {name: reader for name, reader in _READERS.items() if name != "FeatureOfInterest"} | {
    "FeatureOfInterest/id": _feature,
    "FeatureOfInterest/@iot.id": _feature,
}
