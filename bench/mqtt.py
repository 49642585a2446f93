"""MQTT with QoS 1: what the broker passes alone, and what goes through it and the bridge into the database.

Both with the same broker, set up as docs/operations/mqtt.md says, and the same senders: Mosquitto's own clients.
"""

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

_PATH = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin"
_CONFIG = """\
listener {port} 127.0.0.1
allow_anonymous true
persistence true
persistence_location {folder}/
autosave_on_changes true
autosave_interval {autosave}
max_queued_messages 0
max_queued_bytes 0
max_inflight_messages 0
set_tcp_nodelay true
user {user}
"""
# As many as the bridge lets the broker send before it acknowledges.
_WINDOW = ["-V", "5", "-c", "-x", "3600", "-D", "CONNECT", "receive-maximum", "2000"]
_PATIENCE = 300


@dataclass(frozen=True)
class Found:
    """Messages a second."""

    alone: float
    bridged: float

    @property
    def share(self) -> float:
        """How much of what the broker passes alone is stored."""
        return self.bridged / self.alone


def measure(datastreams: Sequence[int], messages: int = 20_000, senders: int = 4, *, autosave: int = 100) -> Found:
    """Send so many observations of these datastreams twice: to a listener that drops them, and to the bridge.

    `autosave`: after how many changes the broker writes to the disk; 1 where its own death may lose nothing.
    """
    with _broker(autosave) as port:
        alone = _alone(port, datastreams, messages, senders)
    with _broker(autosave) as port, _bridge(port):
        bridged = _bridged(port, datastreams, messages, senders)
    return Found(alone, bridged)


def is_possible() -> bool:
    """Say whether a broker is installed."""
    return all(shutil.which(name, path=_PATH) for name in ("mosquitto", "mosquitto_pub", "mosquitto_sub"))


def _alone(port: int, datastreams: Sequence[int], messages: int, senders: int) -> float:
    words = [*_client("mosquitto_sub", port), "-i", "nobody", *_WINDOW, "-t", "v1.1/#", "-C", str(messages)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as listener:
        time.sleep(0.5)
        began = time.perf_counter()
        _send(port, datastreams, messages, senders)
        listener.wait(_PATIENCE)
        return messages / (time.perf_counter() - began)


def _bridged(port: int, datastreams: Sequence[int], messages: int, senders: int) -> float:
    before = _stored(datastreams)
    began = time.perf_counter()
    _send(port, datastreams, messages, senders)
    while _stored(datastreams) < before + messages:
        if time.perf_counter() - began > _PATIENCE:
            raise TimeoutError(f"{_stored(datastreams) - before} of {messages} were stored")
        time.sleep(0.01)
    return messages / (time.perf_counter() - began)


def _send(port: int, datastreams: Sequence[int], messages: int, senders: int) -> None:
    """Have each sender publish its share to a datastream of its own, one value a second long ago."""
    share = messages // senders
    processes = []
    for number in range(senders):
        topic = f"v1.1/Datastreams({datastreams[number % len(datastreams)]})/Observations"
        with tempfile.TemporaryFile() as lines:
            lines.writelines(_line(number * share + each) for each in range(share))
            lines.seek(0)
            processes.append(subprocess.Popen([*_client("mosquitto_pub", port), "-t", topic, "-l"], stdin=lines))
    for process in processes:
        process.wait(_PATIENCE)


def _line(number: int) -> bytes:
    hours, rest = divmod(number, 3600)
    when = f"2026-03-{2 + hours // 24:02}T{hours % 24:02}:{rest // 60:02}:{rest % 60:02}Z"
    return f'{{"phenomenonTime":"{when}","result":{number / 10}}}\n'.encode()


def _stored(datastreams: Sequence[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(observations) FROM things_extent WHERE datastream_id = ANY(%s)", [list(datastreams)])
        return int(cursor.fetchone()[0] or 0)


@contextmanager
def _broker(autosave: int) -> Generator[int]:
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        config = Path(folder) / "mosquitto.conf"
        config.write_text(_CONFIG.format(port=port, folder=folder, user=getpass.getuser(), autosave=autosave))
        with _running([_found("mosquitto"), "-c", str(config)]):
            while not _answers(port):
                time.sleep(0.05)
            yield port


@contextmanager
def _bridge(port: int) -> Generator[None]:
    """Run the bridge until the end of the block; it listens when a message goes through it."""
    settings = {"MQTT_URL": f"mqtt://127.0.0.1:{port}", "MQTT_CLIENT": "bench"}
    probe = [*_client("mosquitto_sub", port), "-t", "refused/#", "-C", "1", "-W", "60"]
    with (
        subprocess.Popen(probe, stdout=subprocess.DEVNULL) as waiting,
        _running([sys.executable, "-m", "smilecity", "mqtt"], **settings),
    ):
        while waiting.poll() is None:
            subprocess.run([*_client("mosquitto_pub", port), "-t", "v1.1/probe/Observations", "-m", "x"], check=True)
            time.sleep(0.1)
        yield


@contextmanager
def _running(words: list[str], **settings: str) -> Generator[None]:
    process = subprocess.Popen(words, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _client(name: str, port: int) -> list[str]:
    return [_found(name), "-h", "127.0.0.1", "-p", str(port), "-q", "1"]


def _found(name: str) -> str:
    return shutil.which(name, path=_PATH) or name


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
