"""The entity Observation (18-088, clause 8.2.7): its properties and relations."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.conforming import NOWHERE, OM, datastream, feature, id_of, ids, link, location, refusal, thing
from tests.support.sensorthings import Server


@pytest.fixture(scope="module")
def stream(server: Server) -> int:
    return server.create("Datastreams", datastream(observationType=f"{OM}Observation"))


def shown(server: Server, number: int) -> dict[str, Any]:
    found: dict[str, Any] = server.get(f"Observations({number})").json()
    return found


def test_8_2_7_the_properties_of_an_observation_come_back_as_they_went_in(server: Server, stream: int) -> None:
    sent: dict[str, Any] = {
        "phenomenonTime": "2026-03-01T00:00:00Z/2026-03-01T01:00:00Z",
        "resultTime": "2026-03-01T02:00:00Z",
        "validTime": "2026-03-01T00:00:00Z/2026-03-02T00:00:00Z",
        "resultQuality": {"Güte": "geprüft"},
        "parameters": {"Wind": 3},
    }
    back = shown(server, server.observe(stream, 7, **sent).id)
    assert back["result"] == 7
    assert (back["resultQuality"], back["parameters"]) == (sent["resultQuality"], sent["parameters"])
    for name in ("phenomenonTime", "resultTime", "validTime"):
        assert back[name].replace(".000", "") == sent[name]


@pytest.mark.parametrize("result", [7, -2.5, 0.1, 1e30, "warm", "", True, False, [1, "a", None], {"a": {"b": [2]}}])
def test_8_2_7_a_result_of_any_json_type_comes_back_as_it_was(server: Server, stream: int, result: object) -> None:
    assert shown(server, server.observe(stream, result).id)["result"] == result


def test_8_2_7_the_result_is_mandatory(server: Server, stream: int) -> None:
    assert "result" in refusal(
        server, f"Datastreams({stream})/Observations", {"phenomenonTime": "2026-03-01T00:00:00Z"}
    )


def test_8_2_7_without_a_phenomenon_time_it_is_the_time_of_arrival(server: Server, stream: int) -> None:
    said = shown(server, server.observe(stream, 1).id)["phenomenonTime"]
    assert abs(datetime.now(UTC) - datetime.fromisoformat(said)) < timedelta(minutes=5)  # noqa: TID251 -- a real server


def test_8_2_7_without_a_result_time_it_is_null(server: Server, stream: int) -> None:
    assert shown(server, server.observe(stream, 1).id)["resultTime"] is None


@pytest.mark.parametrize("name", ["phenomenonTime", "resultTime", "validTime"])
def test_8_2_7_times_are_those_of_iso_8601_and_an_interval_ends_after_it_begins(
    server: Server, stream: int, name: str
) -> None:
    backwards = "2026-03-02T00:00:00Z/2026-03-01T00:00:00Z"
    for wrong in ("gestern", "2026-02-30T00:00:00Z", 5, backwards):
        assert name in refusal(server, f"Datastreams({stream})/Observations", {"result": 1, name: wrong})


def test_8_2_7_an_observation_has_exactly_one_datastream(server: Server, stream: int) -> None:
    assert "Datastream" in refusal(server, "Observations", {"result": 1})
    assert server.ask("POST", "Observations", {"result": 1, "Datastream": link(NOWHERE)}, key=server.key).status >= 400
    made = server.create("Observations", {"result": 1, "Datastream": link(stream)})
    assert id_of(server, f"Observations({made})/Datastream") == stream
    assert made in ids(server, f"Datastreams({stream})/Observations?$top=1000")


def test_8_2_7_an_observation_has_exactly_one_feature_and_that_leads_back(server: Server, stream: int) -> None:
    of = server.create("FeaturesOfInterest", feature())
    made = server.observe(stream, 1, FeatureOfInterest=link(of)).id
    assert id_of(server, f"Observations({made})/FeatureOfInterest") == of
    assert ids(server, f"FeaturesOfInterest({of})/Observations") == [made]


def test_8_2_8_without_a_feature_the_location_of_the_thing_becomes_one_once(server: Server) -> None:
    own = server.create("Datastreams", datastream(Thing=thing(Locations=[location()])))
    pair = [server.observe(own, result).id for result in (1, 2)]
    found = {id_of(server, f"Observations({each})/FeatureOfInterest") for each in pair}
    assert len(found) == 1
    assert server.get(f"FeaturesOfInterest({found.pop()})").json()["feature"] == location()["location"]


def test_8_2_8_a_feature_that_was_made_is_made_anew_after_it_was_deleted(server: Server) -> None:
    own = server.create("Datastreams", datastream(Thing=thing(Locations=[location()])))
    first = id_of(server, f"Observations({server.observe(own, 1).id})/FeatureOfInterest")
    assert server.ask("DELETE", f"FeaturesOfInterest({first})", key=server.key).status == 200
    second = id_of(server, f"Observations({server.observe(own, 2).id})/FeatureOfInterest")
    assert second != first
