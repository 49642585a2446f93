"""Rows that were accepted go into their tables, with everything that is kept beside them, in few round trips."""

from collections.abc import Sequence
from typing import LiteralString

from smilecity.sense.things.actions import aggregating, extents, rows, wire
from smilecity.sense.things.actions.extents import Box
from smilecity.sense.things.actions.knowing import Pair, Span
from smilecity.sense.things.actions.rows import Row

# From here on a COPY is worth its two round trips.
COPY_FROM = 100
# PostgreSQL reads while the next part is packed.
_PART = 2000
_INSERT: LiteralString = (
    "INSERT INTO things_observation ("  # noqa: S608 -- our own columns
    + rows.COLUMNS
    + ") SELECT id, stream, feature, started, ended, resulted, number, valid_from, valid_to, quality, "
    "other::jsonb, quality_other::jsonb, parameters::jsonb FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], "
    "%s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::float8[], %s::timestamptz[], %s::timestamptz[], "
    "%s::smallint[], %s::text[], %s::text[], %s::text[]) AS new (id, stream, feature, started, ended, resulted, "
    "number, valid_from, valid_to, quality, other, quality_other, parameters)"
)
_COPY: LiteralString = "COPY things_observation (" + rows.COLUMNS + ") FROM STDIN (FORMAT binary)"


def store(
    accepted: Sequence[Row], *, seen: dict[Pair, Span], boxes: dict[int, Box], also: Sequence[wire.Statement] = ()
) -> None:
    """Write rows, their sums and extents, and what else belongs to them. One round trip; for many rows three."""
    if not accepted:
        wire.ask_together(*also)
        return
    found = extents.reaches(accepted)
    beside = [aggregating.adding(accepted), extents.widening(found, boxes)]
    features = extents.widening_features(found, seen)
    statements = [*beside, *([features] if features else []), *also]
    if len(accepted) < COPY_FROM:
        statements.insert(0, (_INSERT, rows.as_arrays(accepted)))
    else:
        copy(accepted)
    wire.ask_together(*statements)


def copy(accepted: Sequence[Row]) -> None:
    """Write rows by binary COPY."""
    with wire.copying(_COPY) as into:
        into.write(rows.HEADER)
        for begin in range(0, len(accepted), _PART):
            into.write(rows.packed(accepted[begin : begin + _PART]))
        into.write(rows.END)
