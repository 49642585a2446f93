"""Updating entities (18-088, clause 10.3): PATCH merges, PUT replaces, JSON Patch follows its steps (RFC 6902)."""

from typing import Any

import pytest

from tests.support.conforming import (
    JSON_PATCH,
    NOWHERE,
    datastream,
    feature,
    id_of,
    link,
    location,
    observed_property,
    send,
    sensor,
    thing,
    without,
)
from tests.support.sensorthings import Server

BODIES = {
    "Things": thing(),
    "Locations": location(),
    "Sensors": sensor(),
    "ObservedProperties": observed_property(),
    "FeaturesOfInterest": feature(),
    "Datastreams": datastream(),
}


@pytest.fixture
def mast(server: Server) -> str:
    """The address of a thing with properties."""
    return f"Things({server.create('Things', thing(properties={'Farbe': 'rot', 'Höhe': 2}))})"


def shown(server: Server, address: str) -> dict[str, Any]:
    found: dict[str, Any] = server.get(address).json()
    return found


@pytest.mark.parametrize("entities", BODIES)
def test_10_3_1_patch_changes_what_it_names_and_nothing_else(server: Server, entities: str) -> None:
    address = f"{entities}({server.create(entities, BODIES[entities])})"
    before = shown(server, address)
    assert send(server, "PATCH", address, {"name": "Neu"}).status == 200
    assert shown(server, address) == before | {"name": "Neu"}


def test_10_3_1_patch_changes_an_observation(server: Server) -> None:
    made = server.observe(server.create("Datastreams", datastream()), 1, phenomenonTime="2026-03-01T00:00:00Z").id
    before = shown(server, f"Observations({made})")
    assert send(server, "PATCH", f"Observations({made})", {"result": 2}).status == 200
    assert shown(server, f"Observations({made})") == before | {"result": 2}
    moved = {"phenomenonTime": "2026-04-01T00:00:00Z"}
    assert send(server, "PATCH", f"Observations({made})", moved).status == 200
    assert shown(server, f"Observations({made})")["phenomenonTime"].startswith("2026-04-01")


def test_10_3_1_patch_links_to_another_entity(server: Server) -> None:
    stream, other = server.create("Datastreams", datastream()), server.create("Sensors", sensor())
    assert send(server, "PATCH", f"Datastreams({stream})", {"Sensor": link(other)}).status == 200
    assert id_of(server, f"Datastreams({stream})/Sensor") == other


def test_10_3_1_patch_makes_no_related_entities(server: Server) -> None:
    stream = server.create("Datastreams", datastream())
    assert send(server, "PATCH", f"Datastreams({stream})", {"Sensor": sensor()}).status == 400


@pytest.mark.parametrize(
    "wrong", [{"name": None}, {"name": 5}, {"name": ""}, {"Farbe": "rot"}, {"properties": "rot"}, {"Locations": {}}]
)
def test_10_3_1_patch_with_what_makes_no_sense_is_refused_and_changes_nothing(
    server: Server, mast: str, wrong: dict[str, Any]
) -> None:
    before = shown(server, mast)
    assert send(server, "PATCH", mast, {"description": "Neu"} | wrong).status == 400
    assert shown(server, mast) == before


@pytest.mark.parametrize("entities", BODIES)
def test_10_3_1_put_replaces_the_whole_entity(server: Server, entities: str) -> None:
    address = f"{entities}({server.create(entities, BODIES[entities] | {'properties': {'alt': 1}})})"
    plain = {name: value for name, value in BODIES[entities].items() if name[0].islower() and name != "properties"}
    assert send(server, "PUT", address, plain | {"name": "Neu"}).status == 200
    after = shown(server, address)
    assert after["name"] == "Neu"
    assert "alt" not in (after.get("properties") or {})
    assert after["@iot.selfLink"] == f"{server.root}/{address}"


@pytest.mark.parametrize("name", ["name", "description"])
def test_10_3_1_put_needs_all_that_is_mandatory(server: Server, mast: str, name: str) -> None:
    refused = send(server, "PUT", mast, without(thing(), name))
    assert refused.status == 400
    assert name in refused.message


def test_10_3_1_json_patch_follows_its_steps(server: Server, mast: str) -> None:
    steps = [
        {"op": "test", "path": "/properties/Farbe", "value": "rot"},
        {"op": "add", "path": "/properties/Nummer", "value": 7},
        {"op": "replace", "path": "/name", "value": "Neu"},
        {"op": "copy", "from": "/properties/Farbe", "path": "/properties/Anstrich"},
        {"op": "move", "from": "/properties/Höhe", "path": "/properties/hoch"},
        {"op": "remove", "path": "/properties/Farbe"},
    ]
    assert send(server, "PATCH", mast, steps, Content_Type=JSON_PATCH).status == 200
    after = shown(server, mast)
    assert (after["name"], after["properties"]) == ("Neu", {"Nummer": 7, "Anstrich": "rot", "hoch": 2})


@pytest.mark.parametrize(
    "steps",
    [
        {"op": "remove", "path": "/name"},
        [{"op": "remove", "path": "/name"}],
        [{"op": "remove", "path": "/properties/nichts"}],
        [{"op": "test", "path": "/name", "value": "anders"}, {"op": "add", "path": "/name", "value": "Neu"}],
        [{"op": "sing", "path": "/name"}],
        [{"path": "/name"}],
        ["name"],
    ],
)
def test_10_3_1_json_patch_is_done_as_a_whole_or_refused(server: Server, mast: str, steps: object) -> None:
    before = shown(server, mast)
    assert send(server, "PATCH", mast, steps, Content_Type=JSON_PATCH).status in {400, 409}
    assert shown(server, mast) == before


def test_10_3_1_the_id_of_an_entity_does_not_change(server: Server, mast: str) -> None:
    send(server, "PATCH", mast, {"@iot.id": 4711, "name": "Neu"})
    assert shown(server, mast)["name"] == "Neu"


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_10_3_2_what_is_not_there_cannot_be_updated(server: Server, method: str) -> None:
    assert send(server, method, f"Things({NOWHERE})", thing()).status == 404
    assert send(server, method, "Things", thing()).status == 405


def test_10_3_1_put_replaces_an_observation_and_keeps_its_datastream(server: Server) -> None:
    stream = server.create("Datastreams", datastream())
    made = server.observe(stream, 1, parameters={"Wind": 3}).id
    body = {"phenomenonTime": "2026-03-01T00:00:00Z", "result": 2}
    assert send(server, "PUT", f"Datastreams({stream})/Observations({made})", body).status == 200
    after = shown(server, f"Observations({made})")
    assert (after["result"], after.get("parameters")) == (2, None)
    assert id_of(server, f"Observations({made})/Datastream") == stream


def test_10_3_2_what_is_not_at_the_end_of_a_path_is_neither_updated_nor_deleted(server: Server) -> None:
    stream, other = (server.create("Datastreams", datastream()) for _ in range(2))
    made = server.observe(stream, 1).id
    for method in ("PUT", "PATCH", "DELETE"):
        wrong = f"Datastreams({other})/Observations({made})"
        assert send(server, method, wrong, {"phenomenonTime": "2026-03-01T00:00:00Z", "result": 2}).status == 404
    assert shown(server, f"Observations({made})")["result"] == 1
