"""Whole files on their way out: slow readers hold the writer back, nobody for ever, and who left frees everything."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import ReceiveEvent, SendEvent

from smilecity.config.outlet import Outlet
from tests.law.test_intake import scope

PIECES = 500


class File:
    """A file of many pieces: how many were written, and whether it was closed."""

    def __init__(self) -> None:
        self.written = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        while self.written < PIECES:
            self.written += 1
            yield b"x" * 1000

    def close(self) -> None:
        self.closed = True

    def __call__(self, environ: Any, start_response: Any) -> "File":
        start_response("200 OK", [])
        return self


async def receive() -> ReceiveEvent:
    return {"type": "http.request", "body": b"", "more_body": False}


async def give(file: File, send: Callable[[SendEvent], Awaitable[None]], patience: float = 60.0) -> None:
    pool = WSGIMiddleware(file, workers=1, send_queue_size=2)
    await asyncio.wait_for(pool(scope(), receive, Outlet(send, patience)), 20)


def test_who_reads_nothing_for_now_holds_the_writer_back_and_gets_everything_later() -> None:
    file, taken = File(), bytearray()

    async def read_slowly() -> None:
        goes_on = asyncio.Event()

        async def send(message: SendEvent) -> None:
            await goes_on.wait()
            if message["type"] == "http.response.body":
                taken.extend(message["body"])

        giving = asyncio.create_task(give(file, send))
        await asyncio.sleep(0.5)
        assert 1 <= file.written <= 5, "the rest is not written before somebody reads"
        goes_on.set()
        await giving

    asyncio.run(read_slowly())
    assert (len(taken), file.closed) == (PIECES * 1000, True)


def test_who_reads_for_ever_is_given_up_and_the_writer_is_free() -> None:
    file, taken = File(), list[SendEvent]()

    async def send(message: SendEvent) -> None:
        taken.append(message)
        if len(taken) > 3:
            await asyncio.sleep(600)

    asyncio.run(give(file, send, patience=0.3))
    assert (file.closed, len(taken)) == (True, 4)
    assert all(message.get("more_body", True) for message in taken), "what is not whole must not look so"


@pytest.mark.parametrize("error", [OSError, RuntimeError, ConnectionResetError])
def test_a_connection_that_fails_leaves_no_thread_waiting(error: type[Exception]) -> None:
    file = File()

    async def send(message: SendEvent) -> None:
        raise error

    asyncio.run(give(file, send))
    assert file.closed
