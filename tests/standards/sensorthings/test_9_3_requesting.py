"""Requesting data (18-088, clause 9.3): expand, select, order, pages, counts, the order of options, status codes."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.support.conforming import datastream, ids, link, location, send, thing
from tests.support.sensorthings import Server

RESULTS = [5, 3, 1, 4, 2]


@pytest.fixture(scope="module")
def mast(server: Server) -> int:
    """A thing with a location and two datastreams, the first of which has five values."""
    made = server.create("Things", thing(Locations=[location()]))
    first, _ = [server.create("Datastreams", datastream(name, Thing=link(made))) for name in ("Wind", "Licht")]
    for hour, result in enumerate(RESULTS):
        server.observe(first, result, phenomenonTime=f"2026-03-01T0{hour}:00:00Z")
    return made


@pytest.fixture(scope="module")
def values(server: Server, mast: int) -> str:
    """The address of the five values."""
    return f"Datastreams({ids(server, f'Things({mast})/Datastreams')[0]})/Observations"


def page(server: Server, address: str) -> dict[str, Any]:
    answered = server.get(address)
    assert answered.status == 200, answered.body
    found: dict[str, Any] = answered.json()
    return found


def results(server: Server, address: str) -> list[Any]:
    return [each["result"] for each in page(server, address)["value"]]


def test_9_3_2_1_expand_shows_related_entities_within(server: Server, mast: int) -> None:
    shown = page(server, f"Things({mast})?$expand=Datastreams,Locations")
    assert [each["name"] for each in shown["Datastreams"]] == ["Wind", "Licht"]
    assert [each["name"] for each in shown["Locations"]] == ["Alter Strom"]
    assert shown["Datastreams"][0] == page(server, f"Things({mast})/Datastreams")["value"][0]


def test_9_3_2_1_expand_goes_deeper_by_slashes_and_by_options_of_its_own(server: Server, mast: int) -> None:
    by_slash = page(server, f"Things({mast})?$expand=Datastreams/ObservedProperty,Datastreams/Sensor")
    nested = page(server, f"Things({mast})?$expand=Datastreams($expand=ObservedProperty,Sensor)")
    assert by_slash == nested
    assert nested["Datastreams"][0]["ObservedProperty"]["name"] == "Lufttemperatur"


def test_9_3_2_1_expanded_entities_take_all_options(server: Server, mast: int) -> None:
    inner = "$filter=result gt 1;$orderby=result desc;$skip=1;$top=2;$count=true;$select=result"
    shown = page(server, f"Things({mast})?$expand=Datastreams($filter=name eq 'Wind';$expand=Observations({inner}))")
    (only,) = shown["Datastreams"]
    assert [each["result"] for each in only["Observations"]] == [4, 3]
    assert only["Observations@iot.count"] == 4
    assert page(server, only["Observations@iot.nextLink"])["value"][0]["result"] == 2


def test_9_3_2_1_expand_of_a_single_entity_and_of_a_collection_agree(server: Server, values: str) -> None:
    shown = page(server, f"{values}?$expand=Datastream/Thing,FeatureOfInterest")["value"]
    assert {each["Datastream"]["Thing"]["name"] for each in shown} == {"Messmast"}
    assert {each["FeatureOfInterest"]["name"] for each in shown} == {"Alter Strom"}


def test_9_3_2_2_select_shows_these_properties_alone(server: Server, mast: int) -> None:
    shown = page(server, f"Things({mast})?$select=name,description")
    assert shown == {"name": "Messmast", "description": "am Alten Strom"}
    assert set(page(server, f"Things({mast})?$select=id,name")) == {"@iot.id", "name"}


def test_9_3_2_2_select_of_a_navigation_property_shows_its_link(server: Server, mast: int) -> None:
    shown = page(server, f"Things({mast})?$select=name,Datastreams")
    assert set(shown) == {"name", "Datastreams@iot.navigationLink"}


def test_9_3_2_2_select_and_expand_go_together(server: Server, mast: int) -> None:
    shown = page(server, f"Things({mast})?$select=name&$expand=Datastreams($select=name)")
    assert shown == {"name": "Messmast", "Datastreams": [{"name": "Wind"}, {"name": "Licht"}]}


def test_9_3_3_1_orderby_sorts_both_ways_and_by_several(server: Server, values: str) -> None:
    assert results(server, f"{values}?$orderby=result") == [1, 2, 3, 4, 5]
    assert results(server, f"{values}?$orderby=result asc") == [1, 2, 3, 4, 5]
    assert results(server, f"{values}?$orderby=result desc") == [5, 4, 3, 2, 1]
    assert results(server, f"{values}?$orderby=result DESC") == [5, 4, 3, 2, 1]
    assert results(server, f"{values}?$orderby=result mod 2 desc,result") == [1, 3, 5, 2, 4]


def test_9_3_3_1_orderby_follows_related_entities(server: Server, mast: int) -> None:
    both = f"Datastreams?$filter=Thing/id eq {mast}&$orderby=Thing/name,ObservedProperty/name,name"
    assert [each["name"] for each in page(server, both)["value"]] == ["Licht", "Wind"]


def test_9_3_3_2_top_limits_the_number_of_entities(server: Server, values: str) -> None:
    assert results(server, f"{values}?$top=2&$orderby=result") == [1, 2]
    assert results(server, f"{values}?$top=0") == []
    assert len(results(server, f"{values}?$top=50")) == 5


def test_9_3_3_3_skip_leaves_out_the_first(server: Server, values: str) -> None:
    assert results(server, f"{values}?$skip=3&$orderby=result") == [4, 5]
    assert results(server, f"{values}?$skip=99") == []


def test_9_3_3_4_count_says_how_many_there_are_whatever_top_and_skip_say(server: Server, values: str) -> None:
    assert page(server, f"{values}?$count=true&$top=2&$skip=1")["@iot.count"] == 5
    assert page(server, f"{values}?$count=true&$filter=result gt 3")["@iot.count"] == 2
    assert "@iot.count" not in page(server, f"{values}?$count=false")
    assert "@iot.count" not in page(server, values)


def test_9_3_3_5_filter_returns_what_it_is_true_for(server: Server, mast: int, values: str) -> None:
    assert results(server, f"{values}?$filter=result gt 3&$orderby=result") == [4, 5]
    assert ids(server, f"Things?$filter=id eq {mast} and Datastreams/Observations/result eq 4") == [mast]
    assert ids(server, f"Things?$filter=id eq {mast} and Datastreams/Observations/result eq 99") == []


def test_9_3_1_options_work_in_the_order_of_the_standard_whatever_order_they_have(server: Server, values: str) -> None:
    options = ["$filter=result le 4", "$count=true", "$orderby=result desc", "$skip=1", "$top=2", "$select=result"]
    first, second = (page(server, f"{values}?{'&'.join(each)}") for each in (options, options[::-1]))
    for found in (first, second):
        assert found["@iot.count"] == 4
        assert [each["result"] for each in found["value"]] == [3, 2]


def test_9_3_3_6_pages_follow_each_other_until_all_is_shown_once(server: Server, values: str) -> None:
    seen: list[int] = []
    address = f"{values}?$top=2&$orderby=result"
    for expected in (True, True, False):
        shown = page(server, address)
        seen += [each["result"] for each in shown["value"]]
        assert ("@iot.nextLink" in shown) is expected
        address = shown.get("@iot.nextLink", "")
    assert seen == [1, 2, 3, 4, 5]


def test_9_3_3_6_the_next_page_keeps_all_other_options(server: Server, values: str) -> None:
    options = "$top=1&$filter=result gt 2&$select=result&$count=true&$orderby=result desc"
    shown = page(server, page(server, f"{values}?{options}")["@iot.nextLink"])
    assert (shown["value"], shown["@iot.count"]) == ([{"result": 4}], 3)


def test_9_3_3_6_a_service_limits_pages_by_itself(server: Server) -> None:
    stream = server.create("Datastreams", datastream())
    rows = [[f"2026-03-01T00:{number // 60:02}:{number % 60:02}Z", number] for number in range(130)]
    array = {"Datastream": link(stream), "components": ["phenomenonTime", "result"], "dataArray": rows}
    assert send(server, "POST", "CreateObservations", [array]).status == 201
    shown = page(server, f"Datastreams({stream})/Observations")
    assert 0 < len(shown["value"]) < 130
    assert shown["@iot.nextLink"]


def test_9_3_options_may_be_percent_encoded(server: Server, values: str) -> None:
    encoded = f"{values}?{quote('$filter')}={quote('result gt 3')}&%24orderby=result+desc"
    assert results(server, encoded) == [5, 4]


@pytest.mark.parametrize(
    "query",
    [
        "$filter=",
        "$filter=phenomenonTime",
        "$filter=result eq",
        "$filter=(result eq 1",
        "$filter=nothing eq 1",
        "$filter=nothing(result) eq 1",
        "$filter=result eq 'open",
        "$filter=result eq 1 result",
        "$filter=length(result, 1) eq 1",
        "$orderby=nothing",
        "$orderby=result sideways",
        "$select=nothing",
        "$expand=Nothing",
        "$expand=Datastream($top=x)",
        "$top=-1",
        "$top=x",
        "$top=1.5",
        "$skip=-1",
        "$skip=x",
        "$count=maybe",
        "$resultFormat=nothing",
        "$top=1&$top=2",
    ],
)
def test_9_3_a_query_that_cannot_be_understood_is_refused_with_400(server: Server, query: str) -> None:
    refused = server.get(f"Observations?{query}")
    assert refused.status == 400
    assert refused.json() == {"code": 400, "type": "error", "message": refused.message}


@pytest.mark.parametrize("query", ["$search=Wind", "$format=xml", "$apply=aggregate(result)", "$nothing=1"])
def test_9_3_an_option_that_is_not_implemented_is_refused_with_501(server: Server, query: str) -> None:
    assert server.get(f"Observations?{query}").status == 501
    assert server.get(f"Observations?$top=1&$expand=Datastream&{query}").status == 501


def test_9_3_status_codes_tell_what_became_of_a_request(server: Server, mast: int) -> None:
    assert server.get(f"Things({mast})").status == 200
    assert server.get("Things(999999999999)").status == 404
    assert server.ask("POST", f"Things({mast})", {}, key=server.key).status == 405
    assert server.ask("POST", "Things", thing()).status == 401
