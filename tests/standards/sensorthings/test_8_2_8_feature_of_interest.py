"""The entity FeatureOfInterest (18-088, clause 8.2.8): its properties and relations."""

import pytest

from tests.support.conforming import datastream, feature, ids, link, point, refusal, without
from tests.support.sensorthings import Server

AREA = {"type": "Polygon", "coordinates": [[[12.0, 54.0], [12.1, 54.0], [12.1, 54.1], [12.0, 54.0]]]}


@pytest.mark.parametrize("shape", [point(), AREA], ids=["point", "area"])
def test_8_2_8_the_properties_of_a_feature_come_back_as_they_went_in(server: Server, shape: object) -> None:
    sent = feature(feature=shape, properties={"Tiefe": 6})
    shown = server.get(f"FeaturesOfInterest({server.create('FeaturesOfInterest', sent)})").json()
    assert {name: shown[name] for name in sent} == sent


@pytest.mark.parametrize("name", ["name", "description", "encodingType", "feature"])
def test_8_2_8_what_is_mandatory_of_a_feature_is_asked_for(server: Server, name: str) -> None:
    assert name in refusal(server, "FeaturesOfInterest", without(feature(), name))
    assert name in refusal(server, "FeaturesOfInterest", feature() | {name: None})


def test_8_2_8_a_feature_needs_no_observation_and_has_many(server: Server) -> None:
    made = server.create("FeaturesOfInterest", feature())
    assert ids(server, f"FeaturesOfInterest({made})/Observations") == []
    stream = server.create("Datastreams", datastream())
    pair = [server.observe(stream, result, FeatureOfInterest=link(made)).id for result in (1, 2)]
    assert sorted(ids(server, f"FeaturesOfInterest({made})/Observations")) == sorted(pair)
