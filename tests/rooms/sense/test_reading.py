"""What a path and its options give: entities in the words of the standard, nested paths, properties, addresses."""

import json
from datetime import timedelta
from typing import Any

import pytest

from smilecity.sense.things import models
from smilecity.sense.things.rules.problems import QueryProblem
from tests.factories_sense import (
    AT,
    METRE,
    WARNEMUENDE,
    make_datastream,
    make_feature,
    make_location,
    make_observation,
    make_observed,
    make_thing,
    place,
)
from tests.support.sense_asking import ROOT, ask, body_of, get, ids, values
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


class Gauge:
    """A gauge with a level of three values and a multi datastream of one."""

    def __init__(self) -> None:
        self.thing = make_thing("Pegel", at=WARNEMUENDE, properties={"a": {"b": [1]}})
        self.level = make_datastream("Wasserstand", thing=self.thing, licence="CC0")
        self.values = [make_observation(self.level, number, at=AT + timedelta(days=20 * number)) for number in range(3)]
        self.multi = make_datastream(
            "Beides", thing=self.thing, multi=True, observed=[make_observed(), make_observed()]
        )
        self.pair = make_observation(self.multi, [1, None])


@pytest.fixture
def gauge() -> Gauge:
    return Gauge()


def status_of(address: str) -> int:
    try:
        return ask(address).status
    except QueryProblem as problem:
        return problem.status


def test_a_thing_has_its_properties_and_the_addresses_of_what_is_related(gauge: Gauge) -> None:
    self_link = f"{ROOT}/Things({gauge.thing.pk})"
    assert get(f"Things({gauge.thing.pk})") == {
        "@iot.id": gauge.thing.pk,
        "@iot.selfLink": self_link,
        "name": "Pegel",
        "description": "",
        "properties": {"a": {"b": [1]}},
        "Datastreams@iot.navigationLink": f"{self_link}/Datastreams",
        "MultiDatastreams@iot.navigationLink": f"{self_link}/MultiDatastreams",
        "Locations@iot.navigationLink": f"{self_link}/Locations",
        "HistoricalLocations@iot.navigationLink": f"{self_link}/HistoricalLocations",
    }


def test_a_datastream_says_its_unit_times_area_and_where_it_comes_from(gauge: Gauge) -> None:
    found = get(f"Datastreams({gauge.level.pk})")
    assert found["unitOfMeasurement"] == METRE
    assert found["phenomenonTime"] == "2026-03-02T12:00:00Z/2026-04-11T12:00:00Z"
    assert found["observedArea"] == {"type": "Point", "coordinates": [12.09, 54.18]}
    assert found["properties"] == {
        "smilecity": {"access": "public", "secondValue": "keep", "licence": "CC0", "generated": False}
    }
    assert "resultTime" not in found


def test_the_area_of_a_datastream_is_the_box_of_its_features_unless_its_provider_said_it(gauge: Gauge) -> None:
    make_observation(gauge.level, 9, feature=make_feature(at=(12.5, 54.0)))
    corners = [[12.09, 54.0], [12.5, 54.0], [12.5, 54.18], [12.09, 54.18], [12.09, 54.0]]
    area = {"type": "Polygon", "coordinates": [corners]}
    assert get(f"Datastreams({gauge.level.pk})/observedArea") == {"observedArea": area}
    models.Datastream.objects.filter(pk=gauge.level.pk).update(observed_area={"type": "Point", "coordinates": [1, 2]})
    assert get(f"Datastreams({gauge.level.pk})/observedArea")["observedArea"]["coordinates"] == [1, 2]


def test_what_a_client_says_of_a_datastream_stays_beside_what_is_known_of_it(gauge: Gauge) -> None:
    said: Any = {"deep": {"er": {}}, "smilecity": {"licence": "forged"}}
    models.Datastream.objects.filter(pk=gauge.level.pk).update(properties=said)
    found = get(f"Datastreams({gauge.level.pk})")["properties"]
    assert found["deep"] == {"er": {}}
    assert found["smilecity"]["licence"] == "CC0"
    assert ids("Datastreams?$filter=properties/smilecity/licence eq 'CC0'") == [gauge.level.pk]
    assert ids("Datastreams?$filter=properties/smilecity/licence eq 'forged'") == []


