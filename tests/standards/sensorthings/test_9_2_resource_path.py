"""Resource paths (18-088, clause 9.2): the eight usages, and paths that lead nowhere."""

from pathlib import Path

import pytest

from tests.support.conforming import NOWHERE, SETS, datastream, ids, location, thing
from tests.support.sensorthings import Server, serving


@pytest.fixture(scope="module")
def stream(server: Server) -> int:
    """A datastream of a thing with properties and a location, with two values."""
    of = thing(properties={"Farbe": {"Mast": "rot"}, "Nummer": 7}, Locations=[location()])
    made = server.create("Datastreams", datastream(Thing=of))
    for result in (1, 2):
        server.observe(made, result, phenomenonTime=f"2026-03-0{result}T00:00:00Z")
    return made


def test_9_2_1_the_service_root_names_every_entity_set_and_its_address(server: Server) -> None:
    page = server.get("").json()
    assert {each["name"] for each in page["value"]} == set(SETS)
    for each in page["value"]:
        assert each["url"] == f"{server.root}/{each['name']}"
        assert server.get(each["url"]).status == 200


def test_9_2_1_the_service_root_says_what_it_conforms_to(server: Server) -> None:
    settings = server.get("").json()["serverSettings"]
    assert all(each.startswith("http://www.opengis.net/spec/iot_sensing/1.1/req/") for each in settings["conformance"])
    for name, said in settings.items():
        assert name == "conformance" or (name in settings["conformance"] and said["endpoints"])


def test_9_2_1_the_service_root_says_where_a_broker_listens_if_there_is_one(server: Server, tmp_path: Path) -> None:
    outside = "mqtts://mqtt.example.org:8883"
    there = {"MQTT_URL": "mqtt://127.0.0.1:1", "MQTT_PUBLIC_URL": outside}
    with serving(server.database, tmp_path / "log", server.blocker, **there) as other:
        settings = other.get("").json()["serverSettings"]
    both = [each for each in settings["conformance"] if "via-mqtt" in each]
    assert len(both) == 2
    assert [settings[each]["endpoints"] for each in both] == [[outside], [outside]]
    assert "via-mqtt" not in server.get("").body.decode()


@pytest.mark.parametrize("entities", SETS)
def test_9_2_2_a_collection_is_a_list_under_value(server: Server, stream: int, entities: str) -> None:
    page = server.get(f"{entities}?$top=2").json()
    assert isinstance(page["value"], list)
    assert all(isinstance(each["@iot.id"], int) for each in page["value"])


def test_9_2_3_an_entity_is_addressed_by_its_id(server: Server, stream: int) -> None:
    assert server.get(f"Datastreams({stream})").json()["@iot.id"] == stream
    assert server.get(f"Datastreams('{stream}')").json()["@iot.id"] == stream


def test_9_2_4_a_property_comes_as_an_object_with_its_name(server: Server, stream: int) -> None:
    assert server.get(f"Datastreams({stream})/name").json() == {"name": "Temperatur"}
    assert server.get(f"Datastreams({stream})/unitOfMeasurement").json()["unitOfMeasurement"]["symbol"] == "°C"
    assert server.get(f"Datastreams({stream})/Thing/properties").json()["properties"]["Nummer"] == 7


def test_9_2_4_paths_go_on_into_properties_that_hold_json(server: Server, stream: int) -> None:
    within = f"Datastreams({stream})/Thing/properties"
    assert server.get(f"{within}/Farbe").json() == {"Farbe": {"Mast": "rot"}}
    assert server.get(f"{within}/Farbe/Mast").json() == {"Mast": "rot"}
    assert server.get(f"{within}/Nummer").json() == {"Nummer": 7}
    assert server.get(f"Datastreams({stream})/unitOfMeasurement/symbol").json() == {"symbol": "°C"}
    assert server.get(f"Datastreams({stream})/properties/smilecity/access").json() == {"access": "public"}


def test_9_2_4_what_a_property_does_not_hold_is_not_found_and_null_is_204(server: Server) -> None:
    made = server.create("Things", thing(properties={"Farbe": None}))
    assert server.get(f"Things({made})/properties/Farbe").status == 204
    assert server.get(f"Things({made})/properties/Farbe/$value").status == 204
    assert server.get(f"Things({made})/properties/Form").status == 404
    assert server.get(f"Things({made})/properties/Farbe/Mast").status == 404
    bare = server.create("Things", thing())
    assert server.get(f"Things({bare})/properties").status == 204
    assert server.get(f"Things({bare})/properties/Farbe").status == 404


