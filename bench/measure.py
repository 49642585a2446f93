"""Runs the parts of the benchmark and prints them as a table: what, figure, budget, kept."""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import psutil
from django.db import connections

from bench import (
    addresses,
    crawler,
    forge,
    home,
    journey,
    keeping,
    klarschiff,
    lighthouse,
    machine,
    maps,
    open311,
    pages,
    proposals,
    reports,
    search,
    senses_report,
    server,
    suppression,
    survey_files,
    voices_report,
    watching,
    world,
)
from bench.http import Browser
from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import Draft, Participation
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.config import migrating, ready
from smilecity.demo import load
from smilecity.ground import clock
from smilecity.people.models import User
from smilecity.understand.results import actions as results

BUDGETS = {"home": 10, "survey, a question": 8, "survey, an answer": 8, "survey, final submit": 15, "result": 10}
_ADHOCRACY_POLL = "adhocracy+: 250 SQL, 231 ms CPU (measured elsewhere, 2 shared cores)"
_KB = 1000


class Report:
    """The table as it grows; `kept` says whether every budget was."""

    def __init__(self) -> None:
        self.kept = True

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""
        self.kept &= kept
        print(f"| {what} | {figure} | {budget} | {'yes' if kept else '**no**'} |", flush=True)


def run(options: argparse.Namespace) -> int:
    """Measure; return the exit code."""
    migrating.apply_all()
    ready.collect_static()
    survey = queries.by_id(world.found(clock.now()))
    if survey is None:
        raise LookupError("the survey that was just made")
    print(f"Machine: {machine.name()}\n\n| what | figure | budget | kept |\n|---|---|---|---|")
    report = Report()
    parts: dict[str, Callable[[], None]] = {
        "server": lambda: _server(report),
        "home": lambda: _home(report),
        "crawler": lambda: crawler.measure(report, _served),
        "journey": lambda: _journey(report, survey, options),
        "pages": lambda: _pages(report, survey, options.participations),
        "transfer": lambda: _transfer(report, survey),
        "suppression": lambda: suppression.measure(report, options.participations),
        "watching": lambda: watching.measure(report, options.participations),
        "keeping": lambda: _keeping(report, survey, options.participations),
        "voices": lambda: voices_report.measure(report, _served_by),
        "search": lambda: search.measure(report),
        "addresses": lambda: addresses.measure(report),
        "files": lambda: survey_files.measure(report, load.editor(clock.now())),
        "senses": lambda: senses_report.measure(report, _served_by, options.values),
        "forge": lambda: forge.measure(report),
        "open311": lambda: open311.measure(report),
        "map": lambda: maps.measure(report),
        "klarschiff": lambda: klarschiff.measure(report),
        "reports": lambda: reports.measure(report, _served_by, options.seconds, options.rate),
        "lighthouse": lambda: lighthouse.measure(report, _served),
        "proposals": lambda: proposals.measure(report),
    }
    connections.close_all()
    for name, measured in parts.items():
        if name in (options.parts or parts):
            _measured(report, name, measured)
    return 0 if report.kept else 1


def _measured(report: Report, name: str, part: Callable[[], None]) -> None:
    """Measure a part. One that fails is told and costs the exit code, not the figures of those after it."""
    try:
        part()
    except Exception:  # noqa: BLE001 -- whatever it was, it stands in the log in full
        traceback.print_exc()
        report.row(name, "failed", kept=False)


def _server(report: Report) -> None:
    first, second = server.rates(int(os.environ["PORT"]))
    for rate in (first, second):
        report.row(f"{rate.name}: a page of one statement", f"{rate.per_second:.0f} requests/s")
    report.row("our root against Django's own", f"{second.per_second / first.per_second:.1f} times")


def _home(report: Report) -> None:
    found, made, slowest = home.kept(_served), home.made(_served), home.slowest_change(_served)
    peer = "adhocracy+: 21 to 31/s (measured elsewhere, 2 shared cores)"
    for name, rate, least, beside in (("kept", found, 1000, ""), ("made each time", made, 150, f"; {peer}")):
        figure = f"{rate.per_second:,.0f}/s, p99 {rate.p99:.0f} ms"
        budget = f">= {least:,}/s{beside}"
        report.row(f"home without a session, {name}", figure, budget, kept=rate.per_second >= least)
    report.row("a change is on every kept page after", f"{slowest:.0f} ms")
    fetched, whole = home.for_members(_served)
    figure = f"{fetched.per_second:,.0f}/s, p99 {fetched.p99:.0f} ms; as a whole {whole.per_second:,.0f}/s"
    report.row("home of a member, kept with the account fetched", figure, "", kept=True)


