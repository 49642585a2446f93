"""The API for programs: filters, paging, changes with deletions, conditional requests, any origin, no person."""

import csv
import io
import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind, Moderation, Publicity, Status
from tests.factories import AT, make_staff
from tests.factories_contributions import (
    LAT,
    LON,
    make_call,
    make_contribution,
    make_district,
    make_office,
    make_theme,
)
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
LIST = "/api/v1/contributions"


def _get(path: str = LIST, **query: Any) -> Any:
    response = Client().get(path, query)
    assert response.status_code == 200, response.content
    return response.json()


def _numbers(**query: Any) -> list[int]:
    return [item["number"] for item in _get(**query)["items"]]


def _text(response: HttpResponseBase) -> str:
    streamed = getattr(response, "streaming_content", None)
    content = b"".join(streamed) if streamed is not None else response.content  # type: ignore[attr-defined] # a plain one
    return bytes(content).decode()


def test_a_contribution_says_everything_but_who_said_it() -> None:
    district, theme, office = make_district(), make_theme("verkehr"), make_office("tiefbau")
    row = make_contribution(
        theme_ids=[theme], lon=LON, lat=LAT, place="Am Hafen", author_name="Anna B.", title="Mehr Bänke"
    )
    actions.set_office(contribution=row.pk, office=office, due_on=AT.date(), by=None, at=AT)
    actions.reply(contribution=row.pk, text="Wir prüfen das.", status=Status.IN_REVIEW, by=None, at=AT)
    page = _get()
    item = page["items"][0]
    assert page["licence"]["id"] == "dl-de/by-2-0"
    assert (item["themes"], item["district"], item["office"]) == (["verkehr"], "mitte", "tiefbau")
    assert (item["longitude"], item["latitude"], item["place"]) == (LON, LAT, "Am Hafen")
    assert (item["status"], item["reply"], item["due_on"]) == ("in_review", "Wir prüfen das.", "2026-03-02")
    assert item["url"].endswith(f"/ideen/{row.number}/")
    assert "Anna" not in json.dumps(page)
    assert district


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"a", "b", "c"}),
        ({"kind": "idea"}, {"a", "b"}),
        ({"kind": "place"}, {"c"}),
        ({"theme": "verkehr"}, {"a"}),
        ({"district": "mitte"}, {"b"}),
        ({"status": "accepted"}, {"b"}),
        ({"category": "happy"}, {"c"}),
        ({"q": "sterne bänke"}, {"a"}),
        ({"answered": "false"}, {"a", "c"}),
        ({"answered": "true"}, {"b"}),
        ({"bbox": f"{LON - 0.01},{LAT - 0.01},{LON + 0.01},{LAT + 0.01}"}, {"b"}),
    ],
)
def test_each_filter_narrows(query: dict[str, Any], found: set[str]) -> None:
    make_district()
    idea, place = make_call(), make_call(Kind.PLACE)
    rows = {
        "a": make_contribution(idea, title="Bänke unter Sternen", theme_ids=[make_theme("verkehr")]),
        "b": make_contribution(idea, lon=LON, lat=LAT),
        "c": make_contribution(place, category="happy"),
    }
    actions.reply(contribution=rows["b"].pk, text="Ja.", status=Status.ACCEPTED, by=None, at=AT)
    assert set(_numbers(**query)) == {rows[name].number for name in found}


@pytest.mark.parametrize(
    "query",
    [
        {"theme": "raumfahrt"},
        {"district": "nirgends"},
        {"call": "keiner"},
        {"status": "egal"},
        {"bbox": "1,2,3"},
        {"bbox": "3,2,1,4"},
        {"cursor": "unsinn"},
        {"limit": "0"},
        {"limit": "100000"},
        {"changed_since": "gestern"},
        {"changed_since": "2026-01-01T00:00:00"},
    ],
)
def test_what_makes_no_sense_is_refused_and_says_what(query: dict[str, Any]) -> None:
    response = Client().get(LIST, query)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert next(iter(query)) in response.json()["detail"]


def test_what_waits_for_moderation_is_not_told() -> None:
    row = make_contribution(make_call(moderation=Moderation.BEFORE))
    assert _numbers() == []
    assert Client().get(f"{LIST}/{row.number}").status_code == 404
    assert _numbers(changed_since="2020-01-01T00:00:00Z") == []


def test_pages_walk_through_all_of_it_once() -> None:
    call = make_call()
    rows = [make_contribution(call, at=AT + timedelta(minutes=n % 3)) for n in range(7)]
    seen: list[int] = []
    page = _get(limit=3)
    while True:
        seen += [item["number"] for item in page["items"]]
        if page["next"] is None:
            break
        page = _get(page["next"].partition("8000")[2])
    assert sorted(seen) == [row.number for row in rows]


