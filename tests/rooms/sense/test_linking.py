"""Where things are and were, and relations set by `$ref` from either end (18-088, 8.2.3, 10.2.2 and 10.3)."""

from datetime import timedelta

import pytest

from smilecity.people.keys.rules import CITY
from smilecity.sense.things import actions
from smilecity.sense.things.models import (
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    HistoricalLocationPlace,
    Location,
    Measured,
    Observation,
    ThingPlace,
)
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from tests import factories_things as some
from tests.factories import AT
from tests.factories_things import key_of, link, make, make_party
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
BEFORE, LATER = AT - timedelta(days=9), AT + timedelta(days=9)


def _places(thing: int) -> set[int]:
    return set(ThingPlace.objects.filter(thing=thing).values_list("location", flat=True))


def _moments(thing: int) -> list[set[int]]:
    """The locations of each moment, from the first to the last."""
    return [
        set(HistoricalLocationPlace.objects.filter(historical_location=row).values_list("location", flat=True))
        for row in HistoricalLocation.objects.filter(thing=thing).order_by("time", "pk")
    ]


def _link(kind: Kind, id_: int, relation: str, target: int) -> None:
    actions.link(kind, id_, relation, target, caller=CITY, at=AT)


def _unlink(kind: Kind, id_: int, relation: str, target: int | None = None) -> None:
    actions.unlink(kind, id_, relation, target, caller=CITY, at=AT)


def test_a_thing_that_is_created_somewhere_has_that_moment_in_its_history() -> None:
    thing = make(Kind.THINGS, some.THING, Locations=[some.LOCATION, some.IN_WORDS])
    assert len(_places(thing)) == 2
    assert _moments(thing) == [_places(thing)]


def test_a_thing_without_a_place_has_no_history() -> None:
    assert _moments(make(Kind.THINGS, some.THING)) == []


def test_a_new_location_takes_the_place_of_the_one_with_the_same_encoding_and_leaves_others() -> None:
    thing = make(Kind.THINGS, some.THING, Locations=[some.LOCATION, some.IN_WORDS])
    words = Location.objects.get(encoding_type="text/plain").pk
    parent = (Kind.THINGS, thing)
    new = actions.create(Kind.LOCATIONS, some.LOCATION, parent=parent, caller=CITY, at=LATER).id
    assert _places(thing) == {new, words}
    assert _moments(thing)[1] == {new, words}
    assert Location.objects.count() == 3


def test_two_locations_of_one_encoding_would_be_two_places() -> None:
    with pytest.raises(Problem, match="must differ in their encodingType"):
        make(Kind.THINGS, some.THING, Locations=[some.LOCATION, some.LOCATION])


def test_a_moment_told_by_hand_moves_the_thing_only_if_it_is_the_latest() -> None:
    thing, place = make(Kind.THINGS, some.WHOLE), make(Kind.LOCATIONS, some.LOCATION)
    now = _places(thing)
    moment = {"Thing": link(thing), "Locations": [link(place)]}
    make(Kind.HISTORICAL_LOCATIONS, moment, time=BEFORE.isoformat())
    make(Kind.HISTORICAL_LOCATIONS, moment, time=AT.isoformat())
    assert _places(thing) == now
    latest = make(Kind.HISTORICAL_LOCATIONS, moment, time=LATER.isoformat())
    assert _places(thing) == {place}
    assert _moments(thing) == [{place}, now, {place}, {place}]
    again = {"Locations": [link(next(iter(now)))]}
    actions.update(Kind.HISTORICAL_LOCATIONS, latest, again, way=Way.MERGE, caller=CITY, at=AT)
    assert _places(thing) == now


def test_a_moment_that_is_dated_later_moves_the_thing() -> None:
    thing, place = make(Kind.THINGS, some.WHOLE), make(Kind.LOCATIONS, some.LOCATION)
    body = {"Thing": link(thing), "Locations": [link(place)], "time": BEFORE.isoformat()}
    moment = make(Kind.HISTORICAL_LOCATIONS, body)
    change = {"time": LATER.isoformat()}
    actions.update(Kind.HISTORICAL_LOCATIONS, moment, change, way=Way.MERGE, caller=CITY, at=AT)
    assert _places(thing) == {place}


def test_places_are_linked_from_either_end_and_taken_away_again() -> None:
    thing, place = make(Kind.THINGS, some.THING), make(Kind.LOCATIONS, some.LOCATION)
    other = make(Kind.LOCATIONS, some.IN_WORDS)
    _link(Kind.THINGS, thing, "Locations", place)
    _link(Kind.LOCATIONS, other, "Things", thing)
    _link(Kind.LOCATIONS, other, "Things", thing)
    assert _places(thing) == {place, other}
    _unlink(Kind.THINGS, thing, "Locations", other)
    _unlink(Kind.LOCATIONS, place, "Things", thing)
    assert _places(thing) == set()
    assert _moments(thing) == [{place}, {place, other}, {place}]


def test_datastreams_are_linked_from_either_end() -> None:
    stream = make(Kind.DATASTREAMS, some.WHOLE_SERIES, Thing=some.THING)
    thing, other = make(Kind.THINGS, some.THING), make(Kind.THINGS, some.THING)
    sensor, measured = make(Kind.SENSORS, some.SENSOR), make(Kind.OBSERVED_PROPERTIES, some.PROPERTY)
    _link(Kind.DATASTREAMS, stream, "Thing", thing)
    assert Datastream.objects.get(pk=stream).thing_id == thing
    _link(Kind.THINGS, other, "Datastreams", stream)
    _link(Kind.SENSORS, sensor, "Datastreams", stream)
    _link(Kind.OBSERVED_PROPERTIES, measured, "Datastreams", stream)
    row = Datastream.objects.get(pk=stream)
    assert (row.thing_id, row.sensor_id) == (other, sensor)
    assert Measured.objects.get(datastream=stream).observed_property_id == measured


