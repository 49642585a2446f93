"""Threads for work that waits for the database. In: work. Out: its result, or Unavailable when too much waits.

Fair: no client has more than half of the threads, so that long questions of one leave room for the others.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from smilecity.doors.api.sensorthings.messages import Unavailable

T = TypeVar("T")

BUSY = "The server is busy. Please try again in a moment."


@dataclass(slots=True)
class _Turn:
    """Somebody who waits for a thread."""

    client: str
    ready: asyncio.Future[None]


class Pool:
    """So many threads; of those who wait, the first whose client has room comes next. Belongs to one event loop.

    `prepare` runs in the thread before each piece of work.
    """

    def __init__(self, name: str, *, threads: int, waiting: int, prepare: Callable[[], None]) -> None:
        self._threads, self._most_waiting, self._prepare = threads, waiting, prepare
        self._share = max(1, threads // 2)
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._running: Counter[str] = Counter()
        self._waiting: deque[_Turn] = deque()

    async def run(self, client: str, work: Callable[[], T]) -> T:
        """Do the work in a thread and return its result. Raises Unavailable, and whatever the work raises."""
        await self._turn(client)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, self._prepared, work)
        finally:
            self._leave(client)

    def stop(self) -> None:
        """Let the running work end; what waits is dropped."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    async def _turn(self, client: str) -> None:
        if self._has_room(client):
            self._running[client] += 1
            return
        theirs = sum(1 for turn in self._waiting if turn.client == client)
        if len(self._waiting) >= self._most_waiting or theirs >= max(1, self._most_waiting // 2):
            raise Unavailable(BUSY)
        turn = _Turn(client, asyncio.get_running_loop().create_future())
        self._waiting.append(turn)
        try:
            await turn.ready
        except asyncio.CancelledError:
            self._give_up(turn)
            raise

    def _has_room(self, client: str) -> bool:
        return self._running.total() < self._threads and self._running[client] < self._share

    def _give_up(self, turn: _Turn) -> None:
        if turn in self._waiting:
            self._waiting.remove(turn)
        else:
            self._leave(turn.client)

    def _leave(self, client: str) -> None:
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]
        following = next((turn for turn in self._waiting if self._has_room(turn.client)), None)
        if following:
            self._waiting.remove(following)
            self._running[following.client] += 1
            following.ready.set_result(None)

    def _prepared(self, work: Callable[[], T]) -> T:
        self._prepare()
        return work()
