"""Real proposals of a second city, imported by the real command: 2,393 with place and votes, 2,314 with themes.

In: the folder of published reference data, where there is one. Out: how each import went. The second city is Bonn; its
district and themes come into the database that is there, so this part is the last: all others measure the first city.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from smilecity.city.models import District, Theme
from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions import CallFields
from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.ground import clock

# West, south, east, north of what the proposals are about.
_BONN = (6.99, 50.58, 7.23, 50.82)
_PLACED = "participation/bonner_raddialog_2017_geo_votes.json"
_THEMED = "participation/raddialog_bonn_2017_themen.csv"
_PREFIX = "level1_"
_TOLD = re.compile(r"(\d+) neu, .* (\d+) fehlerhaft")


@dataclass(frozen=True)
class Import:
    """How the import of a file went. `added`, `bad`: rows; `wanted`: so many are in it."""

    name: str
    wanted: int
    added: int
    bad: int
    seconds: float


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


def measure(report: Report) -> None:
    """Import what people of a second city really proposed, where the reference data is there."""
    data = folder()
    if data is None:
        print("Real proposals: left out, SMILECITY_REFERENCE_DATA names no folder of reference data.", flush=True)
        return
    for came in bring_in(data):
        figure = f"{came.added:,} in {came.seconds:.1f} s, {came.bad} bad"
        report.row(f"import of {came.name}", figure, "all, none bad", kept=came.added == came.wanted and not came.bad)


def folder() -> Path | None:
    """Return the folder of reference data; None where it is absent."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    found = Path(os.environ.get("SMILECITY_REFERENCE_DATA") or beside)
    return found if found.is_dir() else None


def bring_in(data: Path) -> list[Import]:
    """Found the second city and import both files into calls of their own."""
    _found(data)
    return [
        _import(data / _PLACED, "2,393 real proposals with place and votes", 2393),
        _import(data / _THEMED, "2,314 real proposals with overlapping themes", 2314, "--theme-prefix", _PREFIX),
    ]


def _found(data: Path) -> None:
    west, south, east, north = _BONN
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    box = dict(zip(("west", "south", "east", "north"), _BONN, strict=True))
    District.objects.create(code="bonn", name="Bonn", name_sort="bonn", outline=shape, **box)
    categories = {item["category"] for item in json.loads((data / _PLACED).read_text(encoding="utf-8"))}
    with (data / _THEMED).open(encoding="utf-8") as file:
        header = file.readline().strip().split(",")
    topics = [column.removeprefix(_PREFIX) for column in header if column.startswith(_PREFIX)]
    for number, name in enumerate([*sorted(categories), *topics], 1):
        Theme.objects.create(slug=f"bonn-{number}", name={"de": name}, position=1000 + number)


def _import(file: Path, name: str, wanted: int, *options: str) -> Import:
    call = _call(file.stem.replace("_", "-"))
    began = time.perf_counter()
    told = _run([sys.executable, "-m", "smilecity", "contributions", "import", str(file), *call, *options])
    took = time.perf_counter() - began
    counted = _TOLD.search(told)
    added, bad = (int(number) for number in counted.groups()) if counted else (0, wanted)
    return Import(name, wanted, added, bad, took)


def _call(slug: str) -> tuple[str, ...]:
    """Make a call and return how the command is told of it; the source has its name."""
    at = clock.now()
    fields = CallFields(title={"de": slug}, moderation=Moderation.AFTER, opens_at=at - timedelta(days=1))
    actions.make_call(slug=slug, kind=Kind.IDEA, fields=fields, by=None, at=at)
    return "--call", slug, "--source", slug


def _run(command: Sequence[str]) -> str:
    # Bad rows end it with an exit code of 1; how many there are is what is asked.
    return subprocess.run(command, stdout=subprocess.PIPE, env=os.environ, text=True, check=False).stdout
