"""What the city measures, by the ten million: values sent one by one and by the thousand, asked for, counted, imported.

The bare COPY goes into the same partitioned table with the same indexes; the server is the real one.
"""

import asyncio
import csv
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from django.db import connection, transaction

from bench.http import Answer, Browser
from smilecity.ground import clock
from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import CITY, Scope
from smilecity.sense.things import actions
from smilecity.sense.things.actions import months
from smilecity.sense.things.models import Datastream
from smilecity.sense.things.rules.schema import Kind

ROOT = "/sensorthings/v1.1"
STREAMS, VALUES = 1_500, 10_000_000
# The first series has a value each ten minutes of a year and more; all others share the rest, one an hour.
LONG_FROM = datetime(2024, 7, 1, tzinfo=UTC)
NEWEST = datetime(2025, 12, 31, 23, tzinfo=UTC)
_UNIT = {"name": "Meter", "symbol": "m", "definition": "http://www.qudt.org/qudt/owl/1.0.0/unit/Instances.html#Meter"}


@dataclass(frozen=True)
class World:
    """What the measurements need to know: a key that may do everything, and the series by number."""

    key: str
    streams: list[int]


def found(streams: int = STREAMS) -> World:
    """Make a thing with a place, and series of it."""
    at = clock.now()
    party = keys.make_party(name="Bench", by=None, at=at)
    secret = keys.make_key(party=party, label="bench", scopes=set(Scope), a_minute=1_000_000, by=None, at=at).secret
    thing = {
        "name": "Pegel",
        "description": "Ein Pegel",
        "Locations": [
            {
                "name": "Am Strom",
                "description": "",
                "encodingType": "application/geo+json",
                "location": {"type": "Point", "coordinates": [12.08, 54.17]},
            }
        ],
        "Datastreams": [_series(0)],
    }
    made = actions.create(Kind.THINGS, thing, caller=CITY, at=at)
    first = Datastream.objects.get(thing_id=made.id)
    same = {
        "Thing": {"@iot.id": made.id},
        "Sensor": {"@iot.id": first.sensor_id},
        "ObservedProperty": {"@iot.id": first.observed_properties.get().pk},
    }
    others = (
        actions.create(Kind.DATASTREAMS, _plain(number) | same, caller=CITY, at=at).id for number in range(1, streams)
    )
    return World(secret, [first.pk, *others])


def _plain(number: int) -> dict[str, Any]:
    return {
        "name": f"Wasserstand {number}",
        "description": "Wasserstand über Normal",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement": _UNIT,
    }


def _series(number: int) -> dict[str, Any]:
    sensor = {"name": "Drucksonde", "description": "", "encodingType": "application/pdf", "metadata": "about:blank"}
    return _plain(number) | {
        "Sensor": sensor,
        "ObservedProperty": {"name": "Wasserstand", "description": "", "definition": "about:blank"},
    }


_FILL = """
INSERT INTO things_observation (id, datastream_id, feature_id, phenomenon_start, result_number)
SELECT ((extract(year FROM t AT TIME ZONE 'UTC')::bigint - 1900) * 12 + extract(month FROM t AT TIME ZONE 'UTC')::bigint
    - 1 << 41) | nextval('things_observation_number'), d, %(feature)s, t, round((random() * 100)::numeric, 2)::float8
FROM generate_series(%(start)s::timestamptz, %(end)s::timestamptz, %(step)s::interval) t
CROSS JOIN unnest(%(streams)s::bigint[]) d
"""
_SUMS = """
INSERT INTO things_aggregate (datastream_id, step, component, start, count, total, least, most, doubtful)
SELECT datastream_id, '{step}', 0, date_trunc('{step}', phenomenon_start, '{zone}'), count(*), sum(result_number),
    min(result_number), max(result_number), 0
FROM things_observation WHERE datastream_id = ANY(%s) GROUP BY 1, 4
ON CONFLICT DO NOTHING
"""
_EXTENTS = """
UPDATE things_extent e SET observations = n, phenomenon_start = first, phenomenon_end = last, latest_start = last
FROM (SELECT datastream_id, count(*) n, min(phenomenon_start) first, max(phenomenon_start) last
    FROM things_observation GROUP BY 1) o WHERE e.datastream_id = o.datastream_id
"""
_FEATURES = """
INSERT INTO things_featureextent (feature_id, datastream_id, first, last)
SELECT %s, datastream_id, phenomenon_start, phenomenon_end FROM things_extent WHERE observations > 0
ON CONFLICT DO NOTHING
"""


_COPY = "COPY things_observation (id, datastream_id, feature_id, phenomenon_start, result_number) FROM STDIN"


