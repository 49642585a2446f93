"""The section VOTES: every row becomes a count of its profile; what was said in the same words is read once."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from smilecity.decide.forge.rules.election import Feature, Kind, Places, Voters
from smilecity.decide.forge.rules.pabulib.numbers import number
from smilecity.decide.forge.rules.pabulib.rows import Notes, PabulibError
from smilecity.decide.forge.rules.profiles import Gathering

_POINTS = frozenset({Kind.CUMULATIVE, Kind.SCORING})
_Pairs: TypeAlias = list[tuple[int, int | Fraction]]


@dataclass(slots=True)
class _Column:
    """A feature as it comes in."""

    codes: "array[int]" = field(default_factory=lambda: array("i"))
    labels: dict[str, int] = field(default_factory=dict)

    def add(self, label: str) -> None:
        self.codes.append(self.labels.setdefault(label, len(self.labels)))


class Votes:
    """Takes rows of votes; `gathering` and `voters()` hold what came of them."""

    def __init__(
        self,
        kind: Kind,
        places: Mapping[str, int],
        notes: Notes,
        *,
        strict: bool,
        keep: bool,
        check: Callable[[int, _Pairs], None],
    ) -> None:
        self.kind, self.places, self.notes, self.strict, self.keep, self.check = (
            kind,
            places,
            notes,
            strict,
            keep,
            check,
        )
        self.gathering = Gathering()
        self.count = 0
        self._known: dict[tuple[str, str], int] = {}
        self._ids: list[str] = []
        self._marks, self._lines, self._profile = array("q"), array("q"), array("i")
        self._columns: dict[str, _Column] = {}
        self._at: dict[str, int] = {}
        self._features: list[tuple[_Column, int]] = []

    def head(self, line: int, cells: Sequence[str]) -> None:
        """Take the names of the columns."""
        self._at = {name.strip().lower(): place for place, name in enumerate(cells) if name.strip()}
        wanted = ["voter_id", "vote"] + (["points"] if self.kind in _POINTS else [])
        if missing := [name for name in wanted if name not in self._at]:
            raise PabulibError(line, f"VOTES have no column {', '.join(missing)}")
        if self.keep:
            own = {*wanted, "points"}
            self._columns = {name: _Column() for name in self._at if name not in own}
            self._features = [(column, self._at[name]) for name, column in self._columns.items()]

    def row(self, line: int, cells: list[str]) -> None:
        """Take one voter's row."""
        width = len(cells)
        if width > len(self._at) and any(cells[len(self._at) :]):
            raise PabulibError(line, f"has {width} cells, the head of VOTES names {len(self._at)}")
        said = self._cell(cells, "vote"), self._cell(cells, "points") if self.kind in _POINTS else ""
        profile = self._known.get(said)
        if profile is None:
            profile = self._known[said] = self.gathering.add(self._pairs(line, *said), 0)
        self.gathering.again(profile)
        self.count += 1
        voter = self._cell(cells, "voter_id")
        if voter:
            self._marks.append(hash(voter))
            self._lines.append(line)
        if self.keep:
            self._ids.append(voter)
            self._profile.append(profile)
            for column, place in self._features:
                column.add(_told(cells[place]) if place < width else "")

    @property
    def different(self) -> int:
        """Return how many ballots differ in their words."""
        return len(self._known)

    def finish(self) -> None:
        """Look for people who voted twice."""
        marks = np.array(self._marks, np.int64)
        order = np.argsort(marks, kind="stable")
        twice = order[1:][marks[order[1:]] == marks[order[:-1]]]
        if len(twice):
            line = self._lines[int(twice.min())]
            if self.strict:
                raise PabulibError(line, "this voter_id has voted before")
            self.notes.add(line, "a voter_id voted more than once; all its ballots are counted")

    def voters(self) -> Voters | None:
        """Return who voted, where that is kept."""
        if not self.keep:
            return None
        features = {name: Feature(tuple(one.labels), _places(one.codes)) for name, one in self._columns.items()}
        return Voters(self._ids, _places(self._profile), features)

    def _cell(self, cells: list[str], name: str) -> str:
        place = self._at[name]
        return cells[place].strip() if place < len(cells) else ""

    def _pairs(self, line: int, vote: str, points: str) -> _Pairs:
        """Return the ballot of a row as (place of project, value)."""
        named = _parts(vote)
        values = self._values(line, named, points)
        pairs: dict[int, int | Fraction] = {}
        for name, value in zip(named, values, strict=True):
            place = self.places.get(name)
            if place is None:
                self._odd(
                    line,
                    f"votes for the project {name[:40]!r}, which is not in PROJECTS",
                    "unknown projects were left out",
                )
            elif place in pairs:
                self._odd(line, f"names the project {name[:40]!r} twice", "projects named twice were counted once")
            else:
                pairs[place] = value
        self.check(line, list(pairs.items()))
        return list(pairs.items())

    def _odd(self, line: int, reason: str, note: str) -> None:
        if self.strict:
            raise PabulibError(line, reason)
        self.notes.add(line, note)

    def _values(self, line: int, named: list[str], points: str) -> Sequence[int | Fraction]:
        if self.kind is Kind.APPROVAL:
            return [1] * len(named)
        if self.kind is Kind.ORDINAL:
            return range(1, len(named) + 1)
        given = _parts(points)
        if len(given) != len(named):
            raise PabulibError(line, f"names {len(named)} projects and {len(given)} points")
        return [self._point(line, text) for text in given]

    def _point(self, line: int, text: str) -> int | Fraction:
        try:
            value = number(text)
        except ValueError as error:
            raise PabulibError(line, str(error)) from None
        if value < 0 and self.kind is Kind.CUMULATIVE:
            raise PabulibError(line, f"gives {text} points; points are shared out and never negative")
        return int(value) if value.denominator == 1 else value


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()] if _told(cell) else []


def _told(cell: str) -> str:
    plain = cell.strip()
    return "" if plain.lower() in {"none", "nan"} else plain


def _places(codes: "array[int]") -> Places:
    return np.array(codes, np.int32)
