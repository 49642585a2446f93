"""`smilecity serve`: granian in front of the ASGI root. Refuses to start on a database that is not ready."""

import argparse
import errno
import gc
import multiprocessing
import os
import socket
import sys
from dataclasses import dataclass
from typing import Any

import django
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from smilecity.config import exposition
from smilecity.ground import env


@dataclass(frozen=True, kw_only=True)
class _Settings:
    """What the environment says about the server."""

    host: str
    port: int
    workers: int
    threads: int


def serve(words: list[str]) -> int:
    """Serve until stopped; return the exit code."""
    parser = argparse.ArgumentParser(prog="smilecity serve", description="Serve the site. Settings: HOST, PORT.")
    parser.parse_args(words)
    settings = _settings()
    require_free(settings.host, settings.port)
    if figures_at := exposition.place("serve"):
        require_free(*figures_at, name="METRICS_PORT")
    exposition.share()
    django.setup()
    exposition.time_statements()
    if refusal := _refusal():
        print(refusal, file=sys.stderr)
        return 1
    _warm_up()
    exposition.serve_beside()
    _server(settings).serve()
    return 0


def _settings() -> _Settings:
    return _Settings(
        host=env.text("HOST", "127.0.0.1"),
        port=env.number("PORT", 8000, least=1, most=65535),
        workers=env.number("SMILECITY_WORKERS", min(os.cpu_count() or 2, 2), least=1, most=64),
        threads=threads(),
    )


def threads() -> int:
    """Return how many requests each worker answers at the same time; each thread keeps a connection to the database.

    Few: pages are work for the processor, and threads of one process that all want to compute wait for each other.
    """
    return env.number("SMILECITY_THREADS", 2, least=1, most=64)


def require_free(host: str, port: int, name: str = "PORT") -> None:
    """Exit with a clear sentence if something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # The server sets it too: a port that still winds up the connections of its last user counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            wrong = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
            culprit = name.replace("PORT", "HOST") if wrong else name
            raise env.WrongSetting(
                culprit, f"cannot listen on {host}:{port} ({error.strerror}); try {name}={port + 1}"
            ) from None


def _refusal() -> str | None:
    from django.db import connection

    from smilecity.config import ready

    try:
        if sentence := ready.missing_migrations() or ready.missing_translations() or ready.missing_assets():
            return sentence
        ready.collect_static()
        return None
    finally:
        connection.close()


def _warm_up() -> None:
    """Load what the first visitors would have to wait for, once for all workers."""
    from django.conf import settings
    from django.urls import get_resolver
    from django.utils import translation

    # Its limits are kept in memory that the workers share because it is there before them.
    import smilecity.config.pace
    import smilecity.doors.api.sensorthings.asgi  # noqa: F401 -- to import them is enough

    for code, _ in settings.LANGUAGES:
        translation.activate(code)
    translation.deactivate()
    get_resolver().reverse_dict  # noqa: B018 -- asking builds it
    gc.freeze()
    # What a request makes is many objects and hardly a circle among them.
    gc.set_threshold(10_000, 20, 20)


def _server(settings: _Settings) -> MPServer:
    # Workers are copies of this process, which has loaded the program already and holds no connection any more.
    multiprocessing.set_start_method("fork", force=True)
    return MPServer(
        "smilecity.config.asgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        websockets=False,
        backlog=2048,
        respawn_failed_workers=True,
        # Less than the supervisor's own patience with the server.
        workers_kill_timeout=5,
        # Links carry secrets, so no address is written anywhere unless the operator's own proxy does it.
        log_access=False,
        log_level=LogLevels.warning,
        log_dictconfig=_logging(),
    )


def _logging() -> dict[str, Any]:
    """Return the settings of the log with granian's own lines among the others."""
    from django.conf import settings

    ours: dict[str, Any] = {**settings.LOGGING}
    plain = {"handlers": ["console"], "propagate": False}
    return {**ours, "loggers": {**ours["loggers"], "_granian": {**plain}, "granian.access": {**plain}}}
