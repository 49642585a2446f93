"""Sends a recorded series to a running server as if it were live: value by value over HTTP, in the rhythm of its times.

In: rows of a file, the server's address and a key. Out: how many were sent; what was refused and why. A server that is
away is waited for; how far it came is known to the server alone, so that a killed replay can go on all the same.
"""

import http.client
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from smilecity.sense.things.reading.files import Row
from smilecity.sense.things.rules.mapping import BadRow, FileMapping, reader
from smilecity.sense.things.rules.values import NewObservation

Read = Callable[[Any, int], NewObservation]
Wait = Callable[[float], None]
_PATIENCE = 30
_CREATED, _THERE_ALREADY = 201, 409
# What a server says that is starting, overloaded or short of its database.
_NOT_NOW = frozenset({429, 502, 503, 504})
# Seconds between tries while a server is away that has answered before; a town hall's server restarts within them.
_WAITS = (1, 2, 4, 8, 15, 30, 30, 30)
_LONGEST_WAIT = 60
_BAD, _MOST_READ = 400, 10_000


class CannotReplay(Exception):
    """The series cannot be sent (any further); the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the server said; `again`: after a first try whose answer did not come."""

    status: int
    said: str
    later: float = 0.0
    again: bool = False


class Replay:
    """Sends values to one server. `sent`, `lost`, `skipped`, `line` and `last_reason` say how it went."""

    def __init__(
        self,
        url: str,
        *,
        key: str | None,
        speed: float,
        now: bool,
        resume: bool = False,
        tell: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self.url: SplitResult = urlsplit(url.rstrip("/"))
        if self.url.scheme not in {"http", "https"} or not self.url.hostname:
            raise CannotReplay(
                f"{url} ist keine Adresse eines Servers. Zum Beispiel: https://stadt.example/sensorthings/v1.1"
            )
        if now and resume:
            raise CannotReplay("--resume vergleicht mit den Zeiten der Aufzeichnung; mit --now geht das nicht.")
        self.speed, self.now, self.resume, self.tell = speed, now, resume, tell
        self.headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self.sent = self.lost = self.skipped = self.line = 0
        self.last_reason = ""
        self._open: http.client.HTTPConnection | None = None
        self._answered = False

    def run(
        self, rows: Iterable[Row], mapping: FileMapping, *, clock: Callable[[], datetime], wait: Wait
    ) -> Iterator[int]:
        """Send one value after the other when its time has come; yield how many were. Raises CannotReplay."""
        if mapping.target.id is None:
            raise CannotReplay("Zum Senden nennt die Zuordnung die Messreihe mit ihrer Nummer: „datastream“: 12.")
        try:
            latest = self._latest(mapping.target.id, wait) if self.resume else None
            yield from self._send_all(self._values(rows, mapping, latest), clock=clock, wait=wait)
        finally:
            self._close()

    def _values(
        self, rows: Iterable[Row], mapping: FileMapping, latest: datetime | None
    ) -> Iterator[tuple[int, NewObservation]]:
        """Yield what is to be sent, each with its line: what can be read, and is later than what is there."""
        read, datastream = reader(mapping), mapping.target.id or 0
        for row in rows:
            value = self._read(read, row, datastream)
            if value is None:
                continue
            if latest is not None and value.phenomenon_start <= latest:
                self.skipped += 1
            else:
                yield row.line, value

    def _send_all(
        self, values: Iterable[tuple[int, NewObservation]], *, clock: Callable[[], datetime], wait: Wait
    ) -> Iterator[int]:
        first, begun = None, clock()
        for line, value in values:
            first = first or value.phenomenon_start
            due = (value.phenomenon_start - first).total_seconds() / self.speed
            wait(max(0.0, due - (clock() - begun).total_seconds()))
            self._post(value, clock(), wait)
            self.line = line
            yield self.sent

    def _read(self, read: Read, row: Row, datastream: int) -> NewObservation | None:
        try:
            return read(row.cells, datastream)
        except BadRow as bad:
            self.lost += 1
            self.last_reason = f"Zeile {row.line}: {row.problem or bad}"
            return None

    def _post(self, value: NewObservation, at: datetime, wait: Wait) -> None:
        body: dict[str, Any] = {
            "phenomenonTime": _time(at if self.now else value.phenomenon_start),
            "result": value.result,
        }
        if value.quality is not None:
            body["resultQuality"] = value.quality
        path = f"/Datastreams({value.datastream})/Observations"
        answer = self._ask("POST", path, json.dumps(body).encode(), wait)
        # The first try has arrived after all; the series takes no second value of the time.
        if answer.status == _CREATED or (answer.again and answer.status == _THERE_ALREADY):
            self.sent += 1
        elif answer.status in {401, 403, 404}:
            raise CannotReplay(f"Der Server nimmt nichts an ({answer.status}): {answer.said}")
        else:
            self.lost += 1
            self.last_reason = f"{answer.status}: {answer.said}"

    def _latest(self, datastream: int, wait: Wait) -> datetime | None:
        """Return the time of the latest value that is there."""
        query = "$orderby=phenomenonTime%20desc&$top=1&$select=phenomenonTime"
        answer = self._ask("GET", f"/Datastreams({datastream})/Observations?{query}", None, wait)
        try:
            found = json.loads(answer.said)["value"]
            return datetime.fromisoformat(found[0]["phenomenonTime"].partition("/")[0]) if found else None
        except (ValueError, KeyError, TypeError):
            raise CannotReplay(f"Der Server sagt nicht, was schon da ist ({answer.status}): {answer.said}") from None

    def _ask(self, method: str, path: str, body: bytes | None, wait: Wait) -> _Answer:
        """Return the server's answer; wait for one that is away, longer each time. Raises CannotReplay."""
        again = False
        for pause in (*_WAITS, None):
            try:
                answer = self._exchange(method, path, body)
            except (OSError, http.client.HTTPException) as error:
                reason, later, again = f"Der Server {self.url.netloc} antwortet nicht: {error}", 0.0, True
            else:
                if answer.status not in _NOT_NOW:
                    return replace(answer, again=again or answer.again)
                reason, later = f"Der Server kann gerade nicht ({answer.status}): {answer.said}", answer.later
            if pause is None or not self._answered:
                raise CannotReplay(reason)
            seconds = max(pause, min(later, _LONGEST_WAIT))
            self.tell(f"{reason} Nächster Versuch in {seconds:g} s …")
            wait(seconds)
        raise AssertionError("unreachable: the last try returns or raises")

    def _exchange(self, method: str, path: str, body: bytes | None) -> _Answer:
        """Ask on the open connection; once more on a fresh one where the server has closed it meanwhile."""
        reused = self._open is not None
        try:
            return self._once(method, path, body)
        except (OSError, http.client.HTTPException):
            if not reused:
                raise
        return replace(self._once(method, path, body), again=True)

    def _once(self, method: str, path: str, body: bytes | None) -> _Answer:
        try:
            connection = self._connection()
            connection.request(method, self.url.path + path, body, self.headers)
            answer = connection.getresponse()
            text = answer.read(_MOST_READ).decode("utf-8", "replace")
            if not answer.isclosed():
                self._close()
        except (OSError, http.client.HTTPException):
            self._close()
            raise
        self._answered = True
        after = answer.headers.get("Retry-After", "")
        return _Answer(answer.status, _sentence(answer.status, text), float(after) if after.isdigit() else 0.0)

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None

    def _connection(self) -> http.client.HTTPConnection:
        if self._open is None:
            kind = http.client.HTTPSConnection if self.url.scheme == "https" else http.client.HTTPConnection
            self._open = kind(self.url.hostname or "", self.url.port, timeout=_PATIENCE)
        return self._open


def _sentence(status: int, text: str) -> str:
    """Return what a server says, of its errors the sentence alone."""
    if status < _BAD:
        return text
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return text


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
