"""Entities change: by PATCH, PUT and JSON Patch, with links to others and never with new ones (18-088, 10.3)."""

from typing import Any

import pytest

from smilecity.people.keys.rules import CITY, PUBLIC, Caller, Scope
from smilecity.sense.things import actions
from smilecity.sense.things.models import (
    Datastream,
    DatastreamShare,
    Extent,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    Measured,
    Sensor,
    Thing,
    ThingPlace,
)
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from tests import factories_things as some
from tests.factories import AT
from tests.factories_things import SEARCHED_BY_MARK, key_of, link, make, make_party
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def _update(kind: Kind, id_: int, body: Any, *, way: Way = Way.MERGE, caller: Caller = CITY) -> None:
    actions.update(kind, id_, body, way=way, caller=caller, at=AT)


def _refused(kind: Kind, id_: int, body: Any, *, way: Way = Way.MERGE, caller: Caller = CITY) -> Problem:
    with pytest.raises(Problem) as refused:
        _update(kind, id_, body, way=way, caller=caller)
    return refused.value


def _stream(**more: Any) -> int:
    return make(Kind.DATASTREAMS, some.WHOLE_SERIES, **{"Thing": some.THING} | more)


def test_a_patch_changes_what_it_names_and_nothing_else() -> None:
    thing = make(Kind.THINGS, some.THING)
    _update(Kind.THINGS, thing, {"description": "Neu"})
    row = Thing.objects.get(pk=thing)
    assert (row.name, row.description, row.properties) == ("Pegel", "Neu", {"colour": "blue"})
    _update(Kind.THINGS, thing, {"properties": None})
    assert Thing.objects.get(pk=thing).properties is None


def test_a_patch_costs_three_statements_and_a_link_in_it_two_more_beside_those_of_the_search() -> None:
    stream, sensor = _stream(), make(Kind.SENSORS, some.SENSOR)
    with statements() as sent:
        _update(Kind.DATASTREAMS, stream, {"name": "Neu"})
    assert len(sent) == 3 + SEARCHED_BY_MARK, sent
    with statements() as sent:
        _update(Kind.DATASTREAMS, stream, {"name": "Neuer", "Sensor": link(sensor)})
    assert len(sent) == 5 + SEARCHED_BY_MARK, sent


def test_a_put_sets_back_what_it_does_not_name_and_needs_what_is_required() -> None:
    thing = make(Kind.THINGS, some.THING)
    _update(Kind.THINGS, thing, some.NAMED | {"name": "Neu"}, way=Way.PUT)
    row = Thing.objects.get(pk=thing)
    assert (row.name, row.properties) == ("Neu", None)
    assert _refused(Kind.THINGS, thing, {"name": "x"}, way=Way.PUT).message == "description is missing."


def test_a_put_without_the_citys_block_leaves_access_licence_and_shares_as_they_are() -> None:
    party = make_party("Hafen")
    block = {"access": "shared", "licence": "CC0", "sharedWith": [party]}
    stream = _stream(properties={"smilecity": block, "a": 1})
    _update(Kind.DATASTREAMS, stream, some.SERIES, way=Way.PUT)
    row = Datastream.objects.get(pk=stream)
    assert (row.access, row.licence, row.properties) == ("shared", "CC0", None)
    _update(Kind.DATASTREAMS, stream, some.SERIES | {"properties": {"smilecity": {}}}, way=Way.PUT)
    row.refresh_from_db()
    assert (row.access, row.licence) == ("shared", "")
    assert DatastreamShare.objects.get(datastream=stream).party_id == party


def test_shares_are_replaced_by_the_list_that_is_sent() -> None:
    one, two = make_party("Hafen"), make_party("Werft")
    stream = _stream(properties={"smilecity": {"access": "shared", "sharedWith": [one]}})
    _update(Kind.DATASTREAMS, stream, {"properties": {"smilecity": {"sharedWith": [two]}}})
    assert [share.party_id for share in DatastreamShare.objects.filter(datastream=stream)] == [two]


