"""Changes go out over MQTT (18-088 on receiving updates): to who listens, once per topic, and only what is public."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from smilecity.people.keys.rules import CITY
from smilecity.sense.things import actions
from smilecity.sense.things.actions.recording import record
from smilecity.sense.things.models import Change, Datastream, Thing
from smilecity.sense.things.rules.entities import Way
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.values import NewObservation
from smilecity.sense.things.rules.words import Access
from tests.factories_sense import AT, make_datastream, make_observed, make_thing
from tests.support.bridge import bridging, settle
from tests.support.broker import Mosquitto
from tests.support.processes import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _settled(settings: Settings, broker: Mosquitto, tmp_path: Path) -> None:
    settle(settings, broker, tmp_path)


def stream(**fields: Any) -> Datastream:
    return make_datastream(thing=make_thing(at=(12.09, 54.18)), **fields)


def value(of: Datastream, *results: Any) -> list[Any]:
    return record([NewObservation(of.pk, AT, result) for result in results], caller=CITY, at=AT)


def test_who_listens_to_observations_hears_of_each_as_http_shows_it(broker: Mosquitto) -> None:
    series = stream()
    topics = ["v1.1/Observations", f"v1.1/Datastreams({series.pk})/Observations"]
    with bridging(broker), broker.listening(*topics) as listener:
        (number,) = value(series, 4.5)
        heard = listener.wait(2)
    assert [topic for topic, _ in heard] == topics
    for _, payload in heard:
        entity = json.loads(payload)
        assert (entity["@iot.id"], entity["result"]) == (number, 4.5)
        assert entity["@iot.selfLink"].endswith(f"/sensorthings/v1.1/Observations({number})")
        assert entity["phenomenonTime"].startswith("2026-03-02T12:00:00")
    until(lambda: not Change.objects.exists())


def test_what_comes_by_mqtt_goes_out_by_mqtt_and_does_not_come_in_again(broker: Mosquitto) -> None:
    series = stream()
    topic = f"v1.1/Datastreams({series.pk})/Observations"
    with bridging(broker), broker.listening(topic) as listener:
        broker.publish(topic, '{"result": 1}')
        raw, told = listener.wait(2)
        broker.publish(topic, '{"result": 2}')
        listener.wait(4)
        until(lambda: not Change.objects.exists())
    assert json.loads(raw[1]) == {"result": 1}
    assert json.loads(told[1])["result"] == 1
    assert len(listener.heard) == 4


def test_multi_datastreams_have_topics_of_their_own(broker: Mosquitto) -> None:
    series = stream(multi=True, observed=[make_observed(), make_observed()])
    with bridging(broker), broker.listening(f"v1.1/MultiDatastreams({series.pk})/Observations") as listener:
        value(series, [1, 2])
        assert json.loads(listener.wait(1)[0][1])["result"] == [1, 2]


@pytest.mark.parametrize("pattern", ["#", "v1.1/#", "v1.1/+/Observations"])
def test_patterns_hear_whatever_they_match(broker: Mosquitto, pattern: str) -> None:
    series = stream()
    with bridging(broker), broker.listening(pattern) as listener:
        value(series, 1)
        until(lambda: any(topic == f"v1.1/Datastreams({series.pk})/Observations" for topic, _ in listener.heard))


def test_a_topic_may_select_and_filter_and_expand(broker: Mosquitto) -> None:
    series, other = stream(), stream()
    selected = f"v1.1/Datastreams({series.pk})/Observations?$select=result,phenomenonTime"
    filtered = "v1.1/Observations?$filter=result gt 5"
    expanded = f"v1.1/Observations?$filter=Datastream/id eq {other.pk}&$expand=Datastream($select=name)&$select=result"
    with bridging(broker), broker.listening(selected, filtered, expanded) as listener:
        value(series, 1, 9)
        value(other, 2)
        heard = listener.wait(4)
    said = [(topic, json.loads(payload)) for topic, payload in heard]
    assert [body for topic, body in said if topic == selected] == [
        {"phenomenonTime": "2026-03-02T12:00:00Z", "result": 1},
        {"phenomenonTime": "2026-03-02T12:00:00Z", "result": 9},
    ]
    assert [body["result"] for topic, body in said if topic == filtered] == [9]
    assert [body for topic, body in said if topic == expanded] == [{"result": 2, "Datastream": {"name": other.name}}]


def test_entities_and_their_properties_are_told_when_they_change(broker: Mosquitto) -> None:
    thing = make_thing("Pegel")
    topics = ["v1.1/Things", f"v1.1/Things({thing.pk})", f"v1.1/Things({thing.pk})/name", "v1.1/Things?$select=name"]
    with bridging(broker), broker.listening(*topics) as listener:
        actions.update(Kind.THINGS, thing.pk, {"name": "Pegel West"}, way=Way.MERGE, caller=CITY, at=AT)
        heard = dict(listener.wait(4))
    assert set(heard) == set(topics)
    assert json.loads(heard["v1.1/Things"])["name"] == "Pegel West"
    assert json.loads(heard[f"v1.1/Things({thing.pk})/name"]) == {"name": "Pegel West"}
    assert json.loads(heard["v1.1/Things?$select=name"]) == {"name": "Pegel West"}


def test_what_is_created_is_told_to_whoever_listens_to_its_set(broker: Mosquitto) -> None:
    with bridging(broker), broker.listening("v1.1/Things") as listener:
        actions.create(Kind.THINGS, {"name": "Bank", "description": "zum Sitzen"}, parent=None, caller=CITY, at=AT)
        assert json.loads(listener.wait(1)[0][1])["name"] == "Bank"


def test_nothing_that_is_not_public_is_told(broker: Mosquitto) -> None:
    hidden, shown = stream(access=Access.INTERNAL), stream()
    topics = [
        "#",
        f"v1.1/Datastreams({hidden.pk})/Observations?$select=result",
        "v1.1/Observations?$filter=result gt 0",
    ]
    with bridging(broker), broker.listening(*topics) as listener:
        value(hidden, 666)
        Thing.objects.filter(pk=hidden.thing_id).update(description="geheim")
        Change.objects.create(kind=Kind.THINGS, entities=[hidden.thing_id], made_at=AT)
        Change.objects.create(kind=Kind.DATASTREAMS, entities=[hidden.pk], made_at=AT)
        value(shown, 1)
        until(lambda: any('"result":1' in payload.replace(" ", "") for _, payload in listener.heard))
        until(lambda: not Change.objects.exists())
    said = json.dumps([entry for entry in listener.heard if not entry[0].startswith("$")])
    assert "666" not in said
    assert "geheim" not in said
    assert hidden.name not in said


def test_it_is_told_below_internal_where_the_broker_guards_it(broker: Mosquitto, settings: Settings) -> None:
    hidden = stream(access=Access.INTERNAL)
    settings.MQTT_INTERNAL = True
    inside = ["internal/v1.1/Observations", f"internal/v1.1/Datastreams({hidden.pk})/Observations"]
    with bridging(broker), broker.listening(*inside, "v1.1/#") as listener:
        value(hidden, 666)
        until(lambda: not Change.objects.exists())
        heard = listener.wait(2)
    assert [topic for topic, _ in heard if topic.endswith("/Observations")] == inside
    assert "666" not in json.dumps([said for said in heard if said[0].startswith("v1.1/")])


def test_the_latest_value_is_kept_for_whoever_comes_later(broker: Mosquitto, settings: Settings) -> None:
    from datetime import timedelta

    series, hidden = stream(), stream(access=Access.INTERNAL)
    settings.MQTT_RETAIN = "latest"
    with bridging(broker):
        record([NewObservation(series.pk, AT, 2)], caller=CITY, at=AT)
        record([NewObservation(series.pk, AT - timedelta(days=1), 1)], caller=CITY, at=AT)
        record([NewObservation(hidden.pk, AT, 3)], caller=CITY, at=AT)
        until(lambda: not Change.objects.exists())
        with broker.listening("v1.1/#") as listener:
            heard = listener.wait(1)
            assert [json.loads(payload)["result"] for _, payload in heard] == [2]


def test_a_latest_value_that_is_public_no_more_is_kept_no_longer(broker: Mosquitto, settings: Settings) -> None:
    series = stream()
    settings.MQTT_RETAIN = "latest"
    body = {"properties": {"smilecity": {"access": "internal"}}}
    with bridging(broker):
        value(series, 2)
        until(lambda: not Change.objects.exists())
        actions.update(Kind.DATASTREAMS, series.pk, body, way=Way.MERGE, caller=CITY, at=AT)
        until(lambda: not Change.objects.exists())
        with broker.listening("v1.1/#") as listener:
            broker.publish("v1.1/end", "{}")
            assert listener.wait(1) == [("v1.1/end", "{}")]


def test_changes_wait_while_the_bridge_is_away(broker: Mosquitto) -> None:
    series = stream()
    with bridging(broker), broker.listening("v1.1/Observations") as listener:
        value(series, 0)
        listener.wait(1)
    with broker.listening("v1.1/Observations") as listener:
        for number in range(1, 4):
            value(series, number)
        with bridging(broker):
            heard = listener.wait(3)
    assert [json.loads(payload)["result"] for _, payload in heard] == [1, 2, 3]


def test_changes_wait_while_the_broker_is_away(broker: Mosquitto) -> None:
    series = stream()
    with bridging(broker):
        with broker.listening("v1.1/Observations"):
            pass
        broker.stop()
        value(series, 1)
        broker.start()
        with broker.listening("v1.1/Observations") as listener:
            assert json.loads(listener.wait(1, 60)[0][1])["result"] == 1


def test_nothing_is_written_down_for_subscribers_without_a_broker(settings: Settings) -> None:
    settings.MQTT_URL = ""
    value(stream(), 1)
    assert not Change.objects.exists()
