"""A real Mosquitto for tests, set up as docs/operations/mqtt.md says, and its own clients to speak with it."""

import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.processes import until
from tests.support.programs import free_port

_PATH = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin"
CONFIG = """\
listener {port} 127.0.0.1
persistence true
persistence_location {folder}/
autosave_on_changes true
autosave_interval {autosave}
max_queued_messages 0
max_queued_bytes 0
max_inflight_messages 0
set_tcp_nodelay true
log_dest topic
log_dest stderr
log_type subscribe
user {user}
"""


@dataclass
class Mosquitto:
    """A broker of this test's own. `more`: lines of its configuration."""

    folder: Path
    more: Sequence[str] = ("allow_anonymous true",)
    autosave: int = 1
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, or start it again with what it has kept."""
        config = self.folder / "mosquitto.conf"
        settled = CONFIG.format(port=self.port, folder=self.folder, user=getpass.getuser(), autosave=self.autosave)
        config.write_text(settled + "\n".join(self.more) + "\n")
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([program("mosquitto"), "-c", str(config)], stdout=log, stderr=log)
        until(self.answers)

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self.folder / "log").read_text()

    def stop(self) -> None:
        """End it in order: it keeps what it owes to clients that come back."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)

    def publish(self, topic: str, *payloads: str, more: Sequence[str] = ()) -> None:
        """Publish one message after the other with QoS 1, as a sensor does; returns when the broker has them all."""
        lines = "".join(f"{payload}\n" for payload in payloads)
        words = [program("mosquitto_pub"), *self._there, *more, "-q", "1", "-t", topic, "-l"]
        subprocess.run(words, input=lines, text=True, check=True, timeout=120)

    def publish_whole(self, topic: str, payload: bytes, *more: str) -> subprocess.CompletedProcess[bytes]:
        """Publish whatever bytes as one message."""
        words = [program("mosquitto_pub"), *self._there, *more, "-q", "1", "-t", topic, "-s" if payload else "-n"]
        return subprocess.run(words, input=payload, check=False, timeout=60, capture_output=True)

    @contextmanager
    def listening(self, *topics: str, more: Sequence[str] = (), logged: bool = True) -> Generator["Listener"]:
        """Subscribe with QoS 1 meanwhile. `logged`: the broker says so, and we wait for it."""
        number = len(list(self.folder.glob("heard-*")))
        file, name = self.folder / f"heard-{number}", f"listener-{number}"
        named = [word for topic in topics for word in ("-t", topic)]
        words = [program("mosquitto_sub"), *self._there, *more, "-i", name, "-q", "1", "-F", "%t %p", *named]
        with file.open("wb") as output:
            # Written line by line, not when a buffer is full.
            process = subprocess.Popen(["stdbuf", "-oL", *words], stdout=output)
        try:
            until(lambda: not logged or f" {name} 1 {topics[-1]}" in self.log)
            yield Listener(file)
        finally:
            process.terminate()
            process.wait(10)

    @property
    def _there(self) -> list[str]:
        return ["-h", "127.0.0.1", "-p", str(self.port)]

    def answers(self) -> bool:
        """Whether somebody can connect."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False


@dataclass(frozen=True)
class Listener:
    """What a subscriber has heard so far."""

    file: Path

    @property
    def heard(self) -> list[tuple[str, str]]:
        """Topic and payload of each message, in their order."""
        return list(map(_split, self.file.read_text().splitlines()))

    def wait(self, count: int, seconds: float = 20) -> list[tuple[str, str]]:
        """Return what was heard as soon as there are so many messages."""
        until(lambda: len(self.heard) >= count, seconds)
        return self.heard


def _split(line: str) -> tuple[str, str]:
    """Payloads of the tests are JSON objects or lists, or nothing; topics may hold spaces."""
    cut = min((at for at in (line.find(" {"), line.find(" [")) if at >= 0), default=len(line) - 1)
    return line[:cut], line[cut + 1 :]


def program(name: str) -> str:
    """Return a program of Mosquitto; without it the test is skipped, but not in CI."""
    found = shutil.which(name, path=_PATH)
    if found:
        return found
    reason = f"{name} is not installed (Debian: mosquitto and mosquitto-clients)"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason)
    pytest.skip(reason)
