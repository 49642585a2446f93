"""The server's shape, measured again: an empty Django view through Django's own ASGI handler and through our root."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.http import Browser

# Health of the process itself: no session, no database, no template.
EMPTY = "/farben.css"
SHAPES = {
    "Django through its own ASGI handler": "bench.asgi_of_django:application",
    "Django as WSGI below our ASGI root": "smilecity.config.asgi:application",
}


@dataclass(frozen=True)
class Rate:
    """Requests a second of one shape of the server."""

    name: str
    per_second: float


def rates(port: int, *, seconds: float = 8, at_once: int = 16) -> list[Rate]:
    """Return the requests a second of each shape, on a page of one statement."""
    found = []
    for name, application in SHAPES.items():
        with _running(application, port):
            found.append(Rate(name, asyncio.run(_load(port, seconds, at_once))))
    return found


@contextmanager
def _running(application: str, port: int) -> Generator[None]:
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--workers", "2", "--no-ws"]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), "--log-level", "error", application], env=os.environ
    )
    try:
        asyncio.run(_up(port))
        yield
    finally:
        process.terminate()
        process.wait(30)


async def _up(port: int) -> None:
    for _ in range(600):
        browser = Browser("127.0.0.1", port)
        try:
            await browser.get(EMPTY)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            await browser.close()
            return
    raise TimeoutError("the server did not start")


async def _load(port: int, seconds: float, at_once: int) -> float:
    answered, ends = 0, time.perf_counter() + seconds

    async def ask() -> None:
        nonlocal answered
        browser = Browser("127.0.0.1", port)
        while time.perf_counter() < ends:
            await browser.get(EMPTY)
            answered += 1
        await browser.close()

    began = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(at_once)))
    return answered / (time.perf_counter() - began)
