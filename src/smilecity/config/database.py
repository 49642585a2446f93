"""The database of this installation: the one DATABASE_URL names, else our own in the home folder."""

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from subprocess import SubprocessError

from smilecity.ground import env, postgres

_LOOK_AFTER = 0.5


@contextmanager
def own_or_named() -> Generator[postgres.Server | None]:
    """Start or join our own PostgreSQL, unless DATABASE_URL names one. Children find it in the environment."""
    if env.text("DATABASE_URL"):
        yield None
        return
    server = postgres.ensure(env.folder("SMILECITY_HOME", "var"))
    os.environ["DATABASE_URL"] = server.url
    try:
        yield server
    finally:
        del os.environ["DATABASE_URL"]
        server.stop()


@contextmanager
def kept_alive(server: postgres.Server | None) -> Generator[None]:
    """Start our own PostgreSQL again whenever it dies, for example of a full disk, while something is done with it."""
    over = threading.Event()
    # Whoever starts it again has to live as long as it should: the kernel ends it with that thread.
    watching = threading.Thread(target=_watch, args=(server, over), daemon=True) if server else None
    if watching:
        watching.start()
    try:
        yield
    finally:
        over.set()
        if watching:
            watching.join()


def _watch(server: postgres.Server, over: threading.Event) -> None:
    while not over.wait(_LOOK_AFTER):
        # What is missing now may be there at the next look; PostgresFailed and NoPlace are RuntimeErrors.
        with suppress(OSError, RuntimeError, SubprocessError):
            server.revive()