def test_a_multi_datastream_has_units_and_types_and_its_properties_in_order(gauge: Gauge) -> None:
    found = get(f"MultiDatastreams({gauge.multi.pk})")
    assert found["unitOfMeasurements"] == [METRE, METRE]
    assert len(found["multiObservationDataTypes"]) == 2
    assert "unitOfMeasurement" not in found
    measured = models.Measured.objects.filter(datastream=gauge.multi).order_by("position")
    for first, second in ((0, 1), (1, 0)):
        one, other = measured[0], measured[1]
        assert ids(f"MultiDatastreams({gauge.multi.pk})/ObservedProperties") == [
            one.observed_property_id,
            other.observed_property_id,
        ], (first, second)
        models.Measured.objects.filter(pk=one.pk).update(observed_property=other.observed_property_id)
        models.Measured.objects.filter(pk=other.pk).update(observed_property=one.observed_property_id)


def test_single_and_multi_datastreams_are_apart(gauge: Gauge) -> None:
    assert ids(f"Things({gauge.thing.pk})/Datastreams") == [gauge.level.pk]
    assert ids(f"Things({gauge.thing.pk})/MultiDatastreams") == [gauge.multi.pk]
    assert status_of(f"Datastreams({gauge.multi.pk})") == 404
    links = get(f"Observations({gauge.pair.pk})")
    assert "MultiDatastream@iot.navigationLink" in links
    assert "Datastream@iot.navigationLink" not in links
    assert status_of(f"Observations({gauge.pair.pk})/Datastream") == 404
    assert get(f"Observations({gauge.pair.pk})/MultiDatastream")["@iot.id"] == gauge.multi.pk


def test_an_observation_always_says_its_result_and_result_time(gauge: Gauge) -> None:
    found = get(f"Observations({gauge.values[0].pk})")
    assert found["resultTime"] is None
    assert found["result"] == 0
    assert "validTime" not in found
    assert found["phenomenonTime"] == "2026-03-02T12:00:00Z"


@pytest.mark.parametrize(
    "result", [5, 5.25, -0.1, 1e20, "text", "", 'ä"\\\n', True, False, None, [1, "a", None], {"a": {"b": 1}}]
)
def test_a_result_comes_back_as_it_was(gauge: Gauge, result: Any) -> None:
    value = make_observation(gauge.level, result, at=AT + timedelta(hours=1))
    assert get(f"Observations({value.pk})")["result"] == result


def test_times_are_in_utc_as_exact_as_they_were(gauge: Gauge) -> None:
    at = AT + timedelta(microseconds=120)
    value = make_observation(gauge.level, 1, at=at, phenomenon_end=AT + timedelta(hours=1), result_time=AT)
    found = get(f"Observations({value.pk})")
    assert found["phenomenonTime"] == "2026-03-02T12:00:00.00012Z/2026-03-02T13:00:00Z"
    assert found["resultTime"] == "2026-03-02T12:00:00Z"


def test_a_value_is_found_after_it_moved_to_another_month(gauge: Gauge) -> None:
    value = gauge.values[0]
    with pytest.raises(QueryProblem):
        ask(f"Observations({value.pk + (1 << 41)})")
    moved = make_observation(gauge.level, 77, at=AT + timedelta(days=90))
    other = value.pk + 1_000_000
    models.Observation.objects.filter(pk=moved.pk).update(id=other)
    models.Moved.objects.create(observation=other, datastream=gauge.level.pk, phenomenon_start=moved.phenomenon_start)
    assert get(f"Observations({other})")["result"] == 77


def test_a_path_leads_through_its_entities(gauge: Gauge) -> None:
    level = gauge.level.pk
    assert get(f"Datastreams({level})/Thing/Locations")["value"][0]["location"]["coordinates"] == [12.09, 54.18]
    assert ids(f"Things({gauge.thing.pk})/Datastreams({level})/Observations") == [each.pk for each in gauge.values]
    assert get(f"Observations({gauge.values[0].pk})/Datastream/Thing/name") == {"name": "Pegel"}
    assert get(f"Observations({gauge.values[0].pk})/FeatureOfInterest")["name"] == "Gegenstand"


