"""Entities over HTTP: created, shown where preferred, changed, linked and deleted, with the standard's statuses."""

import gzip

import pytest

from tests.support.sensorthings import Server

THING = {"name": "Pegel", "description": "am Alten Strom"}


def test_a_new_entity_is_answered_with_its_address(sensorthings_server: Server) -> None:
    made = sensorthings_server.ask("POST", "Things", THING, key=sensorthings_server.key)
    assert (made.status, made.body) == (201, b"")
    assert made.headers["location"] == f"{sensorthings_server.root}/Things({made.id})"
    assert sensorthings_server.get(made.headers["location"]).json()["name"] == "Pegel"


def test_a_new_entity_is_shown_to_whoever_prefers_that(sensorthings_server: Server) -> None:
    made = sensorthings_server.ask("POST", "Things", THING, key=sensorthings_server.key, Prefer="return=representation")
    assert made.status == 201
    assert made.json()["@iot.id"] == made.id


def test_an_entity_is_created_below_another_along_any_path(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    place = {"type": "Point", "coordinates": [12, 54]}
    body = {"name": "Neu", "description": "", "encodingType": "application/geo+json", "location": place}
    sensorthings_server.create(f"Datastreams({stream})/Thing/Locations", body)
    found = sensorthings_server.get(f"Datastreams({stream})/Thing/Locations").json()["value"]
    assert [each["name"] for each in found] == ["Neu"]


def test_a_change_is_merged_a_put_replaces_a_patch_follows_its_steps(sensorthings_server: Server) -> None:
    key = sensorthings_server.key
    thing = sensorthings_server.create("Things", THING | {"properties": {"a": 1}})
    path = f"Things({thing})"
    assert sensorthings_server.ask("PATCH", path, {"name": "Neu"}, key=key).status == 200
    steps = [{"op": "add", "path": "/properties/b", "value": 2}]
    patched = sensorthings_server.ask("PATCH", path, steps, key=key, Content_Type="application/json-patch+json")
    assert patched.status == 200
    shown = sensorthings_server.get(path).json()
    assert (shown["name"], shown["properties"]) == ("Neu", {"a": 1, "b": 2})
    assert sensorthings_server.ask("PUT", path, {"name": "X", "description": "Y"}, key=key).status == 200
    assert sensorthings_server.get(path).json().get("properties") is None


def test_a_change_shows_the_entity_to_whoever_prefers_that(sensorthings_server: Server) -> None:
    thing = sensorthings_server.create("Things", THING)
    changed = sensorthings_server.ask(
        "PATCH", f"Things({thing})", {"name": "Neu"}, key=sensorthings_server.key, Prefer="return=representation"
    )
    assert changed.json()["name"] == "Neu"


def test_a_deleted_entity_is_gone(sensorthings_server: Server) -> None:
    thing = sensorthings_server.create("Things", THING)
    assert sensorthings_server.ask("DELETE", f"Things({thing})", key=sensorthings_server.key).status == 200
    assert sensorthings_server.get(f"Things({thing})").status == 404
    assert sensorthings_server.ask("DELETE", f"Things({thing})", key=sensorthings_server.key).status == 404


def test_a_path_to_one_entity_is_followed_for_changes(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    path = f"Datastreams({stream})/Thing"
    assert sensorthings_server.ask("PATCH", path, {"name": "Neu"}, key=sensorthings_server.key).status == 200
    assert sensorthings_server.get(path).json()["name"] == "Neu"


@pytest.mark.parametrize("by", ["@iot.id", "@id", "@odata.id", "path"])
def test_links_are_written_by_references(sensorthings_server: Server, by: str) -> None:
    key, stream = sensorthings_server.key, sensorthings_server.make_datastream()
    thing = sensorthings_server.create("Things", THING)
    named: dict[str, object] = {
        "@iot.id": {"@iot.id": thing},
        "@id": {"@id": f"{sensorthings_server.root}/Things({thing})"},
        "@odata.id": {"@odata.id": f"/sensorthings/v1.1/Things({thing})"},
        "path": {"@id": f"Things({thing})"},
    }
    answered = sensorthings_server.ask("PUT", f"Datastreams({stream})/Thing/$ref", named[by], key=key)
    assert answered.status == 204
    assert sensorthings_server.get(f"Datastreams({stream})/Thing").json()["@iot.id"] == thing


def test_a_location_is_linked_and_unlinked(sensorthings_server: Server) -> None:
    key = sensorthings_server.key
    thing = sensorthings_server.create("Things", THING)
    place = {"type": "Point", "coordinates": [12, 54]}
    body = {"name": "Kai", "description": "", "encodingType": "application/geo+json", "location": place}
    location = sensorthings_server.create("Locations", body)
    links = f"Things({thing})/Locations/$ref"
    assert sensorthings_server.ask("POST", links, {"@iot.id": location}, key=key).status == 204
    assert len(sensorthings_server.get(f"Things({thing})/Locations").json()["value"]) == 1
    gone = sensorthings_server.ask("DELETE", f"{links}?$id={sensorthings_server.root}/Locations({location})", key=key)
    assert gone.status == 204
    assert sensorthings_server.get(f"Things({thing})/Locations").json()["value"] == []


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "Things", "GET, HEAD, OPTIONS, POST"),
        ("POST", "Things(1)", "GET, HEAD, OPTIONS, PATCH, PUT, DELETE"),
        ("PUT", "Things(1)/name", "GET, HEAD, OPTIONS"),
        ("GET", "CreateObservations", "POST, OPTIONS"),
        ("GET", "$batch", "POST, OPTIONS"),
        ("BREW", "Things", "GET, HEAD, OPTIONS, POST"),
        ("POST", "", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_method_that_makes_no_sense_is_told_which_do(
    sensorthings_server: Server, method: str, path: str, allowed: str
) -> None:
    refused = sensorthings_server.ask(method, path, key=sensorthings_server.key)
    assert refused.status == 405
    assert refused.headers["allow"] == allowed
    assert allowed in refused.message


def test_head_says_what_get_would_say_without_the_body(sensorthings_server: Server) -> None:
    thing = sensorthings_server.create("Things", THING)
    shown, head = (sensorthings_server.ask(method, f"Things({thing})") for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(shown.body))


def test_pages_of_every_site_may_ask(sensorthings_server: Server) -> None:
    assert sensorthings_server.get("Things").headers["access-control-allow-origin"] == "*"
    asked = {"Origin": "https://example.org", "Access_Control_Request_Method": "POST"}
    preflight = sensorthings_server.ask("OPTIONS", "Things", **asked)
    assert preflight.status == 204
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    assert "PATCH" in preflight.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in preflight.headers


def test_long_answers_are_packed_for_who_takes_that(sensorthings_server: Server) -> None:
    thing = sensorthings_server.create("Things", THING | {"properties": {"text": "Ä" * 10_000}})
    path = f"Things({thing})"
    packed, plain = sensorthings_server.get(path, Accept_Encoding="gzip, br"), sensorthings_server.get(path)
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "content-encoding" not in sensorthings_server.get(path, Accept_Encoding="gzip;q=0").headers


@pytest.mark.parametrize("path", ["Nothing", "Things(0.5)", "Things(x)", "Things(1)/Nothing", "v1.1", "Things/1", "$x"])
def test_a_path_that_leads_nowhere_is_a_404_with_a_sentence(sensorthings_server: Server, path: str) -> None:
    refused = sensorthings_server.get(path)
    assert refused.status == 404
    assert refused.json()["type"] == "error"
    assert len(refused.message) > 10


def test_an_option_that_nobody_knows_is_a_501(sensorthings_server: Server) -> None:
    assert sensorthings_server.get("Things?$apply=x").status == 501
