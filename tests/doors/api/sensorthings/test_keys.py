"""Who knocks: keys by Bearer and Basic, expired ones, none where one is needed; looks at what is not public."""

import asyncio
import base64
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from smilecity.doors.api.sensorthings import revocations
from smilecity.doors.api.sensorthings.callers import KeyRing
from smilecity.ground import clock
from smilecity.people.keys import actions as keys
from smilecity.people.keys.models import ApiKey
from smilecity.people.keys.rules import Caller, Scope
from tests.support.processes import until
from tests.support.sensorthings import OF_A_PARTY, Server


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def test_the_public_reads_without_a_key(sensorthings_server: Server) -> None:
    assert sensorthings_server.get("Things").status == 200


@pytest.mark.parametrize("form", ["bearer", "BEARER", "password", "password of anybody", "name"])
def test_a_key_opens_as_bearer_or_within_basic(sensorthings_server: Server, form: str) -> None:
    key = sensorthings_server.key
    shown = {
        "bearer": f"Bearer {key}",
        "BEARER": f"BEARER {key}",
        "password": basic("", key),
        "password of anybody": basic("frost", key),
        "name": basic(key, ""),
    }[form]
    made = sensorthings_server.ask("POST", "Things", {"name": "Pegel", "description": ""}, Authorization=shown)
    assert made.status == 201


@pytest.mark.parametrize(
    "shown", ["Bearer sc_unknown", "Bearer", "Bearer  ", "Basic !!!", "Basic", "Digest x", basic("", ""), "Token x"]
)
def test_a_key_that_is_none_is_refused_also_for_what_is_public(sensorthings_server: Server, shown: str) -> None:
    refused = sensorthings_server.get("Things", Authorization=shown)
    assert refused.status == 401
    assert "Basic" in refused.headers["www-authenticate"]
    assert "sc_unknown" not in refused.message


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "Things", {"name": "Pegel", "description": ""}),
        ("POST", "Observations", {"result": 1, "Datastream": {"@iot.id": 1}}),
        ("POST", "CreateObservations", []),
        ("POST", "Datastreams(1)/Observations", {"result": 1}),
    ],
)
def test_writing_without_a_key_is_told_to_come_with_one(
    sensorthings_server: Server, method: str, path: str, body: object
) -> None:
    refused = sensorthings_server.ask(method, path, body)
    assert refused.status == 401
    assert "www-authenticate" in refused.headers


def test_a_key_that_may_only_read_does_not_write(sensorthings_server: Server) -> None:
    reader = sensorthings_server.make_key({Scope.READ}, party=sensorthings_server.party)
    stream = sensorthings_server.make_datastream()
    assert sensorthings_server.observe(stream, 1, key=reader).status == 403
    assert sensorthings_server.ask("POST", "Things", {"name": "x", "description": ""}, key=reader).status == 403
    assert sensorthings_server.results(stream) == []


