"""The map of 100,000 contributions of all kinds: what a view costs this process and the database, and panning with it.

The database's own processor time counts, too: whatever is saved here must not be spent there.
"""

import gzip
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import psutil
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.voices import NOUNS, WHERE
from smilecity.city import queries as city
from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions import CallFields
from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.ground import clock

ALL = 100_000
_MOST_CPU, _MOST_KB, _MOST_SQL = 30, 80, 3
_REPEATS = 20
# A map on a wide screen, in pixels; the world is 512 wide at zoom 0.
_WIDE, _HIGH, _WORLD, _GRID = 900, 640, 512, 128
_FILTERS = {
    "one kind": {"art": "idea"},
    "a state": {"status": "umgesetzt"},
    "a year": {"zeit": "jahr"},
    "a theme": {},
    "a word of every 18th": {"suche": "laternen"},
    "two words": {"suche": "trinkbrunnen bahnhof"},
}
Box = tuple[float, float, float, float]


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


@dataclass(frozen=True)
class View:
    """What a view costs: milliseconds of this process and of the database, bytes, packed bytes, statements."""

    here: float
    database: float
    size: int
    packed: int
    statements: int

    @property
    def cpu(self) -> float:
        """Both together."""
        return self.here + self.database


def measure(report: Report) -> None:
    """Fill the town, look at it from far and near, and move the map about."""
    fill()
    lon, lat = _middle()
    for zoom in (9.0, 11.0, 12.0, 13.5, 15.0, 17.0, 18.5):
        _row(report, f"map of {ALL:,}, zoom {zoom:g}", [view(_path(seen(lon, lat, zoom), zoom))])
    themes = city.themes()
    for name, narrowed in _FILTERS.items():
        asked = narrowed or {"thema": themes[0].slug}
        _row(report, f"map of {ALL:,}, zoom 11, {name}", [view(_path(seen(lon, lat, 11), 11, **asked))])
    for zoom in (12.0, 14.5, 17.0):
        paths = [_path(box, zoom) for box in walk(lon, lat, zoom)]
        asked_for = list(dict.fromkeys(paths))
        what = f"panning at zoom {zoom:g}: {len(paths)} moves, {len(asked_for)} new parts"
        _row(report, what, [view(path, repeats=8) for path in asked_for])
    for path in ("/karte/", "/karte/?art=orte&zeit=jahr&status=umgesetzt", "/karte/einbetten/"):
        _row(report, f"the page {path}, of {ALL:,}", [view(path)], most_sql=8)


def _row(report: Report, what: str, views: Sequence[View], most_sql: int = _MOST_SQL) -> None:
    worst, count = max(views, key=lambda one: one.cpu), len(views)
    size, packed = max(one.size for one in views) / 1000, max(one.packed for one in views) / 1000
    mean = sum(one.cpu for one in views) / count
    figure = f"{worst.here:.1f} + {worst.database:.1f} ms CPU (page + database)"
    figure += f", mean {mean:.1f}" if count > 1 else ""
    figure += f", {size:.0f} kB ({packed:.0f} packed), {worst.statements} SQL"
    kept = worst.cpu <= _MOST_CPU and size <= _MOST_KB and worst.statements <= most_sql
    report.row(what, figure, f"<= {_MOST_CPU} ms, <= {_MOST_KB} kB, <= {most_sql} SQL", kept=kept)


