"""MQTT (18-088, clause 14): observations are created by publishing them, updates are received by subscribing."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from smilecity.people.keys.rules import CITY
from smilecity.sense.things import actions
from smilecity.sense.things.models import Observation
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.schema import Kind
from tests.factories_sense import AT, make_datastream, make_feature, make_observed, make_thing
from tests.support.bridge import bridging, settle
from tests.support.broker import Mosquitto
from tests.support.processes import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _settled(settings: Settings, broker: Mosquitto, tmp_path: Path) -> None:
    settle(settings, broker, tmp_path)


def change(kind: Kind, number: int, body: dict[str, Any]) -> None:
    actions.update(kind, number, body, way=Way.MERGE, caller=CITY, at=AT)


def test_14_1_an_observation_is_created_by_publishing_it_to_any_collection_of_observations(broker: Mosquitto) -> None:
    stream, feature = make_datastream(thing=make_thing(at=(12.09, 54.18))), make_feature("Hafen")
    multi = make_datastream(thing=stream.thing, multi=True, observed=[make_observed(), make_observed()])
    whole = {"result": 1, "Datastream": {"@iot.id": stream.pk}, "FeatureOfInterest": {"@iot.id": feature.pk}}
    with bridging(broker):
        broker.publish("v1.1/Observations", json.dumps(whole))
        broker.publish(
            f"v1.1/Datastreams({stream.pk})/Observations", '{"result": 2, "resultTime": "2026-03-02T12:00:00Z"}'
        )
        broker.publish(f"v1.1/MultiDatastreams({multi.pk})/Observations", '{"result": [3, 4]}')
        broker.publish(f"v1.1/FeaturesOfInterest({feature.pk})/Observations", json.dumps(whole | {"result": 5}))
        until(lambda: Observation.objects.count() == 4)
    assert Observation.objects.filter(datastream=stream).count() == 3
    assert Observation.objects.filter(feature=feature).count() == 2


def test_14_2_1_who_subscribes_to_an_entity_set_hears_of_new_and_of_changed_entities(broker: Mosquitto) -> None:
    stream = make_datastream(thing=make_thing("Pegel", at=(12.09, 54.18)))
    values = f"v1.1/Datastreams({stream.pk})/Observations"
    with bridging(broker), broker.listening("v1.1/Things", values, "v1.1/Observations") as listener:
        actions.create(Kind.THINGS, {"name": "Bank", "description": ""}, parent=None, caller=CITY, at=AT)
        change(Kind.THINGS, stream.thing_id, {"name": "Pegel West"})
        actions.create(Kind.OBSERVATIONS, {"result": 7}, parent=(Kind.DATASTREAMS, stream.pk), caller=CITY, at=AT)
        heard = [(topic, json.loads(payload)) for topic, payload in listener.wait(4)]
    assert {body["name"] for topic, body in heard if topic == "v1.1/Things"} == {"Bank", "Pegel West"}
    for topic in (values, "v1.1/Observations"):
        (body,) = [body for where, body in heard if where == topic]
        assert body["result"] == 7
        assert body["@iot.selfLink"].endswith(f"Observations({body['@iot.id']})")


def test_14_2_2_who_subscribes_to_an_entity_hears_of_its_changes(broker: Mosquitto) -> None:
    thing, other = make_thing("Pegel"), make_thing("Bank")
    with bridging(broker), broker.listening(f"v1.1/Things({thing.pk})") as listener:
        change(Kind.THINGS, other.pk, {"name": "Bank Ost"})
        change(Kind.THINGS, thing.pk, {"name": "Pegel West"})
        (heard,) = [json.loads(payload) for _, payload in listener.wait(1)]
    assert (heard["@iot.id"], heard["name"]) == (thing.pk, "Pegel West")


def test_14_2_3_who_subscribes_to_a_property_hears_of_its_changes_alone(broker: Mosquitto) -> None:
    thing = make_thing("Pegel")
    with bridging(broker), broker.listening(f"v1.1/Things({thing.pk})/description") as listener:
        change(Kind.THINGS, thing.pk, {"name": "Pegel West"})
        change(Kind.THINGS, thing.pk, {"description": "an der Mole"})
        heard = [json.loads(payload) for _, payload in listener.wait(1)]
    assert heard == [{"description": "an der Mole"}]


def test_14_2_4_who_subscribes_with_select_hears_these_properties_alone(broker: Mosquitto) -> None:
    stream = make_datastream(thing=make_thing(at=(12.09, 54.18)))
    topic = f"v1.1/Datastreams({stream.pk})/Observations?$select=phenomenonTime,result"
    sent = {"result": 7, "phenomenonTime": "2026-03-02T12:00:00Z"}
    with bridging(broker), broker.listening(topic) as listener:
        actions.create(Kind.OBSERVATIONS, sent, parent=(Kind.DATASTREAMS, stream.pk), caller=CITY, at=AT)
        (heard,) = [json.loads(payload) for _, payload in listener.wait(1)]
    assert heard == sent
