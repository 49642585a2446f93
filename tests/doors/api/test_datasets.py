"""Whole files at addresses that stay: for each kind and for all, with licence, schema and time of the last change."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils.http import parse_http_date
from jsonschema_rs import Draft202012Validator, meta

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.doors.api import datasets
from tests.factories import AT
from tests.factories_contributions import LAT, LON, make_call, make_contribution, make_district, make_theme
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
NAMES = ["contributions", *(f"{kind}s" for kind in Kind)]


def whole(response: HttpResponseBase) -> bytes:
    assert response.status_code == 200
    streamed = getattr(response, "streaming_content", None)
    return b"".join(streamed) if streamed is not None else response.content  # type: ignore[attr-defined] # a plain one


def text(response: HttpResponseBase) -> str:
    return whole(response).decode()


def fetched(path: str, **query: str) -> Any:
    return json.loads(text(Client().get(path, query)))


def rows(name: str, **query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(Client().get(f"/api/v1/{name}.csv", query)))))


@pytest.fixture
def one_of_each() -> list[Contribution]:
    """A contribution of each kind, the first with everything that it may say."""
    make_district()
    made = []
    for kind in Kind:
        themes = (make_theme(f"thema-{kind}"),)
        made.append(make_contribution(title=f"Etwas: {kind}", theme_ids=themes, lon=LON, lat=LAT))
        # As a row: what each kind asks for is the law of its room, and no matter of these files.
        Contribution.objects.filter(pk=made[-1].pk).update(kind=kind, call=make_call(kind), category=f"of-{kind}")
    actions.reply(contribution=made[0].pk, text="Ja.", status=Status.DONE, by=None, at=AT)
    return made


def test_each_kind_has_its_own_files_and_all_have_theirs(one_of_each: list[Contribution]) -> None:
    for kind in Kind:
        assert {row["kind"] for row in rows(f"{kind}s")} == {kind.value}
        assert {one["properties"]["kind"] for one in fetched(f"/api/v1/{kind}s.geojson")["features"]} == {kind.value}
    assert {row["kind"] for row in rows("contributions")} == set(map(str, Kind))


def test_the_kind_of_the_address_cannot_be_talked_over(one_of_each: list[Contribution]) -> None:
    assert {row["kind"] for row in rows("ideas", kind="place")} == {"idea"}


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_what_its_schema_says(name: str, one_of_each: list[Contribution]) -> None:
    schema, data = fetched(f"/api/v1/{name}.geojson-schema.json"), fetched(f"/api/v1/{name}.geojson")
    assert meta.is_valid(schema)
    checked = Draft202012Validator(schema, validate_formats=True)
    assert [error.message for error in checked.iter_errors(data)] == []
    assert data["features"] != []
    told = fetched(f"/api/v1/{name}.csv-metadata.json")
    assert [column["name"] for column in told["tableSchema"]["columns"]] == list(rows(name)[0])
    assert told["url"] == f"{settings.BASE_URL}/api/v1/{name}.csv"


def test_a_broken_file_is_not_what_the_schema_says(one_of_each: list[Contribution]) -> None:
    data = fetched("/api/v1/ideas.geojson")
    data["features"][0]["properties"]["supports"] = "viele"
    schema = fetched("/api/v1/ideas.geojson-schema.json")
    assert not Draft202012Validator(schema).is_valid(data)


def test_columns_say_what_they_hold() -> None:
    columns = {one["name"]: one for one in fetched("/api/v1/ideas.csv-metadata.json")["tableSchema"]["columns"]}
    kinds = {name: columns[name]["datatype"] for name in ("number", "longitude", "due_on", "changed_at", "generated")}
    assert kinds == {
        "number": "integer",
        "longitude": "double",
        "due_on": "date",
        "changed_at": "dateTime",
        "generated": "boolean",
    }
    assert columns["themes"]["separator"] == "|"
    assert "office" in columns["office"]["dc:description"]


@pytest.mark.parametrize("form", ["csv", "geojson", "xlsx"])
def test_a_file_names_its_licence_its_schema_and_its_last_change(form: str, one_of_each: list[Contribution]) -> None:
    response = Client().get(f"/api/v1/ideas.{form}")
    whole(response)
    assert '<https://www.govdata.de/dl-de/by-2-0>; rel="license"' in response["Link"]
    assert ('rel="describedby"' in response["Link"]) is (form != "xlsx")
    assert parse_http_date(response["Last-Modified"]) == int(AT.timestamp())
    assert response["Content-Disposition"] == f'attachment; filename="ideas.{form}"'


def test_geojson_says_so_itself_since_files_travel_without_their_envelope(one_of_each: list[Contribution]) -> None:
    later = AT + timedelta(days=1)
    actions.set_status(contribution=one_of_each[0].pk, status=Status.DECLINED, by=None, at=later)
    data = fetched("/api/v1/ideas.geojson")
    assert data["licence"]["id"] == "dl-de/by-2-0"
    assert data["updated_at"] == later.isoformat()
    assert data["describedby"] == f"{settings.BASE_URL}/api/v1/ideas.geojson-schema.json"


def test_the_list_of_files_names_addresses_that_are_there(one_of_each: list[Contribution]) -> None:
    found = fetched("/api/v1/datasets")
    assert [one["name"] for one in found] == NAMES
    for one in found:
        assert one["updated_at"] is not None
        for file in one["files"]:
            for url in filter(None, (file["url"], file["schema_url"])):
                assert len(whole(Client().get(url.removeprefix(settings.BASE_URL)))) > 100


def test_the_files_take_what_the_map_narrows_by(one_of_each: list[Contribution]) -> None:
    without = make_contribution(one_of_each[0].call_id, title="Ohne Ort", at=AT + timedelta(days=2))
    assert without.title in {row["title"] for row in rows("ideas")}
    assert without.title not in {row["title"] for row in rows("ideas", placed="true")}
    since = (AT + timedelta(days=1)).isoformat()
    assert [row["title"] for row in rows("ideas", published_since=since)] == [without.title]


def test_any_site_may_read_schemas_and_lists() -> None:
    for path in ("/api/v1/datasets", "/api/v1/ideas.csv-metadata.json", "/api/v1/ideas.geojson-schema.json"):
        assert Client().get(path)["Access-Control-Allow-Origin"] == "*"


def test_what_there_is_costs_the_same_however_much_there_is(one_of_each: list[Contribution]) -> None:
    counts = []
    for _ in range(2):
        with statements() as sent:
            fetched("/api/v1/datasets")
        counts.append(len(sent))
        make_contribution(one_of_each[0].call_id)
    assert counts[0] == counts[1] <= 2 * len(datasets.DATASETS)


@pytest.mark.parametrize("language", ["", "/en", "/de-simple"])
def test_the_page_links_all_of_them(language: str) -> None:
    page = text(Client().get(f"{language}/offene-daten/"))
    for name in NAMES:
        for ending in ("csv", "geojson", "xlsx", "csv-metadata.json", "geojson-schema.json"):
            assert f'href="{settings.BASE_URL}/api/v1/{name}.{ending}"' in page
