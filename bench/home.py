"""The first page: kept in memory, made each time, right after a change; and for members, whose account is fetched."""

import asyncio
import os
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from secrets import token_urlsafe

from django.test import Client

from bench.http import Browser
from smilecity.city.models import City
from smilecity.ground import clock
from smilecity.people.actions import make_account

Served = Callable[[], AbstractContextManager[int]]
_AT_ONCE = 16
_SECONDS = 8.0
# The first page of a fresh worker is made, not found.
_WARM_UP = 40


@dataclass(frozen=True)
class Rate:
    """Pages a second, and how long the slowest of a hundred took (ms)."""

    per_second: float
    p99: float


def kept(served: Served) -> Rate:
    """Return how fast it is answered from memory."""
    return _measured(served, keep=True)


def made(served: Served) -> Rate:
    """Return how fast it is answered when each is made anew."""
    return _measured(served, keep=False)


def _measured(served: Served, *, keep: bool) -> Rate:
    with _page_cache(keep), served() as port:
        asyncio.run(_load(port, _WARM_UP, seconds=2))
        return asyncio.run(_load(port, _AT_ONCE, seconds=_SECONDS))


def for_members(served: Served) -> tuple[Rate, Rate]:
    """Return how fast it is answered from memory with the member's account fetched, and how fast made as a whole."""
    cookie = _member()
    with _page_cache(keep=True), served() as port:
        asyncio.run(_load(port, _WARM_UP, seconds=2))
        kept = asyncio.run(_load(port, _AT_ONCE, seconds=_SECONDS, cookie=cookie))
    with _page_cache(keep=False), served() as port:
        asyncio.run(_load(port, _WARM_UP, seconds=2, cookie=cookie))
        return kept, asyncio.run(_load(port, _AT_ONCE, seconds=_SECONDS, cookie=cookie))


def _member() -> str:
    """Return the cookie of somebody who has signed in."""
    user = make_account(email="mess@example.org", name="", password=token_urlsafe(), at=clock.now())
    client = Client()
    client.force_login(user, backend="smilecity.doors.web.backends.SignInBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def slowest_change(served: Served, changes: int = 20) -> float:
    """Return how long it took at most, in ms after the commit, until both processes showed a change."""
    with _page_cache(keep=True), served() as port:
        asyncio.run(_load(port, _WARM_UP, seconds=2))
        return max(_shown_after(port, f"Stadt {number}") for number in range(changes))


def _shown_after(port: int, name: str) -> float:
    City.objects.update(name=name)
    began, last = time.perf_counter(), 0.0
    # Long enough for every process to be asked many times.
    while time.perf_counter() < began + 0.3:
        if name not in asyncio.run(_once(port)):
            last = time.perf_counter() - began
    return last * 1000


async def _once(port: int) -> str:
    browser = Browser("127.0.0.1", port)
    page = await browser.get("/")
    await browser.close()
    return page.body.decode()


async def _seen(browser: Browser, cookie: str) -> None:
    """Ask for the first page and what a browser fetches into it."""
    answers = [await browser.get("/", cookie=cookie, accept_encoding="br, gzip" if not cookie else "identity")]
    if b"hx-get=" in answers[0].body:
        answers.append(await browser.fetch("/mein-bereich/konto/", cookie=cookie))
    for answer in answers:
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}")


@contextmanager
def _page_cache(keep: bool) -> Generator[None]:
    before = os.environ["SMILECITY_PAGE_CACHE"]
    os.environ["SMILECITY_PAGE_CACHE"] = "1" if keep else "0"
    try:
        yield
    finally:
        os.environ["SMILECITY_PAGE_CACHE"] = before


async def _load(port: int, at_once: int, *, seconds: float, cookie: str = "") -> Rate:
    took: list[float] = []
    began = time.perf_counter()
    ends = began + seconds

    async def ask() -> None:
        browser = Browser("127.0.0.1", port)
        while (asked := time.perf_counter()) < ends:
            await _seen(browser, cookie)
            took.append(time.perf_counter() - asked)
        await browser.close()

    await asyncio.gather(*(ask() for _ in range(at_once)))
    return Rate(len(took) / (time.perf_counter() - began), sorted(took)[int(len(took) * 0.99)] * 1000)
