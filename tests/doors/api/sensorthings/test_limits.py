"""How often a client may ask: as many as its key says in a minute, no more, and others are not held up by it."""

import multiprocessing
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.doors.api.sensorthings import limits
from tests.support.sensorthings import OF_A_PARTY, Server, serving


@pytest.fixture(autouse=True)
def _forget() -> None:
    limits.forget()


@given(st.integers(1, 1_000))
def test_as_many_as_allowed_may_come_at_once_and_the_next_one_waits(most: int) -> None:
    limits.forget()  # of earlier examples: two of hundreds may share a bucket
    client = f"client {time.monotonic_ns()}"
    assert [limits.seconds_to_wait(client, most) for _ in range(most)] == [0] * most
    wait = limits.seconds_to_wait(client, most)
    # While they came, some may have grown back.
    assert 0 < wait <= 60 or most > 100


def test_the_wait_is_as_long_as_it_takes_for_one_to_grow_back() -> None:
    for _ in range(6):
        limits.seconds_to_wait("slow", 6)
    assert limits.seconds_to_wait("slow", 6) in {9, 10}


def test_who_takes_several_at_a_time_waits_the_longer() -> None:
    assert limits.seconds_to_wait("batch", 60, uses=120) == 0
    assert 59 <= limits.seconds_to_wait("batch", 60) <= 61


def test_looking_at_a_bucket_takes_nothing_out_of_it() -> None:
    assert not any(limits.is_used_up("looked at", 1) for _ in range(10))
    limits.seconds_to_wait("looked at", 1)
    assert limits.is_used_up("looked at", 1)


def test_processes_of_one_server_count_together() -> None:
    def use() -> None:
        for _ in range(30):
            limits.seconds_to_wait("shared", 60)

    workers = [multiprocessing.get_context("fork").Process(target=use) for _ in range(2)]
    for worker in workers:
        worker.start()
        worker.join()
    assert limits.seconds_to_wait("shared", 60) > 0


def test_a_key_may_ask_as_often_as_it_says(sensorthings_server: Server) -> None:
    key = sensorthings_server.make_key(OF_A_PARTY, a_minute=3)
    statuses = [sensorthings_server.get("Things", key=key).status for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = sensorthings_server.get("Things", key=key)
    assert 0 < int(refused.headers["retry-after"]) <= 20
    assert "wait" in refused.message
    assert sensorthings_server.get("Things", key=sensorthings_server.key).status == 200


def test_the_public_shares_a_limit_by_network(sensorthings_server: Server, tmp_path: Path) -> None:
    settings = {"SMILECITY_SENSORTHINGS_A_MINUTE": "20", "SMILECITY_LIMIT_EXEMPT": ""}
    server = sensorthings_server
    with serving(server.database, tmp_path / "server.log", server.blocker, **settings) as limited:
        statuses = [limited.get("Things").status for _ in range(30)]
        assert statuses.count(429) >= 9
        assert limited.get("Things", key=server.key).status == 200, "a key has a limit of its own"
        guesses = [limited.get("Things", Authorization=f"Bearer wrong{number}").status for number in range(70)]
        assert guesses[0] == 401
        assert guesses[-1] == 429, "who guesses keys is told to wait"


def test_each_request_of_a_batch_counts(sensorthings_server: Server) -> None:
    key = sensorthings_server.make_key(OF_A_PARTY, a_minute=10)
    requests = [{"id": str(n), "method": "get", "url": "Things?$top=1"} for n in range(15)]
    assert sensorthings_server.ask("POST", "$batch", {"requests": requests}, key=key).status == 200
    assert sensorthings_server.get("Things", key=key).status == 429
