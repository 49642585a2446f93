"""Counting votes: here and by pabutools in one run, on the same elections; each count in a process of its own.

Both must choose the same; pabutools is stopped after `PATIENCE` seconds. Its time is without reading and converting.
"""

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from bench.towns import Town, made
from smilecity.decide.forge.rules import pabulib
from smilecity.decide.forge.rules.counting import count
from smilecity.decide.forge.rules.outcome import Completion, Parameters, Rule, Utility

PATIENCE, _MOST_MEMORY = 120, 10 * 2**30
_ADD1 = Parameters(completion=Completion.ADD1)
TOWNS = {
    "60,000 x 80": Town(60_000, 80, 2_500_000, 8, 2_000, 400_000),
    "90,000 x 160": Town(90_000, 160, 900_000, 4, 1_000, 150_000),
    "7,000 x 180": Town(7_000, 180, 1_000_000, 8, 2_000, 160_000),
    "2,000 x 120, 11.6 M": Town(2_000, 120, 11_600_000, 8, 50_000, 2_000_000),
}
RULES = {
    "add1": _ADD1,
    "greedy": Parameters(rule=Rule.GREEDY_VOTES),
    "phragmen": Parameters(rule=Rule.PHRAGMEN, utility=Utility.CARDINALITY),
}
# Town, rule, seconds, megabytes, and whether pabutools is asked as well.
_ROWS = (
    ("60,000 x 80", "add1", 8.0, 200.0, True),
    ("90,000 x 160", "add1", 1.0, None, True),
    ("7,000 x 180", "add1", 6.0, None, True),
    ("60,000 x 80", "greedy", 0.5, None, True),
    ("60,000 x 80", "phragmen", 2.0, None, True),
    ("2,000 x 120, 11.6 M", "add1", 2.0, None, False),
)


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


@dataclass(frozen=True, slots=True)
class Took:
    """What a count chose, how long it took, and the most memory its process held, in megabytes."""

    selected: list[str]
    seconds: float
    megabytes: float
    steps: int = 0


def measure(report: Report) -> None:
    """Count the towns, here and by pabutools."""
    with TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{number}.pb" for number, name in enumerate(TOWNS)}
        for name, path in files.items():
            with path.open("w", encoding="utf-8") as stream:
                pabulib.write(made(TOWNS[name]), stream)
        for name, rule, seconds, megabytes, beside in _ROWS:
            _row(report, f"{rule}, {name}", files[name], rule, seconds, megabytes, beside=beside)
        _reading(report, files["90,000 x 160"])


def _row(
    report: Report, what: str, path: Path, rule: str, seconds: float, megabytes: float | None, *, beside: bool
) -> None:
    ours = _apart("ours", path, rule)
    if ours is None:
        report.row(what, "no outcome", kept=False)
        return
    theirs = _apart("pabutools", path, rule) if beside else None
    figure = f"{ours.seconds:.2f} s, {ours.megabytes:.0f} MB" + (f", {ours.steps:,} steps" if ours.steps else "")
    if beside:
        figure += f"; pabutools {_beside(theirs)}"
    same = theirs is None or set(theirs.selected) == set(ours.selected)
    kept = same and ours.seconds < seconds and (megabytes is None or ours.megabytes < megabytes)
    budget = f"< {seconds:g} s" + (f", < {megabytes:.0f} MB" if megabytes else "") + ", the same outcome"
    report.row(what, figure if same else f"{figure}, **another outcome**", budget, kept=kept)


def _beside(theirs: Took | None) -> str:
    if theirs is None:
        return f"not within {PATIENCE} s and {_MOST_MEMORY >> 30} GB"
    return f"{theirs.seconds:.1f} s, {theirs.megabytes:,.0f} MB"


def _reading(report: Report, path: Path) -> None:
    began = time.perf_counter()
    with path.open("rb") as stream:
        ballots = pabulib.read(stream).election.ballots.voters
    seconds = time.perf_counter() - began
    report.row(f"reading {ballots:,} ballots", f"{seconds:.2f} s", "< 1.5 s", kept=seconds < 1.5)


def _apart(who: str, path: Path, rule: str) -> Took | None:
    """Count in a process of its own; None where it does not finish."""
    command = [sys.executable, "-m", "bench.forge", who, str(path), rule]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE + 60)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    return Took(**json.loads(done.stdout.splitlines()[-1]))


def _ours(path: Path, parameters: Parameters) -> Took:
    with path.open("rb") as stream:
        election = pabulib.read(stream).election
    outcome = count(election, parameters)
    selected = [election.projects[place].id for place in outcome.selected]
    return Took(selected, outcome.seconds, _peak(), outcome.increments)


def _theirs(path: Path, parameters: Parameters) -> Took:
    from tests.support import pabutools

    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    with path.open("rb") as stream:
        election = pabulib.read(stream).election
    prepared = pabutools.prepared(election, parameters)
    began = time.perf_counter()
    selected = prepared()
    return Took(selected, time.perf_counter() - began, _peak())


def _peak() -> float:
    """Return the most memory of this process, in megabytes; `getrusage` would tell that of the bench before it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    _who, _path, _rule = sys.argv[1:]
    print(json.dumps(asdict((_ours if _who == "ours" else _theirs)(Path(_path), RULES[_rule]))))
