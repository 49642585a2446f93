"""MultiDatastreams (18-088, clause 12): properties, relations and the constraints between them and their results."""

import pytest

from tests.support.conforming import (
    CELSIUS,
    COMPLEX,
    MEASUREMENT,
    NOWHERE,
    OM,
    PERCENT,
    id_of,
    ids,
    link,
    multi_datastream,
    observed_property,
    refusal,
    send,
    without,
)
from tests.support.sensorthings import Server


@pytest.fixture(scope="module")
def climate(server: Server) -> int:
    return server.create("MultiDatastreams", multi_datastream())


def test_12_properties_of_a_multi_datastream_come_back_as_they_went_in(server: Server, climate: int) -> None:
    shown = server.get(f"MultiDatastreams({climate})").json()
    assert shown["observationType"] == COMPLEX
    assert shown["multiObservationDataTypes"] == [MEASUREMENT, MEASUREMENT]
    assert shown["unitOfMeasurements"] == [CELSIUS, PERCENT]
    assert "unitOfMeasurement" not in shown


@pytest.mark.parametrize("name", ["name", "description", "multiObservationDataTypes", "unitOfMeasurements"])
def test_12_properties_that_are_mandatory_are_asked_for(server: Server, name: str) -> None:
    assert name in refusal(server, "MultiDatastreams", without(multi_datastream(), name))


def test_12_constraints_the_observation_type_is_the_complex_one(server: Server) -> None:
    assert "observationType" in refusal(server, "MultiDatastreams", multi_datastream(observationType=MEASUREMENT))


@pytest.mark.parametrize("name", ["Thing", "Sensor", "ObservedProperties"])
def test_12_relations_that_are_mandatory_are_asked_for(server: Server, name: str) -> None:
    assert name in refusal(server, "MultiDatastreams", without(multi_datastream(), name))
    wrong = [link(NOWHERE)] * 2 if name == "ObservedProperties" else link(NOWHERE)
    assert refusal(server, "MultiDatastreams", multi_datastream() | {name: wrong})


def test_12_relations_of_a_multi_datastream_lead_there_and_back(server: Server, climate: int) -> None:
    for name, entities in (("Thing", "Things"), ("Sensor", "Sensors")):
        number = id_of(server, f"MultiDatastreams({climate})/{name}")
        assert ids(server, f"{entities}({number})/MultiDatastreams") == [climate]
    for number in ids(server, f"MultiDatastreams({climate})/ObservedProperties"):
        assert ids(server, f"ObservedProperties({number})/MultiDatastreams") == [climate]
    value = server.create(f"MultiDatastreams({climate})/Observations", {"result": [1, 2]})
    assert id_of(server, f"Observations({value})/MultiDatastream") == climate
    assert value in ids(server, f"MultiDatastreams({climate})/Observations")


def test_12_relations_to_observed_properties_keep_their_order_and_may_repeat(server: Server) -> None:
    first, second = (server.create("ObservedProperties", observed_property(name)) for name in ("A", "B"))
    for order in ([first, second], [second, first], [first, first]):
        made = server.create("MultiDatastreams", multi_datastream(ObservedProperties=[link(each) for each in order]))
        assert ids(server, f"MultiDatastreams({made})/ObservedProperties") == order
        expanded = server.get(f"MultiDatastreams({made})?$expand=ObservedProperties").json()["ObservedProperties"]
        assert [each["@iot.id"] for each in expanded] == order


def test_12_relations_an_observation_of_one_kind_of_datastream_has_none_of_the_other(
    server: Server, climate: int
) -> None:
    multi = server.create("Observations", {"result": [1, 2], "MultiDatastream": link(climate)})
    assert server.get(f"Observations({multi})/Datastream").status in {204, 404}
    assert server.get(f"Observations({multi})?$expand=Datastream,MultiDatastream").json()["MultiDatastream"]
    stream = server.make_datastream()
    both = {"result": [1, 2], "MultiDatastream": link(climate), "Datastream": link(stream)}
    assert refusal(server, "Observations", both)


@pytest.mark.parametrize("name", ["multiObservationDataTypes", "unitOfMeasurements", "ObservedProperties"])
def test_12_constraints_there_are_as_many_types_as_units_as_observed_properties(server: Server, name: str) -> None:
    right = multi_datastream()[name]
    for wrong in (right[:1], right * 2, right[:0]):
        assert refusal(server, "MultiDatastreams", multi_datastream() | {name: wrong})


@pytest.mark.parametrize("result", [1, [], [1], [1, 2, 3], {"a": 1, "b": 2}, "1, 2", ["warm", 2]])
def test_12_constraints_a_result_is_a_list_of_one_value_for_each(server: Server, climate: int, result: object) -> None:
    assert "result" in refusal(server, f"MultiDatastreams({climate})/Observations", {"result": result})


def test_12_constraints_a_result_comes_back_as_the_list_it_was(server: Server) -> None:
    kinds = [f"{OM}CountObservation", f"{OM}CategoryObservation"]
    made = server.create("MultiDatastreams", multi_datastream(multiObservationDataTypes=kinds))
    value = server.create(f"MultiDatastreams({made})/Observations", {"result": [7, "viel"]})
    assert server.get(f"Observations({value})/result").json() == {"result": [7, "viel"]}
    found = server.get(f"MultiDatastreams({made})/Observations?$filter=result[0] eq 7 and result/1 eq 'viel'").json()
    assert [each["@iot.id"] for each in found["value"]] == [value]


def test_12_constraints_no_observed_property_is_added_or_taken_alone(server: Server, climate: int) -> None:
    other = server.create("ObservedProperties", observed_property())
    address = f"MultiDatastreams({climate})/ObservedProperties"
    before = ids(server, address)
    assert send(server, "POST", f"{address}/$ref", link(other)).status == 400
    assert send(server, "DELETE", f"{address}({before[0]})/$ref").status == 400
    assert send(server, "PATCH", f"MultiDatastreams({climate})", {"unitOfMeasurements": [CELSIUS]}).status == 400
    assert ids(server, address) == before


def test_12_relations_an_observation_does_not_change_over_to_the_other_kind(server: Server, climate: int) -> None:
    value = server.observe(server.make_datastream(), 1).id
    assert send(server, "PATCH", f"Observations({value})", {"MultiDatastream": link(climate)}).status == 400
    assert server.get(f"Observations({value})/Datastream").status == 200


def test_12_constraints_no_multi_datastream_is_added_to_an_observed_property(server: Server, climate: int) -> None:
    other = server.create("ObservedProperties", observed_property())
    body = {"MultiDatastreams": [link(climate)]}
    assert send(server, "PATCH", f"ObservedProperties({other})", body).status == 400
    assert ids(server, f"ObservedProperties({other})/MultiDatastreams") == []


def test_12_properties_the_observation_type_goes_without_saying(server: Server) -> None:
    made = server.create("MultiDatastreams", without(multi_datastream(), "observationType"))
    assert server.get(f"MultiDatastreams({made})").json()["observationType"] == COMPLEX
