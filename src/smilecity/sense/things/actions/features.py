"""What the values of a batch say something about: the feature the sender named, or that of the thing's place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.actions import placing, wire
from smilecity.sense.things.actions.acting import only_shared
from smilecity.sense.things.actions.extents import Box
from smilecity.sense.things.actions.knowing import Pair, Span
from smilecity.sense.things.actions.rows import Row
from smilecity.sense.things.queries.sql import Sql, fill, rows, value
from smilecity.sense.things.queries.visibility import usable, visible
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.rights import refusal
from smilecity.sense.things.rules.schema import Kind

_BOXES = """
    SELECT id, west, south, east, north FROM things_featureofinterest
    WHERE id = ANY (%s::bigint[]) ORDER BY id FOR KEY SHARE
"""


@dataclass
class Chosen:
    """Rows whose feature is known, problems by position, and the boxes of features that are new to a datastream."""

    accepted: list[Row]
    problems: dict[int, Problem] = field(default_factory=dict)
    boxes: dict[int, Box] = field(default_factory=dict)


def choose(found: Sequence[Row], *, seen: dict[Pair, Span], callers: Sequence[Caller], at: datetime) -> Chosen:
    """Set the feature of each row. No SQL where values of the same features were seen before."""
    made = _made_for({row.stream.thing for row in found if row.value.feature is None and not row.stream.feature}, at)
    new: set[Pair] = set()
    for row in found:
        row.feature = row.value.feature or row.stream.feature or made.get(row.stream.thing, 0)
        if row.feature and (row.feature, row.stream.id) not in seen:
            new.add((row.feature, row.stream.id))
    if not new and all(row.feature for row in found):
        return Chosen(list(found))
    return _checked(found, new, callers)


def _made_for(things: Collection[int], at: datetime) -> dict[int, int]:
    return placing.features_for(things, at=at) if things else {}


def _checked(found: Sequence[Row], new: set[Pair], callers: Sequence[Caller]) -> Chosen:
    chosen, boxes = Chosen([]), _Boxes({feature for feature, _ in new})
    for row in found:
        if not row.feature:
            chosen.problems[row.position] = Problem(400, placing.PLACELESS)
        elif (row.feature, row.stream.id) in new and not boxes.has(row, callers[row.position]):
            chosen.problems[row.position] = _refused(row.feature, callers[row.position])
        else:
            chosen.accepted.append(row)
    chosen.boxes = boxes.all
    return chosen


def _refused(feature: int, caller: Caller) -> Problem:
    if _among([feature], visible(Kind.FEATURES_OF_INTEREST, "f", caller)):
        return Problem(refusal(caller), only_shared(Kind.FEATURES_OF_INTEREST, feature))
    return Problem(400, f"FeatureOfInterest({feature}) does not exist.")


class _Boxes:
    """Features that are new to a datastream: whether they are there, and may be shown by who named them."""

    def __init__(self, ids: Collection[int]) -> None:
        self._ids = sorted(ids)
        # The lock keeps them from being removed before the first value of them is there.
        self.all = _read(self._ids)
        self._usable: dict[Caller, frozenset[int]] = {}

    def has(self, row: Row, caller: Caller) -> bool:
        """Say whether the feature of a row can be used by who sent it; that of the thing's place always can."""
        if row.feature not in self.all or row.value.feature is None:
            return row.feature in self.all
        if caller not in self._usable:
            self._usable[caller] = _among(self._ids, usable(Kind.FEATURES_OF_INTEREST, "f", caller))
        return row.feature in self._usable[caller]


def _read(ids: Sequence[int]) -> dict[int, Box]:
    return {row[0]: row[1:] for row in wire.ask(_BOXES, wire.numbers(ids))}


def _among(ids: Sequence[int], condition: Sql) -> frozenset[int]:
    template = "SELECT f.id FROM things_featureofinterest f WHERE f.id = ANY ({}) AND {}"
    return frozenset(id_ for (id_,) in rows(fill(template, value(list(ids), "bigint[]"), condition)))
