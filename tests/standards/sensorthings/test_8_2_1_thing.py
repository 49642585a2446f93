"""The entity Thing (18-088, clause 8.2.1): its properties and relations."""

import pytest

from tests.support.conforming import datastream, id_of, ids, link, location, refusal, thing, without
from tests.support.sensorthings import Server


def test_8_2_1_the_properties_of_a_thing_come_back_as_they_went_in(server: Server) -> None:
    sent = thing(properties={"Höhe": 2.5, "Masten": ["A", "B"], "Eigner": {"Amt": None, "aktiv": True}})
    made = server.create("Things", sent)
    shown = server.get(f"Things({made})").json()
    assert {name: shown[name] for name in sent} == sent


@pytest.mark.parametrize("name", ["name", "description"])
def test_8_2_1_name_and_description_are_mandatory(server: Server, name: str) -> None:
    assert name in refusal(server, "Things", without(thing(), name))
    assert name in refusal(server, "Things", thing() | {name: None})
    assert name in refusal(server, "Things", thing() | {name: 5})


def test_8_2_1_properties_are_optional_and_a_json_object(server: Server) -> None:
    assert server.get(f"Things({server.create('Things', thing())})").json().get("properties") is None
    assert "properties" in refusal(server, "Things", thing(properties="rot"))
    assert "properties" in refusal(server, "Things", thing(properties=[1]))


def test_8_2_1_a_thing_needs_no_related_entity(server: Server) -> None:
    made = server.create("Things", thing())
    for relation in ("Locations", "HistoricalLocations", "Datastreams", "MultiDatastreams"):
        assert ids(server, f"Things({made})/{relation}") == []


def test_8_2_1_a_thing_has_many_datastreams_and_each_leads_back(server: Server) -> None:
    made = server.create("Things", thing())
    streams = [server.create("Datastreams", datastream(Thing=link(made))) for _ in range(2)]
    assert ids(server, f"Things({made})/Datastreams") == streams
    assert {id_of(server, f"Datastreams({stream})/Thing") for stream in streams} == {made}


def test_8_2_1_things_and_locations_are_many_to_many(server: Server) -> None:
    shared = server.create("Locations", location())
    pair = [server.create("Things", thing(Locations=[link(shared)])) for _ in range(2)]
    assert ids(server, f"Locations({shared})/Things") == pair
    assert {id_of(server, f"Things({each})/Locations({shared})") for each in pair} == {shared}


def test_8_2_1_locations_of_a_thing_at_once_differ_in_their_encoding(server: Server) -> None:
    address = location("Anschrift", encodingType="text/plain") | {"location": "Am Strom 1, Rostock"}
    made = server.create("Things", thing(Locations=[location(), address]))
    assert len(ids(server, f"Things({made})/Locations")) == 2
    assert refusal(server, "Things", thing(Locations=[location(), location("Neuer Strom")]))


def test_8_2_1_a_thing_has_many_historical_locations_and_each_leads_back(server: Server) -> None:
    made = server.create("Things", thing(Locations=[location()]))
    server.create(f"Things({made})/Locations", location("Neuer Markt"))
    past = ids(server, f"Things({made})/HistoricalLocations")
    assert len(past) == 2
    assert {id_of(server, f"HistoricalLocations({each})/Thing") for each in past} == {made}