def _pages(report: Report, survey: SurveyRow, participations: int) -> None:
    at = clock.now()
    world.take_part(survey.id, participations // 2)
    half = pages.reading(survey.slug, survey.id, at)
    world.take_part(survey.id, participations // 2)
    full = pages.reading(survey.slug, survey.id, at)
    poll = pages.whole_poll(survey.slug, survey.id, at)
    full["result"], half["result"] = _results(report, survey)
    for name, cost in full.items():
        same, budget = cost.statements == half[name].statements, BUDGETS.get(name)
        figure = f"{cost.statements} SQL, {cost.cpu:.1f} ms CPU"
        figure += "" if same else f" (with half the data {half[name].statements} SQL)"
        kept = same and (budget is None or cost.statements <= budget)
        report.row(
            f"{name}, {participations:,} participations", figure, f"<= {budget} SQL" if budget else "", kept=kept
        )
    report.row(
        "a whole poll of 13 questions: 36 requests", f"{poll.statements} SQL, {poll.cpu:.0f} ms CPU", _ADHOCRACY_POLL
    )


def _keeping(report: Report, survey: SurveyRow, participations: int) -> None:
    missing = participations - Participation.objects.filter(survey=survey.id).count()
    world.take_part(survey.id, max(missing, 0))
    kept = keeping.measure()
    of = f"{participations:,} participations ({kept.rows:,} rows, {kept.megabytes:.0f} MB with photos)"
    report.row(f"backup of {of}, read again", f"{kept.backup:.1f} s")
    report.row("restore into an empty database, all rows counted", f"{kept.restore:.1f} s", "same rows", kept=kept.same)


def _results(report: Report, survey: SurveyRow) -> tuple[pages.Cost, pages.Cost]:
    """Close and publish the survey; return the cost of its result page and of one with few participations."""
    by, at = User.objects.get(email__startswith="demo@"), clock.now()
    small = world.small_result(by, at)
    began = time.perf_counter()
    actions.close(survey=survey.id, by=by, at=at)
    closed = time.perf_counter()
    results.publish(survey=survey.id, by=by, at=at + timedelta(minutes=1))
    report.row("close and shuffle all participations", f"{closed - began:.1f} s")
    report.row("evaluate and publish them", f"{time.perf_counter() - closed:.1f} s")
    with _served() as port:
        first = [asyncio.run(_first_byte(port, f"/umfragen/{survey.slug}/ergebnis/")) * 1000 for _ in range(20)]
    median = sorted(first)[10]
    report.row("result, first byte", f"{median:.0f} ms", "< 300 ms", kept=median < 300)
    return pages.result(survey.slug), pages.result(small)


async def _first_byte(port: int, path: str) -> float:
    browser = Browser("127.0.0.1", port)
    began = time.perf_counter()
    await browser.get(path)
    took = time.perf_counter() - began
    await browser.close()
    return took


def _transfer(report: Report, survey: SurveyRow) -> None:
    with _served() as port:
        for name, path in (("home", "/"), ("survey, first page", f"/umfragen/{survey.slug}/")):
            size = asyncio.run(_transferred(port, path)) / _KB
            report.row(f"{name}, all that a browser loads", f"{size:.0f} KB", "<= 100 KB", kept=size <= 100)


async def _transferred(port: int, path: str) -> int:
    """Return the bytes of a page with its styles, scripts, icons and both fonts, compressed as browsers ask for."""
    browser = Browser("127.0.0.1", port)
    page = await browser.get(path)
    names = set(re.findall(r'(?:href|src)="(/(?:static/[^"#]+|farben\.css))', page.body.decode()))
    total = len((await browser.get(path, accept_encoding="br, gzip")).body)
    styles = ""
    for name in sorted(names):
        if name.endswith(".css"):
            styles += (await browser.get(name)).body.decode()
    names |= {name if name.startswith("/") else f"/static/vendor/{name}" for name in _fonts(styles)}
    for name in sorted(names):
        total += len((await browser.get(name, accept_encoding="br, gzip")).body)
    await browser.close()
    return total


def _fonts(styles: str) -> set[str]:
    return {found.strip("\"'") for found in re.findall(r"url\(([^)]+\.woff2)[\"']?\)", styles)}


def _journey(report: Report, survey: SurveyRow, options: argparse.Namespace) -> None:
    seeds = world.seed_drafts(survey.id, int(options.seconds * 150), clock.now())
    smtp_port = urlsplit(os.environ["EMAIL_URL"]).port or 0
    with _served(worker=True) as port:
        result = asyncio.run(
            journey.run(
                seeds=seeds,
                slug=survey.slug,
                port=port,
                smtp_port=smtp_port,
                seconds=options.seconds,
                at_once=options.at_once,
            )
        )
    stored = Participation.objects.filter(survey=survey.id).count()
    report.row(
        f"whole guest participations, {options.at_once} at once",
        f"{result.per_second:.1f}/s for {result.seconds:.0f} s, median {result.median:.2f} s, "
        f"slowest {result.slowest:.2f} s",
        ">= 30/s",
        kept=result.per_second >= 30,
    )
    report.row("stored = confirmed", f"{stored} = {result.confirmed}", "equal", kept=stored == result.confirmed)
    Draft.objects.all().delete()


@contextmanager
def _served(*, worker: bool = False) -> Generator[int]:
    """Run the real server, and the worker where mails are to be sent; yield the port."""
    with _served_by(worker=worker) as (port, _server):
        yield port


# Of the worker, as its unit for systemd has it.
_NICE = 10


@contextmanager
def _served_by(*, worker: bool = False) -> Generator[tuple[int, int]]:
    """Run the real server as `_served` does; yield the port and the server's process id."""
    connections.close_all()
    port = int(os.environ["PORT"])
    commands = [["serve"], ["worker"]] if worker else [["serve"]]
    running = [subprocess.Popen([sys.executable, "-m", "smilecity", *command]) for command in commands]
    for process in running[1:]:
        psutil.Process(process.pid).nice(_NICE)
    try:
        asyncio.run(_answers(port))
        yield port, running[0].pid
    finally:
        for process in running:
            print(" ".join(process.args[2:]), "CPU seconds:", round(_cpu(process.pid), 1), file=sys.stderr)
            process.terminate()
        for process in running:
            process.wait(30)


def _cpu(pid: int) -> float:
    """Return the seconds of CPU that a process and its children have used."""
    root = psutil.Process(pid)
    times = [process.cpu_times() for process in (root, *root.children(recursive=True))]
    return sum(time.user + time.system for time in times)


async def _answers(port: int) -> None:
    browser = Browser("127.0.0.1", port)
    for _ in range(900):
        try:
            await browser.get("/")
        except OSError:
            await asyncio.sleep(0.1)
        else:
            await browser.close()
            return
    raise TimeoutError("the server did not start")
