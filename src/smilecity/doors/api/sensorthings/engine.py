"""What one process of the server keeps running: threads, the committer, the keys it remembers.

Made in the first moment of an event loop, stopped in its last: what senders were not answered for is stored first.
"""

import asyncio
import threading
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.conf import settings

from smilecity.doors.api.sensorthings.bodies import Intake
from smilecity.doors.api.sensorthings.callers import KeyRing
from smilecity.doors.api.sensorthings.committer import Committer, Outcome
from smilecity.doors.api.sensorthings.connections import close_all, connect
from smilecity.doors.api.sensorthings.outlet import Places
from smilecity.doors.api.sensorthings.pools import Pool
from smilecity.doors.api.sensorthings.revocations import Revocations
from smilecity.people.keys.rules import Caller
from smilecity.sense.things import actions
from smilecity.sense.things.rules.values import NewObservation

_WAITING = 64
_STREAMS = 4
_FILES, _FILES_OF_ONE = 32, 4
_LONG_WRITES = 30


class Engine:
    """The running parts. Belongs to one event loop."""

    def __init__(self) -> None:
        threads, prepare = settings.SENSORTHINGS_THREADS, partial(connect, settings.SENSORTHINGS_SECONDS)
        patiently = partial(connect, _LONG_WRITES)
        self.reads = Pool("reads", threads=threads, waiting=_WAITING, prepare=prepare)
        self.writes = Pool("writes", threads=max(1, threads // 2), waiting=_WAITING, prepare=patiently)
        # Whoever reads a file asks for one piece at a time, so all of them find room to wait for a thread.
        self.streams = Pool("streams", threads=_STREAMS, waiting=_FILES * 2, prepare=prepare)
        self.places = Places(most=_FILES, of_one=_FILES_OF_ONE)
        self._keys = Pool("keys", threads=1, waiting=_WAITING * 4, prepare=prepare)
        self.keyring = KeyRing(self._keys, anonymous_a_minute=settings.SENSORTHINGS_A_MINUTE)
        self._revocations = Revocations(self.keyring, asyncio.get_running_loop())
        self.intake = Intake()
        self.ending = threading.Event()
        self.committer = Committer(_record, prepare=prepare)

    async def stop(self) -> None:
        """Store what waits, then end. Files that somebody still reads break off."""
        self.ending.set()
        await asyncio.to_thread(self.committer.stop)
        await asyncio.to_thread(self._revocations.stop)
        for pool in (self.reads, self.writes, self.streams, self._keys):
            # Not in the event loop, which hands over what they still write.
            await asyncio.to_thread(pool.stop)
        close_all()


def _record(values: Sequence[NewObservation], callers: Sequence[Caller], at: datetime) -> Outcome:
    return actions.record(values, caller=callers, at=at)
