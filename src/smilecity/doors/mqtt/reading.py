"""Messages to observations. In: what arrived, whose keys it names. Out: values and their callers, or why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from smilecity.doors.mqtt.connection import Message
from smilecity.doors.mqtt.topics import Incoming, read_incoming
from smilecity.people.keys.rules import CITY, Caller
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.values import NewObservation, read_observation

LARGEST = 1_000_000
_STREAMS = {Kind.DATASTREAMS: False, Kind.MULTI_DATASTREAMS: True}
_decode = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(slots=True, frozen=True)
class Read:
    """A value that can be stored. `openly`: it came by a topic that everybody may read."""

    message: Message
    value: NewObservation
    caller: Caller
    openly: bool


def not_public() -> Problem:
    """Say why a value may not come by this way."""
    reason = "This datastream is not public, but this topic is. Publish to keys/<key id>/v1.1/..."
    return Problem(403, reason)


def keys_in(messages: Sequence[Message]) -> set[UUID]:
    """Return the keys in whose names these come."""
    places = (read_incoming(message.topic) for message in messages)
    return {place.key for place in places if place and place.key}


def read(message: Message, callers: Mapping[UUID, Caller], *, at: datetime) -> Read:
    """Read one message. Raises Problem."""
    place = read_incoming(message.topic)
    if place is None:
        raise Problem(404, "Observations are published to v1.1/Observations or v1.1/Datastreams(<id>)/Observations.")
    caller = callers.get(place.key) if place.key else CITY
    if caller is None:
        raise Problem(401, "Nobody holds this key, or it has expired or was revoked.")
    return Read(message, _value(message.payload, place, at), caller, not (place.key or place.internal))


def _value(payload: bytes, place: Incoming, at: datetime) -> NewObservation:
    body = _body(payload)
    if place.parent is None:
        return read_observation(body, at=at)
    kind, number = place.parent
    if kind in _STREAMS:
        return read_observation(body, datastream=number, multi=_STREAMS[kind], at=at)
    return read_observation(body | {"FeatureOfInterest": {"@iot.id": number}}, at=at)


def _body(payload: bytes) -> dict[str, Any]:
    if len(payload) > LARGEST:
        raise Problem(413, f"An observation has at most {LARGEST} bytes.")
    try:
        return _decode(payload)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Problem(400, f"This is no JSON object: {error}") from None


def digest(message: Message) -> bytes:
    """Return by what a message is known again, beside its packet id."""
    return sha256(message.topic.encode() + b"\0" + message.payload).digest()
