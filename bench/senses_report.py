"""Prints what values cost: taken in one by one, by the thousand and by MQTT; asked for, counted, imported."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from bench import mqtt, senses

Served = Callable[[], AbstractContextManager["tuple[int, int]"]]
_LATEST = f"{senses.ROOT}/Datastreams?$top=1500&$select=id&$expand=Observations($top=1;$orderby=phenomenonTime desc)"


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


def measure(report: Report, served: Served, values: int = senses.VALUES) -> None:
    """Measure with `values` observations; `served` gives port and process id of a running server."""
    world = senses.found()
    _taken_in(report, world, served)
    _through_the_broker(report, world)
    stored = senses.fill(world, values)
    with served() as (port, _server):
        _asked(report, world, port, stored)
    _imported(report, world)


def _taken_in(report: Report, world: senses.World, served: Served) -> None:
    bare = senses.copied(world)
    with served() as (port, _server):
        senses.burst(world, port, seconds=3)
        found = senses.burst(world, port)
        arrays = senses.arrays(world, port)
    figure = f"{found.rate:,.0f}/s, median {found.median:.0f} ms, p99 {found.p99:.0f} ms, {found.refused} refused"
    kept = found.rate >= 3000 and found.p99 < 100 and not found.refused
    report.row("single POST, 64 connections", figure, ">= 3,000/s durably, p99 < 100 ms", kept=kept)
    equal = found.stored == found.kept
    report.row("answered = stored", f"{found.stored:,} = {found.kept:,}", "equal", kept=equal)
    report.row("bare COPY into the same table", f"{bare:,.0f} rows/s")
    share = arrays / bare
    report.row(
        "dataArray of 1,000 values", f"{arrays:,.0f} values/s, {share:.0%} of COPY", ">= 40 %", kept=share >= 0.4
    )


def _through_the_broker(report: Report, world: senses.World) -> None:
    if not mqtt.is_possible():
        report.row("MQTT QoS 1", "not measured: no mosquitto here", ">= 70 % of the broker alone", kept=False)
        return
    found = mqtt.measure(world.streams[-32:-28])
    figure = f"{found.bridged:,.0f}/s of {found.alone:,.0f}/s, {found.share:.0%}"
    report.row("MQTT QoS 1, stored, of the broker alone", figure, ">= 70 %", kept=found.share >= 0.7)


def _asked(report: Report, world: senses.World, port: int, stored: int) -> None:
    series = f"{senses.ROOT}/Datastreams({world.streams[0]})"
    page = senses.ask(port, f"{series}/Observations?$top=1000")
    _row(report, "page of 1,000 observations", page, 15)
    _row(report, f"latest of {len(world.streams):,} series, {stored:,} values", senses.ask(port, _LATEST, times=7), 50)
    _pages(report, world, port)
    year = f"{series}/Aggregates?step=hour&from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&$top=10000"
    _row(report, "a year of hourly aggregates", senses.ask(port, year), 20)
    count = senses.ask(port, f"{senses.ROOT}/Observations?$count=true&$top=1")
    counted = count.json()["@iot.count"]
    _row(report, f"$count of {counted:,}", count, 20)


def _pages(report: Report, world: senses.World, port: int) -> None:
    """Compare the first page of a long list with its last, as `@iot.nextLink` would lead to it."""
    path = f"{senses.ROOT}/Datastreams({world.streams[0]})/Observations?$top=100"
    first = senses.ask(port, path)
    # The link of the page before the last, found from behind instead of through a thousand pages.
    near = senses.ask(port, f"{path}&$filter=phenomenonTime%20gt%202025-12-30T00:00:00Z", times=1)
    link = str(near.json()["@iot.nextLink"]).replace("$filter=phenomenonTime%20gt%202025-12-30T00:00:00Z", "")
    last = senses.ask(port, senses.ROOT + link.partition(senses.ROOT)[2].replace("&&", "&"))
    figure = f"{last.milliseconds:.1f} ms, the first {first.milliseconds:.1f} ms"
    kept = last.milliseconds < 1.5 * first.milliseconds + 1
    report.row("last page by nextLink", figure, "as fast as the first", kept=kept)


def _row(report: Report, what: str, asked: senses.Asked, most: float) -> None:
    report.row(what, f"{asked.milliseconds:.1f} ms", f"<= {most:.0f} ms", kept=asked.milliseconds <= most)


def _imported(report: Report, world: senses.World) -> None:
    came = senses.bring_in(world, Path(os.environ["SMILECITY_HOME"]))
    flat = came.late < came.early + 60
    figure = f"{came.stored:,} in {came.seconds:.0f} s, memory {came.early:.0f} -> {came.late:.0f} MB"
    kept = came.seconds < 60 and flat and came.stored == 1_000_000
    report.row("1,000,000 values from CSV", figure, "< 60 s, flat memory", kept=kept)
