"""Open311 GeoReport v2, reading: forms, services and definitions, clause by clause of the specification.

The shape of each answer is held against the OpenAPI description of the specification, and against what servers of
other cities send.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import AT
from tests.factories_open311 import change, make_report
from tests.support.open311 import GERMAN, ROOT, Specification, ask, faults, parsed, read, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = timedelta(days=1)


# --- Service Discovery ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/open311/discovery", f"{ROOT}/discovery"])
def test_discovery_is_there_as_json_and_xml_and_leads_to_the_endpoint(path: str) -> None:
    said = json.loads(Client().get(f"{path}.json").content)
    (endpoint,) = said["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"].endswith(ROOT)
    assert endpoint["type"] == "production"
    assert set(endpoint["formats"]) == {"text/xml", "application/json"}
    root = parsed(Client().get(f"{path}.xml").content)
    assert [child.tag for child in root] == ["changeset", "contact", "key_service", "endpoints"]
    assert [each.text for each in root.iterfind("endpoints/endpoint/formats/format")] == endpoint["formats"]


# --- Date/time format, Encoding, Format Support -----------------------------------------------------------------------


def test_moments_are_in_w3c_form_with_the_offset_of_the_citys_clock(call: UUID) -> None:
    make_report(call, at=AT)
    make_report(call, at=AT - 89 * DAY)
    said = read("requests")
    assert [each["requested_datetime"] for each in said] == ["2026-03-02T13:00:00+01:00", "2025-12-03T13:00:00+01:00"]
    assert all(datetime.fromisoformat(each["updated_datetime"]).tzinfo for each in said)


def test_texts_come_as_utf_8_and_markup_in_them_is_inert(call: UUID) -> None:
    make_report(call, text="Gehört <script>alert(1)</script> & „Öl“ 🛢️")
    for form in ("json", "xml"):
        response = ask(f"requests.{form}")
        assert b"<script" not in response.content
        assert response["X-Content-Type-Options"] == "nosniff"
    assert read("requests")[0]["description"] == "Gehört <script>alert(1)</script> & „Öl“ 🛢️"
    assert tree("requests").findtext("request/description") == "Gehört <script>alert(1)</script> & „Öl“ 🛢️"


def test_a_character_that_xml_does_not_know_spoils_no_document(call: UUID) -> None:
    change(make_report(call), text="vor\x0bnach")
    assert tree("requests").findtext("request/description") == "vornach"
    assert read("requests")[0]["description"] == "vor\x0bnach"


def test_json_follows_from_xml_by_the_spark_convention(call: UUID) -> None:
    make_report(call)
    for path in ("services", "services/sperrmuell", "requests"):
        assert as_spark(tree(path)) == as_text(read(path))


LISTS = {"services", "attributes", "values", "service_requests"}


def as_spark(element: ElementTree.Element) -> Any:
    if element.tag in LISTS:
        return [as_spark(child) for child in element]
    if len(element):
        return {child.tag: as_spark(child) for child in element}
    return element.text


def as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: as_text(its) for name, its in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    return value if value is None or isinstance(value, str) else json.dumps(value)


def test_what_is_no_form_of_ours_is_told_in_xml_which_is_the_required_one(call: UUID) -> None:
    response = ask("services.yaml")
    assert (response.status_code, response["Content-Type"]) == (404, "text/xml; charset=utf-8")
    assert parsed(response.content).findtext("error/code") == "404"


# --- jurisdiction_id, optional arguments ------------------------------------------------------------------------------

READINGS = ["services", "services/loch", "requests", "requests/1", f"tokens/{UUID(int=1)}"]


@pytest.mark.parametrize("path", READINGS)
def test_an_unknown_jurisdiction_is_404_and_says_which_is_ours(call: UUID, path: str) -> None:
    response = ask(f"{path}.json", jurisdiction_id="koeln.de")
    assert response.status_code == 404
    assert faults(response) == [
        (404, "Für die jurisdiction_id „koeln.de“ sind wir nicht zuständig. Hier ist es „rostock.de“.")
    ]


@pytest.mark.parametrize("path", READINGS)
def test_a_missing_jurisdiction_is_400_where_the_city_insists_on_it(call: UUID, settings: Settings, path: str) -> None:
    settings.OPEN311_JURISDICTION_REQUIRED = True
    response = ask(f"{path}.json", jurisdiction_id=" ")
    assert response.status_code == 400
    assert faults(response) == [(400, "Es fehlt jurisdiction_id. Hier ist es „rostock.de“.")]


@pytest.mark.parametrize("given", ["rostock.de", "www.Rostock.de", ""])
def test_our_jurisdiction_may_be_named_and_left_out(call: UUID, given: str) -> None:
    assert read("services", jurisdiction_id=given) == read("services")


def test_an_argument_that_is_empty_is_one_that_was_not_given(call: UUID) -> None:
    make_report(call)
    empty = dict.fromkeys(
        ("service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size", "bbox", "lat"),
        "",
    )
    assert read("requests", **empty) == read("requests")
    assert len(read("requests", **empty)) == 1


# --- GET Service List -------------------------------------------------------------------------------------------------


def test_the_services_are_the_categories_that_can_be_chosen(call: UUID, specification: Specification) -> None:
    said = read("services")
    for each in said:
        specification.require("Service", each)
    assert [each["service_code"] for each in said] == ["sperrmuell", "tonne", "loch"]
    assert [each["metadata"] for each in said] == [True, False, False]
    assert {each["type"] for each in said} == {"realtime"}
    assert said[2] == {
        "service_code": "loch",
        "service_name": "Schlagloch",
        "description": None,
        "metadata": False,
        "type": "realtime",
        "keywords": "Asphalt, Grube",
        "group": "Straße",
    }


def test_services_have_the_fields_that_servers_of_other_cities_send(call: UUID, reference_data: Path) -> None:
    theirs = json.loads((reference_data / "open311" / "service_list.json").read_text())
    assert set(read("services")[0]) == set(theirs[0])
    giessen = parsed((reference_data / "open311" / "services_giessen.xml").read_bytes())
    ours = tree("services")
    assert (ours.tag, ours[0].tag) == (giessen.tag, giessen[0].tag) == ("services", "service")
    assert {child.tag for child in giessen[0]} <= {child.tag for child in ours[0]}


def test_names_come_in_the_language_asked_for(call: UUID) -> None:
    assert read("services", locale="en")[0]["service_name"] == "Bulky waste"
    assert read("services", locale="en_GB")[0]["group"] == "Waste"
    assert read("services", locale="xx")[0]["service_name"] == "Sperrmüll"


def test_no_call_for_reports_means_services_without_any_report() -> None:
    assert read("services") == []
    assert read("requests") == []
    assert tree("services").tag == "services"


# --- GET Service Definition -------------------------------------------------------------------------------------------


def test_a_definition_says_what_a_service_asks(call: UUID, specification: Specification) -> None:
    said = read("services/sperrmuell")
    specification.require("ServiceDefinition", said)
    assert said["service_code"] == "sperrmuell"
    assert [each["order"] for each in said["attributes"]] == [1, 2, 3]
    assert said["attributes"][0] == {
        "variable": True,
        "code": "art",
        "datatype": "singlevaluelist",
        "required": True,
        "datatype_description": "Bitte wählen Sie eines.",
        "order": 1,
        "description": "Was liegt da?",
        "values": [{"key": "sofa", "name": "Sofa & Sessel"}, {"key": "reifen", "name": "Reifen"}],
    }
    assert "values" not in said["attributes"][1]
    root = tree("services/sperrmuell")
    assert [each.text for each in root.iterfind("attributes/attribute/values/value/key")] == [
        "sofa", "reifen", "glas", "metall",
    ]  # fmt: skip


def test_a_service_that_asks_nothing_has_an_empty_definition(call: UUID) -> None:
    assert read("services/loch") == {"service_code": "loch", "attributes": []}


@pytest.mark.parametrize("code", ["nix", "muell", "autobahn", "a.b"])
def test_the_definition_of_no_service_is_404(call: UUID, code: str) -> None:
    response = ask(f"services/{code}.json")
    assert response.status_code == 404
    assert faults(response)[0][1].startswith(f"Den service_code „{code}“ gibt es hier nicht.")


# --- what every answer keeps ------------------------------------------------------------------------------------------


def test_any_page_may_read_and_programs_need_not_load_anything_twice(call: UUID) -> None:
    said = ask("services.json")
    assert said["Access-Control-Allow-Origin"] == "*"
    assert "max-age=300" in said["Cache-Control"]
    again = Client().get(f"{ROOT}/services.json", headers={"If-None-Match": said["ETag"]})
    assert again.status_code == 304
    assert Client().options(f"{ROOT}/requests.json")["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert Client().head(f"{ROOT}/services.json").status_code == 200


def test_who_reads_too_often_is_told_in_the_same_form_when_to_come_back(call: UUID, settings: Settings) -> None:
    settings.OPEN311_A_MINUTE = 3
    assert [ask("services.json").status_code for _ in range(4)] == [200, 200, 200, 429]
    response = ask("services.json")
    ((code, sentence),) = faults(response)
    assert (code, sentence.startswith("Das waren sehr viele Anfragen.")) == (429, True)
    assert int(response["Retry-After"]) > 0


def test_a_method_that_is_not_here_is_told_in_the_same_form(call: UUID) -> None:
    response = Client(headers=GERMAN).put(f"{ROOT}/requests.json")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
    assert faults(response) == [(405, "Das geht hier nicht: PUT.")]
