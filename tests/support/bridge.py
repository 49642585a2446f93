"""The bridge of MQTT for tests: in threads of this process, or as a program of its own that can be killed."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from pytest_django import Settings

from smilecity.doors.mqtt import bridge
from smilecity.doors.mqtt.broker import read_broker
from tests.support.broker import Mosquitto
from tests.support.processes import until

NAME = "bridge"


def settle(settings: Settings, broker: Mosquitto, home: Path) -> None:
    """Let this process know the broker, as the environment would."""
    settings.MQTT_URL, settings.MQTT_BROKER = broker.url, read_broker(broker.url)
    settings.MQTT_CLIENT, settings.HOME = NAME, home


@contextmanager
def bridging(broker: Mosquitto, url: str = "") -> Generator[threading.Event]:
    """Run the bridge in threads until the end of the block; yields what stops it earlier."""
    stopped, codes = threading.Event(), list[int]()
    before = broker.log.count(f" {NAME} 1 $SYS/broker/log/M/subscribe")
    thread = threading.Thread(target=lambda: codes.append(bridge.run(read_broker(url or broker.url), stopped=stopped)))
    thread.start()
    try:
        broker.wait_for_subscriptions(NAME, before + 1)
        yield stopped
    finally:
        stopped.set()
        thread.join(30)
    until(lambda: not thread.is_alive())
    assert codes == [0]
