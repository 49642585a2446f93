"""What a hidden datastream has used does not become public when the use ends: not the thing, its places, its sensor."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from smilecity.people.keys.rules import CITY
from smilecity.sense.things import actions, models
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import Access
from tests.factories_sense import AT, make_datastream, make_location, make_observed, make_sensor, make_thing, place
from tests.support.sense_asking import ids

pytestmark = pytest.mark.django_db


@dataclass
class Secret:
    """A datastream that is not public, and what it alone uses."""

    stream: models.Datastream
    thing: models.Thing
    sensor: models.Sensor
    observed: models.ObservedProperty
    location: models.Location


@pytest.fixture
def secret() -> Secret:
    thing, sensor, observed, location = make_thing(), make_sensor(), make_observed(), make_location()
    place(thing, location)
    stream = make_datastream(thing=thing, sensor=sensor, observed=[observed], access=Access.INTERNAL)
    return Secret(stream, thing, sensor, observed, location)


def open_things() -> dict[Kind, list[int]]:
    """Return what the public may see."""
    kinds = (Kind.THINGS, Kind.SENSORS, Kind.OBSERVED_PROPERTIES, Kind.LOCATIONS, Kind.HISTORICAL_LOCATIONS)
    return {kind: ids(kind) for kind in kinds}


NOTHING: dict[Kind, list[int]] = {
    Kind.THINGS: [],
    Kind.SENSORS: [],
    Kind.OBSERVED_PROPERTIES: [],
    Kind.LOCATIONS: [],
    Kind.HISTORICAL_LOCATIONS: [],
}


def _elsewhere(secret: Secret, relation: str, other: int) -> None:
    body: dict[str, Any] = {relation: {"@iot.id": other}}
    actions.update(Kind.DATASTREAMS, secret.stream.pk, body, way=Way.MERGE, caller=CITY, at=AT)


def test_what_nobody_uses_yet_is_open() -> None:
    thing = make_thing(at=(12.1, 54.1))
    sensor, observed = make_sensor(), make_observed()
    assert ids("Things") == [thing.pk]
    assert (ids("Sensors"), ids("ObservedProperties")) == ([sensor.pk], [observed.pk])
    assert len(ids("Locations")) == 1


ENDS: dict[str, Callable[[Secret], object]] = {
    "the datastream is deleted": lambda s: actions.delete(Kind.DATASTREAMS, s.stream.pk, caller=CITY, at=AT),
    "its thing is deleted": lambda s: actions.delete(Kind.THINGS, s.thing.pk, caller=CITY, at=AT),
    "its sensor is deleted": lambda s: actions.delete(Kind.SENSORS, s.sensor.pk, caller=CITY, at=AT),
}


@pytest.mark.parametrize("end", ENDS)
def test_when_the_use_ends_all_of_it_stays_hidden(secret: Secret, end: str) -> None:
    assert open_things() == NOTHING
    ENDS[end](secret)
    assert open_things() == NOTHING


def test_a_datastream_that_moves_on_leaves_nothing_open_behind(secret: Secret) -> None:
    thing, sensor = make_thing(), make_sensor()
    _elsewhere(secret, "Thing", thing.pk)
    _elsewhere(secret, "Sensor", sensor.pk)
    assert open_things() == NOTHING
    actions.delete(Kind.DATASTREAMS, secret.stream.pk, caller=CITY, at=AT)
    assert open_things() == NOTHING


def test_a_place_to_which_a_hidden_thing_moves_later_stays_hidden_too(secret: Secret) -> None:
    place(secret.thing, make_location(at=(12.2, 54.0)))
    actions.delete(Kind.THINGS, secret.thing.pk, caller=CITY, at=AT)
    assert open_things() == NOTHING


def test_what_was_public_and_became_internal_is_remembered() -> None:
    stream = make_datastream(thing=make_thing(at=(12.1, 54.1)))
    assert ids("Things") != []
    models.Datastream.objects.filter(pk=stream.pk).update(access=Access.INTERNAL)
    actions.delete(Kind.DATASTREAMS, stream.pk, caller=CITY, at=AT)
    assert open_things() == NOTHING


def test_what_public_datastreams_use_stays_open_beside_a_hidden_one(secret: Secret) -> None:
    public = make_datastream(thing=secret.thing, sensor=secret.sensor, observed=[secret.observed])
    assert ids("Datastreams") == [public.pk]
    assert (ids("Things"), ids("Sensors")) == ([secret.thing.pk], [secret.sensor.pk])
    assert ids("Locations") == [secret.location.pk]


def test_the_city_sees_what_was_used(secret: Secret) -> None:
    actions.delete(Kind.DATASTREAMS, secret.stream.pk, caller=CITY, at=AT)
    assert ids("Things", CITY) == [secret.thing.pk]
    assert ids("Sensors", CITY) == [secret.sensor.pk]
