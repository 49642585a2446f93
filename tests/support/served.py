"""A server in processes of its own, its figures, and questions asked of it as somebody else's."""

import http.client
import json
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import until
from tests.support.programs import answer, free_port, started


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        """Read the body as JSON."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    port: int
    metrics: int
    log: Path

    def get(self, path: str, *, port: int = 0, **headers: str) -> Answer:
        """Ask for a page; headers are named with underscores."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=30)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        got = connection.getresponse()
        answer = Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
        connection.close()
        return answer

    def figures(self) -> str:
        """Return what Prometheus would read."""
        return self.get("/metrics", port=self.metrics).body.decode()

    def figure(self, beginning: str) -> float:
        """Return the value of the figure whose line begins so; 0 when it is not there."""
        found = [line for line in self.figures().splitlines() if line.startswith(beginning)]
        return float(found[0].rpartition(" ")[2]) if found else 0.0


@contextmanager
def served(folder: Path, *, log: Path | None = None, **settings: str) -> Generator[Served]:
    """Run a server behind a proxy that is us, with figures."""
    port, metrics = free_port(), free_port()
    log = log or folder / "server.log"
    ours = {"PORT": str(port), "METRICS_PORT": str(metrics), "SMILECITY_PROXIES": "1", "SMILECITY_WORKERS": "2"}
    ours["SMILECITY_PAGE_CACHE"] = "0"  # here pages are asked for in order to be made
    with started("serve", output=log, **{**ours, **settings}) as process:
        until(lambda: answer(f"http://127.0.0.1:{port}/healthz") == 200 or process.poll() is not None, 300)
        assert process.poll() is None, log
        yield Served(process, port, metrics, log)