def test_a_json_patch_is_made_for_what_the_standard_calls_things_by() -> None:
    stream = _stream(properties={"a": 1, "smilecity": {"licence": "CC0"}})
    steps = [
        {"op": "test", "path": "/unitOfMeasurement/symbol", "value": "m"},
        {"op": "replace", "path": "/unitOfMeasurement/symbol", "value": "cm"},
        {"op": "add", "path": "/properties/b", "value": [1]},
        {"op": "remove", "path": "/properties/a"},
        {"op": "replace", "path": "/properties/smilecity/access", "value": "internal"},
        {"op": "remove", "path": "/properties/smilecity/licence"},
    ]
    _update(Kind.DATASTREAMS, stream, steps, way=Way.PATCH)
    row = Datastream.objects.get(pk=stream)
    assert row.units["symbol"] == "cm"
    assert row.properties == {"b": [1]}
    assert (row.access, row.licence) == ("internal", "")


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ([{"op": "test", "path": "/name", "value": "Anders"}], 409),
        ([{"op": "remove", "path": "/properties/shape"}], 409),
        ([{"op": "replace", "path": "/properties/a/b/c", "value": 1}], 409),
        ([{"op": "remove", "path": "/name"}], 400),
        ([{"op": "add", "path": "/nmae", "value": "x"}], 400),
        ([{"op": "jump", "path": "/name"}], 400),
        ([{"path": "/name"}], 400),
        (["remove"], 400),
        ({"op": "remove", "path": "/name"}, 400),
        ([{"op": "replace", "path": "", "value": 5}], 400),
        ([{"op": "replace", "path": "name", "value": "x"}], 400),
        ([{"op": "copy", "from": "/properties", "path": f"/properties/{step}"} for step in range(40)], 413),
        ([{"op": "test", "path": "/name", "value": "Pegel"}] * 1001, 413),
    ],
)
def test_a_json_patch_that_does_not_fit_changes_nothing(steps: Any, status: int) -> None:
    thing = make(Kind.THINGS, some.THING)
    steps = [{"op": "replace", "path": "/description", "value": "Neu"}, *steps] if isinstance(steps, list) else steps
    assert _refused(Kind.THINGS, thing, steps, way=Way.PATCH).status == status
    assert Thing.objects.get(pk=thing).description == "An der Mole"


def test_relations_change_with_links() -> None:
    stream = _stream()
    thing, sensor = make(Kind.THINGS, some.THING), make(Kind.SENSORS, some.SENSOR)
    measured = make(Kind.OBSERVED_PROPERTIES, some.PROPERTY)
    links = {"Thing": link(thing), "Sensor": link(sensor), "ObservedProperty": link(measured)}
    _update(Kind.DATASTREAMS, stream, links)
    row = Datastream.objects.get(pk=stream)
    assert (row.thing_id, row.sensor_id) == (thing, sensor)
    assert Measured.objects.get(datastream=stream).observed_property_id == measured
    other = make(Kind.THINGS, some.THING)
    _update(Kind.THINGS, other, {"Datastreams": [link(stream)]})
    assert Datastream.objects.get(pk=stream).thing_id == other


@pytest.mark.parametrize("way", [Way.MERGE, Way.PUT])
def test_new_entities_within_a_change_are_refused(way: Way) -> None:
    thing = make(Kind.THINGS, some.THING)
    problem = _refused(Kind.THINGS, thing, some.THING | {"Locations": [some.LOCATION]}, way=way)
    assert problem.status == 400
    assert "Locations[0] may only link to an existing entity" in problem.message
    assert _refused(Kind.THINGS, thing, some.THING | {"Locations": [link(99)]}, way=way).status == 400


def test_a_things_locations_are_replaced_and_written_into_its_history() -> None:
    thing = make(Kind.THINGS, some.WHOLE)
    place = make(Kind.LOCATIONS, some.LOCATION)
    _update(Kind.THINGS, thing, {"Locations": [link(place)]})
    assert ThingPlace.objects.get(thing=thing).location_id == place
    assert HistoricalLocation.objects.filter(thing=thing).count() == 2
    _update(Kind.THINGS, thing, {"Locations": [link(place)]})
    assert HistoricalLocation.objects.filter(thing=thing).count() == 2


def test_a_location_that_moves_has_another_box_and_lends_its_old_feature_no_longer() -> None:
    thing = make(Kind.THINGS, some.WHOLE)
    features = actions.features_for([thing], at=AT)
    place = ThingPlace.objects.get(thing=thing).location_id
    _update(Kind.LOCATIONS, place, {"description": "Immer noch da"})
    assert actions.features_for([thing], at=AT) == features
    _update(Kind.LOCATIONS, place, {"location": some.ELSEWHERE})
    row = Location.objects.get(pk=place)
    assert (row.west, row.north) == (12.14, 54.09)
    assert actions.features_for([thing], at=AT) != features
    assert "location is not usable GeoJSON" in _refused(Kind.LOCATIONS, place, {"location": "dort"}).message


