"""A second value of the same datastream and time: both stay, the later one counts, or the earlier one does.

In: accepted rows in the order they came, datastreams locked. Out: what is stored and what it replaces.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from smilecity.sense.things.actions import wire
from smilecity.sense.things.actions.rows import Row
from smilecity.sense.things.actions.stored import Stored
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.words import SecondValue

Moment = tuple[int, datetime, datetime]  # datastream, start, end; an instant ends when it starts

_REFUSED = "This Datastream has a value of this phenomenonTime already, and refuses a second one."
# For each, at once by its key, whatever the tables' statistics make of it.
_STORED = """
    SELECT o.id, o.datastream_id, o.phenomenon_start, coalesce(o.phenomenon_end, o.phenomenon_start), o.result_time
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS new (datastream, started)
    CROSS JOIN LATERAL (
        SELECT * FROM things_observation t
        WHERE t.datastream_id = new.datastream AND t.phenomenon_start = new.started
            AND t.phenomenon_start BETWEEN {first} AND {last} OFFSET 0
    ) o
    ORDER BY o.id
"""


@dataclass
class Settled:
    """`stored` rows go in, `removed` values go out; `lost`: those that a later one of the batch replaces."""

    stored: list[Row]
    removed: list[Stored] = field(default_factory=list)
    problems: dict[int, Problem] = field(default_factory=dict)
    lost: dict[int, Moment] = field(default_factory=dict)
    won: dict[Moment, Row] = field(default_factory=dict)

    def answers(self) -> dict[int, int]:
        """Return the id that each row ended up under, by position, once all are numbered."""
        kept = {row.position: row.id for row in self.stored}
        return kept | {place: self.won[moment].id for place, moment in self.lost.items()}


def settle(found: Sequence[Row]) -> Settled:
    """Apply each datastream's way with second values. 0 or 1 SQL.

    A value that replaces another gets its id: whoever kept a link to it finds what counts now.
    """
    strict = [row for row in found if row.stream.second_value != SecondValue.KEEP]
    if not strict:
        return Settled(list(found))
    settled = Settled([row for row in found if row.stream.second_value == SecondValue.KEEP])
    there = _there(strict)
    for row in strict:
        _settle(row, settled, there)
    settled.stored += settled.won.values()
    settled.stored.sort(key=lambda row: row.position)
    return settled


def _settle(row: Row, settled: Settled, there: dict[Moment, list[Stored]]) -> None:
    moment, won = moment_of(row), settled.won
    if row.stream.second_value == SecondValue.REFUSE:
        if moment in there or moment in won:
            settled.problems[row.position] = Problem(409, _REFUSED)
            return
    elif moment in won:
        settled.lost[won[moment].position] = moment
        row.id = won[moment].id
    elif moment in there:
        settled.removed += there[moment]
        row.id = there[moment][0].id
    won[moment] = row


def displaced_by(row: Row, *, not_counting: Stored) -> list[Stored]:
    """Return what a changed value replaces at its new time. Raises Problem where a second value is refused."""
    old = (not_counting.stream, not_counting.start, not_counting.last)
    if row.stream.second_value == SecondValue.KEEP or moment_of(row) == old:
        return []
    others = [each for each in _there([row]).get(moment_of(row), []) if each.id != row.id]
    if others and row.stream.second_value == SecondValue.REFUSE:
        raise Problem(409, _REFUSED)
    return others


def moment_of(row: Row) -> Moment:
    """Return what makes a value a second one."""
    start = row.value.phenomenon_start
    return row.stream.id, start, row.value.phenomenon_end or start


def _there(strict: Sequence[Row]) -> dict[Moment, list[Stored]]:
    starts = sorted({(row.stream.id, row.value.phenomenon_start) for row in strict})
    found = wire.ask(
        wire.within(_STORED, [start for _, start in starts]),
        wire.numbers([stream for stream, _ in starts]),
        wire.words([start.isoformat() for _, start in starts]),
    )
    there: dict[Moment, list[Stored]] = {}
    for each in (Stored(*row) for row in found):
        there.setdefault((each.stream, each.start, each.last), []).append(each)
    return there
