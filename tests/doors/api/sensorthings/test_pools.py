"""Threads are shared fairly: no client has more than half of them, and too many who wait are told to come again."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from smilecity.doors.api.sensorthings.messages import Unavailable
from smilecity.doors.api.sensorthings.pools import Pool


class Work:
    """Work that runs until it is let go, and remembers who began in which order."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.go = threading.Event()

    def of(self, name: str) -> Callable[[], str]:
        def run() -> str:
            self.begun.append(name)
            assert self.go.wait(10)
            return name

        return run


def with_pool(test: Callable[[Pool, Work], Coroutine[Any, Any, None]], *, threads: int = 4, waiting: int = 8) -> None:
    async def run() -> None:
        pool, work = Pool("test", threads=threads, waiting=waiting, prepare=lambda: None), Work()
        try:
            await test(pool, work)
        finally:
            work.go.set()
            pool.stop()

    asyncio.run(run())


async def begun(work: Work, number: int) -> None:
    async with asyncio.timeout(10):
        while len(work.begun) < number:  # noqa: ASYNC110 -- threads begin it
            await asyncio.sleep(0.01)


def test_long_work_of_one_client_leaves_half_of_the_threads_to_others() -> None:
    async def test(pool: Pool, work: Work) -> None:
        greedy = [asyncio.create_task(pool.run("greedy", work.of("greedy"))) for _ in range(4)]
        await begun(work, 2)
        other = asyncio.create_task(pool.run("other", work.of("other")))
        await begun(work, 3)
        assert work.begun == ["greedy", "greedy", "other"]
        work.go.set()
        assert await asyncio.gather(*greedy, other) == ["greedy"] * 4 + ["other"]

    with_pool(test)


def test_who_waits_too_long_a_line_is_told_to_come_again_others_are_not() -> None:
    async def test(pool: Pool, work: Work) -> None:
        tasks = [asyncio.create_task(pool.run("greedy", work.of("greedy"))) for _ in range(1 + 4)]
        await begun(work, 1)
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await pool.run("greedy", work.of("greedy"))
        tasks.append(asyncio.create_task(pool.run("other", work.of("other"))))
        work.go.set()
        assert (await asyncio.gather(*tasks))[-1] == "other"

    with_pool(test, threads=2)


def test_work_that_fails_gives_its_place_back() -> None:
    def fail() -> None:
        raise ValueError

    async def test(pool: Pool, work: Work) -> None:
        work.go.set()
        for _ in range(5):
            with pytest.raises(ValueError):  # noqa: PT011 -- whatever it raises
                await pool.run("one", fail)
        assert await pool.run("one", work.of("one")) == "one"

    with_pool(test, threads=2, waiting=1)


def test_who_gives_up_waiting_is_left_out() -> None:
    async def test(pool: Pool, work: Work) -> None:
        first = asyncio.create_task(pool.run("one", work.of("first")))
        await begun(work, 1)
        second = asyncio.create_task(pool.run("one", work.of("second")))
        third = asyncio.create_task(pool.run("one", work.of("third")))
        await asyncio.sleep(0)
        second.cancel()
        work.go.set()
        assert [await first, await third] == ["first", "third"]
        assert work.begun == ["first", "third"]

    with_pool(test, threads=2)
