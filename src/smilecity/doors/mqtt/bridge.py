"""The bridge between broker and database: one thread takes what arrives, one tells what changed.

In: the settings. Out: an exit code. Only one bridge runs under a name: the broker throws out the other.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import Error
from django.db import connection as database

from smilecity.doors.mqtt.audience import Audience
from smilecity.doors.mqtt.broker import Broker
from smilecity.doors.mqtt.connection import Connection, Gone
from smilecity.doors.mqtt.taking import Taking
from smilecity.doors.mqtt.topics import SUBSCRIBED, incoming
from smilecity.doors.mqtt.updates import Teller
from smilecity.sense.things.actions.traces import told
from smilecity.sense.things.queries import traces

log = logging.getLogger(__name__)

_CHANGES_AT_ONCE = 50
# How late subscribers may hear of something; so often the table of changes is asked.
_PAUSE = 0.2
_LONGEST = 15.0


def run(broker: Broker, *, stopped: threading.Event) -> int:
    """Work until `stopped`; returns the exit code, 1 if something broke that should never break."""
    audience = Audience(Path(settings.HOME) / "mqtt-topics", ours=settings.MQTT_CLIENT, always=settings.MQTT_TOPICS)
    topics = [*incoming(everybody=settings.MQTT_WRITERS == "city", internal=settings.MQTT_INTERNAL), SUBSCRIBED]
    connection = Connection(broker, name=settings.MQTT_CLIENT, topics=topics, heard=audience.hear)
    taking = Taking(connection, name=settings.MQTT_CLIENT, stopped=stopped)
    telling = _Telling(connection, _teller(audience), stopped=stopped)
    broken = threading.Event()
    threads = [_thread(work, stopped, broken) for work in (taking.run, telling.run)]
    connection.open()
    while not stopped.wait(1.0):
        if not connection.alive:
            broken.set()
            stopped.set()
    # What is being stored is acknowledged yet; who waits for the broker to hear us is interrupted.
    threads[0].join(10)
    connection.close()
    threads[1].join(10)
    return 1 if broken.is_set() else 0


def _teller(audience: Audience) -> Teller:
    return Teller(
        audience=audience,
        root=f"{settings.BASE_URL}/sensorthings/v1.1",
        internal=settings.MQTT_INTERNAL,
        retain=settings.MQTT_RETAIN == "latest",
    )


def _thread(work: Callable[[], None], stopped: threading.Event, broken: threading.Event) -> threading.Thread:
    def guarded() -> None:
        try:
            work()
        except Exception:
            # Whoever started us starts us again; half a bridge would be worse than none.
            log.exception("the bridge breaks off")
            broken.set()
        finally:
            stopped.set()
            database.close()

    thread = threading.Thread(target=guarded, name=work.__qualname__)
    thread.start()
    return thread


class _Telling:
    """Tells what changed until it is stopped: published, acknowledged by the broker, and only then removed."""

    def __init__(self, connection: Connection, teller: Teller, *, stopped: threading.Event) -> None:
        self._connection, self._teller, self._stopped = connection, teller, stopped

    def run(self) -> None:
        """Tell batch after batch until stopped."""
        pause = _PAUSE
        while not self._stopped.is_set():
            try:
                more = self._tell()
                pause = _PAUSE
            except Gone:
                return
            except Error as error:
                log.warning("nothing is told for the moment: %s", error)
                database.close()
                more, pause = False, min(pause * 2, _LONGEST)
            if not more:
                self._stopped.wait(pause)

    def _tell(self) -> bool:
        """Tell one batch, and say whether there may be more at once."""
        self._teller.audience.keep()
        changes = traces.waiting(_CHANGES_AT_ONCE)
        if not changes:
            return False
        self._connection.tell(self._teller.tellings(changes))
        told(changes=[change.id for change in changes])
        return len(changes) == _CHANGES_AT_ONCE
