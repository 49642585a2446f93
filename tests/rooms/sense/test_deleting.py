"""Entities are deleted with what cannot be without them, and with nothing else (18-088, 10.4)."""

from typing import Any

import pytest

from smilecity.people.keys.rules import CITY, PUBLIC, Caller, Scope
from smilecity.sense.things import actions
from smilecity.sense.things.models import (
    Aggregate,
    Change,
    Datastream,
    Extent,
    FeatureExtent,
    FeatureOfInterest,
    HistoricalLocation,
    HistoricalLocationPlace,
    Location,
    Measured,
    Observation,
    ObservedProperty,
    Sensor,
    Thing,
    ThingPlace,
)
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from tests import factories_things as some
from tests.factories import AT
from tests.factories_things import SEARCHED_BY_MARK, key_of, link, make, make_party
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

MODELS = {
    "Thing": Thing,
    "Location": Location,
    "HistoricalLocation": HistoricalLocation,
    "Datastream": Datastream,
    "Sensor": Sensor,
    "ObservedProperty": ObservedProperty,
    "Observation": Observation,
    "FeatureOfInterest": FeatureOfInterest,
}
# What goes with each, beside itself. "Observation" of a feature: those of the feature only.
CASCADES = {
    Kind.THINGS: {"Datastream", "HistoricalLocation", "Observation"},
    Kind.LOCATIONS: {"HistoricalLocation"},
    Kind.HISTORICAL_LOCATIONS: set(),
    Kind.DATASTREAMS: {"Observation"},
    Kind.SENSORS: {"Datastream", "Observation"},
    Kind.OBSERVED_PROPERTIES: {"Datastream", "Observation"},
    Kind.FEATURES_OF_INTEREST: {"Observation"},
}
VALUES = [{"phenomenonTime": f"2026-03-0{day}T00:00:00Z", "result": day} for day in (1, 2)]
SERIES = some.WHOLE_SERIES | {"Observations": VALUES}


def _world(caller: Caller = CITY) -> int:
    return make(Kind.THINGS, some.WHOLE | {"Datastreams": [SERIES]}, caller=caller)


def _only(kind: Kind) -> int:
    return int(MODELS[kind.singular]._default_manager.get().pk)


def _counts() -> dict[str, int]:
    return {name: model._default_manager.count() for name, model in MODELS.items()}


def _delete(kind: Kind, id_: int, caller: Caller = CITY) -> None:
    actions.delete(kind, id_, caller=caller, at=AT)


def _refused(kind: Kind, id_: int, caller: Caller = CITY) -> Problem:
    with pytest.raises(Problem) as refused:
        _delete(kind, id_, caller)
    return refused.value


@pytest.mark.parametrize("kind", CASCADES)
def test_what_cannot_be_without_an_entity_goes_with_it_and_everything_else_stays(kind: Kind) -> None:
    _world()
    before = _counts()
    _delete(kind, _only(kind))
    gone = CASCADES[kind] | {kind.singular}
    assert _counts() == {name: 0 if name in gone else count for name, count in before.items()}


@pytest.mark.parametrize("kind", [Kind.THINGS, Kind.SENSORS, Kind.OBSERVED_PROPERTIES, Kind.DATASTREAMS])
def test_nothing_is_left_of_a_datastream_that_is_gone(kind: Kind) -> None:
    _world()
    _delete(kind, _only(kind))
    assert [model.objects.count() for model in (Extent, FeatureExtent, Aggregate, Measured)] == [0] * 4


def test_a_thing_stays_without_the_place_that_is_deleted() -> None:
    thing = make(Kind.THINGS, some.THING, Locations=[some.LOCATION, some.IN_WORDS])
    _delete(Kind.LOCATIONS, Location.objects.get(encoding_type="text/plain").pk)
    assert ThingPlace.objects.get(thing=thing).location.encoding_type == "application/geo+json"
    assert not HistoricalLocationPlace.objects.exists()


def test_a_multi_datastream_goes_with_one_of_its_observed_properties() -> None:
    multi = make(Kind.MULTI_DATASTREAMS, some.MULTI, Thing=some.THING)
    assert _refused(Kind.DATASTREAMS, multi).status == 404
    _delete(Kind.OBSERVED_PROPERTIES, Measured.objects.get(datastream=multi, position=1).observed_property_id)
    assert not Datastream.objects.exists()
    assert ObservedProperty.objects.count() == 1


def test_values_of_other_features_stay_and_are_summed_up_alone() -> None:
    _world()
    stream = _only(Kind.DATASTREAMS)
    old = _only(Kind.FEATURES_OF_INTEREST)
    body = {"result": 9, "phenomenonTime": "2026-03-02T00:00:00Z", "FeatureOfInterest": some.FEATURE}
    actions.create(Kind.OBSERVATIONS, body, parent=(Kind.DATASTREAMS, stream), caller=CITY, at=AT)
    _delete(Kind.FEATURES_OF_INTEREST, old)
    assert Observation.objects.get().result_number == 9
    assert Extent.objects.get(pk=stream).observations == 1
    assert Aggregate.objects.get(step="month").total == 9


def test_a_place_whose_feature_is_deleted_makes_a_new_one_when_it_is_needed() -> None:
    thing = _world()
    old = _only(Kind.FEATURES_OF_INTEREST)
    _delete(Kind.FEATURES_OF_INTEREST, old)
    assert actions.features_for([thing], at=AT)[thing] != old


def test_a_value_is_deleted_alone() -> None:
    _world()
    value = Observation.objects.earliest("phenomenon_start")
    _delete(Kind.OBSERVATIONS, value.pk)
    assert Observation.objects.get().result_number == 2
    assert _refused(Kind.OBSERVATIONS, value.pk).status == 404


