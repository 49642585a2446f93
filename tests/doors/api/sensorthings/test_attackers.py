"""Who means harm: requests that would stop all others, borrow somebody's key, or learn what is hidden."""

import base64
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from smilecity.people.keys.rules import Scope
from tests.support.sensorthings import OF_A_PARTY, Server, datastream


@contextmanager
def others_are_answered(server: Server) -> Iterator[None]:
    """Ask for something small meanwhile, again and again; none of it may take long."""
    going = True

    def ask() -> float:
        longest = 0.0
        while going:
            began = time.monotonic()
            assert server.get("Things?$top=1").status == 200
            longest = max(longest, time.monotonic() - began)
            time.sleep(0.02)
        return longest

    with ThreadPoolExecutor(1) as thread:
        other = thread.submit(ask)
        try:
            yield
        finally:
            going = False
        assert other.result() < 5


def part_of(line: bytes) -> bytes:
    return b"--b\r\nContent-Type: application/http\r\n\r\n" + line + b"\r\n\r\n--b--"


@pytest.mark.parametrize("line", [b"GET x" + b" " * 2_000_000 + b"y", b"GET " + b" HTTP/1.1" * 200_000 + b"y"])
def test_a_line_of_blanks_in_a_batch_stops_nobody(sensorthings_server: Server, line: bytes) -> None:
    began = time.monotonic()
    with others_are_answered(sensorthings_server):
        answered = sensorthings_server.ask("POST", "$batch", part_of(line), Content_Type="multipart/mixed; boundary=b")
    assert answered.status in {200, 400, 413}
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("form", ["json", "multipart", "nested"])
def test_a_batch_of_a_million_parts_is_refused_and_stops_nobody(sensorthings_server: Server, form: str) -> None:
    bodies = {
        "json": (b'{"requests":[' + b",".join(b'{"id":"%d","method":"GET","url":"x"}' % n for n in range(200_000))),
        "multipart": b"--b\r\nContent-Type: application/http\r\n\r\nGET x\r\n" * 150_000 + b"--b--",
        "nested": b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
        + b"--c\r\n" * 1_500_000
        + b"--c--\r\n--b--",
    }
    kind = {"json": "application/json"}.get(form, "multipart/mixed; boundary=b")
    body = bodies[form] + (b"]}" if form == "json" else b"")
    with others_are_answered(sensorthings_server):
        refused = sensorthings_server.ask("POST", "$batch", body, Content_Type=kind)
    assert refused.status in {400, 413}


def test_many_geometries_in_one_filter_are_too_many(sensorthings_server: Server) -> None:
    near = "geo.distance(location,geography'POINT(12 54)') lt 1"
    assert sensorthings_server.get(f"Locations?$filter={' or '.join([near] * 5)}").status == 200
    refused = sensorthings_server.get(f"Locations?$filter={' or '.join([near] * 60)}")
    assert refused.status == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_strangers_page_cannot_use_a_key_that_a_browser_remembers(sensorthings_server: Server, kind: str) -> None:
    """Browsers send remembered passwords along with forms of other sites, without asking us first."""
    remembered = "Basic " + base64.b64encode(b"x:" + sensorthings_server.key.encode()).decode()
    body = b'{"name": "Pegel", "description": ""}'
    forged = {"Content_Type": kind, "Authorization": remembered, "Origin": "https://evil.example"}
    assert sensorthings_server.ask("POST", "Things", body, **forged).status == 403
    own = forged | {"Origin": f"http://127.0.0.1:{sensorthings_server.port}"}
    assert sensorthings_server.ask("POST", "Things", body, **own).status == 201
    honest = forged | {"Content_Type": "application/json"}
    assert sensorthings_server.ask("POST", "Things", body, **honest).status == 201


def test_a_key_that_may_not_read_is_told_that_its_value_is_stored(sensorthings_server: Server) -> None:
    party = sensorthings_server.make_party()
    owner = sensorthings_server.make_key(OF_A_PARTY, party=party)
    sender = sensorthings_server.make_key({Scope.OBSERVE}, party=party)
    stream = sensorthings_server.make_datastream(key=owner, access="internal")
    path = f"Datastreams({stream})/Observations"
    sent = sensorthings_server.ask("POST", path, {"result": 1}, key=sender, Prefer="return=representation")
    assert sent.status == 201
    assert sensorthings_server.results(stream, key=owner) == [1]


def test_a_key_that_may_only_manage_is_told_that_its_change_is_done(sensorthings_server: Server) -> None:
    party = sensorthings_server.make_party()
    manager = sensorthings_server.make_key({Scope.MANAGE}, party=party)
    prefer = {"key": manager, "Prefer": "return=representation"}
    body = datastream(access="internal")
    made = sensorthings_server.ask("POST", "Datastreams", body, **prefer)
    assert made.status == 201
    assert sensorthings_server.ask("PATCH", f"Datastreams({made.id})", {"name": "x"}, **prefer).status == 200
