"""The entity ObservedProperty (18-088, clause 8.2.6): its properties and relations."""

import pytest

from tests.support.conforming import datastream, id_of, ids, link, observed_property, refusal, without
from tests.support.sensorthings import Server


def test_8_2_6_the_properties_of_an_observed_property_come_back_as_they_went_in(server: Server) -> None:
    sent = observed_property(properties={"Norm": "DIN 5007"})
    shown = server.get(f"ObservedProperties({server.create('ObservedProperties', sent)})").json()
    assert {name: shown[name] for name in sent} == sent


@pytest.mark.parametrize("name", ["name", "definition", "description"])
def test_8_2_6_what_is_mandatory_of_an_observed_property_is_asked_for(server: Server, name: str) -> None:
    assert name in refusal(server, "ObservedProperties", without(observed_property(), name))
    assert name in refusal(server, "ObservedProperties", observed_property() | {name: None})


def test_8_2_6_an_observed_property_needs_no_datastream(server: Server) -> None:
    made = server.create("ObservedProperties", observed_property())
    for relation in ("Datastreams", "MultiDatastreams"):
        assert ids(server, f"ObservedProperties({made})/{relation}") == []


def test_8_2_6_an_observed_property_has_many_datastreams_and_each_leads_back(server: Server) -> None:
    made = server.create("ObservedProperties", observed_property())
    streams = [server.create("Datastreams", datastream(ObservedProperty=link(made))) for _ in range(2)]
    assert ids(server, f"ObservedProperties({made})/Datastreams") == streams
    assert {id_of(server, f"Datastreams({stream})/ObservedProperty") for stream in streams} == {made}
