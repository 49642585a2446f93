"""Data arrays (18-088, clause 13): observations read and created as rows of values."""

from typing import Any

import pytest

from tests.support.conforming import NOWHERE, datastream, feature, id_of, link, multi_datastream, send
from tests.support.sensorthings import Server

TIMES = [f"2026-03-01T0{hour}:00:00Z" for hour in range(3)]


@pytest.fixture
def stream(server: Server) -> int:
    return server.create("Datastreams", datastream())


def array(stream: int, rows: list[list[object]], *components: str, **more: Any) -> dict[str, Any]:
    names = list(components or ("phenomenonTime", "result"))
    return {"Datastream": link(stream), "components": names, "dataArray": rows} | more


def create(server: Server, *arrays: dict[str, Any]) -> list[str]:
    answered = send(server, "POST", "CreateObservations", list(arrays))
    assert answered.status == 201, answered.body
    told: list[str] = answered.json()
    return told


def test_13_1_observations_come_as_rows_below_the_names_of_their_components(server: Server, stream: int) -> None:
    create(server, array(stream, [[at, number] for number, at in enumerate(TIMES)]))
    options = "$resultFormat=dataArray&$select=result,phenomenonTime&$orderby=phenomenonTime"
    page = server.get(f"Datastreams({stream})/Observations?{options}").json()
    (only,) = page["value"]
    assert only["Datastream@iot.navigationLink"] == f"{server.root}/Datastreams({stream})"
    rows = [dict(zip(only["components"], row, strict=True)) for row in only["dataArray"]]
    assert [row["result"] for row in rows] == [0, 1, 2]
    assert [row["phenomenonTime"][:19] for row in rows] == [at[:19] for at in TIMES]


def test_13_1_rows_come_datastream_by_datastream(server: Server, stream: int) -> None:
    multi = server.create("MultiDatastreams", multi_datastream())
    create(server, array(stream, [[TIMES[0], 7]]))
    server.create(f"MultiDatastreams({multi})/Observations", {"result": [1, 2]})
    both = f"Datastream/id eq {stream} or MultiDatastream/id eq {multi}"
    value = server.get(f"Observations?$resultFormat=dataArray&$filter={both}").json()["value"]
    found = {key: each[key] for each in value for key in each if key.endswith("navigationLink")}
    assert found == {
        "Datastream@iot.navigationLink": f"{server.root}/Datastreams({stream})",
        "MultiDatastream@iot.navigationLink": f"{server.root}/MultiDatastreams({multi})",
    }


def test_13_1_rows_take_the_other_options_and_pages(server: Server, stream: int) -> None:
    create(server, array(stream, [[at, number] for number, at in enumerate(TIMES)]))
    options = "$resultFormat=dataArray&$filter=result gt 0&$top=1&$count=true&$select=result"
    page = server.get(f"Datastreams({stream})/Observations?{options}").json()
    assert (page["@iot.count"], page["value"][0]["dataArray"]) == (2, [[1]])
    assert server.get(page["@iot.nextLink"]).json()["value"][0]["dataArray"] == [[2]]


def test_13_1_only_observations_come_as_rows(server: Server) -> None:
    assert server.get("Things?$resultFormat=dataArray").status == 400


def test_13_2_rows_become_observations_and_each_is_answered_with_its_address(server: Server, stream: int) -> None:
    told = create(
        server, array(stream, [[at, number] for number, at in enumerate(TIMES)], **{"dataArray@iot.count": 3})
    )
    assert [server.get(address).json()["result"] for address in told] == [0, 1, 2]
    assert server.results(stream) == [0, 1, 2]


def test_13_2_several_datastreams_come_at_once(server: Server, stream: int) -> None:
    other, multi = server.create("Datastreams", datastream()), server.create("MultiDatastreams", multi_datastream())
    of_multi = {"MultiDatastream": link(multi), "components": ["result"], "dataArray": [[[1, 2]]]}
    told = create(server, array(stream, [[TIMES[0], 1]]), array(other, [[TIMES[0], 2]]), of_multi)
    assert [server.get(address).json()["result"] for address in told] == [1, 2, [1, 2]]


def test_13_2_a_component_may_be_the_feature_of_interest(server: Server, stream: int) -> None:
    of = server.create("FeaturesOfInterest", feature())
    names = ("phenomenonTime", "result", "resultTime", "FeatureOfInterest/id")
    (address,) = create(server, array(stream, [[TIMES[0], 1, TIMES[1], of]], *names))
    assert id_of(server, f"{address.removeprefix(server.root)}/FeatureOfInterest") == of


def test_13_2_a_row_that_fails_is_answered_with_error_and_the_others_are_stored(server: Server, stream: int) -> None:
    told = create(server, array(stream, [[TIMES[0], 1], ["gestern", 2], [TIMES[1], "warm"], [TIMES[2], 4]]))
    assert [each.startswith("error") for each in told] == [False, True, True, False]
    assert server.results(stream) == [1, 4]


@pytest.mark.parametrize(
    "wrong",
    [
        {"components": ["phenomenonTime"]},
        {"components": ["Farbe", "result"]},
        {"components": "result"},
        {"dataArray": {"result": 1}},
        {"Datastream": link(NOWHERE)},
        {"Datastream": None},
    ],
)
def test_13_2_what_cannot_be_read_as_rows_is_refused(server: Server, stream: int, wrong: dict[str, Any]) -> None:
    body = array(stream, [[TIMES[0], 1]]) | wrong
    refused = send(server, "POST", "CreateObservations", [body])
    assert refused.status in {400, 404}, refused.body
    assert refused.message
    assert server.results(stream) == []


def test_13_1_without_a_selection_rows_hold_all_that_there_is_and_say_how_many_they_are(
    server: Server, stream: int
) -> None:
    create(server, array(stream, [[at, number] for number, at in enumerate(TIMES)]))
    (only,) = server.get(f"Datastreams({stream})/Observations?$resultFormat=dataArray").json()["value"]
    assert {"phenomenonTime", "result", "resultTime"} <= set(only["components"])
    assert {"id", "@iot.id"} & set(only["components"])
    assert only["dataArray@iot.count"] == len(only["dataArray"]) == 3
    assert {len(row) for row in only["dataArray"]} == {len(only["components"])}
