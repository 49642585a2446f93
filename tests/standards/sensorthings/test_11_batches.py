"""Batch requests (18-088, clause 11): many requests in one, as multipart (OData 4.0) and as JSON (OData 4.01)."""

import json
import re
from typing import Any

from tests.support.conforming import alone, datastream, ids, location, observed_property, send, sensor, thing
from tests.support.sensorthings import Answered, Server

BATCH, SET = "batch_36522ad7", "changeset_77162fcd"


def part(request: str, body: object = None, *, name: str = "") -> str:
    """One request as a part; the first line is `METHOD url`."""
    head = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    head += [f"Content-ID: {name}"] if name else []
    lines = [*head, "", f"{request} HTTP/1.1", "Host: localhost"]
    sent = "" if body is None else json.dumps(body)
    lines += ["Content-Type: application/json", f"Content-Length: {len(sent)}"] if sent else []
    return "\r\n".join([*lines, "", sent])


def joined(boundary: str, *parts: str) -> str:
    return "".join(f"--{boundary}\r\n{each}\r\n" for each in parts) + f"--{boundary}--"


def change_set(*parts: str) -> str:
    return f"Content-Type: multipart/mixed; boundary={SET}\r\n\r\n{joined(SET, *parts)}"


def multipart(server: Server, *parts: str) -> Answered:
    kind = f"multipart/mixed; boundary={BATCH}"
    answered = send(server, "POST", "$batch", joined(BATCH, *parts).encode(), Content_Type=kind)
    assert answered.status == 200, answered.body
    return answered


def statuses(answered: Answered) -> list[int]:
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3})", answered.body)]


def requests(server: Server, *sent: dict[str, Any]) -> list[dict[str, Any]]:
    answered = send(server, "POST", "$batch", {"requests": list(sent)})
    assert answered.status == 200, answered.body
    told: list[dict[str, Any]] = answered.json()["responses"]
    return told


def test_11_2_1_a_multipart_batch_answers_each_request_in_its_order(server: Server) -> None:
    stream = server.create("Datastreams", datastream())
    answered = multipart(
        server,
        part(f"GET /v1.1/Datastreams({stream})?$select=name"),
        change_set(part("POST /v1.1/Things", thing("Neu"), name="1"), part("POST /v1.1/Things", thing(), name="2")),
        part("GET /v1.1/Nothing"),
    )
    assert statuses(answered) == [200, 201, 201, 404]
    assert answered.headers["content-type"].startswith("multipart/mixed")
    assert b'"Temperatur"' in answered.body
    made = re.findall(rb"location: \S+?/(Things\(\d+\))", answered.body, re.IGNORECASE)
    assert [server.get(address.decode()).json()["name"] for address in made] == ["Neu", "Messmast"]


def test_11_2_2_requests_of_a_change_set_refer_to_new_entities_by_content_id(server: Server) -> None:
    answered = multipart(
        server,
        change_set(part("POST Things", thing(), name="mast"), part("POST $mast/Locations", location(), name="2")),
    )
    assert statuses(answered) == [201, 201]
    made = re.findall(rb"location: \S+?/(\w+\(\d+\))", answered.body, re.IGNORECASE)
    assert len(ids(server, f"{made[0].decode()}/Locations")) == 1


def test_11_2_a_change_set_is_done_as_a_whole_or_not_at_all(server: Server) -> None:
    counted = "SELECT count(*) FROM things_thing"
    before = server.sql(counted)
    failing = change_set(part("POST Things", thing(), name="1"), part("POST Things", {"name": "x"}, name="2"))
    assert statuses(multipart(server, failing)) == [400]
    assert server.sql(counted) == before


def test_11_2_requests_outside_of_change_sets_fail_by_themselves(server: Server) -> None:
    answered = multipart(server, part("GET Things(999999999999)"), part("GET Things?$top=0"))
    assert statuses(answered) == [404, 200]


def test_11_a_json_batch_answers_each_request_by_its_id(server: Server) -> None:
    told = requests(
        server,
        {"id": "a", "method": "post", "url": "Things", "body": thing("Neu")},
        {"id": "b", "method": "get", "url": "Things?$top=1&$select=name"},
        {"id": "c", "method": "get", "url": "Things(999999999999)"},
    )
    assert [(each["id"], each["status"]) for each in told] == [("a", 201), ("b", 200), ("c", 404)]
    assert len(told[1]["body"]["value"]) == 1


def test_11_requests_of_a_json_batch_refer_to_earlier_ones(server: Server) -> None:
    told = requests(
        server,
        {"id": "mast", "method": "post", "url": "Things", "body": thing(Locations=[location()])},
        {"id": "seen", "method": "get", "url": "$mast/Locations?$count=true"},
        {"id": "named", "method": "patch", "url": "$mast", "body": {"name": "Neu"}},
    )
    assert [each["status"] for each in told] == [201, 200, 200]
    assert told[1]["body"]["@iot.count"] == 1


def test_11_an_atomicity_group_of_a_json_batch_is_done_as_a_whole(server: Server) -> None:
    counted = "SELECT count(*) FROM things_thing"
    before = server.sql(counted)
    group = {"atomicityGroup": "g", "method": "post", "url": "Things"}
    told = requests(server, group | {"id": "1", "body": thing()}, group | {"id": "2", "body": {"name": "x"}})
    assert all(each["status"] >= 400 for each in told)
    assert server.sql(counted) == before


def test_11_a_batch_is_posted_and_bears_requests(server: Server) -> None:
    assert server.get("$batch").status == 405
    assert send(server, "POST", "$batch", {"nothing": []}).status == 400
    assert send(server, "POST", "$batch", b"x", Content_Type="multipart/mixed").status == 400


def test_11_2_2_requests_of_a_change_set_link_to_new_entities_within_their_bodies(server: Server) -> None:
    of = server.create("Things", thing())
    body = alone(Sensor={"@iot.id": "$sensor1"}, ObservedProperty=observed_property())
    first = part("POST Sensors", sensor(), name="sensor1")
    answered = multipart(server, change_set(first, part(f"POST Things({of})/Datastreams", body, name="any")))
    assert statuses(answered) == [201, 201]
    made, stream = re.findall(rb"location: \S+?/(\w+\(\d+\))", answered.body, re.IGNORECASE)
    assert server.get(f"{made.decode()}/Datastreams").json()["value"][0]["@iot.selfLink"].endswith(stream.decode())


def test_11_2_addresses_are_relative_to_the_service_or_whole(server: Server) -> None:
    of = server.create("Things", thing())
    for beginning in ("", "/v1.1/", "/sensorthings/v1.1/", f"{server.root}/"):
        asked = part(f"GET {beginning}Things?$filter=id%20eq%20{of}&$select=id")
        answered = multipart(server, asked)
        assert statuses(answered) == [200]
        assert f'"@iot.id":{of}'.encode() in answered.body.replace(b" ", b"")
