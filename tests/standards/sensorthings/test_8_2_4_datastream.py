"""The entity Datastream (18-088, clause 8.2.4): its properties and relations."""

import pytest

from tests.support.conforming import (
    CELSIUS,
    NOWHERE,
    OM,
    alone,
    datastream,
    id_of,
    ids,
    link,
    location,
    observed_property,
    refusal,
    send,
    sensor,
    thing,
    without,
)
from tests.support.sensorthings import Server


def test_8_2_4_the_properties_of_a_datastream_come_back_as_they_went_in(server: Server) -> None:
    sent = alone(properties={"Turnus": 10, "smilecity": {"access": "public"}})
    made = server.create("Datastreams", datastream() | sent)
    shown = server.get(f"Datastreams({made})").json()
    for name in ("name", "description", "observationType", "unitOfMeasurement"):
        assert shown[name] == sent[name]
    assert shown["properties"]["Turnus"] == 10


@pytest.mark.parametrize("name", ["name", "description", "observationType", "unitOfMeasurement"])
def test_8_2_4_what_is_mandatory_of_a_datastream_is_asked_for(server: Server, name: str) -> None:
    assert name in refusal(server, "Datastreams", without(datastream(), name))
    assert name in refusal(server, "Datastreams", datastream() | {name: None})


@pytest.mark.parametrize("name", ["Thing", "Sensor", "ObservedProperty"])
def test_8_2_4_a_datastream_has_exactly_one_thing_sensor_and_observed_property(server: Server, name: str) -> None:
    assert name in refusal(server, "Datastreams", without(datastream(), name))
    assert name in refusal(server, "Datastreams", datastream() | {name: link(NOWHERE)})
    assert name in refusal(server, "Datastreams", datastream() | {name: [thing(), thing()]})


def test_8_2_4_a_unit_has_name_symbol_and_definition_each_of_which_may_be_null(server: Server) -> None:
    nothing = dict.fromkeys(CELSIUS)
    made = server.create("Datastreams", datastream(unitOfMeasurement=nothing, observationType=f"{OM}TruthObservation"))
    assert server.get(f"Datastreams({made})").json()["unitOfMeasurement"] == nothing
    for name in CELSIUS:
        assert name in refusal(server, "Datastreams", datastream(unitOfMeasurement=without(CELSIUS, name)))


@pytest.mark.parametrize(
    ("kind", "result", "wrong"),
    [
        ("Measurement", 21.5, "warm"),
        ("CountObservation", 7, 7.5),
        ("TruthObservation", True, "ja"),
        ("CategoryObservation", "https://example.org/sunny", None),
        ("Observation", {"Farbe": ["rot", 1]}, None),
    ],
)
def test_8_2_4_table_12_the_observation_type_says_what_results_are(
    server: Server, kind: str, result: object, wrong: object
) -> None:
    stream = server.create("Datastreams", datastream(observationType=f"{OM}{kind}"))
    assert server.observe(stream, result).status == 201
    assert server.results(stream) == [result]
    if wrong is not None:
        assert server.observe(stream, wrong).status == 400


def test_8_2_4_the_service_tells_area_and_times_of_what_was_observed(server: Server) -> None:
    located = thing(Locations=[location()])
    stream = server.create("Datastreams", datastream(Thing=located))
    empty = server.get(f"Datastreams({stream})").json()
    assert not {"observedArea", "phenomenonTime", "resultTime"} & {name for name, value in empty.items() if value}
    for day in ("01", "03"):
        at = f"2026-03-{day}T12:00:00Z"
        server.observe(stream, 1, phenomenonTime=at, resultTime=at)
    shown = server.get(f"Datastreams({stream})").json()
    assert [end[:10] for end in shown["phenomenonTime"].split("/")] == ["2026-03-01", "2026-03-03"]
    assert [end[:10] for end in shown["resultTime"].split("/")] == ["2026-03-01", "2026-03-03"]
    assert shown["observedArea"]["type"] in {"Point", "Polygon"}


def test_8_2_4_a_datastream_leads_to_its_entities_and_all_lead_back(server: Server) -> None:
    ends = {
        "Thing": ("Things", server.create("Things", thing())),
        "Sensor": ("Sensors", server.create("Sensors", sensor())),
        "ObservedProperty": ("ObservedProperties", server.create("ObservedProperties", observed_property())),
    }
    stream = server.create("Datastreams", alone() | {name: link(number) for name, (_, number) in ends.items()})
    for name, (entities, number) in ends.items():
        assert id_of(server, f"Datastreams({stream})/{name}") == number
        assert ids(server, f"{entities}({number})/Datastreams") == [stream]


def test_8_2_4_a_datastream_has_many_observations_and_each_leads_back(server: Server) -> None:
    stream = server.create("Datastreams", datastream())
    made = [server.observe(stream, result, phenomenonTime=f"2026-03-0{result}T00:00:00Z").id for result in (1, 2)]
    assert ids(server, f"Datastreams({stream})/Observations") == made
    assert {id_of(server, f"Observations({each})/Datastream") for each in made} == {stream}


def test_8_2_4_a_datastream_cannot_lose_what_it_needs(server: Server) -> None:
    stream = server.create("Datastreams", datastream())
    for name in ("Thing", "Sensor", "ObservedProperty"):
        assert send(server, "DELETE", f"Datastreams({stream})/{name}/$ref").status == 400
        assert server.get(f"Datastreams({stream})/{name}").status == 200