def fill(world: World, values: int = VALUES) -> int:
    """Lay the values down as months of use would have; return how many there are."""
    thing = Datastream.objects.get(pk=world.streams[0]).thing_id
    with transaction.atomic():
        feature = actions.features_for([thing], at=clock.now())[thing]
    from django.conf import settings

    hours = values // len(world.streams)
    spans = [
        (world.streams[:1], LONG_FROM, "10 minutes"),
        (world.streams[1:], NEWEST - timedelta(hours=hours), "1 hour"),
    ]
    with connection.cursor() as cursor:
        for streams, start, step in spans:
            months.ensure(start + timedelta(days=15 * half) for half in range((NEWEST - start).days // 15 + 2))
            said: dict[str, Any] = {"streams": streams, "start": start, "end": NEWEST, "step": step, "feature": feature}
            cursor.execute(_FILL, said)
        for step in ("hour", "day", "month"):
            cursor.execute(_SUMS.format(step=step, zone=settings.TIME_ZONE), [world.streams[:20]])
        cursor.execute(_EXTENTS)
        cursor.execute(_FEATURES, [feature])
        cursor.execute("VACUUM ANALYZE things_observation, things_aggregate, things_extent, things_featureextent")
        cursor.execute("SELECT sum(observations) FROM things_extent")
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Burst:
    """Single posts: values a second, milliseconds, what was refused, and whether all that was answered is stored."""

    rate: float
    median: float
    p99: float
    refused: int
    stored: int
    kept: int


def burst(world: World, port: int, *, seconds: float = 15, at_once: int = 64, series: int = 16) -> Burst:
    """Send values one by one over `at_once` connections."""
    streams = world.streams[-series:]
    before = _count(streams)
    words = [str(port), str(seconds), str(at_once), world.key, ",".join(map(str, streams))]
    done = subprocess.run([sys.executable, "-m", "bench.burst", *words], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    kept = _count(streams) - before
    return Burst(said["rate"], said["median"], said["p99"], int(said["refused"]), int(said["stored"]), kept)


def _count(streams: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(observations) FROM things_extent WHERE datastream_id = ANY(%s)", [streams])
        return int(cursor.fetchone()[0])


def copied(world: World, rows: int = 200_000) -> float:
    """Return the rows a second of one bare COPY of text that is ready, into the same table with its indexes."""
    stream, start = world.streams[0], datetime(2026, 5, 1, tzinfo=UTC)
    month = (2026 - 1900) * 12 + 4
    months.ensure([start, start + timedelta(seconds=rows)])
    lines = (
        f"{month << 41 | 1 << 40 | number}\t{stream}\t1\t{start + timedelta(seconds=number)}\t{number / 10}\n"
        for number in range(rows)
    )
    ready = "".join(lines).encode()
    began = time.perf_counter()
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(ready)
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM things_observation WHERE datastream_id = %s AND feature_id = 1", [stream])
        cursor.execute("VACUUM things_observation")
    return rows / took


def arrays(world: World, port: int, *, rows: int = 200_000, each: int = 1_000, at_once: int = 8) -> float:
    """Return the values a second that come in as data arrays of `each` values."""
    return asyncio.run(_arrays(world, port, rows, each, at_once))


async def _arrays(world: World, port: int, rows: int, each: int, at_once: int) -> float:
    bodies = [_array(world.streams[1 + part % 8], part * each, each) for part in range(rows // each)]

    async def send() -> None:
        browser = Browser("127.0.0.1", port)
        while bodies:
            answer = await browser.send("POST", f"{ROOT}/CreateObservations", bodies.pop(), key=world.key)
            if answer.status != 201 or b"error" in answer.body:
                raise RuntimeError(f"{answer.status}: {answer.body[:300]!r}")
        await browser.close()

    began = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(at_once)))
    return rows / (time.perf_counter() - began)


def _array(stream: int, first: int, each: int) -> bytes:
    start = datetime(2026, 6, 1, tzinfo=UTC)
    values = [[f"{(start + timedelta(seconds=n)):%Y-%m-%dT%H:%M:%SZ}", n / 10] for n in range(first, first + each)]
    part = {"Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result"], "dataArray": values}
    return json.dumps([part]).encode()


@dataclass(frozen=True)
class Asked:
    """What a question cost: milliseconds (median), and the last answer."""

    milliseconds: float
    answer: Answer

    def json(self) -> Any:
        """Return the answer's body."""
        return json.loads(self.answer.body)


def ask(port: int, path: str, *, times: int = 15) -> Asked:
    """Ask the running server the same again and again, on one connection."""
    return asyncio.run(_ask(port, path.replace(" ", "%20"), times))


async def _ask(port: int, path: str, times: int) -> Asked:
    browser, took = Browser("127.0.0.1", port), []
    for _ in range(times + 3):
        began = time.perf_counter()
        answer = await browser.get(path)
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {answer.body[:300]!r}")
    await browser.close()
    return Asked(median(took[3:]), answer)


@dataclass(frozen=True)
class Import:
    """How an import went: seconds, the most megabytes its process held at a quarter of the way and at the end."""

    seconds: float
    early: float
    late: float
    stored: int


def bring_in(world: World, folder: Path, rows: int = 1_000_000) -> Import:
    """Import a CSV file as an operator would, in a process of its own."""
    file, mapping = folder / "values.csv", folder / "values.json"
    stream, dice = world.streams[2], random.Random(20221101)
    start = datetime(2014, 1, 1, tzinfo=UTC)
    with file.open("w", newline="", encoding="utf-8") as out:
        lines = csv.writer(out)
        lines.writerow(["time", "value", "flag"])
        for number in range(rows):
            when = start + timedelta(minutes=5 * number)
            lines.writerow([f"{when:%Y-%m-%dT%H:%M:%SZ}", round(dice.gauss(0.2, 0.3), 3), 1])
    columns = {"time": "time", "result": "value", "quality": "flag"}
    mapping.write_text(json.dumps({"datastream": stream, "columns": columns}))
    before = _count([stream])
    command = [sys.executable, "-m", "smilecity", "sense", "import", str(file), "--mapping", str(mapping)]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ)
    seen = _watch(process)
    if process.returncode:
        raise RuntimeError("the import failed")
    took = time.perf_counter() - began
    file.unlink()
    quarter = max(1, len(seen) // 4)
    return Import(took, max(seen[:quarter]), max(seen), _count([stream]) - before)


def _watch(process: "subprocess.Popen[bytes]") -> list[float]:
    seen = [0.0]
    while process.poll() is None:
        try:
            seen.append(psutil.Process(process.pid).memory_info().rss / 1e6)
        except psutil.NoSuchProcess:
            break
        time.sleep(0.1)
    process.wait()
    return seen