def test_a_copy_is_kept_true_by_asking_for_changes_deletions_included() -> None:
    call, staff = make_call(), make_staff()
    stays, goes = make_contribution(call), make_contribution(call)
    copy = {item["id"]: item for item in _get()["items"]}
    newest = max(item["changed_at"] for item in copy.values())
    later = AT + timedelta(days=1)
    actions.set_status(contribution=stays.pk, status=Status.ACCEPTED, by=staff, at=later)
    actions.set_publicity(contribution=goes.pk, publicity=Publicity.HIDDEN, by=staff, at=later)
    for item in _get(changed_since=newest)["items"]:
        if item.get("gone"):
            del copy[item["id"]]
        else:
            copy[item["id"]] = item
    assert copy == {item["id"]: item for item in _get()["items"]}
    assert Client().get(f"{LIST}/{goes.number}").status_code == 410


def test_the_same_question_again_costs_nothing_until_something_changes() -> None:
    row = make_contribution()
    first = Client().get(LIST)
    again = Client().get(LIST, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    actions.set_status(contribution=row.pk, status=Status.ACCEPTED, by=None, at=AT)
    assert Client().get(LIST, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_pages_of_any_origin_may_read_and_nobody_gets_a_cookie() -> None:
    answer = Client().get(LIST, headers={"Origin": "https://elsewhere.example"})
    before = Client().options(LIST, headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == before.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert before.status_code == 204
    assert not answer.cookies
    assert 'rel="license"' in answer.headers["Link"]


def test_statements_do_not_grow_with_rows() -> None:
    call = make_call()
    make_district()
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_contribution(call, theme_ids=[make_theme()], lon=LON, lat=LAT)
        with statements() as run:
            _get()
        counts.append(len(run))
    assert counts[0] == counts[1] <= 6


def test_the_description_names_every_path_and_the_licence() -> None:
    described = _get("/api/v1/openapi.json")
    paths = set(described["paths"])
    assert {LIST, f"{LIST}/{{number}}", f"{LIST}.csv", f"{LIST}.geojson", f"{LIST}.xlsx"} <= paths
    assert described["info"]["license"]["identifier"] == "dl-de/by-2-0"
    assert described["info"]["version"] == "1"


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def evil() -> Contribution:
    """A contribution whose texts try to be more than text."""
    make_district()
    return make_contribution(
        title='=HYPERLINK("http://evil.example";"Klick")', text='Zeile 1\nZeile "2"; <b>', lon=LON, lat=LAT
    )


def test_csv_holds_every_column_and_no_formula(evil: Contribution) -> None:
    rows = list(csv.DictReader(io.StringIO(_text(Client().get(f"{LIST}.csv")))))
    assert rows[0]["title"].startswith("'=HYPERLINK")
    assert rows[0]["text"] == evil.text
    assert float(rows[0]["longitude"]) == LON
    assert "author" not in " ".join(rows[0])


def test_geojson_holds_points_and_what_has_no_place(evil: Contribution) -> None:
    without = make_contribution(evil.call_id)
    data = json.loads(_text(Client().get(f"{LIST}.geojson")))
    assert [feature["geometry"] for feature in data["features"]] == [
        {"type": "Point", "coordinates": [LON, LAT]},
        None,
    ]
    assert data["features"][1]["properties"]["number"] == without.number


def test_an_empty_file_is_a_whole_file() -> None:
    empty = json.loads(_text(Client().get(f"{LIST}.geojson")))
    assert (empty["type"], empty["features"], empty["updated_at"]) == ("FeatureCollection", [], None)
    assert _text(Client().get(f"{LIST}.csv")).startswith("number,kind")


def test_a_workbook_holds_texts_as_texts(evil: Contribution) -> None:
    response = Client().get(f"{LIST}.xlsx")
    with ZipFile(io.BytesIO(b"".join(getattr(response, "streaming_content", [])))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "HYPERLINK" in sheet
    assert "<f>" not in sheet
    assert "Zuständige Stelle" in sheet


def test_files_take_the_filters_of_the_list(evil: Contribution) -> None:
    make_contribution(make_call(Kind.PLACE))
    rows = list(csv.DictReader(io.StringIO(_text(Client().get(f"{LIST}.csv", {"kind": "place"})))))
    assert [row["kind"] for row in rows] == ["place"]


def test_a_file_that_has_not_changed_is_not_sent_again(evil: Contribution) -> None:
    first = Client().get(f"{LIST}.csv")
    tag = first.headers["ETag"]
    assert Client().get(f"{LIST}.csv", headers={"If-None-Match": tag}).status_code == 304
    actions.set_status(contribution=evil.pk, status=Status.ACCEPTED, by=None, at=AT + timedelta(hours=1))
    assert Client().get(f"{LIST}.csv", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("language", ["", "/en", "/de-simple"])
def test_the_page_about_it_is_there_in_every_language(language: str) -> None:
    response = Client().get(f"{language}/offene-daten/")
    assert isinstance(response, HttpResponse)
    assert response.status_code == 200
    assert "/api/v1/openapi.json" in response.content.decode()
