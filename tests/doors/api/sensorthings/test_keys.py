"""Who knocks: keys by Bearer and Basic, expired ones, none where one is needed; looks at what is not public."""

import base64
import json
from datetime import timedelta

import pytest

from smilecity.ground import clock
from smilecity.people.keys import actions as keys
from smilecity.people.keys.models import ApiKey
from smilecity.people.keys.rules import Scope
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


def test_a_revoked_key_opens_nothing_some_seconds_later(sensorthings_server: Server) -> None:
    key = sensorthings_server.make_key({Scope.READ})
    assert sensorthings_server.get("Things", key=key).status == 200

    def revoke() -> None:
        number = ApiKey.objects.order_by("-made_at").values_list("pk", flat=True)[0]
        keys.revoke_key(key=number, by=None, at=clock.now())

    sensorthings_server.inside(revoke)
    until(lambda: sensorthings_server.get("Things", key=key).status == 401, 15)


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
