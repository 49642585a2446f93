"""Our connection to the broker: what arrives waits here until somebody takes it, and nothing is acknowledged by itself.

Two threads meet: the one of paho, which reads and writes the network, and ours, which stores or tells. When the
connection breaks, everything that waits is dropped: the broker sends again what we have not acknowledged.
"""

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from smilecity.doors.mqtt.broker import Broker
from smilecity.doors.mqtt.receiving import Arrived, QuickClient
from smilecity.doors.mqtt.topics import SUBSCRIBED

log = logging.getLogger(__name__)

# How many messages the broker may send before we acknowledge the first of them. Mosquitto 2.0.11 sends more, once some
# are acknowledged (measured: several times as many), so nothing may count on it.
UNACKNOWLEDGED = 4000
# Beyond that we let the broker wait, however large its messages are.
_MOST_BYTES = 64_000_000
# What may be on the way to the broker: as much as Mosquitto allows unless it is told otherwise.
_ON_THE_WAY = 20
_TOLD_AT_ONCE = 1000
_LONGEST_PAUSE = 30
_NEVER = 0xFFFFFFFF
_NO_RETAINED = 2


@dataclass(slots=True, frozen=True)
class Message:
    """What arrived. `packet`: 0 where no acknowledgement is asked for. `again`: it may have been sent before."""

    topic: str
    payload: bytes
    packet: int
    again: bool
    session: int


@dataclass(slots=True, frozen=True)
class Telling:
    """What we publish."""

    topic: str
    payload: bytes
    retain: bool = False


@dataclass
class _Waiting:
    """What has arrived and nobody has taken yet."""

    messages: deque[Message] = field(default_factory=deque)
    bytes: int = 0


class Gone(Exception):
    """The connection was closed by us while somebody waited for it."""


