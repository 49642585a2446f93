"""Prints what ideas and places cost, each beside its budget and beside adhocracy+ where that was measured."""

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from django.test import Client

from bench import voices
from bench.pages import Cost, cost
from smilecity.collect.contributions.models import Contribution

FIRST, ALL = 10_000, 100_000
# Statements, milliseconds of CPU, and what adhocracy+ needs (measured elsewhere, on 1,000 ideas and 2 shared cores).
_PAGES = {
    "list": (8, 10, "adhocracy+ 105 SQL, 134 ms"),
    "one": (10, 8, "adhocracy+ 55 SQL, 48 ms"),
}
_MAP = (3, 30, 60)
_WHOLE = "/karte/daten/?art=idea&west=11.9&south=53.9&east=12.4&north=54.4&zoom={zoom}"
_LIST = "/ideen/"

Served = Callable[[], AbstractContextManager["tuple[int, int]"]]


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


def measure(report: Report, served: Served) -> None:
    """Import, list, show, draw and export 10,000 and 100,000 contributions; `served` gives port and process id."""
    voices.found()
    folder = Path(os.environ["SMILECITY_HOME"])
    voices.bring_in(folder, 1, FIRST)
    voices.spread()
    few = _pages(report, FIRST, {})
    _map(report)
    with served() as (port, _server):
        _rate(report, FIRST, port)
    came = voices.bring_in(folder, 1, ALL)
    report.row(
        f"import of {ALL:,} rows ({FIRST:,} of them known)",
        f"{came.seconds:.0f} s, {came.megabytes:.0f} MB",
        "< 120 s; Decidim times out at 900",
        kept=came.seconds < 120,
    )
    voices.spread()
    _pages(report, ALL, few)
    with served() as (port, server):
        _rate(report, ALL, port)
        _files(report, port, server)


def _pages(report: Report, rows: int, few: dict[str, Cost]) -> dict[str, Cost]:
    found = voices.reading()
    for name, page in found.items():
        most_sql, most_cpu, other = _PAGES[name.split(",")[0].split(" ")[0]]
        same = name not in few or few[name].statements == page.statements
        kept = same and page.statements <= most_sql and page.cpu <= most_cpu
        budget = f"<= {most_sql} SQL, <= {most_cpu} ms; {other}"
        report.row(f"{name}, of {rows:,}", f"{page.statements} SQL, {page.cpu:.1f} ms CPU", budget, kept=kept)
    return found


def _map(report: Report) -> None:
    client = Client()
    for zoom in (9, 12, 15):
        path = _WHOLE.format(zoom=zoom)
        found, size = cost(lambda path=path: client.get(path)), len(client.get(path).content) / 1000  # type: ignore[misc] # a default binds the path
        kept = found.statements <= _MAP[0] and found.cpu <= _MAP[1] and size <= _MAP[2]
        report.row(
            f"map of {FIRST:,}, zoom {zoom}",
            f"{found.statements} SQL, {found.cpu:.1f} ms CPU, {size:.0f} kB",
            f"<= {_MAP[0]} SQL, <= {_MAP[1]} ms, <= {_MAP[2]} kB; adhocracy+ 3,048 SQL, 4,190 ms, 583 kB for 1,000",
            kept=kept,
        )


def _rate(report: Report, rows: int, port: int) -> None:
    asyncio.run(voices.load(port, _LIST, seconds=3))
    rate = asyncio.run(voices.load(port, _LIST))
    report.row(f"list, of {rows:,}", f"{rate:.0f} requests/s", ">= 150/s; adhocracy+ 4.5/s", kept=rate >= 150)


def _files(report: Report, port: int, server: int) -> None:
    rows = Contribution.objects.filter(visible=True).count()
    for form, most in (("xlsx", 60), ("csv", 60), ("geojson", 60)):
        came = asyncio.run(voices.export(port, f"/api/v1/contributions.{form}", server))
        report.row(
            f"{form.upper()} of {rows:,}",
            f"{came.seconds:.1f} s, {came.megabytes:.0f} MB, server +{came.grown:.0f} MB",
            f"< {most} s, < 200 MB" + ("; adhocracy+ 10.9 s for 1,000" if form == "xlsx" else ""),
            kept=came.seconds < most and came.grown < 200,
        )
