"""Bridge and database are killed in the midst of 50,000 observations: each the broker took is there exactly once."""

import random
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.doors.mqtt.conftest import NewBroker
from tests.support.broker import Mosquitto
from tests.support.mortal import MIGRATE, PATIENCE, Mortal, mortal_database
from tests.support.programs import PROGRAM, ROOT

pytestmark = pytest.mark.long

SENT, SENDERS = 50_000, 4
MAKE_DATASTREAMS = """
from tests.factories_sense import make_datastream, make_thing
print(*(make_datastream(thing=make_thing(at=(12.09, 54.18))).pk for _ in range(4)))
"""


@dataclass(kw_only=True)
class City(Mortal):
    """A database that survives its deaths, and beside it the bridge instead of servers."""

    broker: Mosquitto
    bridge: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"MQTT_URL": self.broker.url}

    def start_bridge(self) -> None:
        with (self.home / "bridge.log").open("ab") as log:
            words = [*PROGRAM, "mqtt"]
            self.bridge = subprocess.Popen(words, env=self.environment, stdout=log, stderr=log, cwd=ROOT)

    def kill_bridge(self) -> None:
        if self.bridge:
            self.bridge.kill()
            self.bridge.wait()
        self.start_bridge()

    def kill_both(self) -> None:
        self.kill_database()
        self.kill_bridge()


@pytest.fixture
def city(new_broker: NewBroker) -> Generator[City]:
    with mortal_database() as (home, database):
        city = City(home, database, broker=new_broker(autosave=100))
        city.run(MIGRATE)
        yield city
        if city.bridge:
            city.bridge.terminate()
            city.bridge.wait(30)


@contextmanager
def senders(city: City, datastreams: list[str]) -> Generator[list[subprocess.Popen[bytes]]]:
    """Publish numbers, each once, with QoS 1; a sender ends well only when the broker has taken each of its own."""
    share, processes = SENT // SENDERS, []
    for number, datastream in enumerate(datastreams):
        with tempfile.TemporaryFile() as lines:
            lines.writelines(b'{"result": %d}\n' % each for each in range(number * share, (number + 1) * share))
            lines.seek(0)
            topic = f"v1.1/Datastreams({datastream})/Observations"
            there = ["-h", "127.0.0.1", "-p", str(city.broker.port)]
            words = ["mosquitto_pub", *there, "-q", "1", "-t", topic, "-l"]
            processes.append(subprocess.Popen(words, stdin=lines))
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_whoever_is_killed_every_observation_is_there_exactly_once(city: City) -> None:
    datastreams = city.run(MAKE_DATASTREAMS).split()
    city.start_bridge()
    until_it_listens(city)
    victims = [city.kill_bridge, city.kill_database, city.kill_both]
    deaths = [(SENT * number // 8, victims[number % 3]) for number in range(1, 8)]
    with senders(city, datastreams) as processes:
        while (stored := city.ask("SELECT count(*) FROM things_observation")[0]) < SENT:
            # In the midst of the next eighth, not at the end of a batch.
            if deaths and stored > deaths[0][0]:
                deaths.pop(0)[1]()
            time.sleep(random.uniform(0, 0.2))
        assert [process.wait(PATIENCE) for process in processes] == [0] * SENDERS
    assert len(deaths) <= 1
    # What was sent again and again must not come after all.
    time.sleep(3)
    assert city.ask("SELECT count(*), count(DISTINCT result_number) FROM things_observation") == (SENT, SENT)
    assert city.ask("SELECT sum(observations) FROM things_extent") == (SENT,)
    assert city.ask("SELECT sum(count) FROM things_aggregate WHERE step = 'day'") == (SENT,)


def until_it_listens(city: City) -> None:
    end = time.monotonic() + PATIENCE
    while " smilecity 1 $SYS/broker/log/M/subscribe" not in city.broker.log:
        assert time.monotonic() < end
        time.sleep(0.1)