def test_a_feature_that_is_corrected_moves_the_boxes_of_its_datastreams() -> None:
    thing = make(Kind.THINGS, some.WHOLE, Datastreams=[some.WHOLE_SERIES | {"Observations": [{"result": 1}]}])
    stream = Datastream.objects.get(thing=thing).pk
    assert Extent.objects.get(pk=stream).west == 12.09
    feature = FeatureOfInterest.objects.get().pk
    _update(Kind.FEATURES_OF_INTEREST, feature, {"feature": some.ELSEWHERE})
    extent = Extent.objects.get(pk=stream)
    assert (extent.west, extent.south, extent.east, extent.north) == (12.14, 54.09, 12.14, 54.09)


def test_an_area_that_is_but_sent_back_goes_on_following_the_features() -> None:
    thing = make(Kind.THINGS, some.WHOLE, Datastreams=[some.WHOLE_SERIES | {"Observations": [{"result": 1}]}])
    stream = Datastream.objects.get(thing=thing).pk
    _update(Kind.DATASTREAMS, stream, {"observedArea": some.POINT, "name": "Neu"})
    assert Datastream.objects.get(pk=stream).observed_area is None
    _update(Kind.DATASTREAMS, stream, {"observedArea": some.ELSEWHERE})
    assert Datastream.objects.get(pk=stream).observed_area == some.ELSEWHERE


def test_units_types_and_observed_properties_of_a_multi_datastream_stay_equally_many() -> None:
    multi = make(Kind.MULTI_DATASTREAMS, some.MULTI, Thing=some.THING | {"Locations": [some.LOCATION]})
    measured = make(Kind.OBSERVED_PROPERTIES, some.PROPERTY)
    fewer = {"ObservedProperties": [link(measured)]}
    assert "as many" in _refused(Kind.MULTI_DATASTREAMS, multi, fewer).message
    all_fewer: dict[str, list[Any]] = {
        **fewer,
        "unitOfMeasurements": [some.UNIT],
        "multiObservationDataTypes": [some.MEASUREMENT],
    }
    _update(Kind.MULTI_DATASTREAMS, multi, all_fewer)
    assert Measured.objects.get(datastream=multi).observed_property_id == measured
    make(Kind.OBSERVATIONS, {"result": [1], "MultiDatastream": link(multi)})
    more = {name: value * 2 for name, value in all_fewer.items()}
    assert _refused(Kind.MULTI_DATASTREAMS, multi, more).status == 409


def test_kinds_of_datastreams_are_not_taken_for_each_other() -> None:
    multi = make(Kind.MULTI_DATASTREAMS, some.MULTI, Thing=some.THING)
    assert _refused(Kind.DATASTREAMS, multi, {"name": "x"}).status == 404


@pytest.mark.parametrize(
    ("scopes", "owns", "status"),
    [
        ((Scope.READ, Scope.OBSERVE, Scope.MANAGE), True, None),
        ((Scope.MANAGE,), True, None),
        ((Scope.READ, Scope.OBSERVE), True, 403),
        ((Scope.READ, Scope.OBSERVE, Scope.MANAGE), False, 403),
        ((Scope.CITY,), False, None),
        ((), False, 401),
    ],
)
def test_who_may_change_what_they_see(scopes: tuple[Scope, ...], *, owns: bool, status: int | None) -> None:
    owner, other = make_party("Hafen"), make_party("Werft")
    sensor = make(Kind.SENSORS, some.SENSOR, caller=key_of(owner))
    caller = key_of(owner if owns else other, *scopes) if scopes else PUBLIC
    if status is None:
        _update(Kind.SENSORS, sensor, {"name": "Neu"}, caller=caller)
    else:
        assert _refused(Kind.SENSORS, sensor, {"name": "Neu"}, caller=caller).status == status
    assert Sensor.objects.get(pk=sensor).name == ("Pegel" if status else "Neu")


def test_what_is_hidden_cannot_be_told_from_what_is_not_there() -> None:
    theirs, ours = key_of(make_party("Werft")), key_of(make_party("Hafen"))
    internal = some.WHOLE_SERIES | {"properties": {"smilecity": {"access": "internal"}}}
    stream = make(Kind.DATASTREAMS, internal, Thing=some.THING, caller=theirs)
    for caller in (ours, PUBLIC):
        problem = _refused(Kind.DATASTREAMS, stream, {"name": "x"}, caller=caller)
        assert (problem.status, problem.message) == (404, f"Datastreams({stream}) does not exist.")


def test_a_datastream_is_not_moved_to_somebody_elses_thing() -> None:
    theirs, ours = key_of(make_party("Werft")), key_of(make_party("Hafen"))
    thing = make(Kind.THINGS, some.THING, caller=theirs)
    stream = make(Kind.DATASTREAMS, some.WHOLE_SERIES, Thing=some.THING, caller=ours)
    assert _refused(Kind.DATASTREAMS, stream, {"Thing": link(thing)}, caller=ours).status == 403
