"""Two questions of those who watch over us. `/healthz`: does the process live? `/readyz`: can it do its work?

Raw ASGI: no session, no page. What is found out is kept for a moment, so that nobody can make us ask all the time.
"""

import asyncio
import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

from a2wsgi.asgi_typing import HTTPScope, Send
from django.conf import settings
from django.db import Error, connection, transaction
from django.db.migrations.loader import MigrationLoader

LIVES, READY = "/healthz", "/readyz"
PATHS = frozenset({LIVES, READY})
_KEPT = 2.0
_PATIENCE = 5.0
_WORKER_SEEN = 90.0
_MEGABYTE = 1024 * 1024
_APPLIED = "SELECT app, name FROM django_migrations"
_WORKER = "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
# A thread of its own: when all others wait for the database, this one says so.
_asking = ThreadPoolExecutor(1, "readyz")


@dataclass(frozen=True)
class Found:
    """What was found: of each part "ok" or what is wrong. Without `needed` parts no page can be answered."""

    needed: dict[str, str]
    beside: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """Say in one word how it is."""
        if any(word != "ok" for word in self.needed.values()):
            return "not ready"
        return "ready" if all(word == "ok" for word in self.beside.values()) else "degraded"


_kept: tuple[float, Found] = (-_KEPT, Found({}))


async def application(scope: HTTPScope, send: Send) -> None:
    """Answer one of the two."""
    if scope["path"] == LIVES:
        await _say(scope, send, 200, {"status": "alive"})
        return
    found = await _find()
    # Pages do not need the worker: who wants to hear of it by the status alone asks for all.
    good = {"ready"} if scope["query_string"] == b"all" else {"ready", "degraded"}
    said = {"status": found.status, "checks": found.needed | found.beside}
    await _say(scope, send, 200 if found.status in good else 503, said)


async def _find() -> Found:
    global _kept  # noqa: PLW0603 -- one answer for everybody who asks this process
    at, found = _kept
    if time.monotonic() - at < _KEPT:
        return found
    try:
        asked = asyncio.get_running_loop().run_in_executor(_asking, look)
        found = await asyncio.wait_for(asyncio.shield(asked), _PATIENCE)
    except TimeoutError:
        found = Found({"database": "does not answer in time"})
    _kept = (time.monotonic(), found)
    return found


def look() -> Found:
    """Look at everything, now."""
    needed = {"disk": _disk()}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '3s'")
            cursor.execute(_APPLIED)
            applied = set(cursor.fetchall())
            cursor.execute(_WORKER)
            (silent,) = cursor.fetchone()
    except Error:
        return Found({"database": "does not answer or is empty", **needed})
    finally:
        connection.close()
    migrations = "ok" if _wanted() <= applied else "missing, run: smilecity migrate"
    return Found({"database": "ok", "migrations": migrations, **needed}, {"worker": _worker(silent)})


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """Return the last migration of each app: where it is applied, those before it are."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _disk() -> str:
    try:
        free = shutil.disk_usage(settings.HOME).free
    except OSError:
        return "SMILECITY_HOME cannot be read"
    return "ok" if free >= settings.DISK_LEAST * _MEGABYTE else f"less than {settings.DISK_LEAST} MB free"


def _worker(silent: float | None) -> str:
    if silent is None:
        return "none was ever seen"
    return "ok" if silent <= _WORKER_SEEN else f"not seen for {round(float(silent) / 60)} minutes"


async def _say(scope: HTTPScope, send: Send, status: int, body: object) -> None:
    text = json.dumps(body).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else text})
