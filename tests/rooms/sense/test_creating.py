"""Entities are created: alone, linked, at their parents' paths, with all that lies within them (18-088, 10.2)."""

from typing import Any

import pytest

from smilecity.people.keys.rules import CITY, PUBLIC, Caller, Scope
from smilecity.sense.things import actions
from smilecity.sense.things.models import (
    Change,
    Datastream,
    DatastreamShare,
    Extent,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    Measured,
    Observation,
    Sensor,
    Thing,
    ThingPlace,
)
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from tests import factories_things as some
from tests.factories import AT
from tests.factories_things import SEARCHED, SEARCHED_BY_MARK, key_of, link, make, make_party
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
BODIES: dict[Kind, dict[str, Any]] = {
    Kind.THINGS: some.THING,
    Kind.LOCATIONS: some.LOCATION,
    Kind.SENSORS: some.SENSOR,
    Kind.OBSERVED_PROPERTIES: some.PROPERTY,
    Kind.FEATURES_OF_INTEREST: some.FEATURE,
}
OURS = [Thing, Location, HistoricalLocation, Sensor, Datastream, Observation, FeatureOfInterest]


def _refused(kind: Kind, body: Any, *, parent: tuple[Kind, int] | None = None, caller: Caller = CITY) -> Problem:
    with pytest.raises(Problem) as refused:
        actions.create(kind, body, parent=parent, caller=caller, at=AT)
    return refused.value


@pytest.mark.parametrize(("kind", "body"), BODIES.items())
def test_an_entity_that_needs_no_other_stands_alone(kind: Kind, body: dict[str, Any]) -> None:
    made = actions.create(kind, body, caller=CITY, at=AT)
    assert made.kind is kind
    assert made.id > 0


def test_a_datastream_links_to_what_is_there_and_has_an_extent() -> None:
    thing, sensor = make(Kind.THINGS, some.THING), make(Kind.SENSORS, some.SENSOR)
    measured = make(Kind.OBSERVED_PROPERTIES, some.PROPERTY)
    made = make(Kind.DATASTREAMS, some.SERIES, Thing=link(thing), Sensor=link(sensor), ObservedProperty=link(measured))
    row = Datastream.objects.get(pk=made)
    assert (row.thing_id, row.sensor_id, row.multi) == (thing, sensor, False)
    assert Measured.objects.get(datastream=made).observed_property_id == measured
    assert Extent.objects.get(pk=made).observations == 0


def test_a_thing_comes_with_everything_at_once() -> None:
    values = [{"phenomenonTime": "2026-03-01T00:00:00Z", "result": 1.5}, {"result": 2}]
    thing = make(Kind.THINGS, some.WHOLE, Datastreams=[some.WHOLE_SERIES | {"Observations": values}])
    stream = Datastream.objects.get(thing=thing)
    place = Location.objects.get(pk__in=ThingPlace.objects.filter(thing=thing).values("location"))
    assert HistoricalLocation.objects.get(thing=thing).time == AT
    assert set(Observation.objects.filter(datastream=stream).values_list("result_number", flat=True)) == {1.5, 2.0}
    assert set(Observation.objects.values_list("feature", flat=True)) == {place.feature_id}
    assert Extent.objects.get(pk=stream.pk).observations == 2


def test_a_thing_costs_one_statement_and_each_datastream_linked_to_it_six_beside_those_of_the_search() -> None:
    with statements() as sent:
        thing = make(Kind.THINGS, some.THING)
    assert len(sent) == 1 + SEARCHED, sent
    sensor, measured = make(Kind.SENSORS, some.SENSOR), make(Kind.OBSERVED_PROPERTIES, some.PROPERTY)
    links = {"Thing": link(thing), "Sensor": link(sensor), "ObservedProperty": link(measured)}
    with statements() as sent:
        make(Kind.DATASTREAMS, some.SERIES | links)
    assert len(sent) == 6 + SEARCHED_BY_MARK, sent


def test_what_is_made_from_the_other_side_is_joined_the_same() -> None:
    place = make(Kind.LOCATIONS, some.LOCATION, Things=[some.THING | {"Datastreams": [some.WHOLE_SERIES]}])
    thing = Thing.objects.get(pk__in=ThingPlace.objects.filter(location=place).values("thing"))
    assert Datastream.objects.filter(thing=thing).count() == 1
    assert HistoricalLocation.objects.filter(thing=thing).count() == 1
    sensor = make(
        Kind.SENSORS, some.SENSOR, Datastreams=[some.SERIES | {"Thing": some.THING, "ObservedProperty": some.PROPERTY}]
    )
    assert Datastream.objects.filter(sensor=sensor).count() == 1
    stream = some.SERIES | {"Thing": some.THING, "Sensor": some.SENSOR}
    measured = make(Kind.OBSERVED_PROPERTIES, some.PROPERTY, Datastreams=[stream])
    assert Measured.objects.get(observed_property=measured).position == 0


