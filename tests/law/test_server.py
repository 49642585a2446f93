"""The server as it runs: pages under load of slow senders, headers that pretend, bodies too large, and its end."""

import signal
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection

from smilecity.doors.api import slots
from tests.factories_contributions import make_contribution
from tests.support.processes import alive, descendants, until
from tests.support.programs import answer, free_port, started

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def serving(log: Path) -> Generator[tuple[subprocess.Popen[bytes], int]]:
    """A server in processes of its own, with two workers of two threads."""
    port = free_port()
    with started("serve", output=log, PORT=str(port), SMILECITY_WORKERS="2", SMILECITY_THREADS="2") as process:
        until(lambda: answer(f"http://127.0.0.1:{port}/gibt-es-nicht") or process.poll() is not None, 90)
        assert process.poll() is None, log.read_text()
        yield process, port


@pytest.fixture(scope="module")
def port(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Generator[int]:
    """The port of a server that runs for all tests here that leave it alive."""
    with serving(tmp_path_factory.mktemp("server") / "server.log") as (_, port):
        yield port


def exchange(port: int, request: bytes) -> bytes:
    """Send bytes and return everything that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
        return received


def test_slow_senders_cost_nobody_else_their_page(port: int) -> None:
    beginning = b"POST /konto/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nlogin="
    with ExitStack() as slow:
        for _ in range(40):
            slow.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(beginning)
        # The slow ones are given a minute.
        assert answer(f"http://127.0.0.1:{port}/konto/login/", patience=20) == 200


def test_a_body_too_large_is_refused_in_words(port: int) -> None:
    size = 26 * 1024 * 1024
    head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {size}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        # The server may hang up before everything is sent; its answer waits all the same.
        with suppress(ConnectionError):
            connection.sendall(head + b"x" * size)
        assert b" 413 " in connection.recv(65536)


def test_a_strange_address_is_answered_without_failing(port: int) -> None:
    paths = [b"/%ff%fe", b"/?q=%ff", b"/\xc3\xa4", b"/?q=\xc3\xa4", b"/%00", b"//evil.example/", b"/?q=\xff"]
    for path in paths:
        answered = exchange(port, b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert answered.startswith(b"HTTP/1.1 "), path
        assert int(answered.split()[1]) < 500, path


def test_a_forged_host_is_refused(port: int) -> None:
    answered = exchange(port, b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert answered.split()[1] == b"400"
    assert b"evil.example" not in answered


# 8,000 more of the same: a file of more than 30 MB, far more than all buffers on its way hold.
_COPIES = """
INSERT INTO contributions_contribution (id, number, {others})
SELECT gen_random_uuid(), number + n, {others} FROM contributions_contribution, generate_series(1, 8000) n WHERE id = %s
"""


def _others() -> str:
    """Return the columns that copies share."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(column_name, ', ') FROM information_schema.columns "
            "WHERE table_name = 'contributions_contribution' AND is_generated = 'NEVER' "
            "AND column_name NOT IN ('id', 'number')"
        )
        return str(cursor.fetchone()[0])


def loading() -> int:
    """Return how many whole files are being sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = ANY(%s::oid[])",
            [[str(lock) for lock in slots.LOCKS]],
        )
        return int(cursor.fetchone()[0])


def test_a_slow_reader_of_a_large_file_is_not_read_ahead_for_and_stops_no_page(port: int) -> None:
    row = make_contribution(text="Wer nicht lange stehen kann, braucht einen Platz. " * 80)
    with connection.cursor() as cursor:
        cursor.execute(_COPIES.format(others=_others()), [row.pk])
    request = b"GET /api/v1/contributions.csv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with ExitStack() as slow:
        for _ in range(2):
            reader = slow.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            reader.sendall(request)
            assert reader.recv(1000).startswith(b"HTTP/1.1 200")
        time.sleep(3)
        assert loading() == 2, "nobody has read them, so they are not written to their end"
        assert answer(f"http://127.0.0.1:{port}/ideen/") == 200
    until(lambda: loading() == 0, 60)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_its_end_is_the_end_of_its_workers(tmp_path: Path, end: signal.Signals) -> None:
    log = tmp_path / "server.log"
    with serving(log) as (server, port):
        assert answer(f"http://127.0.0.1:{port}/ein/geheimer/link") == 404
        workers = descendants(server.pid)
        assert len(workers) >= 2
        server.send_signal(end)
        assert server.wait(20) == (-signal.SIGKILL if end == signal.SIGKILL else 0)
        until(lambda: not any(alive(pid) for pid in workers))
    assert "panic" not in log.read_text()
    assert "geheim" not in log.read_text(), "an address may hold a secret"