class Connection:
    """A client of the broker under a name that stays, so that the broker keeps what arrives while we are away."""

    def __init__(
        self, broker: Broker, *, name: str, topics: Sequence[str], heard: Callable[[str], None] | None = None
    ) -> None:
        self._broker, self._name, self._topics, self._heard = broker, name, topics, heard
        self._waiting = _Waiting()
        self._changed = threading.Condition()
        self._session = 0
        self._connected = self._closed = False
        self._published: set[int] = set()
        self._one_more = threading.Event()
        self._anew: set[int] = set()
        self._own: Counter[bytes] = Counter()
        self._done = deque[int]()
        self._client = self._new_client()

    @property
    def connected(self) -> bool:
        """Whether the broker has let us in and nothing has broken since."""
        return self._connected

    @property
    def alive(self) -> bool:
        """Whether somebody still reads and writes the network; an error of ours or of paho ends that for good."""
        return any(thread.name == f"paho-mqtt-client-{self._name}" for thread in threading.enumerate())

    def began_anew(self, session: int) -> bool:
        """Say whether the broker knew nothing of us when this session began."""
        return session in self._anew

    def open(self) -> None:
        """Begin to connect; it goes on by itself, with growing pauses, until `close`."""
        if self._broker.version == MQTTv5:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # paho left it untyped
            properties.SessionExpiryInterval = _NEVER
            properties.ReceiveMaximum = UNACKNOWLEDGED
            self._client.connect_async(self._broker.host, self._broker.port, clean_start=False, properties=properties)
        else:
            self._client.connect_async(self._broker.host, self._broker.port)
        self._client.loop_start()

    def close(self) -> None:
        """Leave in order; the broker goes on keeping what arrives."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._client.disconnect()
        self._client.loop_stop()

    def take(self, most: int, *, patience: float) -> list[Message]:
        """Return what has arrived, at most so many; waits for the first one, not for more. May be empty."""
        with self._changed:
            waiting = self._waiting
            if not waiting.messages:
                self._changed.wait_for(lambda: self._closed or waiting.messages, patience)
            taken = [waiting.messages.popleft() for _ in range(min(most, len(waiting.messages)))]
            waiting.bytes -= sum(len(message.payload) for message in taken)
            self._changed.notify_all()
        return taken

    def acknowledge(self, messages: Iterable[Message]) -> None:
        """Tell the broker, in their order, that these need not be sent again. Those of a broken connection it will."""
        self._client.acknowledge([each.packet for each in messages if each.packet and each.session == self._session])

    def heard_of(self) -> list[int]:
        """Return the packet ids, since the last call, whose acknowledgement the broker has read for certain."""
        return [self._done.popleft() for _ in range(len(self._done))]

    def tell(self, tellings: Sequence[Telling]) -> None:
        """Publish all of it and return when the broker has acknowledged each; waits for a broker that is away.

        Raises Gone when the connection is closed meanwhile.
        """
        for first in range(0, len(tellings), _TOLD_AT_ONCE):
            packets = {self._publish(telling) for telling in tellings[first : first + _TOLD_AT_ONCE]}
            while not packets <= self._published:
                if self._closed:
                    raise Gone
                self._one_more.wait(0.5)
                self._one_more.clear()
            self._published -= packets

    def mention(self, telling: Telling) -> None:
        """Publish it without waiting; where the broker is away it may be lost."""
        if self._connected:
            self._client.publish(telling.topic, telling.payload, qos=0)

    def _publish(self, telling: Telling) -> int:
        if self._broker.version != MQTTv5:
            self._own[_digest(telling.topic, telling.payload)] += 1
        # Without a connection it waits within paho, under the same packet id.
        return self._client.publish(telling.topic, telling.payload, qos=1, retain=telling.retain).mid

    def _new_client(self) -> QuickClient:
        newest = self._broker.version == MQTTv5
        client = QuickClient(
            CallbackAPIVersion.VERSION2,
            take=self._arrived,
            heard=self._done.extend,
            client_id=self._name,
            clean_session=None if newest else False,
            protocol=MQTTProtocolVersion(self._broker.version),
        )
        client.reconnect_delay_set(1, _LONGEST_PAUSE)
        client.max_inflight_messages_set(_ON_THE_WAY)
        if self._broker.user:
            client.username_pw_set(self._broker.user, self._broker.password)
        if self._broker.tls:
            client.tls_set(self._broker.ca or None, self._broker.certificate or None, self._broker.key or None)
        client.on_connect, client.on_disconnect = self._on_connect, self._on_disconnect
        client.on_connect_fail, client.on_publish = self._on_connect_fail, self._on_publish
        return client

    def _on_connect(
        self, client: Client, _: Any, flags: ConnectFlags, reason: ReasonCode, properties: Properties | None
    ) -> None:
        if reason.is_failure:
            log.error("the broker does not let us in: %s", reason)
            return
        self._session += 1
        self._connected = True
        if not flags.session_present:
            self._anew.add(self._session)
        if self._broker.version == MQTTv5:
            # What we publish does not come back, nor what the broker keeps for newcomers.
            options = SubscribeOptions(qos=1, noLocal=True, retainHandling=_NO_RETAINED)
            client.subscribe([(topic, options) for topic in self._topics])
        else:
            client.subscribe([(topic, 1) for topic in self._topics])
        log.info("connected to the broker%s", "" if flags.session_present else " for the first time")

    def _on_disconnect(
        self, client: Client, _: Any, flags: DisconnectFlags, reason: ReasonCode, properties: Properties | None
    ) -> None:
        if self._connected and not self._closed:
            log.warning("the connection to the broker broke: %s", reason)
        with self._changed:
            self._connected = False
            self._session += 1
            self._waiting.messages.clear()
            self._waiting.bytes = 0
            self._changed.notify_all()

    def _on_connect_fail(self, client: Client, _: Any) -> None:
        log.warning("the broker at %s:%s does not answer", self._broker.host, self._broker.port)

    def _on_publish(
        self, client: Client, _: Any, packet: int, reason: ReasonCode, properties: Properties | None
    ) -> None:
        if reason.is_failure:
            log.warning("the broker does not take what we tell: %s", reason)
        # Called within a lock that `publish` takes too, so no lock of ours may be waited for here.
        self._published.add(packet)
        self._one_more.set()

    def _arrived(self, arrived: Sequence[Arrived]) -> None:
        done = []
        for each in arrived:
            if each.topic == SUBSCRIBED and self._heard:
                self._heard(each.payload.decode(errors="replace"))
            elif not (each.retained or self._is_own(each)):
                self._keep(Message(each.topic, each.payload, each.packet, each.again, self._session))
                continue
            done.append(each.packet)
        self._client.acknowledge([packet for packet in done if packet])
        with self._changed:
            self._changed.notify_all()

    def _is_own(self, arrived: Arrived) -> bool:
        """Whether we published it: before MQTT 5 everything comes back to whoever listens to its topic."""
        if not self._own:
            return False
        digest = _digest(arrived.topic, arrived.payload)
        if digest not in self._own:
            return False
        self._own -= Counter([digest])
        return True

    def _keep(self, message: Message) -> None:
        waiting = self._waiting
        with self._changed:
            if waiting.bytes >= _MOST_BYTES:
                # Whoever stores it needs no network, so this ends; meanwhile the broker has to wait.
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._closed or waiting.bytes < _MOST_BYTES)
            waiting.messages.append(message)
            waiting.bytes += len(message.payload)


def _digest(topic: str, payload: bytes) -> bytes:
    return sha256(topic.encode() + b"\0" + payload).digest()
