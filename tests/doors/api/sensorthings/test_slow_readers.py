"""Readers who read slowly or not at all keep nobody from reading: not their own network's others, not other clients."""

import asyncio
import http.client
import socket
import threading
import time
from collections.abc import AsyncIterator, Generator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from smilecity.doors.api.sensorthings import outlet as outlets
from smilecity.doors.api.sensorthings.messages import Refusal, Unavailable
from smilecity.doors.api.sensorthings.outlet import Outlet, Places, Stalled
from smilecity.people.keys.rules import Scope
from tests.support.processes import until
from tests.support.sensorthings import ROOT, Server

ROWS = 18_000
OF_ONE = 4
NOTE = "A long word that makes a row of the file long. " * 20


@pytest.fixture(scope="module")
def stream(sensorthings_server: Server) -> int:
    """A datastream whose file is larger than all buffers on its way."""
    made = sensorthings_server.make_datastream()
    rows = [[f"2026-01-{1 + n // 1440:02}T{n // 60 % 24:02}:{n % 60:02}:00Z", n, {"note": NOTE}] for n in range(ROWS)]
    table = {"Datastream": {"@iot.id": made}, "components": ["phenomenonTime", "result", "parameters"]}
    for begin in range(0, ROWS, 6_000):
        body = [table | {"dataArray": rows[begin : begin + 6_000]}]
        assert sensorthings_server.ask("POST", "CreateObservations", body, key=sensorthings_server.key).status == 201
    return made


def _file(stream: int) -> str:
    return f"Datastreams({stream})/Observations?$resultFormat=CSV"


@contextmanager
def reading_slowly(server: Server, path: str, key: str, *, readers: int) -> Generator[list[socket.socket]]:
    """Readers with a key who have asked for a file and read nothing of it."""
    asked = f"GET {ROOT}/{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"
    with ExitStack() as stack:
        links = []
        for _ in range(readers):
            link = stack.enter_context(socket.socket())
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            link.settimeout(20)
            link.connect(("127.0.0.1", server.port))
            link.sendall(asked.encode())
            links.append(link)
        for link in links:
            assert link.recv(16, socket.MSG_PEEK).startswith(b"HTTP/1.1 200"), "the file has begun"
        yield links


def test_slow_readers_of_several_clients_leave_whole_files_to_others(sensorthings_server: Server, stream: int) -> None:
    keys = [sensorthings_server.make_key({Scope.READ}) for _ in range(3)]
    with ExitStack() as slow:
        for key in keys:
            slow.enter_context(reading_slowly(sensorthings_server, _file(stream), key, readers=OF_ONE))
        for _ in range(2):
            began = time.monotonic()
            answered = sensorthings_server.get(_file(stream))
            assert (answered.status, answered.body.count(b"\r\n")) == (200, ROWS + 1)
            assert time.monotonic() - began < 30
        assert sensorthings_server.get("Locations?$resultFormat=GeoJSON&$top=1").status == 200


def test_a_slow_reader_gets_the_whole_file(sensorthings_server: Server, stream: int) -> None:
    key = sensorthings_server.make_key({Scope.READ})
    with reading_slowly(sensorthings_server, _file(stream), key, readers=1) as (link,):
        time.sleep(1.5)
        answered = http.client.HTTPResponse(link)
        answered.begin()
        lines = 0
        while piece := answered.read(200_000):
            lines += piece.count(b"\r\n")
            time.sleep(0.005)
    assert lines == ROWS + 1


def test_one_client_reads_few_files_at_a_time_and_is_told_so(sensorthings_server: Server, stream: int) -> None:
    key, other = (sensorthings_server.make_key({Scope.READ}) for _ in range(2))
    small = f"{_file(stream)}&$top=10"
    with reading_slowly(sensorthings_server, _file(stream), key, readers=OF_ONE):
        refused = sensorthings_server.get(small, key=key)
        assert refused.status == 429
        assert "4 files already" in refused.message
        assert int(refused.headers["retry-after"]) > 0
        assert sensorthings_server.get(f"Datastreams({stream})/Observations?$top=1", key=key).status == 200
        assert sensorthings_server.get(small, key=other).status == 200
    until(lambda: sensorthings_server.get(small, key=key).status == 200, 60)


@pytest.mark.parametrize("option", ["$resultFormat=CSV", "%24resultFormat=CSV", "$resultFormat=%43SV"])
def test_a_file_is_one_however_its_option_is_written(sensorthings_server: Server, stream: int, option: str) -> None:
    answered = sensorthings_server.get(f"Datastreams({stream})/Observations?{option}")
    assert (answered.status, answered.body.count(b"\r\n")) == (200, ROWS + 1)
    assert "content-length" not in answered.headers


def test_places_are_shared_by_clients_and_come_back() -> None:
    places = Places(most=3, of_one=2)
    with places.take("greedy"), places.take("greedy"):
        with pytest.raises(Refusal) as refused:
            places.take("greedy").__enter__()
        assert refused.value.status == 429
        with places.take("other"), pytest.raises(Unavailable):
            places.take("third").__enter__()
        with places.take(""):
            pass
    with places.take(""), places.take(""), places.take(""):
        pass


class Reader:
    """An ASGI `send` that takes so many pieces and then nothing more."""

    def __init__(self, takes: int) -> None:
        self.taken, self._takes = 0, takes

    async def __call__(self, message: Any) -> None:
        if self.taken == self._takes:
            await asyncio.Event().wait()
        self.taken += 1


async def _much() -> AsyncIterator[bytes]:
    while True:
        yield bytes(outlets.PIECE)


def _poured(reader: Reader, ending: threading.Event) -> float:
    """Pour without end; return how long that went on before it was given up."""

    async def pour() -> None:
        with pytest.raises(Stalled):
            await Outlet(reader, ending).pour(200, (), _much())

    began = time.monotonic()
    asyncio.run(asyncio.wait_for(pour(), 20))
    return time.monotonic() - began


def test_a_reader_who_stops_is_given_up_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlets, "PATIENCE_FOR_A_PIECE", 0.3)
    reader = Reader(takes=5)
    assert 0.2 < _poured(reader, threading.Event()) < 5
    assert reader.taken == 5


def test_a_reader_of_a_byte_now_and_then_is_given_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlets, "PATIENCE", 0.3)
    assert 0.2 < _poured(Reader(takes=-1), threading.Event()) < 5


def test_the_end_of_the_server_does_not_wait_for_a_reader() -> None:
    ending = threading.Event()
    ending.set()
    assert _poured(Reader(takes=0), ending) < 5
