"""The bridge of MQTT for tests: in threads of this process, or as a program of its own that can be killed."""

import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from pytest_django import Settings

from smilecity.doors.mqtt import bridge
from smilecity.doors.mqtt.broker import Broker, read_broker
from tests.support.broker import Mosquitto
from tests.support.processes import until

NAME = "bridge"
# What Mosquitto says of the last of our subscriptions.
_LISTENS = f" {NAME} 1 $SYS/broker/log/M/subscribe"


def settle(settings: Settings, broker: Mosquitto, home: Path) -> None:
    """Let this process know the broker, as the environment would."""
    settings.MQTT_URL, settings.MQTT_BROKER = broker.url, read_broker(broker.url)
    settings.MQTT_CLIENT, settings.HOME = NAME, home


def bridging(broker: Mosquitto) -> AbstractContextManager[threading.Event]:
    """Run the bridge in threads until the end of the block; yields what stops it earlier."""
    before = broker.log.count(_LISTENS)
    return running(read_broker(broker.url), ready=lambda: broker.log.count(_LISTENS) > before)


@contextmanager
def running(broker: Broker, *, ready: Callable[[], bool]) -> Generator[threading.Event]:
    """Run it with whatever broker, likewise; `ready` says when it listens."""
    stopped, codes = threading.Event(), list[int]()
    thread = threading.Thread(target=lambda: codes.append(bridge.run(broker, stopped=stopped)))
    thread.start()
    try:
        until(ready, 60)
        yield stopped
    finally:
        stopped.set()
        thread.join(30)
    assert codes == [0]