def test_9_2_4_a_property_without_a_value_is_answered_with_204(server: Server, stream: int) -> None:
    (latest,) = ids(server, f"Datastreams({stream})/Observations?$top=1")
    assert server.get(f"Observations({latest})/validTime").status == 204
    assert server.get(f"Observations({latest})/validTime/$value").status == 204


def test_9_2_5_the_value_of_a_property_comes_bare(server: Server, stream: int) -> None:
    bare = server.get(f"Datastreams({stream})/name/$value")
    assert (bare.body, bare.headers["content-type"].partition(";")[0]) == (b"Temperatur", "text/plain")
    assert server.get(f"Datastreams({stream})/Observations/$value").status == 404


def test_9_2_5_the_value_within_a_property_comes_bare(server: Server, stream: int) -> None:
    bare = server.get(f"Datastreams({stream})/Thing/properties/Farbe/Mast/$value")
    assert (bare.body, bare.headers["content-type"].partition(";")[0]) == (b"rot", "text/plain")
    assert server.get(f"Datastreams({stream})/Thing/properties/Nummer/$value").body == b"7"
    whole = server.get(f"Datastreams({stream})/Thing/properties/Farbe/$value")
    assert (whole.json(), whole.headers["content-type"].partition(";")[0]) == ({"Mast": "rot"}, "application/json")


def test_9_2_6_a_navigation_property_leads_to_the_related_entities(server: Server, stream: int) -> None:
    assert len(ids(server, f"Datastreams({stream})/Observations")) == 2
    assert server.get(f"Datastreams({stream})/ObservedProperty").json()["name"] == "Lufttemperatur"


def test_9_2_7_an_association_link_gives_addresses_alone(server: Server, stream: int) -> None:
    listed = server.get(f"Datastreams({stream})/Observations/$ref").json()["value"]
    expected = [f"{server.root}/Observations({each})" for each in ids(server, f"Datastreams({stream})/Observations")]
    assert [list(each.values()) for each in listed] == [[address] for address in expected]
    one = server.get(f"Datastreams({stream})/Thing/$ref").json()
    assert server.get(one["@iot.selfLink"]).json()["name"] == "Messmast"


def test_9_2_8_paths_go_on_from_entity_to_entity(server: Server, stream: int) -> None:
    (first, _) = ids(server, f"Datastreams({stream})/Observations")
    assert server.get(f"Datastreams({stream})/Observations({first})/result").json() == {"result": 1}
    deep = f"Observations({first})/Datastream/Thing/Locations"
    assert [each["name"] for each in server.get(deep).json()["value"]] == ["Alter Strom"]
    back = f"Datastreams({stream})/Sensor/Datastreams({stream})/Thing/Datastreams({stream})/Observations({first})"
    assert server.get(back).json()["@iot.id"] == first


def test_9_2_8_an_entity_that_is_not_related_is_not_there(server: Server, stream: int) -> None:
    other = server.create("Datastreams", datastream())
    number = server.observe(other, 1).id
    assert server.get(f"Observations({number})").status == 200
    assert server.get(f"Datastreams({stream})/Observations({number})").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "Nothing",
        "things",
        "Thing",
        f"Things({NOWHERE})",
        f"Things({NOWHERE})/name",
        f"Things({NOWHERE})/Datastreams",
        "Things(abc)",
        "Things()",
        "Things(1",
        "Things(-1)",
        f"Things({10**30})",
        "Things/Datastreams",
        "Things/name",
        "Datastreams({stream})/nothing",
        "Datastreams({stream})/Locations",
        "Datastreams({stream})/Things",
        "Datastreams({stream})/name/first",
        "Datastreams({stream})/$value",
        "Datastreams({stream})/name/$ref",
        "Datastreams({stream})/Thing({stream})",
        f"Datastreams({{stream}})/Observations({NOWHERE})",
        "$nothing",
    ],
)
def test_9_2_a_path_that_leads_nowhere_is_not_found(server: Server, stream: int, path: str) -> None:
    refused = server.get(path.format(stream=stream))
    assert refused.status == 404
    assert refused.message
