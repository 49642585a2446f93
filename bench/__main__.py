"""`make bench`: measure here what the README promises; by default all parts that `--help` names."""

import argparse
import os
import socket
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg

from smilecity.ground import postgres


def main() -> int:
    """Measure and print; exit code 1 where a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    names = "server, home, crawler, journey, pages, transfer, suppression, watching, keeping, voices, search, senses"
    names += ", addresses, forge, open311, map, klarschiff, reports, lighthouse, proposals"
    parser.add_argument("parts", nargs="*", help=names)
    parser.add_argument("--participations", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--values", type=int, default=10_000_000)
    options = parser.parse_args()
    home = Path(__file__).resolve().parent.parent / "var" / "bench"
    with postgres.running(home) as url, _fresh_database(url) as fresh:
        _prepare(home, fresh)
        from bench import measure

        return measure.run(options)


@contextmanager
def _fresh_database(url: str) -> Generator[str]:
    """Yield the URL of an empty database, removed afterwards."""
    name = f"bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _prepare(home: Path, url: str) -> None:
    os.environ |= {
        "SMILECITY_HOME": str(home),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "smilecity.config.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{_free_port()}",
        "PORT": str(_free_port()),
        # The load comes from one address; elsewhere whoever sends so much is stopped.
        "SMILECITY_LIMIT_EXEMPT": "127.0.0.0/8",
        "SMILECITY_HOSTS": "127.0.0.1,testserver",
        # What it saves is a part of its own; elsewhere pages are made.
        "SMILECITY_PAGE_CACHE": "0",
    }
    django.setup()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    raise SystemExit(main())
