"""Whole guest participations a second: final POST, mail through real SMTP, GET of its link, POST that confirms."""

import asyncio
import re
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.http import Browser
from bench.world import Seed

_LINK = re.compile(r"/teilnahme/[A-Za-z0-9_-]{43}/")
_FIELD = re.compile(rb'name="(secret)" value="([^"]+)"')


@dataclass(frozen=True)
class Result:
    """What came of a run: how many took part in how many seconds, and how long one of them waited (seconds)."""

    confirmed: int
    seconds: float
    median: float
    slowest: float

    @property
    def per_second(self) -> float:
        """Whole participations a second."""
        return self.confirmed / self.seconds


class Postbox:
    """A real SMTP server on loopback that hands the link of each mail to whoever waits for its address."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._links: dict[str, asyncio.Future[str]] = {}

    def link_for(self, address: str) -> "asyncio.Future[str]":
        """Return the link that the next mail to this address holds."""
        return self._links.setdefault(address, self._loop.create_future())

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        """Take a mail."""
        mail = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        found = _LINK.search(mail.get_content()) if isinstance(mail, EmailMessage) else None
        for address in envelope.rcpt_tos:
            if found:
                self._loop.call_soon_threadsafe(self._deliver, address, found.group())
        return "250 OK"

    def _deliver(self, address: str, link: str) -> None:
        waiting = self.link_for(address)
        if not waiting.done():
            waiting.set_result(link)


async def run(*, seeds: list[Seed], slug: str, port: int, smtp_port: int, seconds: float, at_once: int) -> Result:
    """Have as many people as possible take part for `seconds`, `at_once` at a time."""
    postbox = Postbox(asyncio.get_running_loop())
    controller = Controller(postbox, hostname="127.0.0.1", port=smtp_port)
    controller.start()
    waiting, times = list(seeds), list[float]()
    ends = time.perf_counter() + seconds
    began = time.perf_counter()

    async def person() -> None:
        browser = Browser("127.0.0.1", port)
        while waiting and time.perf_counter() < ends:
            start = time.perf_counter()
            await _take_part(browser, waiting.pop(), slug, postbox)
            times.append(time.perf_counter() - start)
        await browser.close()

    try:
        await asyncio.gather(*(person() for _ in range(at_once)))
    finally:
        controller.stop()
    times.sort()
    return Result(len(times), time.perf_counter() - began, times[len(times) // 2], times[-1])


async def _take_part(browser: Browser, seed: Seed, slug: str, postbox: Postbox) -> None:
    link = postbox.link_for(seed.address)
    sent = await browser.post(
        f"/umfragen/{slug}/pruefen/", {"csrfmiddlewaretoken": seed.csrf}, cookie=f"sessionid={seed.session}"
    )
    _expect(sent.status, 302)
    path = await asyncio.wait_for(link, 60)
    page = await browser.get(path)
    _expect(page.status, 200)
    fields = {name.decode(): value.decode() for name, value in _FIELD.findall(page.body)}
    done = await browser.post(path, fields)
    _expect(done.status, 200)


def _expect(status: int, wanted: int) -> None:
    if status != wanted:
        raise RuntimeError(f"the server said {status} instead of {wanted}")
