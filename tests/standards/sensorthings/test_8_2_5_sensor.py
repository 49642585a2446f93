"""The entity Sensor (18-088, clause 8.2.5): its properties and relations."""

from typing import Any

import pytest

from tests.support.conforming import datastream, id_of, ids, link, multi_datastream, refusal, sensor, without
from tests.support.sensorthings import Server


@pytest.mark.parametrize(
    ("encoding", "metadata"),
    [
        ("application/pdf", "https://example.org/pt100.pdf"),
        ("http://www.opengis.net/doc/IS/SensorML/2.0", "<sml:PhysicalComponent/>"),
        ("text/html", "<p>Pt100</p>"),
        ("application/json", {"Bauart": ["Pt100", {"Klasse": "A"}]}),
    ],
)
def test_8_2_5_the_properties_of_a_sensor_come_back_as_they_went_in(
    server: Server, encoding: str, metadata: Any
) -> None:
    sent = sensor(encodingType=encoding, metadata=metadata, properties={"Nummer": 7})
    shown = server.get(f"Sensors({server.create('Sensors', sent)})").json()
    assert {name: shown[name] for name in sent} == sent


@pytest.mark.parametrize("name", ["name", "description", "encodingType", "metadata"])
def test_8_2_5_what_is_mandatory_of_a_sensor_is_asked_for(server: Server, name: str) -> None:
    assert name in refusal(server, "Sensors", without(sensor(), name))
    assert name in refusal(server, "Sensors", sensor() | {name: None})


def test_8_2_5_a_sensor_needs_no_datastream(server: Server) -> None:
    made = server.create("Sensors", sensor())
    assert ids(server, f"Sensors({made})/Datastreams") == ids(server, f"Sensors({made})/MultiDatastreams") == []


def test_8_2_5_a_sensor_has_many_datastreams_and_each_leads_back(server: Server) -> None:
    made = server.create("Sensors", sensor())
    streams = [server.create("Datastreams", datastream(Sensor=link(made))) for _ in range(2)]
    multi = server.create("MultiDatastreams", multi_datastream(Sensor=link(made)))
    assert ids(server, f"Sensors({made})/Datastreams") == streams
    assert ids(server, f"Sensors({made})/MultiDatastreams") == [multi]
    assert {id_of(server, f"Datastreams({stream})/Sensor") for stream in streams} == {made}
