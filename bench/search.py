"""The search over 100,000 things of the bench's own: how long the index takes to build, and how long questions take.

Its things come from a source of its own, so that nothing but the index is measured.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Protocol

from django.db import connection
from django.test import Client

from bench.pages import cost
from bench.voices import SEED, sentences
from smilecity.ground import clock
from smilecity.ground.search import actions, sources
from smilecity.ground.search.models import Word
from smilecity.ground.search.rules import Findable

SOURCE, THINGS = "bench", 100_000
_TIMES = 7
# What is asked, and how many milliseconds the answer may take.
QUESTIONS = (
    ("a rare word", "/suche/?suche=kennwort77777", 60),
    ("two words", "/suche/?suche=Trinkbrunnen+Bahnhof", 150),
    ("a word of every 18th thing", "/suche/?suche=Laternen", 250),
    ("a word of nearly half of all things", "/suche/?suche=Familien", 900),
    ("a slip of the pen", "/suche/?suche=Trinkbrunen", 300),
    ("nothing at all", "/suche/?suche=qwxyqwxy", 150),
    ("10,000 characters", "/suche/?" + "suche=" + "Bank+" * 2000, 300),
    ("suggestions", "/suche/vorschlaege/?suche=trink", 150),
)


class Report(Protocol):
    """The table that is printed."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


@dataclass(frozen=True)
class Asked:
    """What a question took: milliseconds (the median), statements."""

    milliseconds: float
    statements: int


def measure(report: Report) -> None:
    """Build the index and ask it."""
    sources.register(sources.Source(SOURCE, _read))
    seconds = _timed(lambda: [None for _state in actions.rebuild([SOURCE])])
    report.row(f"search: index of {THINGS:,} things", f"{seconds:.0f} s, {THINGS / seconds:,.0f}/s")
    seconds = _timed(_learn)
    report.row("search: their words", f"{seconds:.0f} s, {Word.objects.count():,} words, {_megabytes():.0f} MB index")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE search_document, search_word")
    for name, address, most in QUESTIONS:
        took = _ask(address)
        figure = f"{took.milliseconds:.0f} ms, {took.statements} SQL"
        report.row(
            f"search: {name}", figure, f"{most} ms, 5 SQL", kept=took.milliseconds <= most and took.statements <= 5
        )


def _read(keys: Sequence[str] | None) -> Iterator[Findable]:
    now = clock.now()
    for key in range(THINGS) if keys is None else map(int, keys):
        chosen = Random(SEED + key)
        title, text = sentences(chosen)
        yield Findable(
            key=str(key),
            kind=chosen.choice(("idea", "idea", "place", "event", "page")),
            title={"de": title},
            body={"de": f"{text} Kennwort{key}"},
            at=now - timedelta(hours=key),
            facts={"number": key, "dates": "", "url_path": "/home/x/"},
        )


def _learn() -> None:
    while actions.learn():
        pass


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _ask(address: str) -> Asked:
    client = Client(headers={"host": "127.0.0.1"})
    client.get(address, follow=True)
    statements = cost(lambda: client.get(address, follow=True)).statements
    times = [_timed(lambda: client.get(address, follow=True)) for _ in range(_TIMES)]
    return Asked(statistics.median(times) * 1000, statements)


def _megabytes() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('search_document') + pg_total_relation_size('search_word')")
        return float(cursor.fetchone()[0]) / 1_000_000
