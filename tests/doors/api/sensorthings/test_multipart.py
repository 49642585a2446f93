"""$batch as multipart/mixed (18-088, clause 11): parts, change sets within, references by Content-ID."""

import json
import re

import pytest

from tests.support.sensorthings import Answered, Server

THING = json.dumps({"name": "Pegel", "description": ""})


def part(text: str, *, content_id: str = "", ends: str = "\r\n") -> str:
    head = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    return ends.join([*head, *([f"Content-ID: {content_id}"] if content_id else []), "", text])


def posted(url: str, body: str, *, ends: str = "\r\n") -> str:
    return ends.join(
        [f"POST {url} HTTP/1.1", "Content-Type: application/json", f"Content-Length: {len(body)}", "", body]
    )


def mixed(boundary: str, *parts: str, ends: str = "\r\n") -> str:
    return "".join(f"--{boundary}{ends}{each}{ends}" for each in parts) + f"--{boundary}--{ends}"


def change_set(*parts: str) -> str:
    return "Content-Type: multipart/mixed; boundary=cs_1\r\n\r\n" + mixed("cs_1", *parts)


def send(server: Server, text: str, *, kind: str = "multipart/mixed; boundary=batch_1") -> Answered:
    return server.ask("POST", "$batch", text.encode(), key=server.key, Content_Type=kind)


def statuses(answered: Answered) -> list[int]:
    assert answered.status == 200, answered.body
    assert re.match(r"multipart/mixed; ?boundary=batch_", answered.headers["content-type"])
    return [int(found) for found in re.findall(rb"^HTTP/1\.1 (\d+)", answered.body, re.MULTILINE)]


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
@pytest.mark.parametrize("boundary", ["batch_1", '"batch_1"'])
def test_the_example_of_the_standard_is_answered_part_by_part(
    sensorthings_server: Server, ends: str, boundary: str
) -> None:
    stream = sensorthings_server.make_datastream()
    text = mixed(
        "batch_1",
        part(f"GET /v1.1/Datastreams({stream}) HTTP/1.1{ends}Host: localhost{ends}{ends}", ends=ends),
        part(posted("/v1.1/Things", THING, ends=ends), ends=ends),
        part(f"GET Things(999999999) HTTP/1.1{ends}{ends}", ends=ends),
        ends=ends,
    )
    answered = send(sensorthings_server, text, kind=f"multipart/mixed;boundary={boundary}")
    assert statuses(answered) == [200, 201, 404]
    assert f"Location: {sensorthings_server.root}/Things(".encode() in answered.body
    assert b'"Wasserstand"' in answered.body


def test_a_change_set_refers_to_what_it_makes(sensorthings_server: Server) -> None:
    place = {"type": "Point", "coordinates": [12, 54]}
    location = {"name": "Kai", "description": "", "encodingType": "application/geo+json", "location": place}
    answered = send(
        sensorthings_server,
        mixed(
            "batch_1",
            change_set(
                part(posted("/v1.1/Things", THING), content_id="1"),
                part(posted("/v1.1/$1/Locations", json.dumps(location)), content_id="2"),
                part('PATCH $1 HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"name": "Neu"}', content_id="3"),
            ),
        ),
    )
    assert statuses(answered) == [201, 201, 200]
    assert b"boundary=changeset_" in answered.body
    found = re.search(rb"Location: (\S+Things\(\d+\))", answered.body)
    assert found
    assert sensorthings_server.get(found[1].decode() + "?$expand=Locations").json()["name"] == "Neu"


def test_a_change_set_that_fails_leaves_one_answer_and_nothing_else(sensorthings_server: Server) -> None:
    before = sensorthings_server.sql("SELECT count(*) FROM things_thing")
    wrong = change_set(part(posted("Things", THING), content_id="1"), part(posted("Things", "{}"), content_id="2"))
    answered = send(sensorthings_server, mixed("batch_1", wrong, part("GET Things?$top=1 HTTP/1.1\r\n\r\n")))
    assert statuses(answered) == [400, 200]
    assert sensorthings_server.sql("SELECT count(*) FROM things_thing") == before


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "multipart/mixed; boundary=batch_1"),
        ("--batch_1\r\n", "multipart/mixed; boundary=batch_1"),
        ("--other--", "multipart/mixed; boundary=batch_1"),
        (mixed("batch_1", part("GET Things HTTP/1.1")), "multipart/mixed"),
        (mixed("batch_1", "GET Things HTTP/1.1"), "multipart/mixed; boundary=batch_1"),
        (mixed("batch_1", part("")), "multipart/mixed; boundary=batch_1"),
        (mixed("batch_1", part("TRACE Things HTTP/1.1")), "multipart/mixed; boundary=batch_1"),
        (mixed("batch_1", change_set(change_set(part("GET Things")))), "multipart/mixed; boundary=batch_1"),
    ],
)
def test_a_batch_that_cannot_be_read_is_refused_in_words(sensorthings_server: Server, text: str, kind: str) -> None:
    refused = send(sensorthings_server, text, kind=kind)
    assert refused.status == 400
    assert len(refused.message) > 20
