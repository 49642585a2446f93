"""paho's client, but it reads all that has arrived at once and acknowledges many messages in one write.

paho asks the system four times for each packet and unpacks what we do not use, which is most of what the bridge would
do. So its reading of packets is replaced: published messages go to us, everything else to paho as before.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from struct import pack
from typing import Any, NamedTuple

from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.exception import MQTTException

_AT_ONCE = 1 << 18
_PUBLISH, _PUBACK, _PINGRESP = 0x30, 0x40, 0xD0
# A length has four bytes at most (MQTT 5, 1.5.5).
_LENGTH_BYTES = 4


class Arrived(NamedTuple):
    """A published message. `packet`: 0 where no acknowledgement is asked for. `again`: it may have come before."""

    topic: str
    payload: bytes
    packet: int
    again: bool
    retained: bool


class Malformed(Exception):
    """What the broker sends is no MQTT."""


class QuickClient(Client):
    """A client whose messages go to `take`, many at once. It acknowledges none of them by itself.

    `heard` is told of those whose acknowledgement the broker has read.
    """

    def __init__(
        self,
        *words: Any,
        take: Callable[[Sequence[Arrived]], None],
        heard: Callable[[Sequence[int]], None],
        **more: Any,
    ) -> None:
        super().__init__(*words, **more)
        self._take, self._heard = take, heard
        self._rest = bytearray()
        # What was acknowledged before each ping that is not answered yet: all is read in its order (MQTT 5, 4.6).
        self._asked = deque[Sequence[int]]()
        self._asking = threading.RLock()

    def reconnect(self) -> MQTTErrorCode:
        """Connect anew; half a packet of the old connection is none of the new one."""
        self._rest.clear()
        with self._asking:
            self._asked.clear()
        return super().reconnect()

    def acknowledge(self, packets: Sequence[int]) -> None:
        """Acknowledge messages of QoS 1 in their order, in one write, and ask for a sign that this was read."""
        if packets:
            words = b"".join(pack("!BBH", _PUBACK, 2, packet) for packet in packets)
            with self._asking:
                self._packet_queue(_PUBACK, words, packets[-1], 1)
                self._ask(packets)

    def _send_pingreq(self) -> MQTTErrorCode:
        """Ping for paho's own sake: whether the connection lives."""
        return self._ask(())

    def _ask(self, packets: Sequence[int]) -> MQTTErrorCode:
        with self._asking:
            self._asked.append(packets)
            return super()._send_pingreq()

    def _packet_read(self) -> MQTTErrorCode:
        """Read what there is (in place of paho's, which reads one packet)."""
        try:
            chunk = self._sock_recv(_AT_ONCE)
        except BlockingIOError:
            return MQTTErrorCode.MQTT_ERR_AGAIN
        except OSError:
            return MQTTErrorCode.MQTT_ERR_CONN_LOST
        if not chunk:
            return MQTTErrorCode.MQTT_ERR_CONN_LOST
        with self._msgtime_mutex:
            self._last_bytes_received = time.monotonic()
        self._rest += chunk
        try:
            return self._packets()
        except (Malformed, MQTTException):
            return MQTTErrorCode.MQTT_ERR_PROTOCOL

    def _packets(self) -> MQTTErrorCode:
        """Handle every packet that is complete, in their order."""
        at, arrived, newest = 0, list[Arrived](), self._protocol == MQTTv5
        while (found := _bounds(self._rest, at)) is not None:
            start, end = found
            command = self._rest[at]
            at = end
            if command & 0xF0 == _PUBLISH:
                arrived.append(read_publish(command, bytes(self._rest[start:end]), newest=newest))
                continue
            self._hand_over(arrived)
            arrived = []
            if error := self._handle(command, self._rest[start:end]):
                self._rest.clear()
                return error
        del self._rest[:at]
        self._hand_over(arrived)
        return MQTTErrorCode.MQTT_ERR_SUCCESS

    def _hand_over(self, arrived: Sequence[Arrived]) -> None:
        if arrived:
            self._take(arrived)

    def _handle(self, command: int, packet: bytearray) -> MQTTErrorCode:
        """Let paho handle what is no message."""
        if command & 0xF0 == _PINGRESP:
            self._note_answer()
        reading = self._in_packet
        reading["command"], reading["packet"] = command, packet
        reading["remaining_length"], reading["pos"] = len(packet), 0
        return self._packet_handle()

    def _note_answer(self) -> None:
        with self._asking:
            packets = self._asked.popleft() if self._asked else ()
        if packets:
            self._heard(packets)


def _bounds(data: bytearray, at: int) -> tuple[int, int] | None:
    """Return where the contents of the packet at this place begin and end; none while it is not complete."""
    try:
        length, start = _number(data, at + 1)
    except IndexError:
        return None
    end = start + length
    return (start, end) if end <= len(data) else None


def _number(data: bytes | bytearray, at: int) -> tuple[int, int]:
    """Read a number of one to four bytes; return it and where it ends. Raises IndexError when it goes on."""
    value = 0
    for place in range(_LENGTH_BYTES):
        byte = data[at + place]
        value |= (byte & 127) << (7 * place)
        if byte < 128:
            return value, at + place + 1
    raise Malformed


def read_publish(command: int, body: bytes, *, newest: bool) -> Arrived:
    """Read the contents of a PUBLISH packet. `newest`: of MQTT 5. Raises Malformed."""
    try:
        at = 2 + int.from_bytes(body[:2], "big")
        topic = body[2:at].decode(errors="replace")
        packet, quality = 0, command >> 1 & 3
        if quality:
            packet = int.from_bytes(body[at : at + 2], "big")
            at += 2
        if newest:
            # Nothing of what stands there changes what we do.
            length, at = _number(body, at)
            at += length
    except IndexError:
        raise Malformed from None
    if at > len(body) or quality > 1:
        raise Malformed
    return Arrived(topic, body[at:], packet, bool(command & 8), bool(command & 1))
