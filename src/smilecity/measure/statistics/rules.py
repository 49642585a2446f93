"""How contributions of a year are counted. In: what is known of each. Out: numbers, and in how many days most ended.

A year is that of the day on which they came in, in the city's time zone, and days are days of the calendar there: the
change of the clock makes none longer. No mean is told: one case of three years would hide a hundred of three days.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum
from math import ceil
from typing import Any

from smilecity.collect.contributions.rules import OPEN, Channel, Status
from smilecity.deliver.answers.rules import Outcome, outcome

# Of fewer cases than this, "half" and "nine out of ten" say nothing.
LEAST = 5
HALF, MOST = 50, 90
NOBODY = ""


class State(StrEnum):
    """Where a contribution stands for the statistics: each in exactly one.

    `delegated`: a third party has to do with it, and it has no end yet. `merged`: it went on as part of another.
    """

    OPEN = "open"
    ACCEPTED = "accepted"
    DELEGATED = "delegated"
    DONE = "done"
    DECLINED = "declined"
    MERGED = "merged"


@dataclass(frozen=True)
class Known:
    """What is known of one contribution that everybody may read. Days are those of the city's calendar.

    `answered_on`: of the first public words, or of the end without words. `done_on`: since when it is done without
    having been opened again. `promised_on`, `kept_on`: the promise as it stood when the waiting first ended.
    """

    submitted_on: date
    status: Status
    channel: Channel = Channel.WEB
    group: str = NOBODY
    office: int | None = None
    district: str = NOBODY
    merged: bool = False
    delegated: bool = False
    answered_on: date | None = None
    done_on: date | None = None
    due_on: date | None = None
    promised_on: date | None = None
    kept_on: date | None = None


def year_span(year: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when a year begins and when the next does, in the city's time zone."""
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def state_of(known: Known) -> State:
    """Return where a contribution stands."""
    if known.merged:
        return State.MERGED
    if known.status in {Status.DONE, Status.DECLINED}:
        return State(known.status.value)
    if known.delegated:
        return State.DELEGATED
    return State.OPEN if known.status in OPEN else State.ACCEPTED


def is_timed(known: Known) -> bool:
    """Say whether days are counted: not of what went on as part of another, nor of what another platform answered."""
    return not known.merged and known.channel is not Channel.IMPORT


def days_to_answer(known: Known) -> int | None:
    """Return the days until the first answer; 0: on the same day; None: there was none, or they are not counted."""
    return _days(known, known.answered_on)


def days_to_done(known: Known) -> int | None:
    """Return the days until it was done for good; None as long as it is not, also where it was opened again."""
    return _days(known, known.done_on) if known.status is Status.DONE else None


def _days(known: Known, on: date | None) -> int | None:
    if on is None or not is_timed(known):
        return None
    # A clock that was wrong somewhere makes no answer come before the question.
    return max(0, (on - known.submitted_on).days)


def kept(known: Known, today: date) -> bool | None:
    """Say whether the promise was kept; None: nothing was promised, or its day has not come.

    Who still waits after the promised day was let down. What was merged counts only where its promise was broken
    before: nobody merges that away. Both as the public page of promises has it (answers.rules.outcome).
    """
    if known.merged:
        late = known.kept_on is not None and known.promised_on is not None and known.kept_on > known.promised_on
        return False if late else None
    became = outcome(known.status, known.due_on, known.promised_on, known.kept_on, today)
    return {Outcome.ON_TIME: True, Outcome.LATE: False, Outcome.OVERDUE: False}.get(became)


# --- counting --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spread:
    """In how many days half and nine out of ten ended, at the most; None: too few to say so. `base`: of how many."""

    base: int = 0
    half: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Line:
    """The numbers of one group. `timed`: of how many days are counted; `kept` of `promised` promises were kept."""

    number: int = 0
    states: Mapping[State, int] = field(default_factory=dict)
    timed: int = 0
    first: Spread = field(default_factory=Spread)
    done: Spread = field(default_factory=Spread)
    promised: int = 0
    kept: int = 0

    def stands(self, state: State) -> int:
        """Return how many stand there."""
        return self.states.get(state, 0)


