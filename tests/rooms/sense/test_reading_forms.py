"""Other forms of an answer: dataArray, GeoJSON, CSV and sums, with pages and with what is selected and expanded."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from smilecity.sense.things import models
from smilecity.sense.things.queries import formats
from smilecity.sense.things.rules.problems import QueryProblem
from tests.factories_sense import (
    AT,
    WARNEMUENDE,
    make_datastream,
    make_feature,
    make_location,
    make_observation,
    make_observed,
    make_sensor,
    make_thing,
)
from tests.support.sense_asking import ROOT, ask, body_of, get

pytestmark = pytest.mark.django_db


@pytest.fixture
def stream() -> Any:
    made = make_datastream("Reihe", thing=make_thing("Ding", at=WARNEMUENDE))
    for index in range(5):
        make_observation(made, index, at=AT + timedelta(hours=index))
    return made


def table(address: str) -> list[list[str]]:
    answer = ask(address)
    assert answer.media_type == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(body_of(answer).decode(), newline="")))


def test_a_data_array_has_its_values_per_datastream(stream: Any) -> None:
    multi = make_datastream(multi=True, observed=[make_observed(), make_observed()])
    pair = make_observation(multi, [1, None], at=AT)
    found = get("Observations?$resultFormat=dataArray&$count=true")
    single, double = found["value"]
    assert found["@iot.count"] == 6
    assert single["Datastream@iot.navigationLink"] == f"{ROOT}/Datastreams({stream.pk})"
    assert single["components"][:4] == ["id", "phenomenonTime", "resultTime", "result"]
    assert single["dataArray@iot.count"] == len(single["dataArray"]) == 5
    assert single["dataArray"][1][1:4] == ["2026-03-02T13:00:00Z", None, 1]
    assert double["MultiDatastream@iot.navigationLink"] == f"{ROOT}/MultiDatastreams({multi.pk})"
    assert double["dataArray"][0][:4] == [pair.pk, "2026-03-02T12:00:00Z", None, [1, None]]


def test_a_data_array_has_the_components_that_are_selected_and_expanded(stream: Any) -> None:
    asked = "$resultFormat=dataArray&$select=result,phenomenonTime&$expand=FeatureOfInterest($select=name)&$top=1"
    found = get(f"Datastreams({stream.pk})/Observations?{asked}")["value"][0]
    assert found["components"] == ["result", "phenomenonTime", "FeatureOfInterest"]
    assert found["dataArray"] == [[0, "2026-03-02T12:00:00Z", {"name": "Gegenstand"}]]


def test_a_data_array_leads_on(stream: Any) -> None:
    address, seen = f"Datastreams({stream.pk})/Observations?$resultFormat=dataArray&$top=2", []
    while address:
        page = get(address)
        seen += [row[3] for group in page["value"] for row in group["dataArray"]]
        address = page.get("@iot.nextLink", "")
    assert seen == [0, 1, 2, 3, 4]


def test_geojson_shows_where_each_entity_lies(stream: Any) -> None:
    point = {"type": "Point", "coordinates": list(WARNEMUENDE)}
    for kind in ("Things", "Locations", "HistoricalLocations", "Datastreams", "Observations", "FeaturesOfInterest"):
        answer = ask(f"{kind}?$resultFormat=GeoJSON")
        assert answer.media_type == "application/geo+json"
        found = get(f"{kind}?$resultFormat=GeoJSON")
        assert found["type"] == "FeatureCollection"
        feature = found["features"][0]
        assert (feature["type"], feature["geometry"]) == ("Feature", point), kind
        assert feature["properties"]["@iot.id"] == feature["id"]
    assert get("Sensors?$resultFormat=GeoJSON")["features"][0]["geometry"] is None


def test_geojson_takes_the_geometry_of_a_feature_and_none_of_another_encoding() -> None:
    bare = {"type": "Point", "coordinates": [12.0, 54.0]}
    feature = make_feature(at=(12.0, 54.0))
    models.FeatureOfInterest.objects.filter(pk=feature.pk).update(feature={"type": "Feature", "geometry": bare})
    make_location(location="<b>hier</b>", encoding_type="text/html", west=None, south=None, east=None, north=None)
    assert get("FeaturesOfInterest?$resultFormat=GeoJSON")["features"][0]["geometry"] == bare
    assert get("Locations?$resultFormat=GeoJSON")["features"][0]["geometry"] is None


def test_geojson_shows_what_is_selected_and_expanded_and_leads_on(stream: Any) -> None:
    make_thing("Zweites")
    found = get("Things?$resultFormat=GeoJSON&$select=name&$expand=Datastreams($select=name)&$top=1&$count=true")
    assert found["features"][0]["properties"] == {"name": "Ding", "Datastreams": [{"name": "Reihe"}]}
    assert found["@iot.count"] == 2
    assert get(found["@iot.nextLink"])["features"][0]["properties"] == {"name": "Zweites", "Datastreams": []}


def test_csv_has_all_there_is_unless_a_number_is_asked_for(stream: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_CSV_PAGE", 2)
    base = f"Datastreams({stream.pk})/Observations?$resultFormat=CSV"
    lines = table(base)
    assert lines[0][:4] == ["id", "phenomenonTime", "resultTime", "result"]
    assert [line[3] for line in lines[1:]] == ["0", "1", "2", "3", "4"]
    assert len(table(f"{base}&$top=3")) == 4
    assert [line[0] for line in table(f"{base}&$orderby=result desc&$skip=1&$select=result")[1:]] == [
        "3",
        "2",
        "1",
        "0",
    ]
    assert table(f"{base}&$filter=result gt 7&$select=result") == [["result"]]


def test_csv_keeps_texts_whole_and_no_spreadsheet_takes_them_for_formulas(stream: Any) -> None:
    for index, result in enumerate(("=1+1", 'a,"b"\n', "-5 Grad", "@x", [1, 2])):
        make_observation(stream, result, at=AT + timedelta(days=1, hours=index))
    make_observation(stream, -5, at=AT + timedelta(days=2))
    cells = [line[0] for line in table(f"Datastreams({stream.pk})/Observations?$resultFormat=CSV&$select=result")]
    assert cells[6:] == ["'=1+1", 'a,"b"\n', "'-5 Grad", "'@x", "[1, 2]", "-5"]


def test_csv_of_entities_has_their_properties_and_what_is_expanded(stream: Any) -> None:
    lines = table("Datastreams?$resultFormat=CSV&$select=name,phenomenonTime&$expand=Thing($select=name)")
    assert lines == [
        ["name", "phenomenonTime", "Thing"],
        ["Reihe", "2026-03-02T12:00:00Z/2026-03-02T16:00:00Z", '{"name":"Ding"}'],
    ]


@pytest.fixture
def summed() -> Any:
    multi = make_datastream(multi=True, observed=[make_observed(), make_observed()])
    for component in range(2):
        _sum_up(multi, component)
    return multi


def _sum_up(stream: Any, component: int) -> None:
    for hour in range(3):
        models.Aggregate.objects.create(
            datastream=stream,
            step="hour",
            component=component,
            start=AT + timedelta(hours=hour),
            count=2 * hour,
            total=3 * hour,
            least=1 if hour else None,
            most=2 if hour else None,
            doubtful=1,
        )


def test_sums_come_by_time_with_their_means(summed: Any) -> None:
    found = get(f"MultiDatastreams({summed.pk})/Aggregates?step=hour&component=0")
    assert found["value"][:2] == [
        {
            "start": "2026-03-02T12:00:00Z",
            "component": 0,
            "count": 0,
            "mean": None,
            "least": None,
            "most": None,
            "total": 0,
            "doubtful": 1,
        },
        {
            "start": "2026-03-02T13:00:00Z",
            "component": 0,
            "count": 2,
            "mean": 1.5,
            "least": 1,
            "most": 2,
            "total": 3,
            "doubtful": 1,
        },
    ]


def test_sums_lead_on_within_a_time(summed: Any) -> None:
    address = f"MultiDatastreams({summed.pk})/Aggregates?from=2026-03-02T13:00:00Z&to=2026-03-02T15:00:00Z&$top=3"
    first = get(address)
    second = get(first["@iot.nextLink"])
    assert [(each["start"][11:13], each["component"]) for each in first["value"] + second["value"]] == [
        ("13", 0),
        ("13", 1),
        ("14", 0),
        ("14", 1),
    ]
    assert "@iot.nextLink" not in second


def test_sums_of_a_single_value_are_of_its_one_component(stream: Any) -> None:
    models.Aggregate.objects.filter(datastream=stream).delete()
    _sum_up(stream, 0)
    first = get(f"Datastreams({stream.pk})/Aggregates?$top=2")
    second = get(first["@iot.nextLink"])
    seen = [(each["start"][11:13], each["component"], each["mean"]) for each in first["value"] + second["value"]]
    assert seen == [("12", 0, None), ("13", 0, 1.5), ("14", 0, 1.5)]
    assert get(f"Datastreams({stream.pk})/Aggregates?component=1") == {"value": []}


def test_sums_come_as_csv(summed: Any) -> None:
    lines = table(f"MultiDatastreams({summed.pk})/Aggregates?$resultFormat=CSV&component=1")
    assert lines[0] == ["start", "component", "count", "mean", "least", "most", "total", "doubtful"]
    assert lines[1] == ["2026-03-02T12:00:00Z", "1", "0", "", "", "", "0", "1"]
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("step=week", 400),
        ("from=gestern", 400),
        ("to=2026-13-01", 400),
        ("component=-1", 400),
        ("component=99999999999", 400),
        ("$skiptoken=x", 400),
        ("$resultFormat=GeoJSON", 400),
        ("$filter=name eq 'x'", 501),
        ("$orderby=name", 501),
        ("$expand=Thing", 501),
    ],
)
def test_sums_refuse_what_they_do_not_know(summed: Any, query: str, status: int) -> None:
    with pytest.raises(QueryProblem) as refused:
        ask(f"MultiDatastreams({summed.pk})/Aggregates?{query}")
    assert refused.value.status == status


def test_geometries_find_and_order_what_lies_somewhere(stream: Any) -> None:
    far = make_location("Fern", at=(0.0, 0.0))
    make_sensor()
    square = "geography'POLYGON((12 54,13 54,13 55,12 55,12 54))'"
    near = [each["name"] for each in get(f"Locations?$filter=st_within(location,{square})")["value"]]
    assert near != []
    assert "Fern" not in near
    ordered = get("Locations?$orderby=geo.distance(location,geography'POINT(0 1)')")["value"]
    assert ordered[0]["@iot.id"] == far.pk
    assert [each["name"] for each in get(f"Things?$filter=st_within(Locations/location,{square})")["value"]] == ["Ding"]
    within = (
        f"geo.distance(Thing/Locations/location,geography'POINT(12 54)') lt 1 and st_intersects(observedArea,{square})"
    )
    assert [each["name"] for each in get(f"Datastreams?$filter={within}")["value"]] == ["Reihe"]
