"""What is shared with a party may be read, not shown on: it links nothing of its own to it (`rights.may_use`)."""

from dataclasses import dataclass
from typing import Any

import pytest

from smilecity.people.keys.rules import CITY, Caller, Scope
from smilecity.sense.things import actions, models
from smilecity.sense.things.rules import rights
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.values import read_observation
from smilecity.sense.things.rules.words import Access
from tests import factories_sense as rows
from tests import factories_things as some
from tests.factories import AT
from tests.factories_things import key_of, link, make, make_party
from tests.support.sense_asking import ids

pytestmark = pytest.mark.django_db


@dataclass
class Shared:
    """A series of A, shared with B, and what it alone uses; B's key that reads and manages."""

    stream: models.Datastream
    thing: int
    sensor: int
    observed: int
    location: int
    feature: int
    partner: Caller


def _shared(access: Access = Access.SHARED) -> Shared:
    owner, partner = rows.make_party(), rows.make_party()
    thing, location = rows.make_thing(owner=owner), rows.make_location(owner=owner)
    rows.place(thing, location)
    sensor, observed, feature = rows.make_sensor(owner=owner), rows.make_observed(), rows.make_feature(owner=owner)
    stream = rows.make_datastream(
        thing=thing, sensor=sensor, observed=[observed], access=access, owner=owner, shared_with=[partner]
    )
    rows.make_observation(stream, 1, feature=feature)
    return Shared(stream, thing.pk, sensor.pk, observed.pk, location.pk, feature.pk, key_of(partner.pk))


@pytest.fixture
def shared() -> Shared:
    return _shared()


def _series(caller: Caller, access: Access = Access.PUBLIC, **more: Any) -> int:
    block = {"smilecity": {"access": access.value}}
    thing = some.THING | {"Locations": [some.LOCATION]}
    return make(Kind.DATASTREAMS, some.WHOLE_SERIES | {"Thing": thing, "properties": block}, caller=caller, **more)


def _target(shared: Shared, relation: str) -> int:
    return {
        "Sensor": shared.sensor,
        "ObservedProperty": shared.observed,
        "Locations": shared.location,
        "FeatureOfInterest": shared.feature,
    }[relation]


RELATIONS = ("Sensor", "ObservedProperty", "Locations", "FeatureOfInterest")
KINDS = dict(
    zip(RELATIONS, (Kind.SENSORS, Kind.OBSERVED_PROPERTIES, Kind.LOCATIONS, Kind.FEATURES_OF_INTEREST), strict=True)
)


def _create(shared: Shared, relation: str, caller: Caller) -> None:
    """Make something of one's own that links there."""
    target = link(_target(shared, relation))
    if relation == "Locations":
        make(Kind.THINGS, some.THING, caller=caller, Locations=[target])
    elif relation == "FeatureOfInterest":
        stream = _series(caller)
        make(Kind.OBSERVATIONS, {"result": 1}, caller=caller, Datastream=link(stream), FeatureOfInterest=target)
    else:
        more: dict[str, Any] = {relation: target}
        _series(caller, Access.PUBLIC, **more)


def _change(shared: Shared, relation: str, caller: Caller) -> None:
    """Have something of one's own link there."""
    target, stream = link(_target(shared, relation)), _series(caller)
    kind, id_ = Kind.DATASTREAMS, stream
    body: dict[str, Any] = {relation: target}
    if relation == "Locations":
        kind, id_, body = Kind.THINGS, models.Datastream.objects.get(pk=stream).thing_id, {relation: [target]}
    elif relation == "FeatureOfInterest":
        made = actions.create(Kind.OBSERVATIONS, {"result": 1}, parent=(Kind.DATASTREAMS, stream), caller=caller, at=AT)
        kind, id_ = Kind.OBSERVATIONS, made.id
    actions.update(kind, id_, body, way=Way.MERGE, caller=caller, at=AT)


def _connect(shared: Shared, relation: str, caller: Caller) -> None:
    """Link by `$ref`, from one's own end."""
    stream = _series(caller)
    if relation == "Locations":
        kind, id_ = Kind.THINGS, models.Datastream.objects.get(pk=stream).thing_id
    elif relation == "FeatureOfInterest":
        made = actions.create(Kind.OBSERVATIONS, {"result": 1}, parent=(Kind.DATASTREAMS, stream), caller=caller, at=AT)
        kind, id_ = Kind.OBSERVATIONS, made.id
    else:
        kind, id_ = Kind.DATASTREAMS, stream
    actions.link(kind, id_, relation, _target(shared, relation), caller=caller, at=AT)