def test_a_path_through_somebody_elses_entity_leads_nowhere(gauge: Gauge) -> None:
    other = make_datastream("Woanders")
    assert status_of(f"Things({gauge.thing.pk})/Datastreams({other.pk})") == 404
    assert status_of(f"Things({gauge.thing.pk})/Datastreams({other.pk})/Observations") == 404
    assert status_of("Things(999999)/Datastreams") == 404
    assert status_of(f"Datastreams({other.pk})/Observations({gauge.values[0].pk})") == 404
    assert status_of(f"Datastreams({gauge.level.pk})/Observations({gauge.values[0].pk})") == 200


def test_a_property_stands_alone_or_bare(gauge: Gauge) -> None:
    level = gauge.level.pk
    assert get(f"Datastreams({level})/name") == {"name": "Wasserstand"}
    bare = ask(f"Datastreams({level})/name/$value")
    assert (body_of(bare), bare.media_type) == (b"Wasserstand", "text/plain; charset=utf-8")
    assert body_of(ask(f"Observations({gauge.values[2].pk})/result/$value")) == b"2"
    assert json.loads(body_of(ask(f"Things({gauge.thing.pk})/properties/$value"))) == {"a": {"b": [1]}}


def test_a_property_that_is_null_has_no_content(gauge: Gauge) -> None:
    for name in ("resultTime", "validTime", "parameters", "resultTime/$value"):
        answer = ask(f"Observations({gauge.values[0].pk})/{name}")
        assert (answer.status, body_of(answer)) == (204, b"")


def test_addresses_alone(gauge: Gauge) -> None:
    assert values(f"Things({gauge.thing.pk})/Datastreams/$ref") == [
        {"@iot.selfLink": f"{ROOT}/Datastreams({gauge.level.pk})"}
    ]
    assert get(f"Datastreams({gauge.level.pk})/Thing/$ref") == {"@iot.selfLink": f"{ROOT}/Things({gauge.thing.pk})"}


def test_select_shows_what_it_names_and_nothing_else(gauge: Gauge) -> None:
    assert get(f"Things({gauge.thing.pk})?$select=name,Locations") == {
        "name": "Pegel",
        "Locations@iot.navigationLink": f"{ROOT}/Things({gauge.thing.pk})/Locations",
    }
    assert get(f"Things({gauge.thing.pk})?$select=@iot.id") == {"@iot.id": gauge.thing.pk}
    assert get(f"Observations({gauge.values[0].pk})?$select=validTime") == {"validTime": None}


def test_history_tells_where_a_thing_was() -> None:
    thing, here = make_thing(at=WARNEMUENDE), make_location(at=(12.0, 54.0))
    moment = place(thing, here, time=AT + timedelta(days=1))
    assert ids(f"Things({thing.pk})/Locations") == [here.pk]
    assert len(ids(f"Things({thing.pk})/HistoricalLocations")) == 2
    assert get(f"HistoricalLocations({moment.pk})")["time"] == "2026-03-03T12:00:00Z"
    assert ids(f"HistoricalLocations({moment.pk})/Locations") == [here.pk]
    assert ids(f"Locations({here.pk})/HistoricalLocations") == [moment.pk]


@pytest.mark.parametrize(
    "address",
    [
        "Things?$expand=Datastreams($expand=Observations($top=1;$count=true),Sensor,ObservedProperty),Locations&$count=true",
        "Observations?$filter=Datastream/Thing/Locations/name ne 'x'&$orderby=result&$expand=FeatureOfInterest",
        "Observations?$resultFormat=dataArray",
        "Locations?$resultFormat=GeoJSON",
    ],
)
def test_more_rows_need_no_more_statements(gauge: Gauge, address: str) -> None:
    with statements() as few:
        body_of(ask(address))
    for _ in range(3):
        Gauge()
    with statements() as many:
        body_of(ask(address))
    assert len(many) == len(few) <= 2
