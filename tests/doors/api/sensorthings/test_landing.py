"""The landing page names the entity sets and the requirements that are kept."""

from tests.support.sensorthings import Server


def test_the_landing_page_names_all_entity_sets(sensorthings_server: Server) -> None:
    page = sensorthings_server.get("").json()
    assert {each["name"]: each["url"] for each in page["value"]}["Things"] == f"{sensorthings_server.root}/Things"
    assert len(page["value"]) == 9


def test_the_landing_page_lists_requirements_by_their_addresses(sensorthings_server: Server) -> None:
    listed = sensorthings_server.get("").json()["serverSettings"]["conformance"]
    assert "http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array" in listed
    assert len(set(listed)) == len(listed)
