"""Observations on their way in: what has arrived is committed together, and then acknowledged in its order.

Whatever is acknowledged is stored, once, or was refused for good and said so. While the database is away nothing is
acknowledged, and the broker keeps it.
"""

import logging
import threading
import time
from collections.abc import Collection, Sequence

import msgspec
from django.db import DataError, Error, IntegrityError
from django.db import connection as database

from smilecity.doors.mqtt import reading
from smilecity.doors.mqtt.connection import Connection, Message, Telling
from smilecity.doors.mqtt.memory import Memory
from smilecity.doors.mqtt.rates import Rates
from smilecity.doors.mqtt.reading import Read
from smilecity.doors.mqtt.topics import REFUSED
from smilecity.ground import clock, figures
from smilecity.people.keys import queries as keys
from smilecity.sense.things.actions.recording import record
from smilecity.sense.things.models import Taken
from smilecity.sense.things.queries import traces
from smilecity.sense.things.rules.problems import Problem

log = logging.getLogger(__name__)

MOST = 1000
_MOST_SAID = 20
_SHORTEST, _LONGEST = 0.2, 15.0


class Taking:
    """Takes what arrives until it is stopped."""

    def __init__(self, broker: Connection, *, name: str, stopped: threading.Event) -> None:
        self._broker, self._name, self._stopped = broker, name, stopped
        self._memory = Memory(name)
        self._rates = Rates()

    def run(self) -> None:
        """Take batch after batch until stopped."""
        while not self._stopped.is_set():
            if messages := self._broker.take(MOST, patience=1.0):
                self._take(messages)

    def _take(self, messages: Sequence[Message]) -> None:
        pause, tries = _SHORTEST, 0
        counted = self._rates.kept(now=time.monotonic())
        while not self._stopped.is_set():
            try:
                refused = self._store(messages, again=tries > 0)
            except Error as error:
                tries += 1
                self._rates.restore(counted)
                log.warning("nothing is stored for the moment, the broker keeps it: %s", error)
                database.close()
                self._stopped.wait(pause)
                pause = min(pause * 2, _LONGEST)
            else:
                # What it has heard of by now are earlier ones; these are noted first and heard of later.
                heard = self._broker.heard_of()
                self._broker.acknowledge(messages)
                self._forget(messages, heard)
                self._say(refused)
                return

    def _forget(self, messages: Sequence[Message], heard: Collection[int]) -> None:
        try:
            self._memory.acknowledged(messages, heard=heard)
        except Error as error:
            log.warning("what the broker has heard of is not forgotten yet: %s", error)
            database.close()

    def _store(self, messages: Sequence[Message], *, again: bool) -> list[tuple[Message, Problem]]:
        """Store what was not stored before; return what was refused. `again`: a commit may have come through."""
        if self._broker.began_anew(messages[0].session):
            self._memory.forget_all(messages[0].session)
        fresh = self._memory.new_among(messages, again=again)
        at = clock.now()
        callers = keys.callers_by_id(reading.keys_in(fresh), at=at)
        read, refused = [], []
        for message in fresh:
            try:
                value = reading.read(message, callers, at=at)
                self._rates.count(value.caller, now=time.monotonic())
                read.append(value)
            except Problem as problem:
                refused.append((message, problem))
        return refused + self._record_public(read)

    def _record_public(self, read: Sequence[Read]) -> list[tuple[Message, Problem]]:
        """Leave out what would travel openly although it is not public."""
        hidden = traces.not_public({each.value.datastream for each in read if each.openly}) if read else set()
        barred = [each for each in read if each.openly and each.value.datastream in hidden]
        rest = [each for each in read if not (each.openly and each.value.datastream in hidden)] if barred else read
        return [(each.message, reading.not_public()) for each in barred] + self._record(rest)

    def _record(self, read: Sequence[Read]) -> list[tuple[Message, Problem]]:
        """Record them in one transaction; where one of them breaks it, find that one by halving."""
        if not read:
            return []
        try:
            stored = record(
                [each.value for each in read],
                caller=[each.caller for each in read],
                at=clock.now(),
                taken=[self._taken(each.message) for each in read if each.message.packet],
            )
        except (DataError, IntegrityError) as error:
            return self._halve(read, error)
        except Error:
            raise
        except Exception as error:  # noqa: BLE001 -- one message must not keep all others from being stored
            return self._halve(read, error)
        refused = [(each.message, what) for each, what in zip(read, stored, strict=True) if isinstance(what, Problem)]
        figures.note_recorded("mqtt", len(read) - len(refused))
        return refused

    def _halve(self, read: Sequence[Read], error: Exception) -> list[tuple[Message, Problem]]:
        if len(read) == 1:
            log.error("a message to %.200r breaks what should store it", read[0].message.topic, exc_info=error)
            return [(read[0].message, Problem(500, "This could not be stored; the log of the bridge says why."))]
        half = len(read) // 2
        return self._record(read[:half]) + self._record(read[half:])

    def _taken(self, message: Message) -> Taken:
        return Taken(client=self._name, packet=message.packet, digest=reading.digest(message))

    def _say(self, refused: Sequence[tuple[Message, Problem]]) -> None:
        for message, problem in refused[:_MOST_SAID]:
            log.warning("refused a message to %.200r: %s", message.topic, problem)
            self._broker.mention(Telling(REFUSED + message.topic, _body(problem)))
        if len(refused) > _MOST_SAID:
            log.warning("refused %s more messages", len(refused) - _MOST_SAID)


def _body(problem: Problem) -> bytes:
    return msgspec.json.encode({"code": problem.status, "type": "error", "message": problem.message})
