"""Which messages were stored before. In: packet ids. Out: what is new. Kept in the database, in the values' own commit.

A packet id names a message only until the broker has our acknowledgement; later it comes again with another one. So
ids are forgotten once the broker has read it: it says so, or, where the connection broke before, it has sent something
new, which it does only after all that it sends again (MQTT 5, 4.4 and 4.6).
"""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from itertools import islice

from smilecity.doors.mqtt.connection import Message
from smilecity.doors.mqtt.reading import digest
from smilecity.sense.things.actions.traces import forget_taken
from smilecity.sense.things.queries import traces

# The last ones are kept all the same, for a broker that starts again with what it had written down a while before;
# far fewer than there are packet ids (65,535).
_KEPT = 6_000
_AT_ONCE = 2000
# In place of the session in which a message was acknowledged; sessions count from 1.
_HEARD, _UNKNOWN = -1, 0


class Memory:
    """Knows messages again under our name at the broker."""

    def __init__(self, client: str) -> None:
        self._client = client
        # In which session each was acknowledged, in the order of that.
        self._packets: OrderedDict[int, int] | None = None
        self._anew: int | None = None
        # The newest session in which something new has come.
        self._going_on = 0

    def new_among(self, messages: Sequence[Message], *, again: bool) -> list[Message]:
        """Return those that are not stored yet. `again`: all of them may be, not only those the broker sends again."""
        self._know()
        doubtful = [message for message in messages if message.packet and (again or message.again)]
        if not doubtful:
            return list(messages)
        known = traces.taken(self._client, {message.packet for message in doubtful})
        stored = {message.packet for message in doubtful if known.get(message.packet) == digest(message)}
        return [message for message in messages if message.packet not in stored]

    def acknowledged(self, messages: Sequence[Message], *, heard: Collection[int]) -> None:
        """Note that these are done, and forget those that were done long ago. `heard`: what the broker has read of."""
        packets = self._know()
        packets.update((packet, _HEARD) for packet in heard if packet in packets)
        for message in messages:
            if message.packet:
                packets[message.packet] = message.session
                packets.move_to_end(message.packet)
                if not message.again:
                    self._going_on = max(self._going_on, message.session)
        self._forget_old(packets)

    def _forget_old(self, packets: OrderedDict[int, int]) -> None:
        if len(packets) <= _KEPT + _AT_ONCE:
            return
        long_ago = islice(packets.items(), len(packets) - _KEPT)
        old = [packet for packet, session in long_ago if session < self._going_on]
        if len(old) >= _AT_ONCE:
            forget_taken(client=self._client, packets=old)
            for packet in old:
                del packets[packet]

    def forget_all(self, session: int) -> None:
        """Forget everything, once per session: the broker knows nothing of us any more and counts from the start."""
        if self._anew != session:
            forget_taken(client=self._client, packets=list(self._know()))
            self._packets = OrderedDict()
            self._anew = session

    def _know(self) -> OrderedDict[int, int]:
        if self._packets is None:
            self._packets = OrderedDict.fromkeys(traces.packets(self._client), _UNKNOWN)
        return self._packets
