"""Values that were accepted, on their way into the table: what is sent to PostgreSQL, as INSERT or binary COPY."""

from collections.abc import Callable, Sequence
from datetime import datetime
from struct import Struct
from typing import Any

import msgspec

from smilecity.sense.things.actions import wire
from smilecity.sense.things.actions.knowing import Known
from smilecity.sense.things.rules.buckets import microseconds
from smilecity.sense.things.rules.values import NewObservation

COLUMNS = (
    "id, datastream_id, feature_id, phenomenon_start, phenomenon_end, result_time, result_number, valid_start, "
    "valid_end, quality, result_other, quality_other, parameters"
)


class Row(msgspec.Struct, gc=False):
    """One value with all that its datastream adds to it. `count`: its start in microseconds since 2000."""

    position: int
    value: NewObservation
    stream: Known
    count: int
    number: float | None = None
    other: str | None = None
    quality_other: str | None = None
    parameters: str | None = None
    feature: int = 0
    id: int = 0


def as_arrays(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return one array literal per column, for rows that are so few that a COPY would cost more."""
    return (
        wire.numbers([row.id for row in rows]),
        wire.numbers([row.stream.id for row in rows]),
        wire.numbers([row.feature for row in rows]),
        _times([row.value.phenomenon_start for row in rows]),
        _times([row.value.phenomenon_end for row in rows]),
        _times([row.value.result_time for row in rows]),
        wire.numbers([row.number for row in rows]),
        _times([row.value.valid_start for row in rows]),
        _times([row.value.valid_end for row in rows]),
        wire.numbers([row.value.quality for row in rows]),
        wire.texts([row.other for row in rows]),
        wire.texts([row.quality_other for row in rows]),
        wire.texts([row.parameters for row in rows]),
    )


def _times(moments: Sequence[datetime | None]) -> str:
    return wire.words([None if moment is None else moment.isoformat() for moment in moments])


# Binary COPY (PostgreSQL manual, COPY, "Binary Format"): a header, for each row the number of its columns and each
# column with its length in bytes (-1: NULL), an end.
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
_NULL = b"\xff\xff\xff\xff"
# Most values are a number at a moment, perhaps with a flag, and nothing else.
_pack_plain = Struct(">hiqiqiqiqiiidiiiiii").pack
_pack_flagged = Struct(">hiqiqiqiqiiidiiihiii").pack
_LENGTH = Struct(">i")
_Packer = Callable[[Any], bytes]


def packed(rows: Sequence[Row]) -> bytes:
    """Return rows as binary COPY wants them, without header and end."""
    return b"".join([_packed(row) for row in rows])


def _packed(row: Row) -> bytes:
    value = row.value
    if (
        row.number is None
        or value.phenomenon_end is not None
        or value.result_time is not None
        or value.valid_start is not None
        or row.quality_other is not None
        or row.parameters is not None
    ):
        return _any(row)
    id_, stream, place, flag = row.id, row.stream.id, row.feature, value.quality
    if flag is None:
        return _pack_plain(13, 8, id_, 8, stream, 8, place, 8, row.count, -1, -1, 8, row.number, -1, -1, -1, -1, -1, -1)
    return _pack_flagged(
        13, 8, id_, 8, stream, 8, place, 8, row.count, -1, -1, 8, row.number, -1, -1, 2, flag, -1, -1, -1
    )


def _any(row: Row) -> bytes:
    value = row.value
    columns: tuple[tuple[Any, _Packer], ...] = (
        (row.id, _big),
        (row.stream.id, _big),
        (row.feature, _big),
        (row.count, _big),
        (value.phenomenon_end, _time),
        (value.result_time, _time),
        (row.number, _float),
        (value.valid_start, _time),
        (value.valid_end, _time),
        (value.quality, _small),
        (row.other, _json),
        (row.quality_other, _json),
        (row.parameters, _json),
    )
    return b"\0\x0d" + b"".join([_NULL if given is None else pack(given) for given, pack in columns])


_BIG, _FLOAT, _SMALL = Struct(">iq"), Struct(">id"), Struct(">ih")


def _big(number: int) -> bytes:
    return _BIG.pack(8, number)


def _float(number: float) -> bytes:
    return _FLOAT.pack(8, number)


def _small(number: int) -> bytes:
    return _SMALL.pack(2, number)


def _time(moment: datetime) -> bytes:
    return _BIG.pack(8, microseconds(moment))


def _json(text: str) -> bytes:
    """A jsonb begins with the version of its format."""
    encoded = b"\x01" + text.encode()
    return _LENGTH.pack(len(encoded)) + encoded
