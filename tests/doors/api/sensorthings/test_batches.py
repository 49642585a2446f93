"""$batch as JSON: order, references to what was just made, change sets that are done as a whole or not at all."""

from typing import Any

import pytest

from tests.support.sensorthings import Server

THING = {"name": "Pegel", "description": ""}


def send(server: Server, *requests: dict[str, Any], key: str | None = None) -> list[dict[str, Any]]:
    """Send a batch; requests are numbered where they have no id."""
    numbered = [{"id": str(number), **each} for number, each in enumerate(requests)]
    answered = server.ask("POST", "$batch", {"requests": numbered}, key=key or server.key)
    assert answered.status == 200, answered.body
    told: list[dict[str, Any]] = answered.json()["responses"]
    assert [each["id"] for each in told] == [each["id"] for each in numbered]
    return told


def post(url: str, body: object, **further: object) -> dict[str, Any]:
    return {"method": "post", "url": url, "body": body, **further}


def test_each_request_is_answered_in_its_order(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    told = send(
        sensorthings_server,
        post("Things", THING),
        {"method": "get", "url": f"Datastreams({stream})?$select=name"},
        {"method": "get", "url": f"{sensorthings_server.root}/Nothing"},
        {"method": "patch", "url": f"/sensorthings/v1.1/Datastreams({stream})", "body": {"name": "Neu"}},
        {"method": "get", "url": f"/v1.1/Datastreams({stream})/name"},
        {"method": "get", "url": f"Datastreams({stream})/name/$value"},
    )
    assert [each["status"] for each in told] == [201, 200, 404, 200, 200, 200]
    assert told[0]["headers"]["location"].startswith(f"{sensorthings_server.root}/Things(")
    assert told[1]["body"]["name"] == "Wasserstand"
    assert told[2]["body"]["type"] == "error"
    assert (told[4]["body"], told[5]["body"]) == ({"name": "Neu"}, "Neu")


def test_later_requests_name_what_earlier_ones_made(sensorthings_server: Server) -> None:
    place = {"type": "Point", "coordinates": [12, 54]}
    location = {"name": "Kai", "description": "", "encodingType": "application/geo+json", "location": place}
    told = send(
        sensorthings_server,
        post("Things", THING, id="thing"),
        post("$thing/Locations", location, id="place"),
        post("Things", THING | {"Locations": [{"@iot.id": "$place"}]}, id="other"),
        {"id": "seen", "method": "get", "url": "Locations($place)/Things?$count=true"},
        {"id": "gone", "method": "delete", "url": "$thing"},
    )
    assert [each["status"] for each in told] == [201, 201, 201, 200, 200]
    assert told[3]["body"]["@iot.count"] == 2


def test_a_change_set_is_done_as_a_whole(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    told = send(
        sensorthings_server,
        post("Things", THING, id="a", atomicityGroup="g"),
        {"id": "b", "method": "patch", "url": "$a", "body": {"name": "Neu"}, "atomicityGroup": "g"},
        post(f"Datastreams({stream})/Observations", {"result": 4}, id="c", atomicityGroup="g"),
    )
    assert [each["status"] for each in told] == [201, 200, 201]
    assert sensorthings_server.get(told[0]["headers"]["location"]).json()["name"] == "Neu"
    assert sensorthings_server.results(stream) == [4]


def test_a_change_set_with_one_wrong_request_is_undone_as_a_whole(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    [(before,)] = sensorthings_server.sql("SELECT count(*) FROM things_thing")
    told = send(
        sensorthings_server,
        post("Things", THING, atomicityGroup="g"),
        post(f"Datastreams({stream})/Observations", {"result": 4}, atomicityGroup="g"),
        post("Things", {"name": "ohne Beschreibung", "wrong": 1}, atomicityGroup="g"),
        post("Things", THING),
    )
    assert [each["status"] for each in told] == [424, 424, 400, 201]
    assert "2" in told[0]["body"]["message"]
    assert sensorthings_server.results(stream) == []
    assert sensorthings_server.sql("SELECT count(*) FROM things_thing") == [(before + 1,)]


def test_values_stored_after_an_undone_change_set_are_kept(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    far = {"result": 1, "phenomenonTime": "2031-05-01T00:00:00Z"}
    send(
        sensorthings_server,
        post(f"Datastreams({stream})/Observations", far, atomicityGroup="g"),
        post("Things", {}, atomicityGroup="g"),
    )
    assert sensorthings_server.observe(stream, 2, phenomenonTime="2031-05-02T00:00:00Z").status == 201
    assert sensorthings_server.results(stream) == [2], "the month that was made for the other one is made again"


def test_many_values_in_one_batch_are_stored_in_their_order(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    path = f"Datastreams({stream})/Observations"
    told = send(
        sensorthings_server, *(post(path, {"result": number if number != 50 else "?"}) for number in range(100))
    )
    assert [each["status"] for each in told] == [201] * 50 + [400] + [201] * 49
    assert len(sensorthings_server.results(stream)) == 99


def test_who_sends_the_batch_asks_for_all_of_it(sensorthings_server: Server) -> None:
    stranger = sensorthings_server.make_key({"read"})  # type: ignore[arg-type] # a scope is its word
    hidden = sensorthings_server.make_datastream(access="internal")
    lent = {"authorization": f"Bearer {sensorthings_server.key}"}
    told = send(
        sensorthings_server,
        {"method": "get", "url": f"Datastreams({hidden})", "headers": lent},
        post("Things", THING, headers=lent),
        key=stranger,
    )
    assert [each["status"] for each in told] == [404, 403]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "requests"),
        ([], "object"),
        ({"requests": [1]}, "requests"),
        ({"requests": [{"method": "get", "url": "Things"}]}, "id"),
        ({"requests": [{"id": "1", "method": "get"}]}, "url"),
        ({"requests": [{"id": "1", "method": "connect", "url": "Things"}]}, "method"),
        ({"requests": [{"id": "1", "method": "get", "url": "Things"}] * 2}, "id of its own"),
        ({"requests": [{"id": str(n), "method": "get", "url": "Things"} for n in range(1_001)]}, "1000"),
        (
            {
                "requests": [
                    {"id": "1", "method": "get", "url": "Things", "atomicityGroup": "a"},
                    {"id": "2", "method": "get", "url": "Things"},
                    {"id": "3", "method": "get", "url": "Things", "atomicityGroup": "a"},
                ]
            },
            "follow each other",
        ),
    ],
)
def test_a_batch_that_is_none_is_refused_in_words(sensorthings_server: Server, body: object, words: str) -> None:
    refused = sensorthings_server.ask("POST", "$batch", body, key=sensorthings_server.key)
    assert refused.status in {400, 413}
    assert words in refused.message


def test_a_batch_within_a_batch_is_refused(sensorthings_server: Server) -> None:
    told = send(sensorthings_server, post("$batch", {"requests": []}))
    assert told[0]["status"] == 400


def test_nobody_in_particular_may_read_in_a_batch(sensorthings_server: Server) -> None:
    requests = [{"id": "1", "method": "get", "url": "Things?$top=1"}, post("Things", THING, id="2")]
    told = sensorthings_server.ask("POST", "$batch", {"requests": requests}).json()["responses"]
    assert [each["status"] for each in told] == [200, 401]
