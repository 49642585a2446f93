"""The demo's broker, which knows no MQTT 5: the bridge works all the same, and no message goes in a circle."""

import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from pytest_django import Settings

from smilecity.doors.mqtt.broker import read_broker
from smilecity.sense.things.models import Change, Observation
from tests.factories_sense import make_datastream, make_thing
from tests.support.bridge import NAME, running
from tests.support.broker import Mosquitto
from tests.support.processes import until
from tests.support.programs import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demo_broker(tmp_path: Path, settings: Settings) -> Generator[Mosquitto]:
    """The demo's own broker; only the clients are Mosquitto's."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "smilecity.demo.broker", "--port", str(port)])
    clients = Mosquitto(tmp_path, port=port)
    settings.MQTT_URL, settings.MQTT_CLIENT, settings.HOME = f"{clients.url}?version=3.1.1", NAME, tmp_path
    until(clients.answers)
    try:
        yield clients
    finally:
        process.terminate()
        assert process.wait(20) == 0


def test_it_passes_on_what_comes_and_what_changed(demo_broker: Mosquitto, settings: Settings) -> None:
    series = make_datastream(thing=make_thing(at=(12.09, 54.18)))
    topic = f"v1.1/Datastreams({series.pk})/Observations"
    selected = "v1.1/Observations?$select=result"
    with (
        demo_broker.listening(topic, selected, logged=False) as listener,
        running(read_broker(settings.MQTT_URL), ready=lambda: _knows(settings.HOME, topic)),
    ):
        demo_broker.publish(topic, '{"result": 1}')
        listener.wait(3)
        demo_broker.publish(topic, '{"result": 2}')
        heard = listener.wait(6)
        until(lambda: not Change.objects.exists())
    assert Observation.objects.count() == 2
    assert [json.loads(payload) for said, payload in heard if said == selected] == [{"result": 1}, {"result": 2}]
    assert len([said for said, _ in heard if said == topic]) == 4


def _knows(home: Path, topic: str) -> bool:
    """Whether the bridge has heard of a subscription, and so listens itself."""
    kept = home / "mqtt-topics"
    return kept.exists() and topic in kept.read_text().splitlines()