def test_moments_get_and_lose_places_but_never_their_last() -> None:
    thing = make(Kind.THINGS, some.WHOLE)
    moment = HistoricalLocation.objects.get(thing=thing).pk
    first, words = next(iter(_places(thing))), make(Kind.LOCATIONS, some.IN_WORDS)
    _link(Kind.HISTORICAL_LOCATIONS, moment, "Locations", words)
    assert _places(thing) == {first, words}
    _unlink(Kind.LOCATIONS, first, "HistoricalLocations", moment)
    assert _places(thing) == {words}
    with pytest.raises(Problem, match="cannot lose its last Location"):
        _unlink(Kind.HISTORICAL_LOCATIONS, moment, "Locations", words)


@pytest.mark.parametrize("relation", ["Thing", "Sensor", "ObservedProperty", "Observations"])
def test_what_a_datastream_needs_cannot_be_taken_from_it(relation: str) -> None:
    stream = make(Kind.DATASTREAMS, some.WHOLE_SERIES, Thing=some.THING)
    with pytest.raises(Problem, match=f"A Datastream cannot lose its {relation}"):
        _unlink(Kind.DATASTREAMS, stream, relation)


def test_observed_properties_of_a_multi_datastream_are_not_linked_one_by_one() -> None:
    multi = make(Kind.MULTI_DATASTREAMS, some.MULTI, Thing=some.THING)
    measured = make(Kind.OBSERVED_PROPERTIES, some.PROPERTY)
    for kind, id_, name, target in (
        (Kind.MULTI_DATASTREAMS, multi, "ObservedProperties", measured),
        (Kind.OBSERVED_PROPERTIES, measured, "MultiDatastreams", multi),
    ):
        with pytest.raises(Problem, match="set all ObservedProperties of the MultiDatastream at once"):
            _link(kind, id_, name, target)


def test_a_relation_or_an_end_that_is_not_there_is_404() -> None:
    thing = make(Kind.THINGS, some.THING)
    for relation, target in (("Sensors", 1), ("Locations", 99)):
        with pytest.raises(Problem) as refused:
            _link(Kind.THINGS, thing, relation, target)
        assert refused.value.status == 404


def test_a_key_links_what_it_may_change() -> None:
    ours, theirs = key_of(make_party("Hafen")), key_of(make_party("Werft"))
    thing, place = make(Kind.THINGS, some.THING, caller=theirs), make(Kind.LOCATIONS, some.LOCATION, caller=ours)
    own = make(Kind.THINGS, some.THING, caller=ours)
    for kind, id_, name, target in (
        (Kind.THINGS, thing, "Locations", place),
        (Kind.LOCATIONS, place, "Things", thing),
    ):
        with pytest.raises(Problem) as refused:
            actions.link(kind, id_, name, target, caller=ours, at=AT)
        assert refused.value.status == 403
    actions.link(Kind.LOCATIONS, place, "Things", own, caller=ours, at=AT)
    actions.link(Kind.THINGS, thing, "Locations", place, caller=theirs, at=AT)


def test_the_feature_of_a_place_is_made_once_and_shared_by_all_who_are_there() -> None:
    one = make(Kind.THINGS, some.THING, Locations=[some.LOCATION, some.IN_WORDS])
    place = Location.objects.get(encoding_type="application/geo+json").pk
    two = make(Kind.THINGS, some.THING, Locations=[link(place)])
    nowhere = make(Kind.THINGS, some.THING)
    features = actions.features_for([one, two, nowhere], at=AT)
    feature = FeatureOfInterest.objects.get()
    assert features == {one: feature.pk, two: feature.pk}
    assert (feature.feature, feature.west) == (some.POINT, 12.09)
    with statements() as sent:
        assert actions.features_for([one, two], at=AT) == features
    assert len(sent) == 1


def test_a_value_gets_another_feature_from_either_end_but_keeps_its_datastream() -> None:
    thing = make(Kind.THINGS, some.WHOLE, Datastreams=[some.WHOLE_SERIES | {"Observations": [{"result": 1}]}])
    value = Observation.objects.get(datastream__in=Datastream.objects.filter(thing=thing)).pk
    one, two = make(Kind.FEATURES_OF_INTEREST, some.FEATURE), make(Kind.FEATURES_OF_INTEREST, some.FEATURE)
    _link(Kind.OBSERVATIONS, value, "FeatureOfInterest", one)
    assert Observation.objects.get(pk=value).feature_id == one
    _link(Kind.FEATURES_OF_INTEREST, two, "Observations", value)
    assert Observation.objects.get(pk=value).feature_id == two
    other = make(Kind.DATASTREAMS, some.WHOLE_SERIES, Thing=link(thing))
    with pytest.raises(Problem, match="stays with its Datastream"):
        _link(Kind.OBSERVATIONS, value, "Datastream", other)
    with pytest.raises(Problem, match="cannot lose its FeatureOfInterest"):
        _unlink(Kind.OBSERVATIONS, value, "FeatureOfInterest")
