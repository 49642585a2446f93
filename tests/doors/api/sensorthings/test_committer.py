"""The thread that stores for all: together, in order, each told its own; one that breaks it stands alone."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, OperationalError

from smilecity.doors.api.sensorthings.committer import Committer, Outcome, Record
from smilecity.doors.api.sensorthings.messages import Unavailable
from smilecity.people.keys.rules import CITY, Caller
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.values import NewObservation

AT = datetime(2026, 3, 2, tzinfo=UTC)


class Store:
    """What the committer stores into here: it remembers what came together, and can be held."""

    def __init__(self) -> None:
        self.together: list[list[Any]] = []
        self.go = threading.Event()
        self.go.set()

    def record(self, values: Sequence[NewObservation], callers: Sequence[Caller], at: datetime) -> Outcome:
        assert len(callers) == len(values)
        assert at == AT
        assert self.go.wait(10)
        self.together.append([value.result for value in values])
        if any(value.result == "breaks" for value in values):
            raise DataError
        if any(value.result == "away" for value in values):
            raise OperationalError
        return [Problem(400, "no") if value.result == "no" else value.result for value in values]


def with_committer(record: Record, test: Callable[[Committer], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        committer = Committer(record, prepare=lambda: None)
        try:
            await test(committer)
        finally:
            await asyncio.to_thread(committer.stop)

    asyncio.run(run())


def send(committer: Committer, *results: Any) -> asyncio.Future[Outcome]:
    return committer.store([NewObservation(1, AT, result) for result in results], CITY, AT)


def test_what_waits_is_stored_together_and_each_is_told_its_own() -> None:
    store = Store()

    async def test(committer: Committer) -> None:
        store.go.clear()
        first = send(committer, 1)
        while committer._waiting:  # noqa: ASYNC110 -- a thread takes it
            await asyncio.sleep(0.01)
        others = [send(committer, 2, 3), send(committer, 4)]
        store.go.set()
        assert await asyncio.gather(first, *others) == [[1], [2, 3], [4]]

    with_committer(store.record, test)
    assert store.together == [[1], [2, 3, 4]]


def test_a_refused_value_is_told_its_problem() -> None:
    async def test(committer: Committer) -> None:
        (good, refused) = await send(committer, 1, "no")
        assert good == 1
        assert isinstance(refused, Problem)

    with_committer(Store().record, test)


def test_who_breaks_it_for_all_fails_alone() -> None:
    store = Store()

    async def test(committer: Committer) -> None:
        store.go.clear()
        waits = send(committer, 0)
        posts = [send(committer, 1), send(committer, "breaks"), send(committer, 3)]
        store.go.set()
        told = await asyncio.gather(waits, *posts, return_exceptions=True)
        assert [told[0], told[1], told[3]] == [[0], [1], [3]]
        assert isinstance(told[2], DataError)

    with_committer(store.record, test)


def test_trouble_with_the_database_is_told_to_all_and_the_next_ones_are_stored() -> None:
    async def test(committer: Committer) -> None:
        with pytest.raises(Unavailable):
            await send(committer, "away")
        assert await send(committer, 2) == [2]

    with_committer(Store().record, test)


def test_a_sender_who_has_gone_does_not_stop_the_others() -> None:
    store = Store()

    async def test(committer: Committer) -> None:
        store.go.clear()
        gone, there = send(committer, 1), send(committer, 2)
        gone.cancel()
        store.go.set()
        assert await there == [2]

    with_committer(store.record, test)


def test_at_the_end_everything_that_waits_is_stored_and_nothing_more_is_taken() -> None:
    store = Store()

    async def test(committer: Committer) -> None:
        posts = [send(committer, number) for number in range(50)]
        await asyncio.to_thread(committer.stop)
        with pytest.raises(Unavailable):
            send(committer, 51)
        assert await asyncio.gather(*posts) == [[number] for number in range(50)]

    with_committer(store.record, test)
