"""Bridge and database are killed in the midst of 50,000 observations: each the broker took is there exactly once."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from smilecity.ground.postgres import Server, ensure
from smilecity.ground.postgres_place import find
from tests.doors.mqtt.conftest import NewBroker
from tests.support.broker import Mosquitto
from tests.support.homes import new_home
from tests.support.programs import PROGRAM, ROOT

pytestmark = pytest.mark.long

SENT, SENDERS = 50_000, 4
PATIENCE = 600
MAKE_DATASTREAMS = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from tests.factories_sense import make_datastream, make_thing
print(*(make_datastream(thing=make_thing(at=(12.09, 54.18))).pk for _ in range(4)))
"""


@dataclass
class City:
    """A database of its own that survives its deaths, and the bridge beside it."""

    home: Path
    server: Server
    broker: Mosquitto
    bridge: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "DATABASE_URL": self.server.url,
            "SMILECITY_HOME": str(self.home),
            "MQTT_URL": self.broker.url,
            "DJANGO_SETTINGS_MODULE": "smilecity.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        return os.environ | ours

    def start_bridge(self) -> None:
        with (self.home / "bridge.log").open("ab") as log:
            words = [*PROGRAM, "mqtt"]
            self.bridge = subprocess.Popen(words, env=self.environment, stdout=log, stderr=log, cwd=ROOT)

    def kill_bridge(self) -> None:
        if self.bridge:
            self.bridge.kill()
            self.bridge.wait()
        self.start_bridge()

    def kill_database(self) -> None:
        pid = int((find(self.home).data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)

    def kill_both(self) -> None:
        self.kill_database()
        self.kill_bridge()

    def ask(self, statement: str) -> tuple[int, ...]:
        """Ask the database; while it is away, bring it back."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.server.revive()
            with suppress(psycopg.OperationalError), psycopg.connect(self.server.url) as connection:
                row = connection.execute(statement).fetchone()
                return row or ()
            time.sleep(0.1)
        raise AssertionError("the database did not come back")


@pytest.fixture
def city(new_broker: NewBroker) -> Generator[City]:
    broker = new_broker(autosave=100)
    with ExitStack() as stack:
        home = stack.enter_context(new_home())
        server = ensure(home)
        stack.callback(server.stop)
        city = City(home, server, broker)
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
    made = subprocess.run(
        [sys.executable, "-c", MAKE_DATASTREAMS],
        env=city.environment,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    city.start_bridge()
    until_it_listens(city)
    victims = [city.kill_bridge, city.kill_database, city.kill_both]
    deaths = [(SENT * number // 8, victims[number % 3]) for number in range(1, 8)]
    with senders(city, made.stdout.split()) as processes:
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