def test_what_is_internal_is_not_there_for_the_public_and_other_parties(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream(access="internal")
    sensorthings_server.observe(stream, 1)
    stranger = sensorthings_server.make_key(OF_A_PARTY)
    for key in (None, stranger):
        for path in (f"Datastreams({stream})", f"Datastreams({stream})/Observations"):
            assert sensorthings_server.get(path, key=key).status == 404
    assert sensorthings_server.observe(stream, 2, key=stranger).status == 404
    assert sensorthings_server.results(stream) == [1]


def test_a_key_expires_in_its_moment_although_it_was_used_just_before(sensorthings_server: Server) -> None:
    key = sensorthings_server.make_key({Scope.READ}, expires_at=clock.now() + timedelta(seconds=2))
    assert sensorthings_server.get("Things", key=key).status == 200
    until(lambda: sensorthings_server.get("Things", key=key).status == 401, 4)


def _revoke() -> None:
    number = ApiKey.objects.order_by("-made_at").values_list("pk", flat=True)[0]
    keys.revoke_key(key=number, by=None, at=clock.now())


def _end_party() -> None:
    party = ApiKey.objects.order_by("-made_at").values_list("party", flat=True)[0]
    keys.end_party(party=party, by=None, at=clock.now())


def _is_over(server: Server, key: str) -> bool:
    return server.get("Things", key=key).status == 401


def _listens(server: Server) -> bool:
    name = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND datname = %s"
    return server.sql(name, revocations.NAME, server.database) != [(0,)]


@pytest.mark.parametrize("end", [_revoke, _end_party])
def test_a_key_that_another_process_revokes_opens_nothing_from_then_on(
    sensorthings_server: Server, end: Callable[[], None]
) -> None:
    until(lambda: _listens(sensorthings_server))
    for _ in range(3):
        key = sensorthings_server.make_key({Scope.READ})
        assert sensorthings_server.get("Things", key=key).status == 200
        sensorthings_server.inside(end)
        until(partial(_is_over, sensorthings_server, key), 0.5)


def test_keys_are_revoked_soon_and_others_serve_on_while_the_database_cannot_tell(sensorthings_server: Server) -> None:
    deaf = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s AND datname = %s"
    until(lambda: _listens(sensorthings_server))
    key = sensorthings_server.make_key({Scope.READ})
    assert sensorthings_server.sql(deaf, revocations.NAME, sensorthings_server.database) == [(True,)]
    assert sensorthings_server.get("Things", key=key).status == 200
    sensorthings_server.inside(_revoke)
    until(lambda: sensorthings_server.get("Things", key=key).status == 401, 2)
    assert sensorthings_server.get("Things", key=sensorthings_server.key).status == 200
    until(lambda: _listens(sensorthings_server))


class Slow:
    """A pool whose look-ups take as long as the test wants."""

    def __init__(self) -> None:
        self.asked, self.go = 0, asyncio.Event()

    async def run(self, client: str, work: object) -> Caller:
        self.asked += 1
        await self.go.wait()
        return Caller(key=UUID(int=1), party=1, scopes=frozenset({Scope.READ}))


def test_what_was_looked_up_while_a_key_was_revoked_is_looked_up_again() -> None:
    async def knock() -> list[int]:
        pool = Slow()
        ring = KeyRing(cast_pool(pool), anonymous_a_minute=1)
        ring.hear(hearing=True)
        asking = asyncio.create_task(ring.knock("Bearer x", "", "", clock.now()))
        await asyncio.sleep(0)
        ring.forget()
        pool.go.set()
        await asking
        counts = []
        for _ in range(2):
            await ring.knock("Bearer x", "", "", clock.now())
            counts.append(pool.asked)
        return counts

    assert asyncio.run(knock()) == [2, 2], "asked once more, then remembered"


def cast_pool(pool: Slow) -> Any:
    """A pool as the ring sees it."""
    return pool


def test_the_day_of_its_last_use_is_kept_with_a_key(sensorthings_server: Server) -> None:
    key = sensorthings_server.make_key({Scope.READ})
    sensorthings_server.get("Things", key=key)
    [(used,)] = sensorthings_server.sql("SELECT used_on FROM keys_apikey ORDER BY made_at DESC LIMIT 1")
    assert used is not None


def test_looks_at_what_is_not_public_are_noted_before_the_answer_comes(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream(access="internal")
    path = f"Datastreams({stream})/Observations?$top=1"
    assert sensorthings_server.get(path, key=sensorthings_server.key).status == 200
    looks = sensorthings_server.sql("SELECT key, party, what, datastreams FROM things_look ORDER BY at DESC LIMIT 1")
    [(key, party, what, datastreams)] = looks
    assert key is not None
    assert party == sensorthings_server.party
    assert what == f"GET /{path}"
    assert json.loads(datastreams) == [stream]


def test_looks_at_what_is_public_are_nobodys_business(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    before = sensorthings_server.sql("SELECT count(*) FROM things_look")
    assert sensorthings_server.get(f"Datastreams({stream})", key=sensorthings_server.party_key).status == 200
    assert sensorthings_server.sql("SELECT count(*) FROM things_look") == before


def test_answers_to_a_key_are_kept_by_nobody_in_between(sensorthings_server: Server) -> None:
    assert "no-store" in sensorthings_server.get("Things", key=sensorthings_server.key).headers["cache-control"]
    assert "Authorization" in sensorthings_server.get("Things").headers["vary"]
