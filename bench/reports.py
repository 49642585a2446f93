"""Reporting after a storm: what the form's steps cost, and 50 reports a second with photos, of which none may be lost.

Server, worker and database run as in production; reports come over Open311 as multipart. Counted afterwards in the
database: as many reports as were accepted, each once, each with a photo that can be read.
"""

import io
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import psutil
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from PIL import Image

from bench.pages import cost
from smilecity.city import queries as city
from smilecity.collect.contributions.actions import CallFields, make_call
from smilecity.collect.contributions.models import Call, Contribution, Photo
from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.collect.reports.actions import CategoryFields, save_category
from smilecity.ground import clock, geo
from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import Scope

RATE = 50.0
_CATEGORY = "bench-sturm"
_SLUG = "bench-sturm"
_FIRST_BYTE_MS = 50
_SHARE = 0.98
_DRAINED_WITHIN = 1800
Served = Callable[..., AbstractContextManager[tuple[int, int]]]


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


@dataclass(frozen=True)
class Came:
    """What came back from the storm. `took`: seconds of each from when it was due; `cpu`: of the sender itself."""

    numbers: list[int]
    refused: list[str]
    took: list[float]
    seconds: float
    cpu: float


@dataclass(frozen=True)
class Stored:
    """What is in the database afterwards. `twice`: beyond the first of each text; `unread`: photos nobody can see."""

    reports: int
    twice: int
    photos: int
    unread: int


def measure(report: Report, served: Served, seconds: float, rate: float) -> None:
    """Look at the form, then let the storm come."""
    at = clock.now()
    secret = found(at)
    _form(report, at)
    _storm(report, served, secret, seconds, rate)


def found(at: datetime) -> str:
    """Have the town hall take reports; return a key that may report."""
    if not Call.objects.filter(slug=_SLUG).exists():
        fields = CallFields(title={"de": "Sturm"}, moderation=Moderation.BEFORE, opens_at=at - timedelta(days=1))
        make_call(slug=_SLUG, kind=Kind.REPORT, fields=fields, by=None, at=at)
        save_category(code=_CATEGORY, parent="", fields=CategoryFields(title={"de": "Baum"}), by=None, at=at)
    party = keys.make_party(name=f"Sturm {at.isoformat()}", by=None, at=at)
    made = keys.make_key(party=party, label="bench", scopes=[Scope.REPORT], a_minute=1_000_000, by=None, at=at)
    return made.secret


def _form(report: Report, at: datetime) -> None:
    """Go through the three steps as a guest; each is asked for by who has said the steps before it."""
    client = Client(headers={"host": "127.0.0.1"})
    lon, lat = _places()[0]
    said = {
        "was": {"category": _CATEGORY, "text": "Ein Baum liegt auf dem Weg."},
        "ort": {"lon": str(lon), "lat": str(lat)},
        "pruefen": None,
    }
    for name, fields in said.items():
        path = reverse("web:report_step", args=[_SLUG, name])
        found_cost = cost(lambda path=path: client.get(path))  # type: ignore[misc] # a default binds the path
        answer = client.get(path)
        figure = f"{found_cost.statements} SQL, {found_cost.cpu:.1f} ms CPU"
        kept = answer.status_code == 200 and found_cost.cpu < _FIRST_BYTE_MS
        report.row(f"report form, step {name}: first byte", figure, f"< {_FIRST_BYTE_MS} ms CPU", kept=kept)
        if fields:
            client.post(path, fields)


def _places() -> list[tuple[float, float]]:
    """Return a point in every district."""
    points = [geo.parse_area(outline.geometry).representative_point() for outline in city.outlines()]
    return [(round(point.x, 6), round(point.y, 6)) for point in points]


def _storm(report: Report, served: Served, secret: str, seconds: float, rate: float) -> None:
    began = clock.now()
    with served(worker=True) as (port, _server):
        database = _database_cpu()
        came = _send(port, seconds, rate, secret)
        reports, jobs = _waiting()
        busy = _database_cpu() - database
        drained = _drained()
        stored = _stored(began)
    answered, late = len(came.took), sorted(came.took) or [0.0]
    per_second = len(came.numbers) / came.seconds
    report.row(
        f"{rate:.0f} reports a second with photos for {seconds:.0f} s",
        f"{len(came.numbers):,} accepted, {len(came.refused)} refused, {per_second:.1f}/s, median "
        f"{statistics.median(late) * 1000:.0f} ms, p99 {late[int(answered * 0.99)] * 1000:.0f} ms, slowest "
        f"{late[-1] * 1000:.0f} ms; sender {came.cpu:.0f} s, database {busy:.0f} s CPU",
        f">= {rate * _SHARE:.0f}/s, none refused",
        kept=per_second >= rate * _SHARE and not came.refused,
    )
    for refusal in came.refused[:3]:
        print(refusal, file=sys.stderr)
    report.row(
        "left to do when the last was answered", f"{reports:,} photos, {jobs:,} jobs; done after {drained:.0f} s"
    )
    accepted = len(came.numbers)
    report.row(
        "accepted = stored, each once, each photo readable",
        f"{accepted:,} = {stored.reports:,} with {stored.photos:,} photos, {stored.twice} twice, "
        f"{stored.unread} unread",
        "equal, 0, 0",
        kept=accepted == stored.reports == stored.photos == len(set(came.numbers)) and not stored.twice + stored.unread,
    )


def _send(port: int, seconds: float, rate: float, secret: str) -> Came:
    words = [str(port), str(seconds), str(rate), secret, _CATEGORY, json.dumps(_places())]
    connections.close_all()
    done = subprocess.run(
        [sys.executable, "-m", "bench.storm", *words], stdout=subprocess.PIPE, check=True, env=os.environ, text=True
    )
    return Came(**json.loads(done.stdout))


def _database_cpu() -> float:
    """Return the seconds of processor time of the whole database server so far, ended sessions included."""
    connection.ensure_connection()
    parent = psutil.Process(connection.connection.info.backend_pid).parent()
    if parent is None:
        return 0.0
    own = parent.cpu_times()
    times = [one.cpu_times() for one in parent.children(recursive=True)]
    ended = own.children_user + own.children_system
    return float(own.user + own.system + ended + sum(time.user + time.system for time in times))


def _waiting() -> tuple[int, int]:
    """Return how many photos and jobs are not done yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM reports_waitingphoto), (SELECT count(*) FROM procrastinate_jobs "
            "WHERE status IN ('todo', 'doing') AND (scheduled_at IS NULL OR scheduled_at < now()))"
        )
        photos, jobs = cursor.fetchone()
    return int(photos), int(jobs)


def _drained() -> float:
    """Wait until nothing waits; return how long that took."""
    began = time.perf_counter()
    while any(_waiting()) and time.perf_counter() - began < _DRAINED_WITHIN:
        time.sleep(0.5)
    return time.perf_counter() - began


def _stored(began: datetime) -> Stored:
    rows = Contribution.objects.filter(category=_CATEGORY, submitted_at__gte=began)
    texts = list(rows.values_list("text", flat=True))
    files = list(Photo.objects.filter(contribution__in=rows).values_list("large", "small"))
    unread = sum(not (_readable(large) and _readable(small)) for large, small in files)
    return Stored(len(texts), len(texts) - len(set(texts)), len(files), unread)


def _readable(name: str) -> bool:
    try:
        with default_storage.open(name) as file, Image.open(io.BytesIO(file.read())) as image:
            image.load()
    except OSError:
        return False
    return True
