"""Which messages were stored before. In: packet ids. Out: what is new. Kept in the database, in the values' own commit.

A packet id names a message only until the broker has our acknowledgement; later it comes again with another one. So
ids are forgotten as soon as the broker, which waits for us with so many messages at most, must have heard of them.
"""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import islice

from smilecity.doors.mqtt.connection import UNACKNOWLEDGED, Message
from smilecity.doors.mqtt.reading import digest
from smilecity.sense.things.actions.traces import forget_taken
from smilecity.sense.things.queries import traces

# What the broker may still wait for, twice, and far fewer than there are packet ids (65,535).
_KEPT = 3 * UNACKNOWLEDGED
_AT_ONCE = 2000


class Memory:
    """Knows messages again under our name at the broker."""

    def __init__(self, client: str) -> None:
        self._client = client
        self._packets: OrderedDict[int, None] | None = None
        self._anew: int | None = None

    def new_among(self, messages: Sequence[Message], *, again: bool) -> list[Message]:
        """Return those that are not stored yet. `again`: all of them may be, not only those the broker sends again."""
        self._know()
        doubtful = [message for message in messages if message.packet and (again or message.again)]
        if not doubtful:
            return list(messages)
        known = traces.taken(self._client, {message.packet for message in doubtful})
        stored = {message.packet for message in doubtful if known.get(message.packet) == digest(message)}
        return [message for message in messages if message.packet not in stored]

    def acknowledged(self, messages: Sequence[Message]) -> None:
        """Note that these are done, and forget those that were done long ago."""
        packets = self._know()
        for message in messages:
            if message.packet:
                packets[message.packet] = None
                packets.move_to_end(message.packet)
        if len(packets) > _KEPT + _AT_ONCE:
            old = list(islice(packets, len(packets) - _KEPT))
            forget_taken(client=self._client, packets=old)
            for packet in old:
                del packets[packet]

    def forget_all(self, session: int) -> None:
        """Forget everything, once per session: the broker knows nothing of us any more and counts from the start."""
        if self._anew != session:
            forget_taken(client=self._client, packets=list(self._know()))
            self._packets = OrderedDict()
            self._anew = session

    def _know(self) -> OrderedDict[int, None]:
        if self._packets is None:
            self._packets = OrderedDict.fromkeys(traces.packets(self._client))
        return self._packets
