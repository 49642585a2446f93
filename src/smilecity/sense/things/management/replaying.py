"""Sends a recorded series to a running server as if it were live: value by value over HTTP, in the rhythm of its times.

In: rows of a file, the server's address and a key. Out: how many were sent; what was refused and why.
"""

import http.client
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from smilecity.sense.things.reading.files import Row
from smilecity.sense.things.rules.mapping import BadRow, FileMapping, reader
from smilecity.sense.things.rules.values import NewObservation

Read = Callable[[Any, int], NewObservation]
_PATIENCE = 30
_CREATED = 201


class CannotReplay(Exception):
    """The series cannot be sent (any further); the message is a German sentence."""


class Replay:
    """Sends values to one server. `sent`, `lost` and `last_reason` say how it went."""

    def __init__(self, url: str, *, key: str | None, speed: float, now: bool) -> None:
        self.url: SplitResult = urlsplit(url.rstrip("/"))
        if self.url.scheme not in {"http", "https"} or not self.url.hostname:
            raise CannotReplay(
                f"{url} ist keine Adresse eines Servers. Zum Beispiel: https://stadt.example/sensorthings/v1.1"
            )
        self.speed, self.now = speed, now
        self.headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self.sent = self.lost = 0
        self.last_reason = ""
        self._open: http.client.HTTPConnection | None = None

    def run(
        self,
        rows: Iterable[Row],
        mapping: FileMapping,
        *,
        clock: Callable[[], datetime],
        wait: Callable[[float], None],
    ) -> Iterator[int]:
        """Send one value after the other when its time has come; yield how many were. Raises CannotReplay."""
        if mapping.target.id is None:
            raise CannotReplay("Zum Senden nennt die Zuordnung die Messreihe mit ihrer Nummer: „datastream“: 12.")
        try:
            yield from self._send_all(rows, reader(mapping), mapping.target.id, clock=clock, wait=wait)
        finally:
            self._close()

    def _send_all(
        self,
        rows: Iterable[Row],
        read: Read,
        datastream: int,
        *,
        clock: Callable[[], datetime],
        wait: Callable[[float], None],
    ) -> Iterator[int]:
        first, begun = None, clock()
        for row in rows:
            value = self._read(read, row, datastream)
            if value is None:
                continue
            first = first or value.phenomenon_start
            due = (value.phenomenon_start - first).total_seconds() / self.speed
            wait(max(0.0, due - (clock() - begun).total_seconds()))
            self._post(value, clock())
            yield self.sent

    def _read(self, read: Read, row: Row, datastream: int) -> NewObservation | None:
        try:
            return read(row.cells, datastream)
        except BadRow as bad:
            self.lost += 1
            self.last_reason = f"Zeile {row.line}: {row.problem or bad}"
            return None

    def _post(self, value: NewObservation, at: datetime) -> None:
        body: dict[str, Any] = {
            "phenomenonTime": _time(at if self.now else value.phenomenon_start),
            "result": value.result,
        }
        if value.quality is not None:
            body["resultQuality"] = value.quality
        status, said = self._send(f"/Datastreams({value.datastream})/Observations", json.dumps(body).encode())
        if status == _CREATED:
            self.sent += 1
        elif status in {401, 403, 404}:
            raise CannotReplay(f"Der Server nimmt nichts an ({status}): {said}")
        else:
            self.lost += 1
            self.last_reason = f"{status}: {said}"

    def _send(self, path: str, body: bytes) -> tuple[int, str]:
        """Post on the open connection; once more on a fresh one where the server has closed it meanwhile."""
        for last_try in (False, True):
            try:
                connection = self._connection()
                connection.request("POST", self.url.path + path, body, self.headers)
                answer = connection.getresponse()
                return answer.status, answer.read(2000).decode("utf-8", "replace")
            except (OSError, http.client.HTTPException) as error:
                self._close()
                if last_try:
                    raise CannotReplay(f"Der Server {self.url.netloc} antwortet nicht: {error}") from None
        raise AssertionError("unreachable: the second try returns or raises")

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None

    def _connection(self) -> http.client.HTTPConnection:
        if self._open is None:
            kind = http.client.HTTPSConnection if self.url.scheme == "https" else http.client.HTTPConnection
            self._open = kind(self.url.hostname or "", self.url.port, timeout=_PATIENCE)
        return self._open


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