def _connect_back(shared: Shared, relation: str, caller: Caller) -> None:
    """Link by `$ref`, from the end of what is shared."""
    stream = _series(caller)
    if relation == "Locations":
        name, id_ = "Things", models.Datastream.objects.get(pk=stream).thing_id
    elif relation == "FeatureOfInterest":
        made = actions.create(Kind.OBSERVATIONS, {"result": 1}, parent=(Kind.DATASTREAMS, stream), caller=caller, at=AT)
        name, id_ = "Observations", made.id
    else:
        name, id_ = "Datastreams", stream
    actions.link(KINDS[relation], _target(shared, relation), name, id_, caller=caller, at=AT)


WAYS = (_create, _change, _connect, _connect_back)


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_shared_with_a_party_cannot_be_shown_on_by_linking_to_it(
    shared: Shared, way: Any, relation: str
) -> None:
    assert ids(KINDS[relation], shared.partner).count(_target(shared, relation)) == 1, "the partner reads it"
    with pytest.raises(Problem, match="may be read, but not linked to") as refused:
        way(shared, relation, shared.partner)
    assert refused.value.status == 403
    assert _target(shared, relation) not in ids(KINDS[relation])


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_public_is_linked_to_by_everybody_who_writes(way: Any, relation: str) -> None:
    public = _shared(Access.PUBLIC)
    way(public, relation, public.partner)


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("way", WAYS)
def test_the_city_links_to_whatever_it_wants(shared: Shared, way: Any, relation: str) -> None:
    way(shared, relation, CITY)


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_provider_links_to_what_only_its_own_hidden_series_uses(shared: Shared, relation: str) -> None:
    owner = key_of(shared.stream.owner_id or 0)
    for scopes in ((), (Scope.MANAGE, Scope.OBSERVE)):
        _create(shared, relation, key_of(owner.party or 0, *scopes))


def test_a_property_of_the_citys_that_ones_own_hidden_series_uses_serves_for_the_next_one_too() -> None:
    ours, observed = key_of(make_party("Hafen")), make(Kind.OBSERVED_PROPERTIES, some.PROPERTY)
    for _ in range(2):
        _series(ours, Access.INTERNAL, ObservedProperty=link(observed))


def test_a_value_of_a_batch_with_a_feature_that_is_only_shared_is_refused_and_the_others_are_stored(
    shared: Shared,
) -> None:
    stream, hidden = _series(shared.partner), rows.make_feature()
    rows.make_observation(rows.make_datastream(access=Access.INTERNAL), 1, feature=hidden)
    bodies: list[dict[str, Any]] = [
        {},
        {"FeatureOfInterest": link(shared.feature)},
        {"FeatureOfInterest": link(hidden.pk)},
    ]
    values = [read_observation({"result": 1} | body, datastream=stream, at=AT) for body in bodies]
    stored, only_shared, unknown = actions.record(values, caller=shared.partner, at=AT)
    assert isinstance(stored, int)
    assert isinstance(only_shared, Problem)
    assert isinstance(unknown, Problem)
    assert (only_shared.status, unknown.status) == (403, 400)
    assert unknown.message == f"FeatureOfInterest({hidden.pk}) does not exist."


def test_links_of_the_past_may_be_taken_away_whoever_may_see_the_other_end_now(shared: Shared) -> None:
    thing = make(Kind.THINGS, some.THING, caller=shared.partner)
    actions.link(Kind.THINGS, thing, "Locations", shared.location, caller=CITY, at=AT)
    actions.unlink(Kind.THINGS, thing, "Locations", shared.location, caller=shared.partner, at=AT)


@pytest.mark.parametrize("access", Access)
@pytest.mark.parametrize("of_partner", [True, False], ids=["used by one's own", "used by the other's"])
@pytest.mark.parametrize("own", [True, False], ids=["own sensor", "other's sensor"])
@pytest.mark.parametrize("city", [True, False], ids=["city", "party"])
def test_actions_and_rules_agree_on_what_is_linked_to(
    access: Access, *, of_partner: bool, own: bool, city: bool
) -> None:
    provider, partner = rows.make_party(), rows.make_party()
    owner, user = (partner if own else provider), (partner if of_partner else provider)
    sensor = rows.make_sensor(owner=owner)
    rows.make_datastream(sensor=sensor, access=access, owner=user, shared_with=[partner])
    caller = CITY if city else key_of(partner.pk)
    stream = rights.Stream(user.pk, access, frozenset({partner.pk}))
    try:
        _series(caller, Sensor=link(sensor.pk))
        done = True
    except Problem:
        done = False
    assert done is rights.may_use(owner.pk, [stream], caller=caller)
