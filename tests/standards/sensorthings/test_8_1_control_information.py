"""Entity control information (18-088, clause 8.1): @iot.id, @iot.selfLink and navigation links."""

import pytest

from tests.support.conforming import SETS, datastream, link, multi_datastream, send, thing
from tests.support.sensorthings import Server

# Figure 2: where one can go from each entity.
RELATIONS = {
    "Things": {"Locations", "HistoricalLocations", "Datastreams", "MultiDatastreams"},
    "Locations": {"Things", "HistoricalLocations"},
    "HistoricalLocations": {"Thing", "Locations"},
    "Datastreams": {"Thing", "Sensor", "ObservedProperty", "Observations"},
    "MultiDatastreams": {"Thing", "Sensor", "ObservedProperties", "Observations"},
    "Sensors": {"Datastreams", "MultiDatastreams"},
    "ObservedProperties": {"Datastreams", "MultiDatastreams"},
    "FeaturesOfInterest": {"Observations"},
}


@pytest.fixture(scope="module", autouse=True)
def _one_of_each(server: Server) -> None:
    server.observe(server.make_datastream(), 1)
    server.create("MultiDatastreams", multi_datastream())


@pytest.mark.parametrize("entities", SETS)
def test_8_1_every_entity_bears_its_id_and_the_address_where_it_is(server: Server, entities: str) -> None:
    for shown in server.get(f"{entities}?$top=5&$orderby=id desc").json()["value"]:
        number = shown["@iot.id"]
        assert shown["@iot.selfLink"] == f"{server.root}/{entities}({number})"
        assert server.get(shown["@iot.selfLink"]).json() == shown


@pytest.mark.parametrize("entities", RELATIONS)
def test_8_1_every_relation_has_a_navigation_link_that_leads_there(server: Server, entities: str) -> None:
    shown = server.get(f"{entities}?$top=1&$orderby=id desc").json()["value"][0]
    links = {name.partition("@")[0]: url for name, url in shown.items() if name.endswith("@iot.navigationLink")}
    assert set(links) == RELATIONS[entities]
    assert {server.get(url).status for url in links.values()} == {200}


def test_8_1_an_observation_leads_to_its_feature_and_its_one_kind_of_datastream(server: Server) -> None:
    shown = server.get("Observations?$top=1&$filter=Datastream/id ne null").json()["value"][0]
    assert server.get(shown["Datastream@iot.navigationLink"]).status == 200
    assert server.get(shown["FeatureOfInterest@iot.navigationLink"]).status == 200


def test_8_1_control_information_is_said_by_the_service_alone(server: Server) -> None:
    claimed = {"@iot.id": 7_000_000, "@iot.selfLink": "https://example.org/Things(7000000)"}
    made = server.create("Things", thing() | claimed)
    assert made != claimed["@iot.id"]
    assert server.get(f"Things({made})").json()["@iot.selfLink"] == f"{server.root}/Things({made})"


def test_8_1_what_was_read_may_be_sent_back_with_its_control_information(server: Server) -> None:
    made = server.create("Things", thing())
    shown = server.get(f"Things({made})").json()
    assert send(server, "PUT", f"Things({made})", shown | {"name": "Neu"}).status == 200
    assert server.get(f"Things({made})").json() == shown | {"name": "Neu"}


def test_8_1_ids_of_one_entity_set_are_never_given_twice(server: Server) -> None:
    first = server.create("Things", thing())
    send(server, "DELETE", f"Things({first})")
    assert server.create("Things", thing()) != first


def test_8_1_an_id_links_from_another_entity(server: Server) -> None:
    made = server.create("Things", thing())
    stream = server.create("Datastreams", datastream(Thing=link(made)))
    assert server.get(f"Datastreams({stream})/Thing").json()["@iot.id"] == made
