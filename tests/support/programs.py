"""Starts the command `smilecity` for tests, as people do: another process, its own environment, the test's database."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django import conf
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = [sys.executable, "-m", "smilecity"]
# Servers collect static files; the tests' own home has none, which keeps their pages quick.
HOME = Path(os.environ["SMILECITY_HOME"]) / "programs"


def database_url(name: str = "") -> str:
    """Return the address of the database that the running test uses, or of another one beside it."""
    of = connection.settings_dict
    place = {"host": of["HOST"], "port": str(of["PORT"] or 5432)}
    credentials = f"{quote(of['USER'], safe='')}:{quote(of['PASSWORD'], safe='')}"
    return f"postgresql://{credentials}@/{name or of['NAME']}?{urlencode(place)}"


def environment(**settings: str) -> dict[str, str]:
    """Return an environment with these settings, and with our home and the test's database if they say nothing else."""
    ours = {
        "PYTHONPATH": str(ROOT / "src"),
        "DATABASE_URL": database_url(),
        "SMILECITY_HOME": str(HOME),
        "SMILECITY_SECRET_KEY": conf.settings.SECRET_KEY,
        # A test that looks at once after a change is faster than the notice of it; the cache has tests of its own.
        "SMILECITY_PAGE_CACHE": "0",
    }
    return os.environ | ours | settings


def share_static(home: Path) -> None:
    """Let a server with a home of its own use the files that were collected once for all of this run."""
    (HOME / "static").mkdir(parents=True, exist_ok=True)
    (home / "static").symlink_to(HOME / "static")


def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [*PROGRAM, *words],
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
    )


@contextmanager
def started(*words: str, output: Path, **settings: str) -> Generator[subprocess.Popen[bytes]]:
    """Run the command meanwhile, with what it says in `output`, and end it in order afterwards."""
    with running([*PROGRAM, *words], output=output, **settings) as process:
        yield process


@contextmanager
def running(argv: list[str], *, output: Path, **settings: str) -> Generator[subprocess.Popen[bytes]]:
    """Run any program meanwhile, likewise."""
    with output.open("ab") as log:
        process = subprocess.Popen(argv, env=environment(**settings), stdout=log, stderr=log, cwd=ROOT)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)


def free_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(url: str, patience: float = 20) -> int | None:
    """Return the status a page answers with, or None if nobody answers in so many seconds."""
    try:
        with urllib.request.urlopen(url, timeout=patience) as page:  # noqa: S310 -- our own server
            return int(page.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None
