"""Whole files: written while they are read; slow readers hold nobody up, and a file that breaks off can be seen to."""

import http.client
import socket
import time
from contextlib import ExitStack, closing

import pytest

from tests.doors.api.sensorthings.test_bad_days import PARTED, away
from tests.support.processes import until
from tests.support.sensorthings import ROOT, Server

ROWS = 30_000


@pytest.fixture(scope="module")
def stream(sensorthings_server: Server) -> int:
    """A datastream whose file is larger than all buffers on its way."""
    made = sensorthings_server.make_datastream()
    text = "A long word that makes a row of the file long. " * 20
    rows = [[f"2026-01-{1 + n // 1440:02}T{n // 60 % 24:02}:{n % 60:02}:00Z", n, {"note": text}] for n in range(ROWS)]
    table = {"Datastream": {"@iot.id": made}, "components": ["phenomenonTime", "result", "parameters"]}
    for begin in range(0, ROWS, 6_000):
        body = [table | {"dataArray": rows[begin : begin + 6_000]}]
        assert sensorthings_server.ask("POST", "CreateObservations", body, key=sensorthings_server.key).status == 201
    return made


def test_a_file_of_all_values_comes_whole(sensorthings_server: Server, stream: int) -> None:
    answered = sensorthings_server.get(f"Datastreams({stream})/Observations?$resultFormat=CSV")
    assert answered.status == 200
    assert answered.headers["content-type"].startswith("text/csv")
    assert answered.body.count(b"\r\n") == ROWS + 1


def test_a_file_may_be_asked_about_without_reading_it(sensorthings_server: Server, stream: int) -> None:
    head = sensorthings_server.ask("HEAD", f"Datastreams({stream})/Observations?$resultFormat=CSV")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-type"].startswith("text/csv")


def test_a_wrong_question_for_a_file_gets_its_sentence(sensorthings_server: Server, stream: int) -> None:
    refused = sensorthings_server.get(f"Datastreams({stream})/Observations?$resultFormat=CSV&$filter=nonsense")
    assert refused.status == 400
    assert "$filter" in refused.message


def test_readers_who_stop_reading_hold_nobody_up(sensorthings_server: Server, stream: int) -> None:
    request = f"GET {ROOT}/Datastreams({stream})/Observations?$resultFormat=CSV HTTP/1.1\r\nHost: x\r\n\r\n"
    other = sensorthings_server.make_datastream()
    with ExitStack() as slow:
        for _ in range(4):
            link = slow.enter_context(socket.create_connection(("127.0.0.1", sensorthings_server.port), timeout=20))
            link.sendall(request.encode())
        assert link.fileno() > 0
        for _ in range(10):
            assert sensorthings_server.get(f"Datastreams({stream})/Observations?$top=1").status == 200
            assert sensorthings_server.observe(other, 1).status == 201
    # Who hangs up gives the thread back, which has read on to the end of the file meanwhile.
    again = f"Datastreams({stream})/Observations?$resultFormat=CSV&$top=10"
    until(lambda: sensorthings_server.get(again).status == 200, 60)


def test_a_batch_holds_a_file_as_text(sensorthings_server: Server, stream: int) -> None:
    url = f"Datastreams({stream})/Observations?$resultFormat=CSV&$top=3&$select=result"
    body = {"requests": [{"id": "1", "method": "get", "url": url}]}
    (told,) = sensorthings_server.ask("POST", "$batch", body).json()["responses"]
    assert told["status"] == 200
    assert told["body"].splitlines()[0] == "result"


def _begun(server: Server, stream: int) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    link.request("GET", f"{ROOT}/Datastreams({stream})/Observations?$resultFormat=CSV")
    answered = link.getresponse()
    answered.read(1000)
    return link, answered


def test_a_file_that_breaks_off_does_not_look_whole(sensorthings_server: Server, stream: int) -> None:
    link, answered = _begun(sensorthings_server, stream)
    with closing(link), away(sensorthings_server), pytest.raises(http.client.IncompleteRead):
        answered.read()
    until(lambda: sensorthings_server.get("Things").status == 200)


def test_a_restart_of_the_database_between_two_pages_leaves_a_file_whole(
    sensorthings_server: Server, stream: int
) -> None:
    link, answered = _begun(sensorthings_server, stream)
    with closing(link):
        time.sleep(1)  # until the page that is being made waits to be read
        sensorthings_server.sql(PARTED, sensorthings_server.database)
        assert answered.read().count(b"\r\n") > ROWS - 10