def test_a_feature_comes_with_values_of_it() -> None:
    stream = make(Kind.DATASTREAMS, some.WHOLE_SERIES, Thing=some.THING)
    feature = make(Kind.FEATURES_OF_INTEREST, some.FEATURE, Observations=[{"result": 3, "Datastream": link(stream)}])
    assert Observation.objects.get(datastream=stream).feature_id == feature


def test_a_value_may_bring_its_feature() -> None:
    stream = make(Kind.DATASTREAMS, some.WHOLE_SERIES, Thing=some.THING)
    body = {"result": 3, "FeatureOfInterest": some.FEATURE}
    made = actions.create(Kind.OBSERVATIONS, body, parent=(Kind.DATASTREAMS, stream), caller=CITY, at=AT)
    assert Observation.objects.get(pk=made.id).feature_id == FeatureOfInterest.objects.get().pk


def test_a_value_of_a_thing_without_a_place_needs_a_feature() -> None:
    stream = make(Kind.DATASTREAMS, some.WHOLE_SERIES, Thing=some.THING)
    problem = _refused(Kind.OBSERVATIONS, {"result": 3, "Datastream": link(stream)})
    assert problem.status == 400
    assert "FeatureOfInterest is missing" in problem.message


@pytest.mark.parametrize(
    ("parent", "kind", "body"),
    [
        (Kind.THINGS, Kind.DATASTREAMS, some.WHOLE_SERIES),
        (Kind.THINGS, Kind.MULTI_DATASTREAMS, some.MULTI),
        (Kind.THINGS, Kind.LOCATIONS, some.LOCATION),
        (Kind.LOCATIONS, Kind.THINGS, some.THING),
        (Kind.SENSORS, Kind.DATASTREAMS, some.SERIES | {"Thing": some.THING, "ObservedProperty": some.PROPERTY}),
        (Kind.OBSERVED_PROPERTIES, Kind.DATASTREAMS, some.SERIES | {"Thing": some.THING, "Sensor": some.SENSOR}),
    ],
)
def test_an_entity_posted_at_its_parent_belongs_to_it(parent: Kind, kind: Kind, body: dict[str, Any]) -> None:
    id_ = make(parent, BODIES[parent])
    made = actions.create(kind, body, parent=(parent, id_), caller=CITY, at=AT)
    joined = {
        (Kind.THINGS, Kind.LOCATIONS): ThingPlace.objects.filter(thing=id_, location=made.id),
        (Kind.LOCATIONS, Kind.THINGS): ThingPlace.objects.filter(thing=made.id, location=id_),
        (Kind.OBSERVED_PROPERTIES, kind): Measured.objects.filter(datastream=made.id, observed_property=id_),
        (Kind.SENSORS, kind): Datastream.objects.filter(pk=made.id, sensor=id_),
    }
    assert joined.get((parent, kind), Datastream.objects.filter(pk=made.id, thing=id_)).exists()


def test_a_parent_that_is_not_there_is_404_and_a_link_to_nothing_400() -> None:
    problem = _refused(Kind.DATASTREAMS, some.WHOLE_SERIES, parent=(Kind.THINGS, 77))
    assert (problem.status, problem.message) == (404, "Things(77) does not exist.")
    problem = _refused(Kind.DATASTREAMS, some.WHOLE_SERIES | {"Thing": link(77)})
    assert (problem.status, problem.message) == (400, "Thing: Things(77) does not exist.")
    problem = _refused(Kind.THINGS, some.THING | {"Locations": [link(2**80)]})
    assert problem.status == 400


def test_a_parent_and_a_body_that_name_different_things_are_refused() -> None:
    one, two = make(Kind.THINGS, some.THING), make(Kind.THINGS, some.THING)
    body = some.WHOLE_SERIES | {"Thing": link(two)}
    assert _refused(Kind.DATASTREAMS, body, parent=(Kind.THINGS, one)).status == 400
    assert actions.create(Kind.DATASTREAMS, body, parent=(Kind.THINGS, two), caller=CITY, at=AT).id


def test_nothing_can_be_posted_where_the_standard_has_one_entity() -> None:
    stream = make(Kind.DATASTREAMS, some.WHOLE_SERIES, Thing=some.THING)
    assert _refused(Kind.SENSORS, some.SENSOR, parent=(Kind.DATASTREAMS, stream)).status == 405


def test_what_fails_deep_inside_leaves_nothing_behind() -> None:
    values = [{"result": 1}, {"result": "high"}]
    problem = _refused(Kind.THINGS, some.WHOLE | {"Datastreams": [some.WHOLE_SERIES | {"Observations": values}]})
    assert problem.message.startswith("Datastreams[0]/Observations[1]: result")
    assert [model._default_manager.count() for model in OURS] == [0] * len(OURS)


def test_a_multi_datastream_keeps_the_order_of_its_observed_properties() -> None:
    first = make(Kind.OBSERVED_PROPERTIES, some.PROPERTY)
    properties = [some.PROPERTY | {"name": "Zuerst"}, link(first)]
    made = make(Kind.MULTI_DATASTREAMS, some.MULTI, Thing=some.THING, ObservedProperties=properties)
    measured = Measured.objects.filter(datastream=made).order_by("position")
    assert [row.observed_property.name for row in measured.select_related("observed_property")] == ["Zuerst", "Pegel"]
    assert Datastream.objects.get(pk=made).observation_type.endswith("OM_ComplexObservation")


