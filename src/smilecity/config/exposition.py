"""Figures for Prometheus, on a port of their own: the server's on METRICS_PORT, the worker's on the next, MQTT's after.

In: what the processes have counted, and the database. Out: `/metrics`. Nothing is served unless METRICS_PORT is set.

Imports nothing that counts: processes count together only if that is said before the first figure is made.
"""

import atexit
import importlib.metadata
import multiprocessing
import os
import platform
import shutil
import signal
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from smilecity.ground import env
from smilecity.ground.processes import die_with_parent

_BESIDE = {"serve": 0, "worker": 1, "mqtt": 2}
_SHARED = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "smilecity-metrics-"


def place(part: str) -> tuple[str, int] | None:
    """Return host and port for the figures of "serve", "worker" or "mqtt"; None: nobody wants them."""
    first = env.number("METRICS_PORT", 0, least=0, most=65_533)
    return (env.text("METRICS_HOST", "127.0.0.1"), first + _BESIDE[part]) if first else None


def share() -> None:
    """Have all processes that come from this one count together. Call it before anything counts.

    In memory: the files are mapped, and a full disk would kill who writes into them.
    """
    if not place("serve"):
        return
    memory = Path("/dev/shm")  # noqa: S108 -- a folder with a name by chance is made in it
    where = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    _tidy(where)
    folder = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=where)
    os.environ[_SHARED] = folder
    atexit.register(_remove, folder, os.getpid())


def _remove(folder: str, owner: int) -> None:
    """Remove the folder at our end; copies of us leave it alone."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _tidy(where: Path) -> None:
    """Remove what killed servers have left."""
    for folder in where.glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        with suppress(OSError):
            if not Path(f"/proc/{pid}").exists() and folder.stat().st_uid == os.getuid():
                shutil.rmtree(folder)


def serve_beside() -> None:
    """Serve the figures of the server in a process of its own, which ends with us."""
    if at := place("serve"):
        multiprocessing.get_context("fork").Process(target=_serve_until_the_end, args=at, daemon=True).start()


def _serve_until_the_end(host: str, port: int) -> None:
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    from smilecity.config.state import State

    # Ctrl-C is for our parent, which takes us along.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # its stubs lack a type
    registry.register(State())
    _add_build(registry)
    start_http_server(port, host, registry)
    threading.Event().wait()


def serve_within(part: str) -> None:
    """Serve the figures of this very process from a thread."""
    at = place(part)
    if not at:
        return
    from prometheus_client import REGISTRY, start_http_server

    host, port = at
    _add_build(REGISTRY)
    try:
        start_http_server(port, host)
    except OSError as error:
        raise env.WrongSetting("METRICS_PORT", f"cannot listen on {host}:{port} ({error.strerror})") from None


def _add_build(registry: object) -> None:
    from prometheus_client import CollectorRegistry, Info

    if isinstance(registry, CollectorRegistry):
        info = Info("smilecity_build", "What runs here.", registry=None)
        info.info({"version": importlib.metadata.version("smilecity"), "python": platform.python_version()})
        registry.register(info)


def time_statements() -> None:
    """Take the time of every statement from now on, in every connection that Django opens."""
    if place("serve"):
        from smilecity.config import statements

        statements.watch()