@dataclass(frozen=True)
class Figures:
    """A year: in all, by month (1 to 12), group of categories, office (its id as text) and district (its code).

    An empty key: without one. `inhabitants`: of each district at the end of `inhabitants_year`, where they are known.
    """

    total: Line = field(default_factory=Line)
    months: Mapping[str, Line] = field(default_factory=dict)
    groups: Mapping[str, Line] = field(default_factory=dict)
    offices: Mapping[str, Line] = field(default_factory=dict)
    districts: Mapping[str, Line] = field(default_factory=dict)
    inhabitants: Mapping[str, int] = field(default_factory=dict)
    inhabitants_year: int | None = None


def count(cases: Iterable[Known], today: date) -> Figures:
    """Count contributions of one year, as of a day."""
    total, parts = _Sum(), ({}, {}, {}, {})  # type: tuple[_Sum, tuple[dict[str, _Sum], ...]]
    for known in cases:
        facts = _Facts(state_of(known), is_timed(known), days_to_answer(known), days_to_done(known), kept(known, today))
        office = NOBODY if known.office is None else str(known.office)
        keys = (str(known.submitted_on.month), known.group, office, known.district)
        total.add(facts)
        for part, key in zip(parts, keys, strict=True):
            part.setdefault(key, _Sum()).add(facts)
    months, groups, offices, districts = ({key: each.line() for key, each in sorted(part.items())} for part in parts)
    return Figures(total.line(), months, groups, offices, districts)


def spread(days: Iterable[int]) -> Spread:
    """Return in how many days half and nine out of ten ended."""
    ordered = sorted(days)
    if len(ordered) < LEAST:
        return Spread(len(ordered))
    return Spread(len(ordered), within(ordered, HALF), within(ordered, MOST))


def within(ordered: list[int], percent: int) -> int:
    """Return the least number of days in which at least so many per cent ended (nearest rank): a number that was seen.

    `ordered`: from few to many, at least one.
    """
    return ordered[max(1, ceil(len(ordered) * percent / 100)) - 1]


@dataclass(frozen=True)
class _Facts:
    state: State
    timed: bool
    first: int | None
    done: int | None
    kept: bool | None


class _Sum:
    """A group while it is being counted."""

    def __init__(self) -> None:
        self.states: dict[State, int] = {}
        self.timed = self.promised = self.kept = 0
        self.first: list[int] = []
        self.done: list[int] = []

    def add(self, facts: _Facts) -> None:
        """Count one more."""
        self.states[facts.state] = self.states.get(facts.state, 0) + 1
        self.timed += facts.timed
        self.promised += facts.kept is not None
        self.kept += facts.kept is True
        if facts.first is not None:
            self.first.append(facts.first)
        if facts.done is not None:
            self.done.append(facts.done)

    def line(self) -> Line:
        """Return what was counted."""
        states = {state: self.states[state] for state in State if state in self.states}
        first, done = spread(self.first), spread(self.done)
        return Line(sum(states.values()), states, self.timed, first, done, self.promised, self.kept)


# --- kept as JSON ----------------------------------------------------------------------------------------------------

_PARTS = ("months", "groups", "offices", "districts")


def to_frozen(figures: Figures) -> dict[str, Any]:
    """Return figures as JSON can hold them."""
    return {
        "total": _line_to_frozen(figures.total),
        **{part: {key: _line_to_frozen(line) for key, line in getattr(figures, part).items()} for part in _PARTS},
        "inhabitants": dict(figures.inhabitants),
        "inhabitants_year": figures.inhabitants_year,
    }


def _line_to_frozen(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "states": {state.value: number for state, number in line.states.items()},
        "timed": line.timed,
        "first": [line.first.base, line.first.half, line.first.most],
        "done": [line.done.base, line.done.half, line.done.most],
        "promised": line.promised,
        "kept": line.kept,
    }


def from_frozen(frozen: Mapping[str, Any]) -> Figures:
    """Return figures that were kept."""
    parts = {part: {key: _line_from_frozen(line) for key, line in frozen[part].items()} for part in _PARTS}
    return Figures(
        _line_from_frozen(frozen["total"]),
        **parts,
        inhabitants=frozen["inhabitants"],
        inhabitants_year=frozen["inhabitants_year"],
    )


def _line_from_frozen(frozen: Mapping[str, Any]) -> Line:
    return Line(
        frozen["number"],
        {State(name): number for name, number in frozen["states"].items()},
        frozen["timed"],
        Spread(*frozen["first"]),
        Spread(*frozen["done"]),
        frozen["promised"],
        frozen["kept"],
    )