def test_a_multi_datastream_has_as_many_units_and_types_as_observed_properties() -> None:
    problem = _refused(Kind.MULTI_DATASTREAMS, some.MULTI | {"Thing": some.THING, "unitOfMeasurements": [some.UNIT]})
    assert "as many unitOfMeasurements (1) and multiObservationDataTypes (2) as ObservedProperties (2)" in str(problem)


def test_what_a_key_creates_belongs_to_its_party_and_is_in_the_log() -> None:
    from smilecity.ground.models import AuditEntry

    party = make_party("Hafen")
    thing = make(Kind.THINGS, some.WHOLE, caller=key_of(party))
    owners = {model.objects.get().owner_id for model in (Thing, Location, Sensor, Datastream)}
    assert owners == {party}
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject, entry.details["entities"]) == ("things.create", f"thing:{thing}", 6)


def test_creating_needs_a_key_that_may_manage() -> None:
    party = make_party("Hafen")
    assert _refused(Kind.THINGS, some.THING, caller=PUBLIC).status == 401
    assert _refused(Kind.THINGS, some.THING, caller=key_of(party, Scope.READ, Scope.OBSERVE)).status == 403


def test_a_key_adds_datastreams_and_places_to_its_own_things_only_but_may_use_others_sensors() -> None:
    ours, theirs = key_of(make_party("Hafen")), key_of(make_party("Werft"))
    thing, sensor = make(Kind.THINGS, some.THING, caller=theirs), make(Kind.SENSORS, some.SENSOR, caller=theirs)
    for kind, body in ((Kind.DATASTREAMS, some.WHOLE_SERIES), (Kind.LOCATIONS, some.LOCATION)):
        assert _refused(kind, body, parent=(Kind.THINGS, thing), caller=ours).status == 403
    assert make(Kind.DATASTREAMS, some.WHOLE_SERIES, Thing=some.THING, Sensor=link(sensor), caller=ours)


def test_a_key_that_may_only_observe_adds_values_but_makes_no_features() -> None:
    party = make_party("Hafen")
    thing = make(Kind.THINGS, some.WHOLE, caller=key_of(party))
    parent = (Kind.DATASTREAMS, Datastream.objects.get(thing=thing).pk)
    observer = key_of(party, Scope.OBSERVE)
    assert actions.create(Kind.OBSERVATIONS, {"result": 1}, parent=parent, caller=observer, at=AT).id
    body = {"result": 1, "FeatureOfInterest": some.FEATURE}
    assert _refused(Kind.OBSERVATIONS, body, parent=parent, caller=observer).status == 403


def test_what_is_hidden_is_as_if_it_were_not_there() -> None:
    theirs = key_of(make_party("Werft"))
    internal = some.WHOLE_SERIES | {"properties": {"smilecity": {"access": "internal"}}}
    thing = make(Kind.THINGS, some.THING, Datastreams=[internal], caller=theirs)
    ours = key_of(make_party("Hafen"))
    problem = _refused(Kind.DATASTREAMS, some.WHOLE_SERIES, parent=(Kind.THINGS, thing), caller=ours)
    assert (problem.status, problem.message) == (404, f"Things({thing}) does not exist.")
    assert _refused(Kind.LOCATIONS, some.LOCATION | {"Things": [link(thing)]}, caller=ours).status == 400


def test_a_datastream_is_shared_with_parties_that_exist() -> None:
    party = make_party("Hafen")
    block = {"access": "shared", "sharedWith": [party]}
    made = make(Kind.DATASTREAMS, some.WHOLE_SERIES, Thing=some.THING, properties={"smilecity": block})
    assert DatastreamShare.objects.get(datastream=made).party_id == party
    body = some.WHOLE_SERIES | {"Thing": some.THING, "properties": {"smilecity": {"sharedWith": [99]}}}
    assert 'no party has the handle "99"' in _refused(Kind.DATASTREAMS, body).message


def test_changes_wait_for_subscribers_only_where_there_is_a_broker(settings: Any) -> None:
    make(Kind.THINGS, some.WHOLE)
    assert not Change.objects.exists()
    settings.MQTT_URL = "mqtt://localhost"
    thing = make(Kind.THINGS, some.WHOLE)
    told = {change.kind: change.entities for change in Change.objects.all()}
    assert told.keys() == {"Things", "Locations", "HistoricalLocations", "Sensors", "ObservedProperties", "Datastreams"}
    assert told["Things"] == [thing]


def test_a_body_that_would_make_thousands_of_entities_is_refused_but_values_are_counted_apart() -> None:
    many = [some.LOCATION | {"encodingType": f"text/{number}"} for number in range(5_000)]
    refused = _refused(Kind.THINGS, some.THING | {"Locations": many})
    assert refused.status == 413
    assert not Thing.objects.exists()
