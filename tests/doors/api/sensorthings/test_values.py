"""Values over HTTP: one, several, many at once; each is there when it is answered, and only then."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.sensorthings import Server, datastream

TIMES = [f"2026-03-02T{hour:02}:00:00Z" for hour in range(24)]


def test_a_value_is_answered_with_its_address(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    made = sensorthings_server.observe(stream, 512.5, phenomenonTime=TIMES[0])
    assert (made.status, made.body) == (201, b"")
    shown = sensorthings_server.get(made.headers["location"]).json()
    assert (shown["result"], shown["phenomenonTime"]) == (512.5, "2026-03-02T00:00:00Z")


def test_a_value_is_shown_to_whoever_prefers_that(sensorthings_server: Server) -> None:
    path = f"Datastreams({sensorthings_server.make_datastream()})/Observations"
    made = sensorthings_server.ask(
        "POST", path, {"result": 1}, key=sensorthings_server.key, Prefer="return=representation"
    )
    assert (made.status, made.json()["@iot.id"], made.json()["result"]) == (201, made.id, 1)


@pytest.mark.parametrize("path", ["Observations", "Things({thing})/Datastreams({stream})/Observations"])
def test_a_value_finds_its_datastream_by_other_ways(sensorthings_server: Server, path: str) -> None:
    stream = sensorthings_server.make_datastream()
    thing = sensorthings_server.get(f"Datastreams({stream})/Thing").json()["@iot.id"]
    body = {"result": 7, "Datastream": {"@iot.id": stream}}
    made = sensorthings_server.ask("POST", path.format(thing=thing, stream=stream), body, key=sensorthings_server.key)
    assert made.status == 201
    assert sensorthings_server.results(stream) == [7]


def test_a_value_may_bring_its_feature_of_interest(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    place = {"type": "Point", "coordinates": [12.2, 54.2]}
    feature = {"name": "Mole", "description": "", "encodingType": "application/geo+json", "feature": place}
    made = sensorthings_server.observe(stream, 5, FeatureOfInterest=feature)
    assert made.status == 201
    found = sensorthings_server.get(f"Observations({made.id})/FeatureOfInterest").json()
    assert found["name"] == "Mole"


def test_senders_at_the_same_moment_are_all_stored_once(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    with ThreadPoolExecutor(16) as senders:
        answers = list(senders.map(lambda n: sensorthings_server.observe(stream, n), range(200)))
    assert {each.status for each in answers} == {201}
    assert len({each.headers["location"] for each in answers}) == 200
    assert sorted(sensorthings_server.results(stream)) == list(range(200))


def test_a_bad_value_spoils_none_of_those_that_are_stored_with_it(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    results: list[object] = [1, "high", 2, None, 3, [4], 5]
    with ThreadPoolExecutor(len(results)) as senders:
        answers = list(senders.map(lambda each: sensorthings_server.observe(stream, each), results))
    assert [each.status for each in answers] == [201, 400, 201, 400, 201, 400, 201]
    assert sorted(sensorthings_server.results(stream)) == [1, 2, 3, 5]
    assert "a number" in answers[1].message


def test_a_value_for_a_datastream_that_is_not_there_is_a_404(sensorthings_server: Server) -> None:
    assert sensorthings_server.observe(2**40, 1).status == 404


def test_rows_of_a_data_array_are_answered_one_by_one(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    table = {
        "Datastream": {"@iot.id": stream},
        "components": ["phenomenonTime", "result"],
        "dataArray": [[TIMES[0], 1], ["yesterday", 2], [TIMES[2], "high"], [TIMES[3], 4]],
    }
    made = sensorthings_server.ask("POST", "CreateObservations", [table], key=sensorthings_server.key)
    assert made.status == 201
    said = made.json()
    assert [each.startswith(sensorthings_server.root) for each in said] == [True, False, False, True]
    assert said[1].startswith("error: phenomenonTime")
    assert sensorthings_server.results(stream) == [1, 4]
    assert sensorthings_server.get(said[3]).json()["result"] == 4


def test_a_data_array_for_nothing_is_refused_as_a_whole(sensorthings_server: Server) -> None:
    table = {"Datastream": {"@iot.id": 2**40}, "components": ["result"], "dataArray": [[1], [2]]}
    assert sensorthings_server.ask("POST", "CreateObservations", [table], key=sensorthings_server.key).status == 404


def test_a_large_data_array_is_stored_while_others_send_single_values(sensorthings_server: Server) -> None:
    many, few = sensorthings_server.make_datastream(), sensorthings_server.make_datastream()
    rows = [[f"2026-03-{day:02}T{n // 60:02}:{n % 60:02}:00Z", n] for day in range(1, 11) for n in range(1_000)]
    table = {"Datastream": {"@iot.id": many}, "components": ["phenomenonTime", "result"], "dataArray": rows}
    with ThreadPoolExecutor(4) as senders:
        large = senders.submit(
            sensorthings_server.ask, "POST", "CreateObservations", [table], key=sensorthings_server.key
        )
        small = list(senders.map(lambda n: sensorthings_server.observe(few, n).status, range(30)))
    assert set(small) == {201}
    assert large.result().status == 201
    counted = sensorthings_server.get(f"Datastreams({many})/Observations?$count=true&$top=1").json()
    assert counted["@iot.count"] == 10_000


def test_values_are_changed_and_deleted_at_their_address(sensorthings_server: Server) -> None:
    key, stream = sensorthings_server.key, sensorthings_server.make_datastream()
    path = f"Observations({sensorthings_server.observe(stream, 1).id})"
    assert sensorthings_server.ask("PATCH", path, {"result": 2}, key=key).status == 200
    assert sensorthings_server.results(stream) == [2]
    assert sensorthings_server.ask("DELETE", path, key=key).status == 200
    assert sensorthings_server.results(stream) == []


def test_a_multi_datastream_takes_lists(sensorthings_server: Server) -> None:
    body = datastream()
    unit, observed = body.pop("unitOfMeasurement"), body.pop("ObservedProperty")
    body |= {
        "multiObservationDataTypes": [body.pop("observationType")] * 2,
        "unitOfMeasurements": [unit] * 2,
        "ObservedProperties": [observed, observed],
    }
    stream = sensorthings_server.create("MultiDatastreams", body)
    path = f"MultiDatastreams({stream})/Observations"
    assert sensorthings_server.ask("POST", path, {"result": [1, 2]}, key=sensorthings_server.key).status == 201
    assert sensorthings_server.ask("POST", path, {"result": 1}, key=sensorthings_server.key).status == 400
    assert sensorthings_server.observe(stream, [1, 2]).status == 404, "it is no Datastream"