def view(path: str, repeats: int = _REPEATS) -> View:
    """Return what an answer costs after the first: here the median, there (it is told in ticks of 10 ms) the mean."""
    client = Client()
    content = client.get(path).content
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    statements = len(captured)  # now: the log of queries is emptied by the next request
    times, there = [], _database()
    for _ in range(repeats):
        began = time.process_time()
        client.get(path)
        times.append(time.process_time() - began)
    return View(
        here=sorted(times)[repeats // 2] * 1000,
        database=(_database() - there) / repeats * 1000,
        size=len(content),
        packed=len(gzip.compress(content, 5)),
        statements=statements,
    )


def _database() -> float:
    """Return the seconds of processor time that this connection's part of PostgreSQL has used, helpers included."""
    connection.ensure_connection()
    root = psutil.Process(connection.connection.info.backend_pid)
    own, parent = root.cpu_times(), root.parent()
    helpers = parent.cpu_times() if parent else None
    ended = helpers.children_user + helpers.children_system if helpers else 0.0
    return float(own.user + own.system + ended)


# --- where the map stands --------------------------------------------------------------------------------------------


def seen(lon: float, lat: float, zoom: float) -> Box:
    """Return what the script asks for when the map stands here: the visible part, widened to its grid."""
    degrees = 360 / 2**zoom / _WORLD
    across, up = _WIDE / 2 * degrees, _HIGH / 2 * degrees * math.cos(math.radians(lat))
    step = _GRID * degrees

    def out(value: float) -> float:
        return math.ceil(value / step) * step

    sides = (-out(across - lon), -out(up - lat), out(lon + across), out(lat + up))
    return (round(sides[0], 5), round(sides[1], 5), round(sides[2], 5), round(sides[3], 5))


def walk(lon: float, lat: float, zoom: float, moves: int = 40) -> Iterator[Box]:
    """Yield what is seen while the map is moved in a spiral, by a tenth of its width at a time."""
    step = _WIDE / 10 * 360 / 2**zoom / _WORLD
    for move in range(moves):
        turn, far = move * 0.6, step * (1 + move / 6)
        yield seen(lon + far * math.cos(turn), lat + far * 0.6 * math.sin(turn), zoom)


def _path(box: Box, zoom: float, **narrowed: str) -> str:
    sides = dict(zip(("west", "south", "east", "north"), box, strict=True))
    asked = {**narrowed, **sides, "zoom": zoom}
    return "/karte/daten/?" + "&".join(f"{key}={value}" for key, value in asked.items())


def _middle() -> tuple[float, float]:
    """Return where most of it is: the middle of the districts' middles."""
    boxes = [row.box for row in city.districts()]
    lons, lats = [(box.west + box.east) / 2 for box in boxes], [(box.south + box.north) / 2 for box in boxes]
    return sum(lons) / len(lons), sum(lats) / len(lats)


# --- what is on it ---------------------------------------------------------------------------------------------------


def fill() -> None:
    """Put 100,000 contributions of all kinds there instead of whatever was: at once, since actions are not measured."""
    at = clock.now()
    for kind in Kind:
        fields = CallFields(
            title={"de": "Für die Karte"}, moderation=Moderation.AFTER, opens_at=at - timedelta(days=900)
        )
        actions.make_call(slug=f"map-{kind}", kind=kind, fields=fields, by=None, at=at)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE contributions_contribution CASCADE")
        cursor.execute("SELECT setseed(0.2022)")
        cursor.execute(_FILL, {"all": ALL, "at": at, "nouns": list(NOUNS), "where": list(WHERE)})
        cursor.execute("VACUUM ANALYZE contributions_contribution")


_FILL = """
INSERT INTO contributions_contribution (
    id, number, call_id, kind, category, title, text, language, theme_ids, lon, lat, place, district_id, author_name,
    informed, channel, source, source_id, publicity, visible, status, supports, imported_supports, comments, revision,
    submitted_at, published_at, changed_at
)
SELECT gen_random_uuid(), nextval('contributions_number'), k.id, k.kind,
    CASE k.kind WHEN 'place' THEN (ARRAY['happy', 'improve', 'favourite'])[1 + n %% 3] ELSE '' END,
    concat('Mehr ', (%(nouns)s::text[])[1 + n %% cardinality(%(nouns)s::text[])], ' ',
        (%(where)s::text[])[1 + n / 7 %% cardinality(%(where)s::text[])], ' (', n, ')'),
    'Dort fehlt seit Jahren etwas zum Ausruhen. Viele Familien kommen hier jeden Tag vorbei.', 'de', ARRAY[t.id]::int[],
    d.west + random() * (d.east - d.west), d.south + random() * (d.north - d.south), 'Nähe Lange Straße', d.id, '',
    false, 'web', '', '', 'shown', true,
    (ARRAY['received', 'in_review', 'accepted', 'done', 'declined'])[1 + n %% 5], n %% 40, 0, 0, 1, s.at, s.at, s.at
FROM generate_series(1, %(all)s) n
CROSS JOIN LATERAL (SELECT %(at)s::timestamptz - n * interval '13 minutes' AS at) s
JOIN (SELECT id, kind, row_number() OVER (ORDER BY slug) - 1 AS i, count(*) OVER () AS m
    FROM contributions_call WHERE slug LIKE 'map-%%') k ON k.i = n %% k.m
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS i, count(*) OVER () AS m FROM city_theme) t
    ON t.i = (n / 3) %% t.m
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS i, count(*) OVER () AS m FROM city_district) d
    ON d.i = (n * 7919) %% d.m
"""
