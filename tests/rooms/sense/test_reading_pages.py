"""Pages: every row once, in the order asked for, whatever its nulls; what is expanded has pages of its own."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from smilecity.sense.things.rules.problems import QueryProblem
from tests.factories_sense import AT, WARNEMUENDE, make_datastream, make_location, make_observation, make_thing, place
from tests.support.sense_asking import ROOT, ask, get, ids, pages, values

pytestmark = pytest.mark.django_db
RESULTS: tuple[Any, ...] = (3, "b", 1, None, "a", True, 3, [1], 2, False, 1)


@pytest.fixture
def stream() -> Any:
    made = make_datastream("Reihe", thing=make_thing("Ding", at=WARNEMUENDE))
    for index, result in enumerate(RESULTS):
        valid = AT + timedelta(days=index % 3) if index % 4 else None
        make_observation(
            made,
            result,
            at=AT + timedelta(days=11 * (index // 2)),
            valid_start=valid,
            valid_end=valid,
            quality=index % 2 or None,
        )
    return made


def flat(found: list[list[Any]]) -> list[int]:
    return [each["@iot.id"] for page in found for each in page]


@pytest.mark.parametrize(
    "order",
    [
        "",
        "phenomenonTime",
        "phenomenonTime desc",
        "result",
        "result desc",
        "validTime",
        "validTime desc,result",
        "resultQuality desc,phenomenonTime",
        "id desc",
        "Datastream/name,result desc",
        "FeatureOfInterest/name desc,validTime desc",
        "day(phenomenonTime) desc",
        "resultQuality eq 1,id",
    ],
)
@pytest.mark.parametrize("size", [1, 2, 4])
def test_pages_hold_every_row_once_in_order(stream: Any, order: str, size: int) -> None:
    asked = f"&$orderby={order}" if order else ""
    for base in (f"Datastreams({stream.pk})/Observations", "Observations"):
        whole = ids(f"{base}?$top=100{asked}")
        assert sorted(whole) == sorted(set(whole))
        assert len(whole) == len(RESULTS)
        paged = pages(f"{base}?$top={size}{asked}")
        assert flat(paged) == whole
        assert all(len(page) == size for page in paged[:-1])


def test_nulls_come_first_ascending_and_last_descending(stream: Any) -> None:
    up = [each.get("validTime") for each in values("Observations?$orderby=validTime&$select=validTime")]
    down = [each.get("validTime") for each in values("Observations?$orderby=validTime desc&$select=validTime")]
    known = [each for each in up if each]
    assert up == [None] * (len(up) - len(known)) + sorted(known)
    assert down == sorted(known, reverse=True) + [None] * (len(up) - len(known))


def test_values_of_a_datastream_come_by_time_and_numbers_sort_as_numbers(stream: Any) -> None:
    times = [each["phenomenonTime"] for each in values(f"Datastreams({stream.pk})/Observations")]
    assert times == sorted(times)
    found = [each["result"] for each in values("Observations?$orderby=result desc&$filter=result gt 0&$select=result")]
    assert found == [3, 3, 2, 1, 1]


def test_the_next_page_begins_after_a_row_even_when_others_come_in_between(stream: Any) -> None:
    first = get(f"Datastreams({stream.pk})/Observations?$top=3")
    make_observation(stream, 99, at=AT - timedelta(days=1))
    second = get(first["@iot.nextLink"])
    assert {each["@iot.id"] for each in first["value"]}.isdisjoint(each["@iot.id"] for each in second["value"])
    assert second["value"][0]["phenomenonTime"] >= first["value"][-1]["phenomenonTime"]


def test_the_next_page_keeps_what_was_asked_but_skips_no_more(stream: Any) -> None:
    found = get("Observations?$top=2&$skip=2&$count=true&$filter=result gt 0 or result le 0&$select=id")
    assert found["@iot.count"] == 5
    assert "$skip=" not in found["@iot.nextLink"]
    assert "$top=2" in found["@iot.nextLink"]
    assert "@iot.nextLink" not in get("Observations?$top=11")


def test_pages_of_many_months_are_complete() -> None:
    stream = make_datastream()
    for month in range(40):
        make_observation(stream, month, at=AT + timedelta(days=31 * month))
    for index in range(30):
        make_observation(stream, 100 + index, at=AT + timedelta(minutes=index + 1))
    for order in ("", "&$orderby=phenomenonTime desc"):
        base = f"Datastreams({stream.pk})/Observations"
        assert flat(pages(f"{base}?$top=7{order}")) == ids(f"{base}?$top=100{order}")
        skipped = ids(f"{base}?$top=5&$skip=60{order}")
        assert skipped == ids(f"{base}?$top=100{order}")[60:65]


def test_counts_are_those_of_all_pages(stream: Any) -> None:
    assert get("Observations?$count=true&$top=1")["@iot.count"] == len(RESULTS)
    assert get(f"Datastreams({stream.pk})/Observations?$count=true&$top=0") == {"@iot.count": len(RESULTS), "value": []}
    assert get("Observations?$count=true&$filter=result eq 3&$top=1")["@iot.count"] == 2
    assert get("Things?$count=true&$filter=Datastreams/Observations/result eq 3")["@iot.count"] == 1
    assert "@iot.count" not in get("Things?$count=false")


def test_expanded_lists_are_filtered_ordered_counted_and_cut_each_for_itself(stream: Any) -> None:
    other = make_datastream("Andere", thing=stream.thing)
    make_observation(other, 8)
    options = "$filter=result gt 0;$orderby=result desc;$top=2;$skip=1;$count=true;$select=result"
    found = values(f"Datastreams?$expand=Observations({options})&$orderby=id")
    assert [[each["result"] for each in row["Observations"]] for row in found] == [[3, 2], []]
    assert [row["Observations@iot.count"] for row in found] == [5, 1]
    assert "Observations@iot.nextLink" not in found[1]
    rest = get(found[0]["Observations@iot.nextLink"])
    assert rest["value"] == [{"result": 1}, {"result": 1}]
    assert rest["@iot.count"] == 5


def test_expanded_lists_lead_on_to_their_ends_at_any_depth(stream: Any) -> None:
    inner = "$top=3;$orderby=phenomenonTime desc;$expand=FeatureOfInterest"
    row = values(f"Things?$expand=Datastreams($expand=Observations({inner}))")[0]["Datastreams"][0]
    assert row["Observations"][0]["FeatureOfInterest"]["name"] == "Gegenstand"
    shown = [each["@iot.id"] for each in row["Observations"]]
    rest = flat(pages(row["Observations@iot.nextLink"]))
    assert shown + rest == ids(f"Datastreams({stream.pk})/Observations?$orderby=phenomenonTime desc")


@pytest.mark.parametrize("order", ["phenomenonTime", "phenomenonTime desc"])
def test_the_first_and_the_last_value_are_found_by_what_is_known_of_the_datastream(stream: Any, order: str) -> None:
    empty = make_datastream("Leer")
    expand = f"Observations($top=1;$orderby={order};$count=true;$expand=Datastream($select=name))"
    found = {row["@iot.id"]: row for row in values(f"Datastreams?$expand={expand}")}
    expected = ids(f"Datastreams({stream.pk})/Observations?$orderby={order}")
    row = found[stream.pk]
    assert [each["@iot.id"] for each in row["Observations"]] == expected[:1]
    assert row["Observations@iot.count"] == len(RESULTS)
    assert flat(pages(row["Observations@iot.nextLink"])) == expected[1:]
    assert (found[empty.pk]["Observations"], found[empty.pk]["Observations@iot.count"]) == ([], 0)
    assert ids(f"Datastreams({stream.pk})/Observations?$orderby={order}&$top=1") == expected[:1]
    assert get(f"Datastreams({empty.pk})/Observations?$orderby={order}&$top=1&$count=true") == {
        "@iot.count": 0,
        "value": [],
    }


def test_what_leads_to_one_is_shown_as_one_or_not_at_all(stream: Any) -> None:
    found = values("Observations?$expand=Datastream($select=name),MultiDatastream&$top=1")[0]
    assert found["Datastream"] == {"name": "Reihe"}
    assert "MultiDatastream" not in found


def test_a_location_may_be_shared_by_things() -> None:
    spot = make_location()
    for name in ("Eins", "Zwei"):
        place(make_thing(name), spot)
    assert [each["name"] for each in values(f"Locations({spot.pk})/Things?$orderby=name desc")] == ["Zwei", "Eins"]
    assert get(f"Locations({spot.pk})?$expand=Things($top=1)")["Things@iot.nextLink"].startswith(ROOT)


@pytest.mark.parametrize("token", ["x", "W10", "WzEsMl0", "bnVsbA", "eyJhIjoxfQ", "WyJhIl0", "=", "W1tdXQ"])
def test_a_place_that_is_none_is_refused(stream: Any, token: str) -> None:
    with pytest.raises(QueryProblem) as refused:
        ask(f"Observations?$skiptoken={token}")
    assert refused.value.status == 400


@pytest.mark.parametrize("asked", ["Datastreams?$expand=Observations", "Datastreams({stream})?$expand=Observations"])
def test_an_answer_that_has_multiplied_beyond_measure_is_refused(asked: str, settings: Settings) -> None:
    stream = make_datastream()
    for number in range(20):
        make_observation(stream, number, at=AT + timedelta(hours=number))
    address = asked.format(stream=stream.pk)
    assert ask(address).status == 200
    settings.SENSORTHINGS_LARGEST = 2_000
    assert ask(f"{address}($top=1)").status == 200
    with pytest.raises(QueryProblem, match="ask for less") as refused:
        ask(address)
    assert refused.value.status == 413


@pytest.mark.parametrize("order", ["true", "not false", "true or name eq 'x'", "1", "'x'", "now()", "1 eq 1 desc"])
def test_an_order_that_is_the_same_for_all_leaves_them_in_theirs(order: str) -> None:
    made = [make_location().pk for _ in range(3)]
    backwards = order.endswith("desc")
    found = [each for page in pages(f"Locations?$orderby={order}&$top=1") for each in page]
    assert [each["@iot.id"] for each in found] == (made[::-1] if backwards else made)
