"""A recorded series is sent to a real server as if it were live: in its own rhythm, faster where wanted."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from smilecity.people.keys.rules import Scope
from smilecity.sense.things.management.replaying import CannotReplay, Replay
from smilecity.sense.things.reading.files import Row
from smilecity.sense.things.rules.mapping import FileMapping, read_mapping
from tests.support.sensorthings import Server

COLUMNS = {"time": "time", "result": "value", "quality": "flag"}
START = datetime(2026, 1, 1, tzinfo=UTC)


def rows(*minutes: float) -> Iterator[Row]:
    for line, minute in enumerate(minutes, 2):
        at = (START + timedelta(minutes=minute)).isoformat()
        yield Row(line, {"time": at, "value": str(minute), "flag": "1"})


def mapping(datastream: object) -> FileMapping:
    return read_mapping({"columns": COLUMNS, "datastream": datastream})


class Standing:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 6, 1, tzinfo=UTC)
        self.waited: list[float] = []

    def now(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.waited.append(round(seconds, 3))
        self.at += timedelta(seconds=seconds)


def sent(server: Server, datastream: int, **how: Any) -> tuple[Replay, Standing]:
    given: dict[str, Any] = {"key": server.key, "speed": 60.0, "now": False} | how
    replay, clock = Replay(server.root, **given), Standing()
    list(replay.run(rows(0, 1, 3, 3.5), mapping(datastream), clock=clock.now, wait=clock.wait))
    return replay, clock


def test_it_sends_value_after_value_in_the_rhythm_of_its_times(sensorthings_server: Server) -> None:
    series = sensorthings_server.make_datastream()
    replay, clock = sent(sensorthings_server, series)
    assert (replay.sent, replay.lost) == (4, 0)
    assert clock.waited == [0, 1, 2, 0.5], "60 times as fast: a minute takes a second"
    assert sensorthings_server.results(series) == [0, 1, 3, 3.5]
    first = sensorthings_server.get(f"Datastreams({series})/Observations?$orderby=id&$top=1").json()["value"][0]
    assert first["phenomenonTime"].startswith("2026-01-01T00:00:00")
    assert first["resultQuality"] == 1


def test_it_sends_with_the_present_time_where_wanted(sensorthings_server: Server) -> None:
    series = sensorthings_server.make_datastream()
    sent(sensorthings_server, series, now=True)
    last = sensorthings_server.get(f"Datastreams({series})/Observations?$orderby=id desc&$top=1").json()["value"][0]
    assert last["phenomenonTime"].startswith("2026-06-01T00:00:03.5")


@pytest.mark.parametrize(("key", "status"), [(None, "401"), ("sc_falsch", "401")])
def test_without_a_good_key_it_says_so_and_stops(sensorthings_server: Server, key: str | None, status: str) -> None:
    series = sensorthings_server.make_datastream()
    with pytest.raises(CannotReplay, match=status):
        sent(sensorthings_server, series, key=key)
    assert sensorthings_server.results(series) == []


def test_a_key_of_others_stops_it_too(sensorthings_server: Server) -> None:
    series, key = sensorthings_server.make_datastream(), sensorthings_server.make_key([Scope.OBSERVE])
    with pytest.raises(CannotReplay, match="403"):
        sent(sensorthings_server, series, key=key)


def test_what_the_server_refuses_is_counted_and_the_rest_goes_on(sensorthings_server: Server) -> None:
    series = sensorthings_server.make_datastream()
    replay, clock = Replay(sensorthings_server.root, key=sensorthings_server.key, speed=1e6, now=False), Standing()
    bad = [
        Row(9, {"time": "gestern", "value": "1", "flag": "1"}),
        Row(10, {"time": START.isoformat(), "value": "viel", "flag": ""}),
    ]
    list(replay.run([*bad, *rows(1)], mapping(series), clock=clock.now, wait=clock.wait))
    assert (replay.sent, replay.lost) == (1, 2)
    assert replay.last_reason.startswith("400: ")


def test_the_command_reads_a_file_and_sends_it(sensorthings_server: Server, tmp_path: Path) -> None:
    series = sensorthings_server.make_datastream()
    (tmp_path / "a.csv").write_text("time,value,flag\n2026-01-01T00:00:00Z,1,1\n2026-01-01T01:00:00Z,2,1\n")
    (tmp_path / "m.json").write_text(json.dumps({"columns": COLUMNS, "datastream": series}))
    out, words = StringIO(), ["sense", "replay", str(tmp_path / "a.csv"), "--mapping", str(tmp_path / "m.json")]
    words += ["--url", sensorthings_server.root, "--key", sensorthings_server.key, "--speed", "1e6"]
    call_command(*words, stdout=out)
    assert "2 Werte gesendet, 0 nicht angenommen." in out.getvalue()
    assert sensorthings_server.results(series) == [1, 2]


@pytest.mark.parametrize(
    ("url", "target", "said"),
    [
        ("nowhere", 1, "ist keine Adresse eines Servers"),
        ("http://127.0.0.1:9/sensorthings/v1.1", 1, "antwortet nicht"),
        ("http://127.0.0.1:9/sensorthings/v1.1", "Pegel", "nennt die Zuordnung die Messreihe mit ihrer Nummer"),
    ],
)
def test_what_cannot_be_sent_is_said_in_a_sentence(tmp_path: Path, url: str, target: object, said: str) -> None:
    (tmp_path / "a.csv").write_text("time,value,flag\n2026-01-01T00:00:00Z,1,1\n")
    (tmp_path / "m.json").write_text(json.dumps({"columns": COLUMNS, "datastream": target}))
    words = ["sense", "replay", str(tmp_path / "a.csv"), "--mapping", str(tmp_path / "m.json"), "--url", url]
    with pytest.raises(CommandError, match=said):
        call_command(*words)
