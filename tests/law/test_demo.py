"""`make demo` as people use it: one command, a town to look around in, and nothing left behind however it ends."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.homes import new_home
from tests.support.processes import alive, descendants, until
from tests.support.programs import PROGRAM, ROOT, answer, free_port

DEMO = [*PROGRAM, "demo"]
MAKE = ["make", "--no-print-directory", "demo"]
_SETTINGS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES")


@pytest.fixture(scope="module")
def home() -> Generator[Path]:
    """A home folder that every start here shares, so that only the first one has to set everything up."""
    with new_home("smilecity-demo-") as folder:
        yield folder


@dataclass
class Demo:
    """A demo that runs."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    everybody: set[int]

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text()

    def nobody_is_left(self) -> bool:
        """Whether no process of it is alive any more."""
        return not any(alive(pid) for pid in self.everybody)


@contextmanager
def demo(home: Path, command: Sequence[str] = DEMO) -> Generator[Demo]:
    """Run the demo until it has said where it is; kill whatever is left of it at the end."""
    port, log = free_port(), home / f"demo-{time.monotonic_ns()}.log"
    settings = {"SMILECITY_HOME": str(home), "PORT": str(port), "PYTHONPATH": str(ROOT / "src")}
    environment = {name: value for name, value in os.environ.items() if name not in _SETTINGS} | settings
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(command), env=environment, stdout=output, stderr=output, cwd=ROOT, start_new_session=True
        )
    running = Demo(process, port, log, {process.pid})
    try:
        until(lambda: "Strg-C" in running.said or process.poll() is not None, 480)
        assert process.poll() is None, running.said
        running.everybody |= descendants(process.pid)
        yield running
    finally:
        # Asked in order first, so that a failing test does not leave a broken database to the next.
        for pid in running.everybody | descendants(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        process.wait(30)
        until(running.nobody_is_left, 60)


def press_ctrl_c(running: Demo) -> None:
    """Do as a terminal does: everybody in its session hears it."""
    os.killpg(running.process.pid, signal.SIGINT)


def test_it_serves_a_town_says_how_to_get_in_and_leaves_nothing_behind(home: Path) -> None:
    with demo(home) as running:
        assert answer(f"http://127.0.0.1:{running.port}/") == 200
        assert re.search(r"Passwort +\S{8,}", running.said)
        assert re.search(r"Zweiter Faktor +[A-Z2-7]{32}", running.said)
        mailbox = re.search(r"Postfach +(http://127\.0\.0\.1:\d+)", running.said)
        assert mailbox
        assert answer(mailbox[1]) == 200
        # Server with its workers, mailbox, worker, PostgreSQL.
        assert len(running.everybody) > 6
        press_ctrl_c(running)
        running.process.wait(30)
        until(running.nobody_is_left, 30)


def kill(running: Demo) -> None:
    running.process.kill()


def terminate(running: Demo) -> None:
    running.process.terminate()


@pytest.mark.parametrize(
    ("command", "end"),
    # Each start takes half a minute of both cores: every day the one that warns nobody.
    [
        pytest.param(DEMO, kill, marks=pytest.mark.long),
        pytest.param(DEMO, terminate, marks=pytest.mark.long),
        (MAKE, kill),
    ],
    ids=["killed", "terminated", "make killed"],
)
def test_it_starts_again_and_leaves_nothing_behind(
    home: Path, command: Sequence[str], end: Callable[[Demo], None]
) -> None:
    if command is MAKE and not (ROOT / ".venv" / ".installed").exists():
        pytest.skip("make has not set up its environment here")
    with demo(home, command) as running:
        end(running)
        running.process.wait(30)
        until(running.nobody_is_left, 30)
