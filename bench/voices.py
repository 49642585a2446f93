"""Contributions by the thousand: imported by the real command, then listed, shown, drawn on the map and exported.

adhocracy+ was measured on 1,000 ideas on 2 shared cores; its figures stand beside ours.
"""

import asyncio
import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import psutil
from django.db import connection
from django.test import Client

from bench.http import Browser
from bench.pages import Cost, cost
from smilecity.city import queries as city
from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions import CallFields
from smilecity.collect.contributions.models import Call, Contribution
from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.ground import clock, geo

SEED = 20221101
CALL = "voices"
NOUNS = (
    "Bänke", "Bäume", "Radwege", "Laternen", "Spielplätze", "Papierkörbe", "Trinkbrunnen", "Zebrastreifen", "Beete",
    "Fahrradständer", "Buslinien", "Treppen", "Rampen", "Wegweiser", "Sitzplätze", "Werkstätten", "Feste", "Märkte",
)  # fmt: skip
WHERE = (
    "am Hafen", "vor der Schule", "im Park", "an der Haltestelle", "in der Innenstadt", "am Strand", "am Fluss",
    "hinter dem Rathaus", "neben dem Bahnhof", "auf dem Marktplatz", "an der Kreuzung", "im Wohngebiet",
)  # fmt: skip
_WHY = (
    "Dort fehlt seit Jahren etwas zum Ausruhen.", "Viele Familien kommen hier jeden Tag vorbei.",
    "Im Dunkeln fühlt man sich unwohl.", "Mit dem Kinderwagen kommt man nicht durch.",
    "Bei Regen steht alles unter Wasser.", "Das wäre für Jung und Alt ein Gewinn.",
    "Andere Städte haben gute Erfahrungen damit gemacht.", "Wer schlecht sieht, findet den Weg nicht.",
)  # fmt: skip


@dataclass(frozen=True)
class Import:
    """How an import went: seconds, and the most memory its process held, in MB."""

    seconds: float
    megabytes: float


def found() -> None:
    """Make the call that all of them answer."""
    at = clock.now()
    fields = CallFields(
        title={"de": "Ideen für die Stadt"}, moderation=Moderation.AFTER, opens_at=at - timedelta(days=900)
    )
    actions.make_call(slug=CALL, kind=Kind.IDEA, fields=fields, by=None, at=at)


def bring_in(folder: Path, first: int, last: int) -> Import:
    """Write the rows `first` to `last` to a file and import it as an operator would, in a process of its own."""
    file = folder / "voices.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        lines = csv.writer(out)
        lines.writerow(["id", "title", "text", "date", "lat", "lon", "themes", "votes"])
        lines.writerows(_rows(first, last))
    command = [
        sys.executable,
        "-m",
        "smilecity",
        "contributions",
        "import",
        str(file),
        "--call",
        CALL,
        "--source",
        CALL,
    ]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ)
    most = 0.0
    while process.poll() is None:
        with _gone_in_between():
            most = max(most, psutil.Process(process.pid).memory_info().rss / 1e6)
        time.sleep(0.1)
    if process.returncode:
        raise RuntimeError("the import failed")
    took = time.perf_counter() - began
    file.unlink()
    _settle()
    return Import(took, most)


class _gone_in_between:  # noqa: N801 - reads as a word in a with statement
    """Whoever ends while we look is of no interest any more."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        return kind is not None and issubclass(kind, psutil.NoSuchProcess)


def _rows(first: int, last: int) -> Iterator[tuple[object, ...]]:
    dice = Random(SEED + first)
    districts = [
        (row.box, geo.parse_area(outline.geometry))
        for row, outline in zip(city.districts(), city.outlines(), strict=True)
    ]
    themes = [theme.slug for theme in city.themes()]
    newest = clock.now()
    for number in range(first, last + 1):
        lon, lat = _place(*dice.choice(districts), dice)
        title, text = sentences(dice)
        title = f"{title} ({number})"
        day = newest - timedelta(minutes=dice.randrange(1, 900 * 24 * 60))
        chosen = "|".join(dice.sample(themes, dice.choice((1, 1, 2, 3))))
        yield number, title, text, day.isoformat(), lat, lon, chosen, int(dice.paretovariate(1))


def sentences(dice: Random) -> tuple[str, str]:
    """Return the title and the text of something somebody might say."""
    return f"Mehr {dice.choice(NOUNS)} {dice.choice(WHERE)}", " ".join(dice.sample(_WHY, 3))


def _place(box: geo.Box, area: geo.Area, dice: Random) -> tuple[float, float]:
    while True:
        lon, lat = dice.uniform(box.west, box.east), dice.uniform(box.south, box.north)
        if geo.point_in(area, lon, lat):
            return lon, lat


def _settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE contributions_contribution")


def spread() -> None:
    """Give statuses, answers and comments as a town in the middle of its work would have."""
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD)
    _settle()


_SPREAD = """
UPDATE contributions_contribution SET
    status = (ARRAY['received', 'in_review', 'accepted', 'done', 'declined'])[1 + (number % 5)],
    comments = (number * 7919) % 40,
    answered_at = CASE WHEN number % 5 > 1 THEN published_at + interval '12 days' END
"""


def reading() -> dict[str, Cost]:
    """Return what lists, a contribution and the map cost."""
    client = Client()
    call = Call.objects.get(slug=CALL)
    row = Contribution.objects.filter(call=call).order_by("-comments", "number").first()
    if row is None:
        raise LookupError("the contributions that were just imported")
    theme, district = row.theme_ids[0], row.district_id
    slugs = {known.id: known.slug for known in city.themes()}
    codes = {known.id: known.code for known in city.districts()}
    paths = {
        "list, 25 newest": "/ideen/",
        "list, most supported": "/ideen/?sortierung=supported",
        "list, theme and district": f"/ideen/?thema={slugs[theme]}&ortsteil={codes.get(district or 0, '')}",
        "list, by words": "/ideen/?suche=trinkbrunnen+strand",
        "one contribution": f"/ideen/{row.number}/",
    }
    return {name: cost(lambda path=path: client.get(path)) for name, path in paths.items()}  # type: ignore[misc] # a default binds the path


async def load(port: int, path: str, *, seconds: float = 10, at_once: int = 16) -> float:
    """Return the requests a second that the server answers with 200."""
    answered, ends = 0, time.perf_counter() + seconds

    async def ask() -> None:
        nonlocal answered
        browser = Browser("127.0.0.1", port)
        while time.perf_counter() < ends:
            answer = await browser.get(path)
            answered += answer.status == 200
        await browser.close()

    began = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(at_once)))
    return answered / (time.perf_counter() - began)


@dataclass(frozen=True)
class Export:
    """How a whole file came: seconds, megabytes of it, and by how many megabytes the server's processes grew."""

    seconds: float
    megabytes: float
    grown: float


async def export(port: int, path: str, server: int) -> Export:
    """Load a whole file and watch the memory of the server."""
    browser = Browser("127.0.0.1", port)
    before = most = _memory(server)
    began = time.perf_counter()
    asked = asyncio.create_task(browser.get(path))
    while not asked.done():
        await asyncio.sleep(0.2)
        most = max(most, _memory(server))
    answer = await asked
    took = time.perf_counter() - began
    await browser.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return Export(took, len(answer.body) / 1e6, most - before)


def _memory(pid: int) -> float:
    root = psutil.Process(pid)
    return sum(process.memory_info().rss for process in (root, *root.children(recursive=True))) / 1e6
