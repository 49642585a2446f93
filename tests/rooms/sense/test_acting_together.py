"""Several act on the same entities at once: each act is whole or refused with a sentence, and nothing hangs."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction

from smilecity.people.keys.rules import CITY
from smilecity.sense.things import actions
from smilecity.sense.things.actions import placing
from smilecity.sense.things.models import Datastream, FeatureOfInterest, HistoricalLocation, Sensor, Thing, ThingPlace
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from tests import factories_things as some
from tests.factories import AT
from tests.factories_things import link, make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _emptied() -> Generator[None]:
    """Values lie in tables that Django's own emptying does not know the order of."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE things_observation, things_thing, things_location, things_sensor CASCADE")


def _together(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts in threads that start at the same moment; return what each returned, or the problem it met."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return act()
        except Problem as problem:
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def _series(thing: int, sensor: int) -> Callable[[], int]:
    body = some.WHOLE_SERIES | {"Thing": link(thing), "Sensor": link(sensor)}
    return lambda: make(Kind.DATASTREAMS, body)


def _value(stream: int) -> Callable[[], int]:
    return lambda: make(Kind.OBSERVATIONS, {"result": 1, "Datastream": link(stream)})


def _delete(kind: Kind, id_: int) -> Callable[[], None]:
    return lambda: actions.delete(kind, id_, caller=CITY, at=AT)


@pytest.mark.parametrize("kind", [Kind.THINGS, Kind.SENSORS])
def test_what_is_deleted_while_others_link_to_it_takes_them_along_or_refuses_them(kind: Kind) -> None:
    for _ in range(5):
        ids = {Kind.THINGS: make(Kind.THINGS, some.THING), Kind.SENSORS: make(Kind.SENSORS, some.SENSOR)}
        acts = [_series(ids[Kind.THINGS], ids[Kind.SENSORS]) for _ in range(3)]
        *made, deleted = _together(*acts, _delete(kind, ids[kind]))
        assert deleted is None
        assert all(isinstance(each, int) or each.status in {400, 409} for each in made)
        assert not Datastream.objects.exists()


def test_a_thing_that_two_delete_is_deleted_once() -> None:
    thing = make(Kind.THINGS, some.WHOLE)
    answers = _together(*[_delete(Kind.THINGS, thing)] * 3)
    assert sorted(0 if each is None else each.status for each in answers) == [0, 404, 404]
    assert not Thing.objects.exists()


def test_a_thing_that_several_move_ends_at_one_place_with_every_move_in_its_history() -> None:
    thing = make(Kind.THINGS, some.THING)
    places = [make(Kind.LOCATIONS, some.LOCATION) for _ in range(4)]

    def move(place: int) -> Callable[[], None]:
        return lambda: actions.link(Kind.THINGS, thing, "Locations", place, caller=CITY, at=AT)

    assert _together(*[move(place) for place in places]) == [None] * 4
    assert ThingPlace.objects.filter(thing=thing).count() == 1
    assert HistoricalLocation.objects.filter(thing=thing).count() == 4


def test_a_place_makes_one_feature_however_many_ask_for_it() -> None:
    things = [make(Kind.THINGS, some.WHOLE)]
    place = ThingPlace.objects.get().location_id
    things += [make(Kind.THINGS, some.THING, Locations=[link(place)]) for _ in range(3)]

    def ask(thing: int) -> Callable[[], dict[int, int]]:
        def act() -> dict[int, int]:
            with transaction.atomic():
                return placing.features_for([thing], at=AT)

        return act

    answers = _together(*[ask(thing) for thing in things])
    assert {feature for answer in answers for feature in answer.values()} == {FeatureOfInterest.objects.get().pk}


def test_values_that_come_while_their_thing_is_deleted_are_refused_or_go_with_it() -> None:
    for _ in range(5):
        thing = make(Kind.THINGS, some.WHOLE)
        stream = Datastream.objects.get(thing=thing).pk
        *made, deleted = _together(*[_value(stream)] * 3, _delete(Kind.THINGS, thing))
        assert deleted is None
        assert all(isinstance(each, int) or each.status in {400, 404, 409} for each in made)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM things_observation")
            assert cursor.fetchone() == (0,)


def test_two_who_lock_each_others_rows_both_come_through() -> None:
    one, two = make(Kind.SENSORS, some.SENSOR), make(Kind.SENSORS, some.SENSOR)
    first = make(Kind.DATASTREAMS, some.SERIES, Thing=some.THING, Sensor=link(one), ObservedProperty=some.PROPERTY)
    second = make(Kind.DATASTREAMS, some.SERIES, Thing=some.THING, Sensor=link(two), ObservedProperty=some.PROPERTY)

    def swap(sensor: int, stream: int) -> Callable[[], None]:
        body = {"Datastreams": [link(stream)]}
        return lambda: actions.update(Kind.SENSORS, sensor, body, way=Way.MERGE, caller=CITY, at=AT)

    assert _together(swap(one, second), swap(two, first), swap(one, first), swap(two, second)) == [None] * 4
    assert Sensor.objects.count() == 2
