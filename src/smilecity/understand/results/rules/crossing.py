"""Questions crossed with one feature each. In: guarded tables, tallies by group. Out: crossed tables, guarded jointly.

The groups of a crossed table are the values of the feature in their order, then those who did not tell it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

from smilecity.collect.surveys.rules import DECIDING, Feature, Kind, Question
from smilecity.understand.results.rules.disclosure import Hidden
from smilecity.understand.results.rules.joint import (
    Apart,
    Hiding,
    Several,
    groups_hidden,
    guard_crossed_parts,
    guard_crossed_several,
)
from smilecity.understand.results.rules.tables import Portrait, Table, Tally

UNSAID = ""


@dataclass(frozen=True)
class Group:
    """What one group said. `counts`: by the rows of the question's table; None is hidden.

    `base`: how many of the group answered, `unanswered`: how many did not; None: nothing on the page tells.
    `key`: the value of the feature, empty for those who did not tell it.
    """

    key: str
    counts: tuple[int | None, ...]
    base: int | None
    unanswered: int | None


@dataclass(frozen=True)
class Crossed:
    """A question by one feature. Without groups, so small ones would show that nothing does."""

    question: str
    feature: Feature
    groups: tuple[Group, ...]
    hidden: Hidden


@dataclass(frozen=True)
class _Counted:
    """A crossed table before it is guarded: answers by group, and how many answered and are there."""

    counts: Sequence[Sequence[int]]
    answered: Sequence[int]
    people: Sequence[int]

    @property
    def silent(self) -> list[int]:
        return [people - base for people, base in zip(self.people, self.answered, strict=True)]


def make_crossed(
    table: Table,
    portrait: Portrait,
    *,
    limits: tuple[int, int],
    tally: Tally,
    told: Tally,
    by_group: Mapping[str, Tally],
    everybody: int,
    secret: bytes,
) -> Crossed:
    """Return a question by a feature, guarded together with the tables of both.

    `limits`: how many answers one may choose, see `choices_of`; `tally`: of the question, `told`: of the feature,
    `by_group`: of the question among those who share a value; `everybody`: how many took part; `secret`: the same
    whenever this survey is guarded, and known to no reader. The tables come guarded, and what they hide stays hidden.
    """
    counted = _count(table, portrait, tally, told, by_group, everybody)
    hiding = _hiding(table, portrait, counted, limits, secret) if _show_anything(table, portrait) else None
    groups = _groups(portrait, counted, hiding) if hiding else ()
    if not any(count is not None for group in groups for count in group.counts):
        return Crossed(table.key, portrait.feature, (), Hidden.ALL)
    complete = not any(group.unanswered is None or None in group.counts for group in groups)
    return Crossed(table.key, portrait.feature, groups, Hidden.NONE if complete else Hidden.SOME)


def _show_anything(table: Table, portrait: Portrait) -> bool:
    """Say whether both tables show anything at all."""
    return bool(table.base and portrait.base) and Hidden.ALL not in {table.hidden, portrait.hidden}


def may_be_crossed(question: Question) -> bool:
    """Say whether a question is crossed with features: a choice or a scale that everybody was asked.

    How many of a group answered a question that hangs on another would tell what they said to that one.
    """
    return question.kind in DECIDING and question.condition is None


def _count(
    table: Table, portrait: Portrait, tally: Tally, told: Tally, by_group: Mapping[str, Tally], everybody: int
) -> _Counted:
    """Return the counts of every group; those who did not tell theirs are what is left of the whole."""
    answers = [row.key for row in table.rows]
    tallies = [by_group.get(row.key, Tally()) for row in portrait.rows]
    counts = [[one.counts.get(answer, 0) for answer in answers] for one in tallies]
    people = [told.counts.get(row.key, 0) for row in portrait.rows]
    all_counts = [tally.counts.get(answer, 0) for answer in answers]
    counts.append([total - sum(row[at] for row in counts) for at, total in enumerate(all_counts)])
    answered = [one.base for one in tallies]
    return _Counted(counts, [*answered, tally.base - sum(answered)], [*people, everybody - sum(people)])


def _hiding(
    table: Table, portrait: Portrait, counted: _Counted, limits: tuple[int, int], secret: bytes
) -> Hiding | None:
    apart = Apart(
        groups=groups_hidden([row.count for row in portrait.rows]),
        answers=groups_hidden([row.count for row in table.rows]),
        known_few=table.hidden is Hidden.SMALL,
        secret=blake2b(f"{table.key}:{portrait.feature}".encode(), key=secret[:64]).digest(),
    )
    if table.kind is Kind.SEVERAL:
        return guard_crossed_several(Several(counted.counts, counted.answered, counted.people, *limits), apart)
    with_silent = [[*row, silent] for row, silent in zip(counted.counts, counted.silent, strict=True)]
    return guard_crossed_parts(with_silent, apart)


def _groups(portrait: Portrait, counted: _Counted, hiding: Hiding) -> tuple[Group, ...]:
    keys = [*(row.key for row in portrait.rows), UNSAID]
    return tuple(_group(key, place, counted, hiding) for place, key in enumerate(keys))


def _group(key: str, place: int, counted: _Counted, hiding: Hiding) -> Group:
    counts = tuple(None if (place, at) in hiding.cells else count for at, count in enumerate(counted.counts[place]))
    if place in hiding.silent:
        return Group(key, counts, None, None)
    return Group(key, counts, counted.answered[place], counted.silent[place])


def crossed_to_frozen(crossed: Crossed) -> dict[str, Any]:
    """Return the table as JSON can hold it."""
    return asdict(crossed)


def crossed_from_frozen(frozen: Mapping[str, Any]) -> Crossed:
    """Return a table that was frozen."""
    groups = tuple(Group(**{**group, "counts": tuple(group["counts"])}) for group in frozen["groups"])
    return Crossed(frozen["question"], Feature(frozen["feature"]), groups, Hidden(frozen["hidden"]))
