"""Observations come in over MQTT (18-088 on creating them): stored, acknowledged, or refused with a reason."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import Scope
from smilecity.sense.things.models import Datastream, Observation, Taken
from smilecity.sense.things.rules.words import Access
from tests.factories_sense import AT, make_datastream, make_feature, make_observed, make_party, make_thing
from tests.support.bridge import bridging, settle
from tests.support.broker import Mosquitto
from tests.support.processes import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _settled(settings: Settings, broker: Mosquitto, tmp_path: Path) -> None:
    settle(settings, broker, tmp_path)


def stream(**fields: object) -> Datastream:
    return make_datastream(thing=make_thing(at=(12.09, 54.18)), **fields)  # type: ignore[arg-type] # its own words


def results(of: Datastream) -> list[object]:
    rows = Observation.objects.filter(datastream=of).order_by("phenomenon_start", "pk")
    return [row.result_number if row.result_number is not None else row.result_other for row in rows]


def test_each_topic_of_the_standard_takes_observations(broker: Mosquitto) -> None:
    single, feature = stream(), make_feature("Hafen")
    multi = stream(multi=True, observed=[make_observed(), make_observed()])
    named = json.dumps({"result": 1, "Datastream": {"@iot.id": single.pk}})
    with bridging(broker):
        broker.publish("v1.1/Observations", named)
        broker.publish(f"v1.1/Datastreams({single.pk})/Observations", '{"result": 2}')
        broker.publish(f"v1.1/Datastreams('{single.pk}')/Observations", '{"result": 3}')
        broker.publish(f"v1.1/MultiDatastreams({multi.pk})/Observations", '{"result": [4, 5]}')
        broker.publish(f"v1.1/FeaturesOfInterest({feature.pk})/Observations", named.replace("1", "6", 1))
        until(lambda: Observation.objects.count() == 5)
    assert results(single) == [1, 2, 3, 6]
    assert results(multi) == [[4, 5]]
    assert Observation.objects.filter(feature=feature).count() == 1


def test_everything_the_standard_knows_of_an_observation_is_kept(broker: Mosquitto) -> None:
    series = stream()
    body = {
        "phenomenonTime": "2026-03-02T12:00:00Z/2026-03-02T13:00:00Z",
        "resultTime": "2026-03-02T13:05:00+01:00",
        "result": 4.5,
        "resultQuality": 2,
        "validTime": "2026-03-02T12:00:00Z/2026-03-03T12:00:00Z",
        "parameters": {"Wind": "West, böig"},
    }
    with bridging(broker):
        broker.publish(f"v1.1/Datastreams({series.pk})/Observations", json.dumps(body, ensure_ascii=False))
        until(lambda: Observation.objects.count() == 1)
    kept = Observation.objects.get()
    assert (kept.phenomenon_start, kept.result_number, kept.quality) == (AT, 4.5, 2)
    assert kept.parameters == body["parameters"]


BAD = [
    (b"", 400),
    (b"no json", 400),
    (b'{"result": NaN}', 400),
    (b'{"result": Infinity}', 400),
    (b'{"result": 1e999}', 400),
    (b'[{"result": 1}]', 400),
    (b'{"result": 1', 400),
    (b'{"value": 1}', 400),
    (b'{"result": 1, "phenomenonTime": "yesterday"}', 400),
    (b'{"result": "\\u0000"}', 400),
    (b'{"result": "\xff"}', 400),
    (b'{"result": 1, "Datastream": {"@iot.id": 1}, "FeatureOfInterest": {"@iot.id": 999999999}}', 400),
    (b"[" * 5000, 400),
    (b'{"result":' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
    (b'{"result": "' + b"x" * 10_000_000 + b'"}', 413),
]


def test_what_cannot_be_stored_is_refused_with_a_reason_and_holds_up_nothing(broker: Mosquitto) -> None:
    series = stream()
    topic = f"v1.1/Datastreams({series.pk})/Observations"
    with bridging(broker), broker.listening("refused/#") as listener:
        for payload, _ in BAD:
            assert broker.publish_whole(topic, payload).returncode == 0
        broker.publish(topic, '{"result": 42}')
        until(lambda: results(series) == [42], 60)
        heard = listener.wait(len(BAD))
    assert {said for said, _ in heard} == {f"refused/{topic}"}
    problems = [json.loads(payload) for _, payload in heard]
    assert [problem["code"] for problem in problems] == [status for _, status in BAD]
    assert all(problem["type"] == "error" and problem["message"] for problem in problems)


@pytest.mark.parametrize(
    ("topic", "status"),
    [
        ("v1.1/Datastreams(999999)/Observations", 404),
        ("v1.1/MultiDatastreams({single})/Observations", 404),
        ("v1.1/Things(1)/Observations", 404),
        ("v1.1/Datastreams(x)/Observations", 404),
        ("keys/nobody/v1.1/Observations", 404),
        ("keys/0f8fad5b-d9cb-469f-a165-70867728950e/v1.1/Datastreams({single})/Observations", 401),
    ],
)
def test_a_topic_that_leads_nowhere_is_refused(broker: Mosquitto, topic: str, status: int) -> None:
    topic = topic.format(single=stream().pk)
    with bridging(broker), broker.listening("refused/#") as listener:
        broker.publish(topic, '{"result": 1}')
        (where, body) = listener.wait(1)[0]
    assert (where, json.loads(body)["code"]) == (f"refused/{topic}", status)
    assert not Observation.objects.exists()


def test_what_is_not_public_does_not_come_by_topics_that_are(broker: Mosquitto) -> None:
    hidden = stream(access=Access.INTERNAL)
    with bridging(broker), broker.listening("refused/#") as listener:
        broker.publish(f"v1.1/Datastreams({hidden.pk})/Observations", '{"result": 1}')
        refusal = json.loads(listener.wait(1)[0][1])
    assert refusal["code"] == 403
    assert "keys/<key id>" in refusal["message"]
    assert results(hidden) == []


def test_it_comes_by_internal_topics_where_the_broker_guards_them(broker: Mosquitto, settings: Settings) -> None:
    hidden = stream(access=Access.INTERNAL)
    settings.MQTT_INTERNAL = True
    with bridging(broker):
        broker.publish(f"internal/v1.1/Datastreams({hidden.pk})/Observations", '{"result": 1}')
        until(lambda: results(hidden) == [1])


def test_nobody_writes_for_the_city_where_only_keys_may(broker: Mosquitto, settings: Settings) -> None:
    series = stream()
    settings.MQTT_WRITERS = "keys"
    with bridging(broker):
        broker.publish(f"v1.1/Datastreams({series.pk})/Observations", '{"result": 1}')
        broker.publish(f"keys/{key_for(series)}/v1.1/Datastreams({series.pk})/Observations", '{"result": 2}')
        until(lambda: results(series))
    assert results(series) == [2]


def key_for(series: Datastream, *scopes: Scope, **more: object) -> str:
    """Return the id of a key of the party that provides this datastream."""
    owner = series.owner_id or make_party().pk
    Datastream.objects.filter(pk=series.pk).update(owner=owner)
    made = keys.make_key(party=owner, label="Pegel", scopes=scopes or {Scope.OBSERVE}, by=None, at=AT)
    return str(made.id)


def test_a_key_writes_what_its_party_provides_public_or_not_and_nothing_else(broker: Mosquitto) -> None:
    own, hidden, others = stream(), stream(access=Access.INTERNAL), stream()
    key = key_for(own)
    Datastream.objects.filter(pk=hidden.pk).update(owner=Datastream.objects.get(pk=own.pk).owner_id)
    with bridging(broker), broker.listening("refused/#") as listener:
        for number, series in enumerate([own, hidden, others]):
            broker.publish(f"keys/{key}/v1.1/Datastreams({series.pk})/Observations", f'{{"result": {number}}}')
        refusal = json.loads(listener.wait(1)[0][1])
    assert refusal["code"] == 403
    assert [results(series) for series in (own, hidden, others)] == [[0], [1], []]


def test_a_key_that_may_only_read_or_was_revoked_writes_nothing(broker: Mosquitto) -> None:
    series = stream()
    reading, revoked = key_for(series, Scope.READ), key_for(series)
    from uuid import UUID

    keys.revoke_key(key=UUID(revoked), by=None, at=AT)
    with bridging(broker), broker.listening("refused/#") as listener:
        for key in (reading, revoked):
            broker.publish(f"keys/{key}/v1.1/Datastreams({series.pk})/Observations", '{"result": 1}')
        codes = [json.loads(body)["code"] for _, body in listener.wait(2)]
    assert codes == [403, 401]
    assert results(series) == []


def test_what_arrives_while_the_bridge_is_away_is_taken_when_it_comes_back(broker: Mosquitto) -> None:
    series = stream()
    topic = f"v1.1/Datastreams({series.pk})/Observations"
    with bridging(broker):
        pass
    broker.publish(topic, *(f'{{"result": {number}}}' for number in range(500)))
    with bridging(broker):
        until(lambda: Observation.objects.count() == 500)
    assert sorted(map(float, map(str, results(series)))) == list(range(500))


def test_a_message_that_the_broker_sends_again_is_stored_once(broker: Mosquitto) -> None:
    """The commit came through, the acknowledgement did not: as after the death of the bridge between both."""
    series = stream()
    from smilecity.doors.mqtt.connection import Connection

    acknowledge, Connection.acknowledge = Connection.acknowledge, lambda *_: None  # type: ignore[method-assign] # no mock: silence
    try:
        with bridging(broker):
            broker.publish(f"v1.1/Datastreams({series.pk})/Observations", *(['{"result": 1}'] * 5))
            until(lambda: Observation.objects.count() == 5)
    finally:
        Connection.acknowledge = acknowledge  # type: ignore[method-assign] # as it was before the test
    with bridging(broker):
        broker.publish(f"v1.1/Datastreams({series.pk})/Observations", '{"result": 2}')
        until(lambda: Observation.objects.filter(result_number=2).exists())
    assert results(series) == [1, 1, 1, 1, 1, 2]


def test_the_same_message_sent_twice_by_a_sensor_is_two_observations(broker: Mosquitto) -> None:
    series = stream()
    with bridging(broker):
        broker.publish(f"v1.1/Datastreams({series.pk})/Observations", '{"result": 1}', '{"result": 1}')
        until(lambda: Observation.objects.count() == 2)
    assert Taken.objects.count() == 2


def test_messages_are_forgotten_when_the_broker_knows_us_no_more(broker: Mosquitto) -> None:
    series = stream()
    topic = f"v1.1/Datastreams({series.pk})/Observations"
    with bridging(broker):
        broker.publish(topic, '{"result": 1}', '{"result": 1}')
        until(lambda: Observation.objects.count() == 2)
    broker.stop()
    for kept in broker.folder.glob("*.db"):
        kept.unlink()
    broker.start()
    with bridging(broker):
        broker.publish(topic, '{"result": 1}')
        until(lambda: Observation.objects.count() == 3)
        assert Taken.objects.count() == 1


def test_a_broker_that_comes_late_or_goes_and_comes_back_is_waited_for(broker: Mosquitto) -> None:
    series = stream()
    topic = f"v1.1/Datastreams({series.pk})/Observations"
    with bridging(broker):
        broker.publish(topic, '{"result": 1}')
        until(lambda: Observation.objects.count() == 1)
        broker.stop()
        broker.start()
        broker.publish(topic, '{"result": 2}')
        until(lambda: Observation.objects.count() == 2, 60)
    assert results(series) == [1, 2]
