"""A crawler asks for 200 pages a second from one address while a person reads at another: what becomes of both."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import Protocol

from bench.http import Answer, Browser

RATE = 200
_SECONDS, _WARM_UP = 20.0, 6.0
# As many answers as may be under way at once; a crawler does not wait for one before it asks the next.
_CONNECTIONS = 64
_CRAWLER, _PERSON = "203.0.113.9", "192.0.2.55"
_VARIED = (
    "/",
    "/ideen/",
    "/ideen/?seite={n}",
    "/orte/?seite={n}",
    "/suche/?q=hafen+{n}",
    "/kalender/",
    "/gibt-es-nicht-{n}/",
)
_READ = ("/", "/ideen/", "/kalender/", "/suche/?q=bank+{n}", "/orte/", "/impressum/")
_EVERY = 0.25


class Report(Protocol):
    """The table of the benchmark."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


@dataclass(frozen=True)
class Crawled:
    """What the crawler got, by status, in so many seconds; and what the person did: statuses and milliseconds."""

    seconds: float
    answers: Counter[int]
    seen: Counter[int]
    waited: list[float]

    @property
    def offered(self) -> float:
        """Pages a second that were asked for and answered."""
        return self.answers.total() / self.seconds

    def waited_at(self, share: float) -> float:
        """Return how long the person waited at most for this share of the pages (ms)."""
        return sorted(self.waited)[min(int(len(self.waited) * share), len(self.waited) - 1)]


def measure(report: Report, served: Callable[[], AbstractContextManager[int]]) -> None:
    """Measure and print: a person alone, then beside the crawler."""
    with _in_earnest(), served() as port:
        # The first pages of fresh processes are slow, whoever asks.
        asyncio.run(_meet(port, rate=0, seconds=_WARM_UP))
        alone = asyncio.run(_meet(port, rate=0, seconds=_SECONDS))
        both = asyncio.run(_meet(port, rate=RATE, seconds=_SECONDS))
    told = both.answers[429] / both.answers.total()
    report.row(
        f"a crawler that offers {RATE} pages/s", f"{both.offered:.0f}/s answered, {told:.0%} of them told to wait (429)"
    )
    for name, found in (("alone", alone), ("beside the crawler", both)):
        figure = f"p50 {found.waited_at(0.5):.0f} ms, p99 {found.waited_at(0.99):.0f} ms ({found.seen.total()} pages)"
        report.row(f"a person elsewhere reads, {name}", figure, "all 200", kept=set(found.seen) == {200})


@contextmanager
def _in_earnest() -> Generator[None]:
    """Let limits and kept pages be as on a public site, behind a proxy that is us."""
    ours = {"SMILECITY_LIMIT_EXEMPT": "", "SMILECITY_PAGE_CACHE": "1", "SMILECITY_PROXIES": "1"}
    before = {name: os.environ.get(name, "") for name in ours}
    os.environ |= ours
    try:
        yield
    finally:
        os.environ |= before


async def _meet(port: int, *, rate: int, seconds: float) -> Crawled:
    answers: Counter[int] = Counter()
    seen: Counter[int] = Counter()
    waited: list[float] = []
    began = time.perf_counter()
    ends = began + seconds
    await asyncio.gather(_crawl(port, rate, ends, answers), _read(port, ends, seen, waited))
    return Crawled(time.perf_counter() - began, answers, seen, waited)


async def _crawl(port: int, rate: int, ends: float, answers: Counter[int]) -> None:
    """Ask evenly, whether answers come or not, as long as there are connections to ask on."""
    free: asyncio.Queue[Browser] = asyncio.Queue()
    for _ in range(_CONNECTIONS):
        free.put_nowait(Browser("127.0.0.1", port))
    began, asked = time.perf_counter(), 0
    async with asyncio.TaskGroup() as under_way:
        while rate and (now := time.perf_counter()) < ends:
            while asked < (now - began) * rate:
                path = _VARIED[asked % len(_VARIED)].format(n=asked)
                under_way.create_task(_once(await free.get(), path, free, answers))
                asked += 1
            await asyncio.sleep(0.005)


async def _once(browser: Browser, path: str, free: asyncio.Queue[Browser], answers: Counter[int]) -> None:
    answers[(await _asked(browser, path, _CRAWLER)).status] += 1
    free.put_nowait(browser)


async def _read(port: int, ends: float, seen: Counter[int], waited: list[float]) -> None:
    browser = Browser("127.0.0.1", port)
    for number, path in enumerate(cycle(_READ)):
        asked = time.perf_counter()
        if asked >= ends:
            break
        seen[(await _asked(browser, path.format(n=number), _PERSON)).status] += 1
        waited.append((time.perf_counter() - asked) * 1000)
        await asyncio.sleep(_EVERY)
    await browser.close()


async def _asked(browser: Browser, path: str, address: str) -> Answer:
    return await browser.get(path, accept_encoding="br, gzip", visitor=address)
