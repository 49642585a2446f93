"""Reads a `.pb` file section by section: META, PROJECTS, VOTES. Errors name the line; what is merely odd is noted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

from smilecity.decide.forge.rules.election import Election, InvalidElection, Kind, Money, Project
from smilecity.decide.forge.rules.pabulib.numbers import number
from smilecity.decide.forge.rules.pabulib.rows import Note, Notes, PabulibError, Rows
from smilecity.decide.forge.rules.pabulib.votes import Votes

_KINDS = {kind.value: kind for kind in Kind} | {"choose-1": Kind.APPROVAL}
_OWN = ("project_id", "cost", "name")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused, so that no file can fill the memory: more rows than a metropolis has voters."""

    ballots: int = 10_000_000
    different: int = 1_000_000
    projects: int = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """An election, and what was odd about its file."""

    election: Election
    notes: tuple[Note, ...]


def read(
    stream: BinaryIO,
    *,
    strict: bool = True,
    voters: bool = False,
    limits: Limits | None = None,
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Read an election from the bytes of a `.pb` file in one pass; memory grows with ballots that differ.

    `strict` refuses what a count must not guess (unknown projects, somebody who voted twice, fewer votes than META
    says); otherwise that is noted. `voters` keeps who voted and what is known of them. `progress` hears of the rows.

    Raises:
        PabulibError: with the line and the reason.
    """
    file = _File(stream, strict, voters, limits or Limits(), progress)
    for line, cells in file.rows:
        file.take(line, cells)
    return file.finish()


class _File:
    """A file as far as it has been read."""

    def __init__(
        self, stream: BinaryIO, strict: bool, keep: bool, limits: Limits, progress: Callable[[int], None] | None
    ) -> None:
        self.strict, self.keep, self.limits, self.progress = strict, keep, limits, progress
        self.notes = Notes()
        self.rows = Rows(stream, self.notes)
        self.section, self.begun = "", False
        self.meta: dict[str, str] = {}
        self.meta_lines: dict[str, int] = {}
        self.projects: list[Project] = []
        self.places: dict[str, int] = {}
        self.columns: list[str] = []
        self.votes: Votes | None = None

    def take(self, line: int, cells: list[str]) -> None:
        """Take a row, whatever section it belongs to."""
        if self._is_title(cells):
            self._begin(line, cells[0].strip().lower())
        elif not self.section:
            raise PabulibError(line, "a .pb file begins with META")
        elif not self.begun:
            self.begun = True
            self._head(line, cells)
        elif self.votes is not None:
            self._vote(self.votes, line, cells)
        elif self.section == "meta":
            self._meta(line, cells)
        else:
            self._project(line, cells)

    def finish(self) -> Reading:
        """Return the election.

        Raises:
            PabulibError: sections missing, or not as many rows as META says.
        """
        if self.votes is None:
            raise PabulibError(0, "the file ends before its VOTES" if self.section else "the file is empty")
        self.votes.finish()
        self._check_number("num_projects", len(self.projects))
        self._check_number("num_votes", self.votes.count)
        kind, budget = self._kind(), self._amount("budget")
        try:
            ballots = self.votes.gathering.ballots()
            election = Election(kind, budget, tuple(self.projects), ballots, self._rest(), self.votes.voters())
        except InvalidElection as error:
            raise PabulibError(0, str(error)) from None
        return Reading(election, self.notes.all())

    @staticmethod
    def _is_title(cells: list[str]) -> bool:
        return cells[0].strip().lower() in {"meta", "projects", "votes"} and not any(map(str.strip, cells[1:]))

    def _begin(self, line: int, section: str) -> None:
        expected = {"": "meta", "meta": "projects", "projects": "votes"}.get(self.section)
        if section != expected:
            raise PabulibError(line, f"{section.upper()} where {(expected or 'the end').upper()} is expected")
        if section != "meta":
            self._kind()
            self._amount("budget")
        if section == "votes":
            check = _Lengths(self.meta, [project.cost for project in self.projects], self.notes).check
            kind = self._kind()
            self.votes = Votes(kind, self.places, self.notes, strict=self.strict, keep=self.keep, check=check)
        self.section, self.begun = section, False

    def _head(self, line: int, cells: list[str]) -> None:
        if self.votes is not None:
            self.votes.head(line, cells)
        elif self.section == "projects":
            self.columns = [name.strip().lower() for name in cells]
            if missing := [name for name in _OWN[:2] if name not in self.columns]:
                raise PabulibError(line, f"PROJECTS have no column {', '.join(missing)}")
        elif cells[0].strip().lower() != "key":
            # Some files leave out the head "key;value".
            self._meta(line, cells)

    def _meta(self, line: int, cells: list[str]) -> None:
        key = cells[0].strip()
        if key in self.meta:
            raise PabulibError(line, f"META says {key!r} twice")
        self.meta[key] = ";".join(cells[1:]).strip().rstrip(";")
        self.meta_lines[key] = line

    def _project(self, line: int, cells: list[str]) -> None:
        if len(cells) > len(self.columns) and any(cells[len(self.columns) :]):
            raise PabulibError(line, f"has {len(cells)} cells, the head of PROJECTS names {len(self.columns)}")
        told = {name: cell.strip() for name, cell in zip(self.columns, cells, strict=False)}
        told = {name: cell for name, cell in told.items() if name and cell and cell.lower() != "none"}
        project = told.get("project_id", "")
        if not project or "," in project:
            raise PabulibError(line, "a project needs an id without a comma")
        if project in self.places:
            raise PabulibError(line, f"the project {project!r} is there twice")
        if len(self.projects) >= self.limits.projects:
            raise PabulibError(line, f"more than {self.limits.projects:,} projects")
        cost = self._money(line, told.get("cost", ""), f"the cost of project {project!r}")
        self.places[project] = len(self.projects)
        more = {name: cell for name, cell in told.items() if name not in _OWN}
        self.projects.append(Project(project, cost, told.get("name", ""), more))
        if cost > self._amount("budget"):
            self.notes.add(line, "costs more than the whole budget and cannot be chosen")

    def _vote(self, votes: Votes, line: int, cells: list[str]) -> None:
        votes.row(line, cells)
        if votes.count > self.limits.ballots:
            raise PabulibError(line, f"more than {self.limits.ballots:,} votes")
        if votes.different > self.limits.different:
            raise PabulibError(line, f"more than {self.limits.different:,} different ballots")
        if self.progress is not None and votes.count % 10_000 == 0:
            self.progress(votes.count)

    def _kind(self) -> Kind:
        told = self.meta.get("vote_type", "")
        if told.lower() not in _KINDS:
            known = ", ".join(_KINDS)
            raise PabulibError(self.meta_lines.get("vote_type", 0), f"META: vote_type is {told!r}, not one of {known}")
        return _KINDS[told.lower()]

    def _amount(self, key: str) -> Money:
        return self._money(self.meta_lines.get(key, 0), self.meta.get(key, ""), f"META: {key}")

    @staticmethod
    def _money(line: int, text: str, what: str) -> Money:
        try:
            amount = number(text)
        except ValueError as error:
            raise PabulibError(line, f"{what}: {error}") from None
        if amount < 0:
            raise PabulibError(line, f"{what} is negative: {text}")
        return amount

    def _check_number(self, key: str, found: int) -> None:
        told = self.meta.get(key)
        if told is None or told == str(found):
            return
        reason = f"META says {key} {told[:20]}, the file holds {found}"
        if self.strict:
            raise PabulibError(self.meta_lines[key], f"{reason}; is it complete?")
        self.notes.add(self.meta_lines[key], reason)

    def _rest(self) -> dict[str, str]:
        own = {"budget", "num_projects", "num_votes"}
        return {key: value for key, value in self.meta.items() if key not in own}


class _Lengths:
    """What META allows on a ballot. Towns publish ballots that break their own rules, so this is noted, not refused."""

    def __init__(self, meta: Mapping[str, str], costs: list[Money], notes: Notes) -> None:
        self.costs, self.notes = costs, notes
        self.limits = {key: limit for key in _LIMITS if (limit := _limit(meta.get(key, ""))) is not None}

    def check(self, line: int, pairs: list[tuple[int, int | Fraction]]) -> None:
        """Note where a ballot breaks a limit."""
        for key, limit in self.limits.items():
            about, most = _LIMITS[key]
            value = self._measure(about, pairs)
            if value > limit if most else value < limit:
                self.notes.add(line, f"breaks META's {key} and is counted as it is")

    def _measure(self, about: str, pairs: list[tuple[int, int | Fraction]]) -> int | Fraction:
        if about == "length":
            return len(pairs)
        return sum(self.costs[place] if about == "cost" else points for place, points in pairs)


_LIMITS = {
    "min_length": ("length", False),
    "max_length": ("length", True),
    "min_sum_cost": ("cost", False),
    "max_sum_cost": ("cost", True),
    "min_sum_points": ("points", False),
    "max_sum_points": ("points", True),
}


def _limit(text: str) -> Fraction | None:
    try:
        return number(text)
    except ValueError:
        return None
