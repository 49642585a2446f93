"""The search for addresses over the demo's 1,220 streets and 60,000 house numbers of the bench's own.

Each question is asked as it is typed, with slips of the pen among them; what counts is that 95 of a hundred are
quick. Asked twice: without the indexes that were chosen for it, and with them.
"""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import Protocol

from django.db import connection
from django.test import Client

from bench.voices import SEED
from smilecity.city import actions, queries
from smilecity.city.models import Address, KnownPlace, MapFeature
from smilecity.city.rules import LayerKind
from smilecity.ground import clock, geo

HOUSES, QUESTIONS = 60_000, 300
MOST_MS = 20.0
_WARM = 20
_LETTERS = ("", "", "", "a", "b")
# What the search asks for, as it asks for it: an index that no plan takes is none.
_PLANS = {
    "a beginning": ("SELECT * FROM city_knownplace WHERE loose LIKE 'langest%'", "known_place_by_beginning"),
    "a slip": ("SELECT * FROM city_knownplace WHERE slips && '{lnge}'::varchar[]", "known_place_by_slips"),
    "a house": (
        "SELECT * FROM city_address WHERE street_key = ANY('{lange strasse}') AND number <= 12 AND until >= 12",
        "one_address",
    ),
    "the closest house": (
        "SELECT * FROM city_address WHERE lon BETWEEN 12.13 AND 12.131 AND lat BETWEEN 54.08 AND 54.081",
        "address_by_place",
    ),
}


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


def measure(report: Report) -> None:
    """Import the numbers, ask for addresses, and look at how the database finds them."""
    at = clock.now()
    content = _file(Random(SEED))
    seconds = _timed(lambda: actions.import_addresses(file=io.BytesIO(content), by=None, at=at))
    number = Address.objects.count()
    report.row(f"addresses: import of {number:,}", f"{seconds:.1f} s, {len(content) / 1e6:.1f} MB")
    seconds = _timed(lambda: actions.import_addresses(file=io.BytesIO(content), by=None, at=at))
    report.row("addresses: the same once more", f"{seconds:.1f} s")
    asked = list(_questions(Random(SEED)))
    with _without_indexes():
        report.row("addresses: suggestion without indexes, p95", _said(_times(asked)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE city_knownplace, city_address")
    for what, (statement, index) in _PLANS.items():
        report.row(f"addresses: plan for {what}", index, kept=_takes(statement, index))
    times = _times(asked)
    report.row("addresses: suggestion, p95", _said(times), f"{MOST_MS:.0f} ms", kept=_p95(times) < MOST_MS)
    client = Client(headers={"host": "127.0.0.1"})
    for text in asked[:_WARM]:
        client.get("/ort/suche/", {"q": text})  # as a server that has been asked before: pages found, statements known
    times = [_milliseconds(partial(client.get, "/ort/suche/", {"q": text})) for text in asked]
    report.row("addresses: suggestion as a request, p95", _said(times), f"{MOST_MS:.0f} ms", kept=_p95(times) < MOST_MS)
    places = [(place.lon, place.lat) for place in KnownPlace.objects.order_by("pk")[:QUESTIONS]]
    times = [_milliseconds(partial(queries.describe, *point)) for point in places]
    report.row("addresses: a point in words, p95", _said(times))


def _file(chosen: Random) -> bytes:
    """Return house numbers along the streets, as a table."""
    streets = list(MapFeature.objects.filter(layer=LayerKind.STREET).exclude(name="").order_by("pk"))
    lines = [geo.parse_geometry(street.geometry) for street in streets]
    each = -(-HOUSES // len(streets))
    rows = ["strasse_name;hausnummer;hausnummer_zusatz;postleitzahl;lon;lat"]
    for street, line in zip(streets, lines, strict=True):
        for number in range(1, each + 1):
            point = line.interpolate(number / (each + 1), normalized=True)
            letter = chosen.choice(_LETTERS)
            rows.append(f"{street.name};{number};{letter};180{chosen.randint(51, 69)};{point.x:.6f};{point.y:.6f}")
    return "\n".join(rows).encode()


def _questions(chosen: Random) -> Iterator[str]:
    """Yield addresses as they are typed: beginnings, whole ones, with slips."""
    names = list(KnownPlace.objects.filter(is_district=False).order_by("pk").values_list("name", flat=True))
    for n in range(QUESTIONS):
        whole = f"{chosen.choice(names)} {chosen.randint(1, 60)}"
        at = chosen.randint(1, max(1, len(whole) - 6))
        yield (
            whole,
            whole[: chosen.randint(3, len(whole))],
            whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :],
            f"18055 Rostock, {whole}".lower().replace("straße", "str."),
        )[n % 4]


def _times(asked: list[str]) -> list[float]:
    return [_milliseconds(partial(queries.places_named, text)) for text in asked]


@contextmanager
def _without_indexes() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_indexscan = off; SET enable_bitmapscan = off")
        yield
        cursor.execute("RESET enable_indexscan; RESET enable_bitmapscan")


def _takes(statement: str, index: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        return any(index in line for (line,) in cursor.fetchall())


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _said(times: list[float]) -> str:
    return f"{_p95(times):.1f} ms (half: {sorted(times)[len(times) // 2]:.1f} ms, slowest: {max(times):.1f} ms)"


def _milliseconds(act: Callable[[], object]) -> float:
    return _timed(act) * 1000


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
