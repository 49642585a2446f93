"""Bad days: the database goes and comes back, a question takes too long, the server is asked to end."""

import signal
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from tests.support.database import one_more_database
from tests.support.processes import until
from tests.support.programs import database_url
from tests.support.sensorthings import Server, give_keys, serving

THING = {"name": "Pegel", "description": ""}
# Each of them is related to each other one, by their datastream.
MANY = """
    INSERT INTO things_observation (id, datastream_id, feature_id, phenomenon_start, result_number)
    SELECT 3000000000000 + n, %s, (SELECT min(id) FROM things_featureofinterest),
        '1999-01-01'::timestamptz + n * '1s'::interval, n
    FROM generate_series(1, 20000) n
    ; UPDATE things_extent SET observations = 20000, phenomenon_start = '1999-01-01', latest_start = '2000-01-01',
    phenomenon_end = '2000-01-01' WHERE datastream_id = %s
"""
PARTED = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@contextmanager
def alone(log: Path, blocker: DjangoDbBlocker, worker: str) -> Generator[Server]:
    """A server that has its database to itself, whose questions may take a second."""
    with ExitStack() as stack:
        with blocker.unblock():
            name = stack.enter_context(one_more_database("badday", worker))
            server = stack.enter_context(serving(name, log, blocker, SMILECITY_SENSORTHINGS_SECONDS="1"))
        give_keys(server)
        yield server
        stack.enter_context(blocker.unblock())


@pytest.fixture(scope="module")
def server(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Server]:
    with alone(tmp_path_factory.mktemp("alone") / "server.log", django_db_blocker, worker_id) as server:
        yield server


def test_a_restart_of_the_database_is_survived(server: Server) -> None:
    stream = server.make_datastream()
    assert server.observe(stream, 1).status == 201
    server.sql(PARTED, server.database)
    statuses = [server.observe(stream, 2).status, server.get("Things").status]
    assert set(statuses) <= {200, 201, 503}
    until(lambda: server.observe(stream, 3).status == 201)
    until(lambda: server.get("Things").status == 200)
    kept = [int(each) for each in server.results(stream)]
    assert kept.count(2) == (1 if statuses[0] == 201 else 0), "what was answered with 503 is not there"


def test_while_the_database_is_away_everybody_is_told_to_come_again(server: Server) -> None:
    stream = server.make_datastream()
    with away(server):
        refused = [server.observe(stream, 1), server.get("Things"), server.ask("POST", "Things", THING, key=server.key)]
        for each in refused:
            assert each.status == 503
            assert int(each.headers["retry-after"]) > 0
            assert "database" not in each.message or "does not answer" in each.message
    until(lambda: server.observe(stream, 2).status == 201)
    assert server.results(stream) == [2]


def test_a_question_that_takes_too_long_is_stopped_and_others_are_not(server: Server) -> None:
    stream = server.make_datastream()
    server.observe(stream, 1)
    with locked(server, "things_sensor"), ThreadPoolExecutor(8) as clients:
        slow = [clients.submit(server.get, "Sensors") for _ in range(3)]
        assert server.observe(stream, 2).status == 201
        assert server.get("Things").status == 200
        for each in slow:
            assert each.result().status == 503
            assert "too long" in each.result().message
    assert server.get("Sensors").status == 200


def test_questions_that_would_take_minutes_are_stopped_in_time_and_others_are_answered_quickly(server: Server) -> None:
    stream = server.make_datastream()
    server.observe(stream, 0)
    server.sql(MANY, stream, stream)
    crossed = "Observations?$filter=Datastream/Observations/result add result eq -5"
    with ThreadPoolExecutor(8) as clients:
        began = time.monotonic()
        slow = [clients.submit(server.get, crossed) for _ in range(3)]
        waited = []
        while not all(each.done() for each in slow):
            asked = time.monotonic()
            assert server.get("Things?$top=1", key=server.key).status == 200
            assert server.observe(stream, 1).status == 201
            waited.append(time.monotonic() - asked)
        assert time.monotonic() - began < 30
        for each in slow:
            assert each.result().status == 503
            assert int(each.result().headers["retry-after"]) > 0
            assert "less" in each.result().message
    assert sorted(waited)[len(waited) // 2] < 2


class locked:  # noqa: N801 -- a context manager read like a function
    """A table that somebody else holds meanwhile."""

    def __init__(self, server: Server, table: str) -> None:
        self._url, self._table = database_url(server.database), table

    def __enter__(self) -> None:
        self._held, self._free = Event(), Event()
        self._thread = ThreadPoolExecutor(1)
        self._work = self._thread.submit(self._hold)
        assert self._held.wait(10)

    def _hold(self) -> None:
        with psycopg.connect(self._url) as link:
            link.execute(f"LOCK TABLE {self._table} IN ACCESS EXCLUSIVE MODE")
            self._held.set()
            self._free.wait(30)

    def __exit__(self, *_: object) -> None:
        self._free.set()
        self._work.result()
        self._thread.shutdown()


class away:  # noqa: N801 -- likewise
    """A database that lets nobody in."""

    def __init__(self, server: Server) -> None:
        self._server, self._link = server, psycopg.connect(database_url("postgres"), autocommit=True)

    def __enter__(self) -> None:
        self._allow("false")
        self._link.execute(PARTED, [self._server.database])

    def __exit__(self, *_: object) -> None:
        self._allow("true")
        self._link.close()

    def _allow(self, word: str) -> None:
        self._link.execute(f'ALTER DATABASE "{self._server.database}" ALLOW_CONNECTIONS {word}')


def test_values_that_wait_are_stored_before_the_server_ends(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str, tmp_path: Path
) -> None:
    with (
        alone(tmp_path / "server.log", django_db_blocker, f"{worker_id}_2") as server,
        ThreadPoolExecutor(8) as senders,
    ):
        assert server.process
        stream = server.make_datastream()
        with locked(server, "things_extent"):
            answers = [senders.submit(server.observe, stream, number) for number in range(8)]
            time.sleep(0.4)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.2)
        assert [each.result().status for each in answers] == [201] * 8
        assert server.process.wait(20) == 0
        assert server.sql("SELECT count(*) FROM things_observation") == [(8,)]
