"""Creating entities (18-088, clause 10.2): alone, with links to others, with others within (deep insert)."""

from typing import Any

import pytest

from tests.support.conforming import (
    NOWHERE,
    alone,
    datastream,
    feature,
    id_of,
    ids,
    link,
    location,
    multi_datastream,
    observed_property,
    refusal,
    send,
    sensor,
    thing,
)
from tests.support.sensorthings import Server

BODIES = {
    "Things": thing(),
    "Locations": location(),
    "Sensors": sensor(),
    "ObservedProperties": observed_property(),
    "FeaturesOfInterest": feature(),
    "Datastreams": datastream(),
    "MultiDatastreams": multi_datastream(),
    "HistoricalLocations": {"time": "2020-01-01T00:00:00Z", "Thing": thing(), "Locations": [location()]},
    "Observations": {"result": 1, "Datastream": datastream()},
}


@pytest.mark.parametrize("entities", BODIES)
def test_10_2_2_a_created_entity_is_answered_with_201_and_its_address(server: Server, entities: str) -> None:
    made = send(server, "POST", entities, BODIES[entities])
    assert made.status == 201
    assert made.headers["location"] == f"{server.root}/{entities}({made.id})"
    assert server.get(made.headers["location"]).json()["@iot.id"] == made.id


def test_10_2_1_an_entity_is_created_in_the_collection_of_a_related_one(server: Server) -> None:
    of = server.create("Things", thing(Locations=[location()]))
    body = alone(Sensor=sensor(), ObservedProperty=observed_property())
    stream = server.create(f"Things({of})/Datastreams", body)
    assert id_of(server, f"Datastreams({stream})/Thing") == of
    value = server.create(f"Things({of})/Datastreams({stream})/Observations", {"result": 1})
    assert id_of(server, f"Observations({value})/Datastream") == stream


def test_10_2_1_1_an_entity_links_to_existing_ones(server: Server) -> None:
    ends = {
        "Thing": server.create("Things", thing()),
        "Sensor": server.create("Sensors", sensor()),
        "ObservedProperty": server.create("ObservedProperties", observed_property()),
    }
    stream = server.create("Datastreams", alone() | {name: link(number) for name, number in ends.items()})
    for name, number in ends.items():
        assert id_of(server, f"Datastreams({stream})/{name}") == number
        assert server.get(f"Datastreams({stream})/{name}").status == 200


def test_10_2_1_1_a_link_to_what_is_not_there_is_refused_and_nothing_is_made(server: Server) -> None:
    of = server.create("Things", thing())
    wrong = alone(Thing=link(of), Sensor=link(NOWHERE), ObservedProperty=observed_property())
    assert "Sensor" in refusal(server, "Datastreams", wrong)
    assert ids(server, f"Things({of})/Datastreams") == []


def test_10_2_1_2_a_deep_insert_makes_all_entities_and_their_links(server: Server) -> None:
    values = [{"result": result, "phenomenonTime": f"2026-03-0{result}T00:00:00Z"} for result in (1, 2)]
    stream = alone(Sensor=sensor(), ObservedProperty=observed_property(), Observations=values)
    made = server.create("Things", thing(Locations=[location()], Datastreams=[stream]))
    shown = server.get(f"Things({made})?$expand=Locations,Datastreams/Sensor,Datastreams/Observations").json()
    assert [each["name"] for each in shown["Locations"]] == ["Alter Strom"]
    (only,) = shown["Datastreams"]
    assert only["Sensor"]["name"] == "Fühler"
    assert [each["result"] for each in only["Observations"]] == [1, 2]
    assert len(ids(server, f"Things({made})/HistoricalLocations")) == 1


def test_10_2_1_2_a_deep_insert_may_go_from_the_observation_upwards(server: Server) -> None:
    made = server.create("Observations", {"result": 1, "Datastream": datastream(), "FeatureOfInterest": feature()})
    assert server.get(f"Observations({made})/FeatureOfInterest").json()["name"] == "Stadthafen"
    assert server.get(f"Observations({made})/Datastream/Thing/Locations").json()["value"][0]["name"] == "Alter Strom"


def counts(server: Server) -> list[int]:
    sets = ("Datastreams", "Things", "Sensors", "ObservedProperties", "Locations")
    return [send(server, "GET", f"{each}?$count=true&$top=0").json()["@iot.count"] for each in sets]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"Sensor": {"name": "ohne alles"}}, "Sensor"),
        ({"ObservedProperty": {"name": "x", "description": "x"}}, "definition"),
        ({"Thing": thing(Locations=[location(encodingType=None)])}, "encodingType"),
        ({"Observations": [{"phenomenonTime": "2026-03-01T00:00:00Z"}]}, "result"),
    ],
)
def test_10_2_2_a_deep_insert_that_fails_is_refused_with_400_and_leaves_nothing(
    server: Server, wrong: dict[str, Any], named: str
) -> None:
    before = counts(server)
    assert named in refusal(server, "Datastreams", datastream() | wrong)
    assert counts(server) == before


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"Pegel"', b'{"name": NaN}', b'{"name": "x", "description": "y", "Farbe": "rot"}']
)
def test_10_2_what_is_no_entity_is_refused_with_400(server: Server, body: bytes) -> None:
    assert send(server, "POST", "Things", body).status == 400


def test_10_2_entities_are_created_in_collections_alone(server: Server) -> None:
    of = server.create("Things", thing())
    assert send(server, "POST", f"Things({of})", thing()).status == 405
    assert send(server, "POST", f"Things({of})/name", thing()).status == 405
    body = alone(Sensor=sensor(), ObservedProperty=observed_property())
    assert send(server, "POST", f"Things({NOWHERE})/Datastreams", body).status == 404


def test_10_2_1_nothing_is_created_along_a_path_that_does_not_lead_there(server: Server) -> None:
    stream, other = server.create("Datastreams", datastream()), server.create("Things", thing())
    assert send(server, "POST", f"Things({other})/Datastreams({stream})/Observations", {"result": 1}).status == 404
    assert server.results(stream) == []
