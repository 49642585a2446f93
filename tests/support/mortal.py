"""A town of its own that outlives its deaths: a PostgreSQL that keeps what it promised, and servers that are killed.

In: a home. Out: a place to send values to, ways to die, and a way to ask what is there afterwards.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from smilecity.ground.postgres import Server, ensure
from smilecity.ground.postgres_place import find
from tests.support.homes import new_home
from tests.support.processes import alive, descendants
from tests.support.programs import PROGRAM, ROOT, free_port, share_static

PATIENCE = 600
MIGRATE = "from django.core.management import call_command\ncall_command('migrate', verbosity=0, interactive=False)"


@dataclass
class Mortal:
    """The database of a home, and the servers in front of it."""

    home: Path
    database: Server
    port: int = field(default_factory=free_port)
    servers: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What programs need that work on this database."""
        ours = {
            "DATABASE_URL": self.database.url,
            "SMILECITY_HOME": str(self.home),
            "SMILECITY_BASE_URL": f"http://127.0.0.1:{self.port}",
            "SMILECITY_LIMIT_EXEMPT": "127.0.0.0/8",
            "SMILECITY_WORKERS": "2",
            "SMILECITY_DIE_WITH_PARENT": "1",
            "DJANGO_SETTINGS_MODULE": "smilecity.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "PORT": str(self.port),
        }
        return os.environ | ours

    def run(self, source: str) -> str:
        """Run a piece of Python in the program's environment; return what it says."""
        words = [sys.executable, "-c", f"import django\ndjango.setup()\n{source}"]
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_servers(self) -> None:
        """Start the program as a town hall does."""
        with (self.home / "serve.log").open("ab") as log:
            words = [*PROGRAM, "serve"]
            self.servers = subprocess.Popen(words, env=self.environment, stdout=log, stderr=log, cwd=ROOT)

    def kill_servers(self) -> None:
        """Kill all of its processes at one moment, and start it again."""
        assert self.servers
        for pid in {self.servers.pid, *descendants(self.servers.pid)}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.servers.wait()
        self.start_servers()

    def kill_one_server(self) -> None:
        """Kill a process that answers; the program starts another one by itself."""
        assert self.servers
        workers = [pid for pid in descendants(self.servers.pid) if alive(pid)]
        if workers:
            os.kill(max(workers), signal.SIGKILL)

    def kill_database(self) -> None:
        """Kill PostgreSQL; `revive` starts it again, as the program's own supervisor would."""
        lines = (find(self.home).data / "postmaster.pid").read_text().splitlines()
        os.kill(int(lines[0]), signal.SIGKILL)

    def ask(self, statement: str) -> tuple[Any, ...]:
        """Ask the database for a row; bring it back meanwhile if it is away."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.database.revive()
            with suppress(psycopg.OperationalError), psycopg.connect(self.database.url) as connection:
                return connection.execute(statement).fetchone() or ()
            time.sleep(0.1)
        raise AssertionError("the database did not come back")


@contextmanager
def mortal_database() -> Generator[tuple[Path, Server]]:
    """Set up a home and its database, with nothing in it yet and nobody in front of it."""
    with ExitStack() as stack:
        home = stack.enter_context(new_home())
        database = ensure(home)
        stack.callback(database.stop)
        yield home, database


@contextmanager
def mortal() -> Generator[Mortal]:
    """Set everything up and start it; ends it in order."""
    with mortal_database() as (home, database):
        town = Mortal(home, database)
        town.run(MIGRATE)
        share_static(home)
        town.start_servers()
        yield town
        if town.servers:
            town.servers.terminate()
            town.servers.wait(30)
