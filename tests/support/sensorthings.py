"""A real server of the sensors' interface for tests: processes and a committed database of its own, one for all tests.

In: the fixture `sensorthings_server`. Out: a small client, keys of a party and of the city, a way into its database.
"""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from smilecity.ground import clock
from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import Scope
from tests.support.database import one_more_database
from tests.support.processes import until
from tests.support.programs import answer, database_url, free_port, running

T = TypeVar("T")

ROOT = "/sensorthings/v1.1"
EVERYTHING = frozenset(Scope)
# What a party's own program needs: no look at what is internal to the city.
OF_A_PARTY = frozenset({Scope.READ, Scope.OBSERVE, Scope.MANAGE})
_ENTITIES = ("thing", "location", "sensor", "observedproperty", "featureofinterest", "observation", "look", "change")


@dataclass(frozen=True)
class Answered:
    """What the server said; names of headers in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def message(self) -> str:
        """The sentence of an error."""
        return str(self.json()["message"])

    @property
    def id(self) -> int:
        """The id in the address of what was created."""
        return int(self.headers["location"].rpartition("(")[2].rstrip(")"))


@dataclass
class Server:
    """The running server. `key` opens everything, `party_key` what belongs to the party with the id `party`."""

    port: int
    database: str
    blocker: DjangoDbBlocker = field(repr=False)
    key: str = field(default="", repr=False)
    party: int = 0
    party_key: str = field(default="", repr=False)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    log: Path = Path()

    @property
    def root(self) -> str:
        """The service root."""
        return f"http://127.0.0.1:{self.port}{ROOT}"

    def ask(self, method: str, path: str, body: object = None, *, key: str | None = None, **headers: str) -> Answered:
        """Send a request; `path` begins below the root or is an address. A body that is no bytes goes out as JSON."""
        sent = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        head = {name.replace("_", "-"): value for name, value in headers.items()}
        if sent is not None:
            head.setdefault("Content-Type", "application/json")
        if key:
            head["Authorization"] = f"Bearer {key}"
        below = path.removeprefix(self.root).lstrip("/")
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request(method, f"{ROOT}/{below}".replace(" ", "%20"), body=sent, headers=head)
            reply = link.getresponse()
            return Answered(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())
        finally:
            link.close()

    def get(self, path: str, *, key: str | None = None, **headers: str) -> Answered:
        return self.ask("GET", path, key=key, **headers)

    def create(self, path: str, body: object) -> int:
        """Create an entity as the city; return its id."""
        made = self.ask("POST", path, body, key=self.key)
        assert made.status == 201, made.body
        return made.id

    def inside(self, work: Callable[[], T]) -> T:
        """Do some work in the server's database, on a connection of its own, whatever the test itself does."""
        with self.blocker.unblock(), ThreadPoolExecutor(1) as thread:
            return thread.submit(self._there, work).result()

    def _there(self, work: Callable[[], T]) -> T:
        own = connections["default"]
        own.settings_dict = own.settings_dict | {"NAME": self.database}
        try:
            return work()
        finally:
            own.close()

    def make_key(self, scopes: Collection[Scope], *, party: int | None = None, **further: Any) -> str:
        """Make a key, of a party of its own unless one is named; return its secret."""
        owner = party or self.make_party()
        said: dict[str, Any] = {
            "party": owner,
            "label": "Test",
            "scopes": scopes,
            "a_minute": 1_000_000,
            "by": None,
            "at": clock.now(),
        }
        return self.inside(lambda: keys.make_key(**(said | further)).secret)

    def make_party(self) -> int:
        """Make a party with a name of its own."""
        name = f"Messstelle {os.urandom(4).hex()}"
        return self.inside(lambda: keys.make_party(name=name, by=None, at=clock.now()))

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement in the server's database; return its rows."""

        def run() -> list[tuple[Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []

        return self.inside(run)

    def empty(self) -> None:
        """Remove all entities and values, for tests that count them; parties and keys stay."""
        self.sql(f"TRUNCATE {', '.join(f'things_{name}' for name in _ENTITIES)} CASCADE")

    def make_datastream(self, *, key: str | None = None, access: str = "public", **further: Any) -> int:
        """Make a datastream with a thing, a place, a sensor and an observed property of its own; return its id."""
        body = datastream(access=access) | further
        made = self.ask("POST", "Datastreams", body, key=key or self.key)
        assert made.status == 201, made.body
        return made.id

    def observe(self, datastream: int, result: object, *, key: str | None = None, **further: Any) -> Answered:
        """Send a value."""
        body = {"result": result} | further
        return self.ask("POST", f"Datastreams({datastream})/Observations", body, key=key or self.key)

    def results(self, datastream: int, *, key: str | None = None) -> list[Any]:
        """Return the values of a datastream, the oldest first."""
        found = self.get(f"Datastreams({datastream})/Observations?$top=10000&$select=result", key=key or self.key)
        return [each["result"] for each in found.json()["value"]]


def datastream(*, access: str = "public") -> dict[str, Any]:
    """The body of a datastream with everything it needs."""
    place = {"type": "Point", "coordinates": [12.09, 54.18]}
    location = {"name": "Alter Strom", "description": "", "encodingType": "application/geo+json", "location": place}
    return {
        "name": "Wasserstand",
        "description": "Alle 10 Minuten",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement": {"name": "Zentimeter", "symbol": "cm", "definition": "ucum:cm"},
        "properties": {"smilecity": {"access": access}},
        "Thing": {"name": "Pegel", "description": "", "Locations": [location]},
        "Sensor": {"name": "Schwimmer", "description": "", "encodingType": "text/html", "metadata": "x"},
        "ObservedProperty": {"name": "Wasserstand", "description": "", "definition": "http://example.org/level"},
    }


@contextmanager
def serving(database: str, log: Path, blocker: DjangoDbBlocker, **settings: str) -> Generator[Server]:
    """A server on this database, ready to answer. It starts without looking after pages, which takes a while."""
    port = free_port()
    words = ["--interface", "asgi", "--no-ws", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    argv = [
        sys.executable,
        "-m",
        "granian",
        *words,
        "--workers",
        "1",
        "--workers-kill-timeout",
        "5",
        "smilecity.config.asgi:application",
    ]
    place = {"DATABASE_URL": database_url(database), "SMILECITY_BASE_URL": f"http://127.0.0.1:{port}"}
    # Tests ask more often than anybody who is not exempt.
    place["SMILECITY_LIMIT_EXEMPT"] = "127.0.0.0/8"
    place["DJANGO_SETTINGS_MODULE"] = "smilecity.config.settings"
    with running(argv, output=log, **(place | settings)) as process:
        url = f"http://127.0.0.1:{port}{ROOT}"
        until(lambda: answer(url) or process.poll() is not None, 90)
        assert process.poll() is None, log.read_text()
        yield Server(port, database, blocker, process=process, log=log)


def give_keys(server: Server) -> None:
    """Make the keys that most tests need."""
    server.party = server.make_party()
    server.key = server.make_key(EVERYTHING, party=server.party)
    server.party_key = server.make_key(OF_A_PARTY, party=server.party)


@contextmanager
def server_for_all(log: Path, blocker: DjangoDbBlocker, worker: str) -> Generator[Server]:
    """A server with a database of its own and keys; what the fixture `sensorthings_server` is."""
    with ExitStack() as stack:
        with blocker.unblock():
            name = stack.enter_context(one_more_database("sensors", worker))
            server = stack.enter_context(serving(name, log, blocker))
        give_keys(server)
        yield server
        stack.enter_context(blocker.unblock())
