"""Klarschiff's reports come in as a file of the real one's size and shape (2,619 rows, Rostock, 2026), and once more.

The published figures say how many rows, categories, offices and texts there are; what they say is made up here.
"""

import csv
import io
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Protocol

import psutil
from django.core.management import call_command
from django.db import connection

from bench.voices import SEED, sentences
from smilecity.city import queries as city
from smilecity.collect.contributions.actions import CallFields, make_call
from smilecity.collect.contributions.models import Call
from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.collect.reports.actions import CategoryFields, save_category
from smilecity.collect.reports.rules.klarschiff import COLUMNS, WORDS
from smilecity.ground import clock, geo

ROWS, CATEGORIES = 2_619, 61
_SLUG = "bench-klarschiff"
_MOST = 20.0


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


def measure(report: Report, rows: int = ROWS) -> None:
    """Import a file, then the same file, then the same with other states."""
    at = clock.now()
    if not Call.objects.filter(slug=_SLUG).exists():
        fields = CallFields(title={"de": "Klarschiff"}, moderation=Moderation.AFTER, opens_at=at - timedelta(days=900))
        make_call(slug=_SLUG, kind=Kind.REPORT, fields=fields, by=None, at=at)
        save_category(code="k", parent="", fields=CategoryFields(title={"de": "Haupt"}), by=None, at=at)
        for sub in range(CATEGORIES):
            below = CategoryFields(title={"de": f"Unter {sub}"})
            save_category(code=f"k-{sub}", parent="k", fields=below, by=None, at=at)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "klarschiff.csv"
        for what, states in (("import of", 0), ("the same once more,", 0), ("every state another,", 1)):
            _write(file, rows, states)
            seconds, cpu = _imported(file)
            kept = seconds <= _MOST * rows / ROWS
            figure = f"{seconds:.1f} s, {cpu:.1f} s CPU with the database's"
            report.row(f"Klarschiff: {what} {rows:,} reports", figure, f"<= {_MOST * rows / ROWS:.0f} s", kept=kept)


def _imported(file: Path) -> tuple[float, float]:
    connection.ensure_connection()
    database = psutil.Process(connection.connection.info.backend_pid)
    before, here, began = sum(database.cpu_times()[:2]), time.process_time(), time.perf_counter()
    call_command("reports", "import", str(file), call=_SLUG, source=_SLUG, stdout=io.StringIO())
    took, cpu = time.perf_counter() - began, time.process_time() - here
    return took, cpu + sum(database.cpu_times()[:2]) - before


def _write(file: Path, rows: int, states: int) -> None:
    chosen = Random(SEED)
    points = [geo.parse_area(outline.geometry).representative_point() for outline in city.outlines()]
    words = list(WORDS.values())
    newest = clock.now().date()
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(COLUMNS)
        for number in range(1, rows + 1):
            point = chosen.choice(points)
            day = newest - timedelta(days=chosen.randrange(2, 700))
            state = words[(number + states) % len(words)]
            note = chosen.choice(("", "Wir haben es gesehen.", f"Erledigt am {day:%d.%m.}"))
            lat, lon = point.y + chosen.uniform(-1, 1) / 1e4, point.x + chosen.uniform(-1, 1) / 1e4
            agency = chosen.choice(("Tiefbauamt", "Stadtgrün [delegiert an: Firma Baum]"))
            table.writerow([
                lat, lon, 40_000 + number, "Problem", "Haupt", f"Unter {chosen.randrange(CATEGORIES)}", state, note,
                chosen.choice(("", "", "", 3)), sentences(chosen)[1], f"{day:%Y/%m/%d}",
                f"{day + timedelta(days=1):%Y/%m/%d}", agency,
            ])  # fmt: skip
