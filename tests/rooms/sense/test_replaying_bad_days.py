"""Replays on bad days: the server goes away, the key ends, the command is killed. No value comes twice."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from smilecity.ground import clock
from smilecity.people.keys import actions as keys
from smilecity.people.keys.queries import caller_of
from smilecity.people.keys.rules import Scope
from smilecity.sense.things.management.replaying import CannotReplay, Replay
from smilecity.sense.things.reading.files import Row
from smilecity.sense.things.rules.mapping import read_mapping
from tests.support.gate import Gate, gate_before
from tests.support.processes import until
from tests.support.programs import PROGRAM, ROOT, environment
from tests.support.sensorthings import Server

START = datetime(2026, 1, 1, tzinfo=UTC)
# So that there is time to interfere: the recording has a value a second.
SOME_A_SECOND = "50"
BACK_OFF = [1, 2, 4, 8, 15, 30, 30, 30]


@pytest.fixture
def gate(sensorthings_server: Server) -> Generator[Gate]:
    with gate_before(sensorthings_server.port) as gate:
        yield gate


class Sending:
    """A replay of so many values, a second apart, to a series of its own; time passes where it waits."""

    def __init__(self, server: Server, port: int, *, values: int = 4, second: str = "keep", key: str = "") -> None:
        self.server = server
        self.series = server.make_datastream(properties={"smilecity": {"secondValue": second}})
        self.said: list[str] = []
        self.waited: list[float] = []
        url = f"http://127.0.0.1:{port}/sensorthings/v1.1"
        self.replay = Replay(url, key=key or server.key, speed=1e9, now=False, tell=self.said.append)
        rows = (Row(n + 2, {"t": (START + timedelta(seconds=n)).isoformat(), "v": str(n)}) for n in range(values))
        mapping = read_mapping({"columns": {"time": "t", "result": "v"}, "datastream": self.series})
        self.coming = self.replay.run(rows, mapping, clock=clock.now, wait=self.wait)

    def wait(self, seconds: float) -> None:
        if seconds >= 1:
            self.waited.append(seconds)
            self.passed()

    def passed(self) -> None:
        """What happens meanwhile; tests say it."""

    def results(self) -> list[object]:
        return self.server.results(self.series)


def test_a_server_that_is_away_is_waited_for_longer_each_time(sensorthings_server: Server, gate: Gate) -> None:
    sending = Sending(sensorthings_server, gate.port)
    next(sending.coming)
    gate.shut()
    sending.passed = lambda: gate.open() if len(sending.waited) == 3 else None  # type: ignore[method-assign] # its use
    assert list(sending.coming) == [2, 3, 4]
    assert sending.waited == [1, 2, 4]
    assert f"Der Server 127.0.0.1:{gate.port} antwortet nicht" in sending.said[0]
    assert sending.said[2].endswith("Nächster Versuch in 4 s …")
    assert sending.results() == [0, 1, 2, 3]


def test_one_that_does_not_come_back_is_given_up_in_a_sentence(sensorthings_server: Server, gate: Gate) -> None:
    sending = Sending(sensorthings_server, gate.port)
    next(sending.coming)
    gate.shut()
    with pytest.raises(CannotReplay, match="antwortet nicht"):
        next(sending.coming)
    assert sending.waited == BACK_OFF
    assert (sending.replay.sent, sending.replay.line) == (1, 2)


def test_an_answer_that_got_lost_makes_no_second_value_where_the_series_takes_none(
    sensorthings_server: Server, gate: Gate
) -> None:
    sending = Sending(sensorthings_server, gate.port, second="refuse")
    next(sending.coming)
    gate.swallow = 1
    assert list(sending.coming) == [2, 3, 4]
    assert sending.replay.lost == 0
    assert sending.results() == [0, 1, 2, 3]


@pytest.mark.long
def test_a_server_that_has_enough_for_now_is_waited_for(sensorthings_server: Server) -> None:
    key = sensorthings_server.make_key([Scope.OBSERVE], party=sensorthings_server.party, a_minute=60)
    sending = Sending(sensorthings_server, sensorthings_server.port, values=90, key=key)
    sending.passed = lambda: time.sleep(sending.waited[-1])  # type: ignore[method-assign] # its use
    list(sending.coming)
    assert (sending.replay.sent, sending.replay.lost) == (90, 0)
    assert sending.waited
    assert "Der Server kann gerade nicht (429)" in sending.said[0]


class Files:
    """A recording on disk, for the command."""

    def __init__(self, folder: Path, server: Server, values: int) -> None:
        self.server, self.series, self.values = server, server.make_datastream(), values
        lines = [f"{(START + timedelta(seconds=n)).isoformat()},{n}\n" for n in range(values)]
        (folder / "a.csv").write_text("t,v\n" + "".join(lines))
        mapping = {"columns": {"time": "t", "result": "v"}, "datastream": self.series}
        (folder / "m.json").write_text(json.dumps(mapping))
        self.words = ["sense", "replay", str(folder / "a.csv"), "--mapping", str(folder / "m.json")]
        self.words += ["--url", server.root, "--speed"]

    def replayed(self, key: str, *more: str, speed: str = "1e9") -> tuple[str, str]:
        out, err = StringIO(), StringIO()
        try:
            call_command(*self.words, speed, "--key", key, *more, stdout=out, stderr=err)
        except CommandError as error:
            err.write(str(error))
        return out.getvalue(), err.getvalue()

    @property
    def there(self) -> int:
        found = self.server.sql("SELECT count(*) FROM things_observation WHERE datastream_id = %s", self.series)
        return int(found[0][0])

    def assert_all_there_once(self) -> None:
        assert self.server.results(self.series) == list(range(self.values))


# A revoked key is remembered for some seconds; an expiry is looked at each time.
@pytest.mark.parametrize("way", ["expired", pytest.param("revoked", marks=pytest.mark.long)])
def test_a_key_that_ends_meanwhile_stops_it_and_another_goes_on(
    sensorthings_server: Server, tmp_path: Path, way: str
) -> None:
    files = Files(tmp_path, sensorthings_server, 1_500)
    end = clock.now() + timedelta(seconds=6) if way == "expired" else None
    key = sensorthings_server.make_key([Scope.OBSERVE], party=sensorthings_server.party, expires_at=end)
    if way == "revoked":
        words = [*PROGRAM, *files.words, SOME_A_SECOND, "--key", key]
        process = subprocess.Popen(words, env=environment(), stderr=subprocess.PIPE, text=True, cwd=ROOT)
        until(lambda: files.there > 5 or process.poll() is not None, 120)
        revoke(sensorthings_server, key)
        complained = process.communicate(timeout=120)[1]
    else:
        complained = files.replayed(key, speed=SOME_A_SECOND)[1]
    there = files.there
    assert 0 < there < 1_500
    assert "Der Server nimmt nichts an (401): This API key is unknown, has expired or was revoked." in complained
    sentence = f"Bis Zeile {there + 1} ist alles gesendet"
    assert sentence in complained
    assert complained.strip().endswith("Derselbe Befehl mit --resume geht dort weiter.")
    said, complained = files.replayed(sensorthings_server.key, "--resume")
    assert complained == ""
    assert f"{number(1_500 - there)} Werte gesendet, 0 nicht angenommen, {number(there)} waren schon da." in said
    files.assert_all_there_once()


def number(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def revoke(server: Server, secret: str) -> None:
    def work() -> None:
        caller = caller_of(secret, at=clock.now())
        assert caller is not None
        assert caller.key is not None
        keys.revoke_key(key=caller.key, by=None, at=clock.now())

    server.inside(work)


def test_killed_and_begun_again_it_goes_on_behind_the_last_value_that_is_there(
    sensorthings_server: Server, tmp_path: Path
) -> None:
    files = Files(tmp_path, sensorthings_server, 400)
    words = [*PROGRAM, *files.words, SOME_A_SECOND, "--key", sensorthings_server.key]
    process = subprocess.Popen(words, env=environment(), cwd=ROOT)
    until(lambda: files.there > 5 or process.poll() is not None, 120)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was over before it was killed"
    files.replayed(sensorthings_server.key, "--resume")
    files.assert_all_there_once()


def test_with_the_present_time_nothing_can_be_compared(sensorthings_server: Server, tmp_path: Path) -> None:
    files = Files(tmp_path, sensorthings_server, 1)
    assert "mit --now geht das nicht" in files.replayed(sensorthings_server.key, "--resume", "--now")[1]
    assert files.there == 0