@pytest.mark.parametrize("kind", [*CASCADES, Kind.MULTI_DATASTREAMS, Kind.OBSERVATIONS])
@pytest.mark.parametrize("id_", [-1, 0, 77, 2**63, 2**90])
def test_what_is_not_there_is_404(kind: Kind, id_: int) -> None:
    problem = _refused(kind, id_)
    assert (problem.status, problem.message) == (404, f"{kind}({id_}) does not exist.")


@pytest.mark.parametrize(
    ("scopes", "owns", "status"),
    [
        ((Scope.MANAGE,), True, None),
        ((Scope.READ, Scope.OBSERVE), True, 403),
        ((Scope.READ, Scope.OBSERVE, Scope.MANAGE), False, 403),
        ((Scope.CITY,), False, None),
        ((), False, 401),
    ],
)
@pytest.mark.parametrize("kind", CASCADES)
def test_who_may_delete_what_they_see(kind: Kind, scopes: tuple[Scope, ...], *, owns: bool, status: int | None) -> None:
    owner, other = make_party("Hafen"), make_party("Werft")
    _world(key_of(owner))
    caller = key_of(owner if owns else other, *scopes) if scopes else PUBLIC
    if status is None:
        _delete(kind, _only(kind), caller)
    else:
        assert _refused(kind, _only(kind), caller).status == status


@pytest.mark.parametrize(
    "kind", [Kind.THINGS, Kind.SENSORS, Kind.OBSERVED_PROPERTIES, Kind.FEATURES_OF_INTEREST, Kind.LOCATIONS]
)
def test_nothing_of_somebody_else_goes_with_what_is_ones_own(kind: Kind) -> None:
    ours, theirs = key_of(make_party("Hafen")), key_of(make_party("Werft"))
    place = make(Kind.LOCATIONS, some.LOCATION, caller=ours)
    thing = make(Kind.THINGS, some.THING, caller=ours)
    sensor, measured = (
        make(Kind.SENSORS, some.SENSOR, caller=ours),
        make(Kind.OBSERVED_PROPERTIES, some.PROPERTY, caller=ours),
    )
    series = some.SERIES | {"Sensor": link(sensor), "ObservedProperty": link(measured), "Observations": VALUES}
    make(Kind.THINGS, some.THING, Locations=[link(place)], Datastreams=[series], caller=theirs)
    make(Kind.DATASTREAMS, some.WHOLE_SERIES, Thing=link(thing), caller=CITY)
    feature = Observation.objects.values_list("feature", flat=True)[0]
    assert FeatureOfInterest.objects.get(pk=feature).owner_id == ours.party
    ids = {
        Kind.THINGS: thing,
        Kind.SENSORS: sensor,
        Kind.OBSERVED_PROPERTIES: measured,
        Kind.FEATURES_OF_INTEREST: feature,
        Kind.LOCATIONS: place,
    }
    before = _counts()
    problem = _refused(kind, ids[kind], ours)
    assert problem.status == 403
    assert "belongs to somebody else" in problem.message
    assert _counts() == before


def test_hidden_ones_are_as_if_they_were_not_there() -> None:
    ours, theirs = key_of(make_party("Hafen")), key_of(make_party("Werft"))
    internal = SERIES | {"properties": {"smilecity": {"access": "internal"}}}
    make(Kind.THINGS, some.WHOLE | {"Datastreams": [internal]}, caller=theirs)
    for kind in CASCADES:
        assert _refused(kind, _only(kind), ours).status == 404
        assert _refused(kind, _only(kind), PUBLIC).status == 404


def test_several_go_at_once_or_none() -> None:
    ids = [make(Kind.SENSORS, some.SENSOR) for _ in range(3)]
    with pytest.raises(Problem, match=r"Sensors\(9999\) does not exist"):
        actions.delete_all(Kind.SENSORS, [*ids, 9999], caller=CITY, at=AT)
    assert Sensor.objects.count() == 3
    actions.delete_all(Kind.SENSORS, ids, caller=CITY, at=AT)
    assert not Sensor.objects.exists()


def test_deleting_costs_as_many_statements_for_many_as_for_one() -> None:
    def cost(ids: list[int]) -> int:
        with statements() as sent:
            actions.delete_all(Kind.THINGS, ids, caller=CITY, at=AT)
        return len(sent)

    one, many = [_world()], [_world() for _ in range(4)]
    assert cost(one) == cost(many) <= 16 + 2 * SEARCHED_BY_MARK


def test_what_a_key_deletes_is_in_the_log() -> None:
    from smilecity.ground.models import AuditEntry

    caller = key_of(make_party("Hafen"))
    sensor = make(Kind.SENSORS, some.SENSOR, caller=caller)
    _delete(Kind.SENSORS, sensor, caller)
    entry: Any = AuditEntry.objects.get(verb="things.delete")
    assert (entry.subject, entry.actor) == (f"sensor:{sensor}", caller.key)


@pytest.mark.parametrize("kind", [Kind.THINGS, Kind.SENSORS, Kind.OBSERVED_PROPERTIES, Kind.DATASTREAMS])
def test_brokers_hear_of_datastreams_that_are_gone(kind: Kind, settings: Any) -> None:
    _world()
    stream = _only(Kind.DATASTREAMS)
    settings.MQTT_URL = "mqtt://127.0.0.1"
    _delete(kind, _only(kind))
    assert [(each.kind, each.entities) for each in Change.objects.all()] == [("Datastreams", [stream])]
