"""Packets as they come from the network: whatever the pieces, each message is read once and whole."""

from collections.abc import Sequence
from contextlib import suppress
from struct import pack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.client import MQTTv5, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion

from smilecity.doors.mqtt.receiving import Arrived, Malformed, QuickClient, read_publish

TOPICS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
ARRIVED = st.builds(
    Arrived, TOPICS, st.binary(max_size=400), st.integers(0, 65535), again=st.booleans(), retained=st.booleans()
)


def length(number: int) -> bytes:
    said = b""
    while number > 127:
        said += bytes([number % 128 | 128])
        number //= 128
    return said + bytes([number])


def packet(message: Arrived, *, newest: bool, properties: bytes = b"") -> bytes:
    quality = 1 if message.packet else 0
    topic = message.topic.encode()
    body = pack("!H", len(topic)) + topic + (pack("!H", message.packet) if quality else b"")
    body += (length(len(properties)) + properties if newest else b"") + message.payload
    first = 0x30 | quality << 1 | message.again << 3 | message.retained
    return bytes([first]) + length(len(body)) + body


class Client(QuickClient):
    """Reads from a list of pieces instead of a network."""

    def __init__(self, pieces: Sequence[bytes], *, newest: bool) -> None:
        self.pieces, self.taken, self.heard = list(pieces), list[Arrived](), list[int]()
        version = MQTTProtocolVersion(MQTTv5 if newest else MQTTv311)
        callbacks: dict[str, Any] = {"take": self.taken.extend, "heard": self.heard.extend}
        super().__init__(CallbackAPIVersion.VERSION2, client_id="c", protocol=version, **callbacks)

    def _sock_recv(self, bufsize: int) -> bytes:
        if not self.pieces:
            raise BlockingIOError
        return self.pieces.pop(0)

    def read(self) -> list[MQTTErrorCode]:
        return [self._packet_read() for _ in range(len(self.pieces) + 1)]


@given(st.lists(ARRIVED, max_size=6), st.data(), st.booleans())
def test_messages_are_the_same_however_the_network_cuts_them(
    messages: list[Arrived], data: st.DataObject, newest: bool
) -> None:
    # A ping's answer between them goes to paho and takes nothing away.
    stream = b"\xd0\x00".join(packet(message, newest=newest, properties=b"\x01\x01") for message in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True) if a < b]
    client = Client(pieces, newest=newest)
    assert client.read()[-1] == MQTTErrorCode.MQTT_ERR_AGAIN
    assert client.taken == messages


@given(st.binary(max_size=60), st.integers(0x30, 0x3F), st.booleans())
def test_no_packet_breaks_it(body: bytes, command: int, newest: bool) -> None:
    with suppress(Malformed):
        read_publish(command, body, newest=newest)


@pytest.mark.parametrize("stream", [b"\x30\xff\xff\xff\xff\x01", b"\x32\x02\x00\x09", b"\x34\x05\x00\x01a\x00\x01"])
def test_what_is_no_mqtt_ends_the_connection(stream: bytes) -> None:
    assert Client([stream], newest=True).read()[0] == MQTTErrorCode.MQTT_ERR_PROTOCOL


def test_a_closed_connection_is_noticed() -> None:
    assert Client([b""], newest=True).read()[0] == MQTTErrorCode.MQTT_ERR_CONN_LOST


def test_what_was_acknowledged_counts_as_heard_once_a_ping_behind_it_is_answered() -> None:
    client = Client([b"\xd0\x00", b"\xd0\x00", b"\xd0\x00\xd0\x00"], newest=True)
    client.acknowledge([7, 8])
    client._send_pingreq()
    client.acknowledge([9])
    seen = []
    for _ in range(3):
        client._packet_read()
        seen.append(list(client.heard))
    assert seen == [[7, 8], [7, 8], [7, 8, 9]], "the ping between them, which paho sends for itself, says nothing"


def test_an_answer_of_an_old_connection_says_nothing_of_the_new_one() -> None:
    client = Client([b"\xd0\x00"], newest=True)
    client.acknowledge([7, 8])
    with suppress(OSError, ValueError):
        client.reconnect()
    client._packet_read()
    assert client.heard == []
