"""What one process of the server keeps running: threads, the committer, the keys it remembers.

Made in the first moment of an event loop, stopped in its last: what senders were not answered for is stored first.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from smilecity.doors.api.sensorthings.bodies import Intake
from smilecity.doors.api.sensorthings.callers import KeyRing
from smilecity.doors.api.sensorthings.committer import Committer, Outcome
from smilecity.doors.api.sensorthings.pools import Pool
from smilecity.people.keys.rules import Caller
from smilecity.sense.things import actions
from smilecity.sense.things.rules.values import NewObservation

_WAITING = 64
_STREAMS = 2
_LONG_WRITES = 30


class Engine:
    """The running parts. Belongs to one event loop."""

    def __init__(self) -> None:
        seconds, threads = settings.SENSORTHINGS_SECONDS, settings.SENSORTHINGS_THREADS
        self.reads = Pool("reads", threads=threads, waiting=_WAITING, seconds=seconds)
        self.writes = Pool("writes", threads=max(1, threads // 2), waiting=_WAITING, seconds=_LONG_WRITES)
        # Whole files go out as fast as they are read: slow readers hold these threads back, no others.
        self.streams = Pool("streams", threads=_STREAMS, waiting=_STREAMS * 2, seconds=seconds)
        self._keys = Pool("keys", threads=1, waiting=_WAITING * 4, seconds=seconds)
        self.keyring = KeyRing(self._keys, anonymous_a_minute=settings.SENSORTHINGS_A_MINUTE)
        self.intake = Intake()
        self.committer = Committer(_record, seconds=seconds)

    async def stop(self) -> None:
        """Store what waits, then end."""
        await asyncio.to_thread(self.committer.stop)
        for pool in (self.reads, self.writes, self.streams, self._keys):
            pool.stop()


def _record(values: Sequence[NewObservation], callers: Sequence[Caller], at: datetime) -> Outcome:
    return actions.record(values, caller=callers, at=at)
