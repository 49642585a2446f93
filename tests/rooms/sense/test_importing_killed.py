"""Imports that are really killed, with -9 and anywhere: afterwards each row is in once, or named once."""

import csv
import json
import os
import pty
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smilecity.ground import clock
from smilecity.people.keys import actions as keys
from smilecity.people.keys.models import ApiKey
from smilecity.people.keys.queries import caller_of
from smilecity.people.keys.rules import Scope
from tests.support.processes import until
from tests.support.programs import PROGRAM, ROOT, database_url, environment
from tests.support.sensorthings import Server

START = datetime(2026, 1, 31, 12, tzinfo=UTC)
# Every so many rows one is broken.
BROKEN = 97
MEASURED = """
import atexit, pathlib, runpy
atexit.register(lambda: print(pathlib.Path("/proc/self/status").read_text()))
runpy.run_module("smilecity", run_name="__main__", alter_sys=True)
"""


def items(rows: int) -> Iterator[dict[str, object]]:
    for n in range(rows):
        value = "nan" if n % BROKEN == 3 else str(n)
        yield {"time": (START + timedelta(minutes=n)).isoformat(), "value": value}


def as_csv(path: Path, rows: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write("time,value\n")
        file.writelines(f"{item['time']},{item['value']}\n" for item in items(rows))
    return path


def as_json(path: Path, rows: int) -> Path:
    path.write_text(json.dumps(list(items(rows))))
    return path


def as_lines(path: Path, rows: int) -> Path:
    path.write_text("".join(f"{json.dumps(item)}\n" for item in items(rows)))
    return path


@dataclass
class Task:
    """A file to bring into a series of a real database, by a command that may be killed."""

    server: Server
    file: Path
    series: int

    def words(self, *more: str) -> list[str]:
        mapping = self.file.with_name("mapping.json")
        columns = {"time": "time", "result": "value"}
        mapping.write_text(json.dumps({"columns": columns, "datastream": self.series}))
        return ["sense", "import", str(self.file), "--mapping", str(mapping), *more]

    def started(self, *more: str, begin: list[str] | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*(begin or PROGRAM), *self.words(*more)],
            env=environment(DATABASE_URL=database_url(self.server.database)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def done(self, *more: str, begin: list[str] | None = None) -> tuple[str, str]:
        """Run the command to its end; return what it said and what it complained of."""
        said, complained = self.started(*more, begin=begin).communicate(timeout=540)
        return said, complained

    @property
    def rows(self) -> int:
        """How far it came, as the database knows it."""
        # Ids of series are given once, their mappings differ: the file's name alone is not enough.
        found = self.server.sql("SELECT rows FROM things_import WHERE file = %s ORDER BY id DESC", self.file.name)
        return int(found[0][0]) if found else 0

    def wait_for(self, rows: int, process: subprocess.Popen[str]) -> None:
        until(lambda: self.rows > rows or process.poll() is not None, 300)

    def stored(self) -> tuple[int, int]:
        statement = "SELECT count(*), count(DISTINCT result_number) FROM things_observation WHERE datastream_id = %s"
        all_, different = self.server.sql(statement, self.series)[0]
        return all_, different

    def named(self) -> list[int]:
        with self.file.with_name(f"{self.file.name}.errors.csv").open(newline="") as file:
            return [int(row["line"]) for row in csv.DictReader(file)]


@pytest.fixture
def task(sensorthings_server: Server, tmp_path: Path) -> Callable[[str], Task]:
    series = sensorthings_server.make_datastream()
    return lambda name: Task(sensorthings_server, tmp_path / f"{series}-{name}", series)


def kill_again_and_again(task: Task, rows: int, deaths: int, batch: int) -> None:
    """Kill the command in each part of its way, at any moment; bring the rest in and count."""
    for death in range(1, deaths + 1):
        process = task.started("--batch", str(batch))
        task.wait_for(rows * death // (deaths + 2), process)
        time.sleep(random.uniform(0, 0.05))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL, "it was over before it was killed"
    line = task.server.sql("SELECT line FROM things_import WHERE file = %s", task.file.name)[0][0]
    said, complained = task.done("--batch", str(batch))
    assert f"Es geht nach Zeile {line} weiter; davor ist alles eingelesen." in said
    broken = [n for n in range(rows) if n % BROKEN == 3]
    assert task.stored() == (rows - len(broken),) * 2
    assert f"Aus dieser Datei zusammen: {rows - len(broken):,} eingelesen".replace(",", ".") in said
    first = 2 if task.file.suffix == ".csv" else 1
    assert task.named() == [n + first for n in broken]
    assert "„nan“ in „value“ ist keine Zahl" in complained


KINDS = [("werte.csv", as_csv), ("werte.json", as_json), ("werte.jsonl", as_lines)]


def test_killed_and_begun_again_every_row_is_in_or_named_once(task: Callable[[str], Task]) -> None:
    asked = task("werte.csv")
    as_csv(asked.file, 2_000)
    kill_again_and_again(asked, 2_000, deaths=1, batch=20)


@pytest.mark.long
@pytest.mark.parametrize(("name", "make"), KINDS)
def test_killed_six_times_in_a_long_file_every_row_is_in_or_named_once(
    task: Callable[[str], Task], name: str, make: Callable[[Path, int], Path]
) -> None:
    asked = task(name)
    make(asked.file, 60_000)
    kill_again_and_again(asked, 60_000, deaths=6, batch=250)


def test_whoever_watches_sees_how_far_it_is(task: Callable[[str], Task]) -> None:
    asked = task("werte.csv")
    as_csv(asked.file, 60)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *asked.words("--batch", "30")],
        env=environment(DATABASE_URL=database_url(asked.server.database)),
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    os.close(theirs)
    seen = b""
    with suppress(OSError):  # the other end has closed
        while part := os.read(ours, 4096):
            seen += part
    os.close(ours)
    process.wait()
    assert "29 Werte eingelesen (50 % der Datei) …" in seen.decode()
    assert "59 Werte eingelesen (100 % der Datei) …" in seen.decode()


class TestAKeyThatEndsMeanwhile:
    def key(self, task: Task) -> str:
        return task.server.make_key([Scope.OBSERVE], party=task.server.party)

    def end(self, task: Task, secret: str, way: str) -> None:
        """Take it back now, or let its time come in a second."""

        def work() -> None:
            caller = caller_of(secret, at=clock.now())
            assert caller is not None
            assert caller.key is not None
            if way == "revoked":
                keys.revoke_key(key=caller.key, by=None, at=clock.now())
            else:
                ApiKey.objects.filter(pk=caller.key).update(expires_at=clock.now() + timedelta(seconds=1))

        task.server.inside(work)

    @pytest.mark.parametrize("way", ["revoked", pytest.param("expired", marks=pytest.mark.long)])
    def test_what_is_in_stays_and_another_key_goes_on(self, task: Callable[[str], Task], way: str) -> None:
        asked = task("werte.csv")
        as_csv(asked.file, 20_000)
        key = self.key(asked)
        process = asked.started("--key", key, "--batch", "10")
        asked.wait_for(100, process)
        self.end(asked, key, way)
        said, complained = process.communicate(timeout=300)
        assert process.returncode == 1
        line = asked.server.sql("SELECT line FROM things_import WHERE file = %s", asked.file.name)[0][0]
        assert "Der Schlüssel gilt nicht mehr: Er ist abgelaufen oder widerrufen." in complained
        assert f"Bis Zeile {line} ist alles eingelesen" in complained
        there = asked.stored()[0]
        assert 0 < there < 20_000
        said, complained = asked.done("--key", self.key(asked))
        assert f"Es geht nach Zeile {line} weiter" in said
        good = sum(n % BROKEN != 3 for n in range(20_000))
        assert asked.stored() == (good, good)


@pytest.mark.long
def test_ten_times_as_many_rows_need_no_more_memory(task: Callable[[str], Task]) -> None:
    most = {}
    for rows in (30_000, 300_000):
        asked = task(f"{rows}.csv")
        as_csv(asked.file, rows)
        said, _complained = asked.done(begin=[sys.executable, "-c", MEASURED])
        assert asked.rows == rows
        most[rows] = int(said.partition("VmHWM:")[2].split()[0]) / 1024
    assert most[300_000] < most[30_000] + 25, most
