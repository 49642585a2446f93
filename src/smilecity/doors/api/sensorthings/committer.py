"""Stores values of many senders in one transaction: one thread per process takes all that wait and commits them.

In: values with their caller. Out: the id of each or why not, after the commit only. On trouble with the database
every sender is told so; of a transaction that failed nothing is stored.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection

from smilecity.doors.api.sensorthings.messages import Unavailable
from smilecity.doors.api.sensorthings.troubles import describe
from smilecity.ground import figures
from smilecity.people.keys.rules import Caller
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.values import NewObservation

Outcome = list[int | Problem]
Record = Callable[[Sequence[NewObservation], Sequence[Caller], datetime], Outcome]

# A commit whose answer got lost may have come through: nobody can say that nothing is stored.
AWAY = "It is not known whether the values are stored. Please look, or send them again in a moment."
FULL = "Too many values are waiting to be stored. Please send them again in a moment."
_AT_ONCE = 8_000
_MOST_WAITING = 200_000
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Post:
    values: Sequence[NewObservation]
    caller: Caller
    at: datetime
    told: asyncio.Future[Outcome]


class Committer:
    """The thread, and the queue before it. Belongs to one event loop."""

    def __init__(self, record: Record, *, prepare: Callable[[], None]) -> None:
        self._record, self._prepare = record, prepare
        self._loop = asyncio.get_running_loop()
        self._posts: deque[_Post] = deque()
        self._waiting = 0
        self._something = threading.Condition()
        self._ending = False
        self._thread = threading.Thread(target=self._work, name="committer", daemon=True)
        self._thread.start()

    def store(self, values: Sequence[NewObservation], caller: Caller, at: datetime) -> asyncio.Future[Outcome]:
        """Queue values; the future holds what became of each once they are committed. Raises Unavailable."""
        if self._ending or self._waiting + len(values) > max(_MOST_WAITING, len(values)):
            raise Unavailable(FULL)
        post = _Post(values, caller, at, self._loop.create_future())
        with self._something:
            self._posts.append(post)
            self._waiting += len(values)
            self._something.notify()
        return post.told

    def stop(self) -> None:
        """Store what waits, then end. Blocks; the event loop has to go on meanwhile to tell the senders."""
        with self._something:
            self._ending = True
            self._something.notify()
        self._thread.join()

    def _work(self) -> None:
        while posts := self._take():
            outcome = self._outcome(posts)
            self._loop.call_soon_threadsafe(_tell, posts, outcome)

    def _take(self) -> list[_Post]:
        """Wait for posts and take as many as belong in one transaction; none: it is over."""
        with self._something:
            while not self._posts and not self._ending:
                self._something.wait()
            taken: list[_Post] = []
            size = 0
            while self._posts and (not taken or size + len(self._posts[0].values) <= _AT_ONCE):
                taken.append(self._posts.popleft())
                size += len(taken[-1].values)
            self._waiting -= size
            return taken

    def _outcome(self, posts: list[_Post]) -> list[Outcome | Exception]:
        """Store the posts together. If one of them breaks it for all, each stands for itself."""
        try:
            return list(self._stored(posts))
        except (OperationalError, InterfaceError) as error:
            _log.warning("values were not stored: %s", describe(error))
            connection.close()
            return [Unavailable(AWAY)] * len(posts)
        except Exception as error:  # noqa: BLE001 -- the thread has to outlive whatever a value brings about
            if len(posts) == 1:
                return [error]
            return [outcome for post in posts for outcome in self._outcome([post])]

    def _stored(self, posts: list[_Post]) -> list[Outcome]:
        self._prepare()
        values = [value for post in posts for value in post.values]
        callers = [post.caller for post in posts for _ in post.values]
        done = self._record(values, callers, max(post.at for post in posts))
        figures.note_recorded("http", sum(isinstance(one, int) for one in done))
        outcomes, begin = [], 0
        for post in posts:
            outcomes.append(done[begin : begin + len(post.values)])
            begin += len(post.values)
        return outcomes


def _tell(posts: list[_Post], outcomes: list[Outcome | Exception]) -> None:
    for post, outcome in zip(posts, outcomes, strict=True):
        if post.told.cancelled():
            continue
        if isinstance(outcome, Exception):
            post.told.set_exception(outcome)
        else:
            post.told.set_result(outcome)
