"""What no client should send: no JSON, too much, too deep, too slow, pretending to be others. Each is told so."""

import json
import socket
import time
from contextlib import ExitStack, suppress

import pytest

from tests.support.sensorthings import ROOT, Server

FLAT = {"name": "Pegel", "description": ""}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"result": NaN}',
        b'{"result": Infinity}',
        b'{"result": -Infinity}',
        b'{"result": 1e999}',
        b"{'result': 1}",
        b'{"result": "\\ud800"}',
        b'{"result": "\xff"}',
        b'{"result": "a\\u0000b"}',
        b'{"result": 1, "parameters": {"a\\u0000": 1}}',
        b"[]",
        b"1",
        b"null",
        b'{"result": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    ],
)
def test_a_body_that_is_no_value_is_refused_and_nothing_is_stored(sensorthings_server: Server, body: bytes) -> None:
    stream = sensorthings_server.make_datastream()
    path = f"Datastreams({stream})/Observations"
    refused = sensorthings_server.ask("POST", path, body, key=sensorthings_server.key)
    assert refused.status == 400
    assert len(refused.message) > 15
    assert sensorthings_server.results(stream) == []


@pytest.mark.parametrize("path", ["Things", "Datastreams({stream})/Observations", "CreateObservations", "$batch"])
def test_a_body_of_more_than_ten_megabytes_is_refused(sensorthings_server: Server, path: str) -> None:
    stream = sensorthings_server.make_datastream()
    body = json.dumps({"result": "x" * 10 * 1024 * 1024}).encode()
    refused = sensorthings_server.ask("POST", path.format(stream=stream), body, key=sensorthings_server.key)
    assert refused.status == 413
    assert "10 MB" in refused.message


def test_a_result_of_nearly_ten_megabytes_is_refused_in_words(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    assert sensorthings_server.observe(stream, "x" * 9_000_000).status in {400, 413}
    assert sensorthings_server.observe(stream, 1).status == 201


@pytest.mark.parametrize(
    "query",
    [
        "$filter=" + "name eq 'x' or " * 8_000 + "true",
        "$filter=" + "(" * 5_000 + "true" + ")" * 5_000,
        "$filter=name eq '",
        "$expand=" + "Datastreams($expand=Thing($expand=" * 10 + "Locations" + "))" * 10,
        "$top=-1",
        "$top=x",
        "$count=x",
        "$orderby=null",
        "$filter=name eq '%00'",
        "$skiptoken=x",
        "$filter=%ff",
    ],
)
def test_a_query_without_measure_is_refused_at_once(sensorthings_server: Server, query: str) -> None:
    began = time.monotonic()
    refused = sensorthings_server.get(f"Things?{query}")
    assert refused.status in {400, 413, 414, 431}
    assert time.monotonic() - began < 5


def test_an_enormous_top_is_cut(sensorthings_server: Server) -> None:
    assert sensorthings_server.get("Things?$top=1000000000").status == 200


def raw(port: int, request: bytes) -> bytes:
    """Send bytes and return everything that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        link.sendall(request)
        received = b""
        with suppress(TimeoutError, ConnectionError):
            while chunk := link.recv(65536):
                received += chunk
        return received


@pytest.mark.parametrize(
    "path",
    [b"/%ff%fe", b"/Things(%27)", b"/%00", b"//evil.example/", b"/..%2f..%2fetc", b"/\xc3\xa4", b"?q=\xff", b"x", b"0"],
)
def test_a_strange_address_is_answered_without_failing(sensorthings_server: Server, path: bytes) -> None:
    head = b"GET " + ROOT.encode() + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    answered = raw(sensorthings_server.port, head)
    assert answered.startswith(b"HTTP/1.1 ")
    assert int(answered.split()[1]) < 500


def test_headers_with_underscores_pretend_in_vain(sensorthings_server: Server) -> None:
    key = sensorthings_server.key.encode()
    body = b'{"name":"x","description":""}'
    head = b"POST " + ROOT.encode() + b"/Things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n"
    asked = head % len(body) + b"X_Forwarded_For: 1.2.3.4\r\nAuthorization_: Bearer " + key + b"\r\n\r\n" + body
    assert raw(sensorthings_server.port, asked).split()[1] == b"401"


def test_two_authorizations_open_nothing(sensorthings_server: Server) -> None:
    key = sensorthings_server.key.encode()
    shown = b"Authorization: Bearer " + key + b"\r\nAuthorization: Bearer other\r\n"
    asked = b"GET " + ROOT.encode() + b"/Things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + shown + b"\r\n"
    assert raw(sensorthings_server.port, asked).split()[1] == b"401"


def test_slow_senders_cost_nobody_else_their_answer(sensorthings_server: Server) -> None:
    head = b"POST " + ROOT.encode() + b"/Observations HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"
    with ExitStack() as slow:
        for _ in range(100):
            slow.enter_context(socket.create_connection(("127.0.0.1", sensorthings_server.port))).sendall(head)
        stream = sensorthings_server.make_datastream()
        assert sensorthings_server.observe(stream, 1).status == 201
        assert sensorthings_server.get("Things").status == 200


def test_a_sender_who_hangs_up_in_the_middle_leaves_nothing(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    path = f"{ROOT}/Datastreams({stream})/Observations".encode()
    shown = b"Authorization: Bearer " + sensorthings_server.key.encode()
    head = b"POST " + path + b" HTTP/1.1\r\nHost: x\r\n" + shown + b"\r\nContent-Length: 100\r\n\r\n"
    with socket.create_connection(("127.0.0.1", sensorthings_server.port)) as link:
        link.sendall(head + b'{"result": 1}')
    assert sensorthings_server.get("Things").status == 200
    assert sensorthings_server.results(stream) == []


def test_the_log_names_neither_addresses_nor_keys_nor_values(sensorthings_server: Server) -> None:
    sensorthings_server.get("Things?$filter=name eq 'Geheimnis'", key=sensorthings_server.key)
    sensorthings_server.get("Things?$filter=geheim", Authorization="Bearer geheim")
    log = sensorthings_server.log.read_text()
    assert "eheim" not in log
    assert sensorthings_server.key not in log
